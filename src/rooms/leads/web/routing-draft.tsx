import { Button, Textarea, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import type { ListDeclaration } from '#kernel/list'
import { Across, Column, Columns } from '#web/kit/columns.tsx'
import { count } from '#web/kit/format'
import { MoveButtons } from '#web/kit/move-buttons.tsx'
import { Panel } from '#web/kit/page.tsx'
import { t } from '#web/kit/text'
import type { RoutingDocument, RoutingRule } from '../contract/routing.ts'
import type { Routing, RoutingVersion } from '../contract/routing-versions.ts'
import classes from './routing.module.css'
import type { RoutingChanges } from './routing-changes.ts'
import { RuleForm } from './routing-rule-form.tsx'
import { Elsewhere, TestPanel } from './routing-test-panel.tsx'
import { RuleSentence } from './routing-text.tsx'
import { lacks, saidRouting } from './routing-words.ts'

interface Props {
  version: RoutingVersion
  routing: Routing
  changes: RoutingChanges
  list: ListDeclaration
  /** Why it is published; kept while the draft is saved. */
  reason: string
  onReason: (reason: string) => void
}

/** A key that no rule has. */
function freshKey(rules: readonly RoutingRule[]): string {
  for (let n = rules.length + 1; ; n++) if (rules.every(({ key }) => key !== `rule-${n}`)) return `rule-${n}`
}

/** The draft as rules in their order, beside it what they would have meant. */
export function RoutingDraft({ routing, ...props }: Props) {
  const { version, list } = props
  const [document, setDocument] = useState(version.document)
  const [open, setOpen] = useState<string | null>(null)
  const { rules } = document
  const put = (next: readonly RoutingRule[]) => setDocument({ ...document, rules: [...next] })
  const add = () => {
    const key = freshKey(rules)
    const fresh: RoutingRule = {
      ...{ key, name: t('New rule'), rule: { combinator: 'and', rules: [] }, to: { kind: 'account-owner' } },
      ...{ atWork: false, speaks: false, atMost: null },
    }
    put([...rules, fresh])
    setOpen(key)
  }
  return (
    <Columns>
      <Panel
        id="rules"
        title={t('Rules of version {{n}}, a draft', { n: version.number })}
        hint={t('They are asked from top to bottom. Who is away is never chosen; who stands in is asked where nobody else can.')}
      >
        <ol className={classes.rules}>
          {rules.map((rule, place) => (
            <li key={rule.key} className={classes.rule}>
              <span className={classes.place}>{count(place + 1)}</span>
              <div className={classes.says}>
                <p className={classes.name}>{rule.name}</p>
                <RuleSentence rule={rule} list={list} routing={routing} />
              </div>
              <div className={classes.buttons}>
                <MoveButtons
                  name={rule.name}
                  place={place}
                  number={rules.length}
                  onMove={(to) => put(rules.toSpliced(place, 1).toSpliced(to, 0, rule))}
                />
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-expanded={open === rule.key}
                  aria-label={open === rule.key ? t('Close {{name}}', { name: rule.name }) : t('Change {{name}}', { name: rule.name })}
                  onClick={() => setOpen(open === rule.key ? null : rule.key)}
                >
                  {open === rule.key ? t('Close') : t('Change')}
                </Button>
                <Button
                  size="compact-sm"
                  variant="subtle"
                  color="gray"
                  aria-label={t('Remove {{name}}', { name: rule.name })}
                  onClick={() => put(rules.filter(({ key }) => key !== rule.key))}
                >
                  {t('Remove')}
                </Button>
              </div>
              {open === rule.key && (
                <RuleForm
                  rule={rule}
                  list={list}
                  routing={routing}
                  onChange={(next) => put(rules.map((one) => (one.key === rule.key ? next : one)))}
                />
              )}
            </li>
          ))}
        </ol>
        {rules.length === 0 && <p className={classes.quiet}>{t('No rule yet: everybody waits in the queue below.')}</p>}
        <div className={classes.actions}>
          <Button variant="default" size="xs" onClick={add}>
            {t('Add a rule')}
          </Button>
        </div>
        <h3 className={classes.sub}>{t('Everybody else')}</h3>
        <TextInput
          label={t('wait in the queue')}
          value={document.fallback}
          maxLength={120}
          onChange={(event) => setDocument({ ...document, fallback: event.currentTarget.value })}
        />
      </Panel>
      <SidePanels document={document} {...props} />
    </Columns>
  )
}

/** What can be done with the draft, and what it would have meant. */
function SidePanels({ version, document, changes, list, reason, onReason }: Omit<Props, 'routing'> & { document: RoutingDocument }) {
  const whole = saidRouting(list, document)
  const lacking =
    whole.fallback === '' ? t('Name the queue of everybody else.') : (whole.rules.map(lacks).find((one) => one !== null) ?? null)
  const [tried, setTried] = useState(version.document)
  const [text] = useDebouncedValue(JSON.stringify(whole), 500)
  const same = JSON.stringify(whole) === JSON.stringify(saidRouting(list, version.document))
  const next = JSON.parse(text) as RoutingDocument
  if (lacking === null && text !== JSON.stringify(tried) && text === JSON.stringify(whole)) setTried(next)
  return (
    <>
      <Column sticky>
        <Panel id="draft" title={t('Draft of version {{n}}', { n: version.number })} hint={t('By {{name}}', { name: version.by })}>
          <Elsewhere document={tried} />
          <div className={classes.actions}>
            <Button
              disabled={same || lacking !== null}
              loading={changes.busy}
              onClick={() => changes.change({ id: version.id, document: whole })}
            >
              {t('Save draft')}
            </Button>
            <Button variant="subtle" color="gray" disabled={changes.busy} onClick={() => changes.discard({ id: version.id })}>
              {t('Throw away')}
            </Button>
          </div>
          {lacking && <p className={classes.quiet}>{lacking}</p>}
          <h3 className={classes.sub}>{t('Publish it')}</h3>
          <Textarea
            label={t('Why it changes')}
            autosize
            minRows={2}
            maxLength={2000}
            value={reason}
            onChange={(event) => onReason(event.currentTarget.value)}
          />
          <div className={classes.actions}>
            <Button
              disabled={!same || reason.trim().length < 3}
              loading={changes.busy}
              onClick={() => changes.publish({ id: version.id, reason })}
            >
              {t('Publish')}
            </Button>
          </div>
          {!same && <p className={classes.quiet}>{t('Save the draft first. What is published does not change any more.')}</p>}
        </Panel>
      </Column>
      <Across>
        <TestPanel document={tried} rules={tried.rules} />
      </Across>
    </>
  )
}
