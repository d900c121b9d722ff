import { Button, Textarea, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import type { ListDeclaration } from '#kernel/list'
import type { Group } from '#kernel/rule'
import type { Day } from '#kernel/time'
import { Across, Column, Columns } from '#web/kit/columns.tsx'
import { tn } from '#web/kit/format'
import { ruleText } from '#web/kit/list/rule-draft'
import { Panel } from '#web/kit/page.tsx'
import { t } from '#web/kit/text'
import type { ContractDocument, ContractVersion } from '../contract.ts'
import type { ContractChanges } from './changes.ts'
import classes from './contract.module.css'
import { CriteriaForm } from './criteria-form.tsx'
import { DutiesForm } from './duties-form.tsx'
import { HistoryPanel, Live } from './history-panel.tsx'

const finished = (list: ListDeclaration, rule: Group): Group => {
  const text = ruleText(list, rule)
  return text === '' ? { combinator: 'and', rules: [] } : (JSON.parse(text) as Group)
}

/**
 * The document without what is not filled in yet: lines, and criteria of which no line is. An exclusion without any line is left out, for it would keep everybody
 * out; a criterion that never had one gives its points to everybody.
 */
function said(list: ListDeclaration, document: ContractDocument): ContractDocument {
  return {
    ...document,
    criteria: document.criteria
      .filter(({ rule }) => rule.rules.length === 0 || ruleText(list, rule) !== '')
      .map((one) => ({ ...one, name: one.name.trim() || t('New criterion'), rule: finished(list, one.rule) })),
    exclusions: document.exclusions
      .map((one) => ({ ...one, name: one.name.trim() || t('New exclusion'), rule: finished(list, one.rule) }))
      .filter(({ rule }) => rule.rules.length > 0),
    rejections: document.rejections.map((one) => ({ ...one, name: one.name.trim() || t('New reason') })),
  }
}

const countOf = ({ criteria, exclusions }: ContractDocument) => criteria.length + exclusions.length

interface Props {
  version: ContractVersion
  list: ListDeclaration
  changes: ContractChanges
  today: string
}

/** The draft as a form, beside it what it would have meant. */
export function DraftEditor({ version, list, changes, today }: Props) {
  const [document, setDocument] = useState(version.document)
  const [reason, setReason] = useState(version.reason)
  const [from, setFrom] = useState(today)
  const whole = said(list, document)
  const left = countOf(document) - countOf(whole)
  const [tried] = useDebouncedValue(JSON.stringify(whole), 500)
  const toTry = JSON.parse(tried) as ContractDocument
  const same = JSON.stringify(whole) === JSON.stringify(version.document) && reason === version.reason
  return (
    <Columns>
      <Column>
        <Panel id="criteria" title={t('Criteria')} hint={t('Each gives its points where its lines hold. The points add up.')}>
          <CriteriaForm document={document} list={list} onChange={setDocument} />
        </Panel>
        <Panel id="duties" title={t('What each side promises')}>
          <DutiesForm document={document} list={list} onChange={setDocument} />
        </Panel>
      </Column>
      <Column sticky>
        <Panel id="draft" title={t('Draft of version {{n}}', { n: version.number })} hint={t('By {{name}}', { name: version.by })}>
          <Live document={toTry} />
          <Textarea
            mt="md"
            label={t('Why it changes')}
            autosize
            minRows={2}
            maxLength={2000}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <div className={classes.actions}>
            <Button
              disabled={same || reason.trim().length < 3}
              loading={changes.busy}
              onClick={() => changes.change({ id: version.id, document: whole, reason })}
            >
              {t('Save draft')}
            </Button>
            <Button variant="subtle" color="gray" disabled={changes.busy} onClick={() => changes.discard({ id: version.id })}>
              {t('Throw away')}
            </Button>
          </div>
          <h3 className={classes.sub}>{t('Propose it to both sides')}</h3>
          <div className={classes.fields}>
            <TextInput
              type="date"
              label={t('Holds from')}
              min={today}
              value={from}
              onChange={(event) => setFrom(event.currentTarget.value)}
            />
            <Button disabled={!same || changes.busy || from < today} onClick={() => changes.propose({ id: version.id, from: from as Day })}>
              {t('Propose')}
            </Button>
          </div>
          {left > 0 && (
            <p className={classes.quiet}>
              {tn(
                left,
                '{{n}} criterion or exclusion is not filled in, and left out.',
                '{{n}} criteria and exclusions are not filled in, and left out.',
              )}
            </p>
          )}
          {!same && <p className={classes.quiet}>{t('Save the draft first. What is proposed does not change any more.')}</p>}
        </Panel>
      </Column>
      <Across>
        <HistoryPanel document={toTry} />
      </Across>
    </Columns>
  )
}
