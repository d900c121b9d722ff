import { Button, Switch, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useParams, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import type { ListDeclaration } from '#kernel/list'
import { accountEndpoints, accountList, personEndpoints, personList } from '#rooms/accounts/contract'
import { dealEndpoints, dealList } from '#rooms/deals/contract'
import { leadEndpoints, leadList } from '#rooms/leads/contract'
import { useAsk } from '#web/client/queries'
import { useMayCall, useReadable } from '#web/client/rights'
import { Across, Column, Columns } from '#web/kit/columns.tsx'
import { moment } from '#web/kit/format'
import { LastChange } from '#web/kit/last-change.tsx'
import { AppLink } from '#web/kit/link.tsx'
import { ruleText } from '#web/kit/list/rule-draft'
import { useSettled } from '#web/kit/list/settled'
import { Notice } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { addTrigger, readTrigger, triggerChoices } from '../contract/trigger-endpoints.ts'
import { emptyTrigger, kindOf, type TriggerDocument, triggerShape } from '../contract/triggers.ts'
import { inOrder } from '../rules/triggers.ts'
import { type TriggerChanges, useTriggerChanges } from './trigger-changes.ts'
import { TriggerForm } from './trigger-form.tsx'
import { TriggerLog } from './trigger-log.tsx'
import { TriggerTry } from './trigger-try.tsx'
import { type Choices, freshStep } from './trigger-words.ts'
import classes from './triggers.module.css'

type Trigger = ResultOf<typeof readTrigger>

/** One trigger: what it says, beside it what it would have done, below what it did. */
export default function TriggerPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const fresh = id === 'new'
  const found = useAsk(readTrigger, { id: fresh ? '' : (id as never) }, { enabled: !fresh, refetchInterval: 15_000 })
  const choices = useAsk(triggerChoices, {})
  const changes = useTriggerChanges()
  return (
    <Answered query={choices} what={t('the trigger')} lines={8} page={t('Trigger')}>
      {(chosen) =>
        fresh ? (
          <Editor trigger={null} choices={chosen} changes={changes} />
        ) : (
          <Answered query={found} what={t('the trigger')} lines={8} page={t('Trigger')}>
            {(trigger) => <Editor key={`${trigger.id} ${trigger.number}`} trigger={trigger} choices={chosen} changes={changes} />}
          </Answered>
        )
      }
    </Answered>
  )
}

const lists = {
  deal: { list: dealList, endpoints: dealEndpoints },
  account: { list: accountList, endpoints: accountEndpoints },
  person: { list: personList, endpoints: personEndpoints },
  lead: { list: leadList, endpoints: leadEndpoints },
} as const

/** Without lines of the rule that say nothing yet. */
function finished(list: ListDeclaration, document: TriggerDocument): TriggerDocument {
  const text = ruleText(list, document.rule)
  return { ...document, rule: text === '' ? emptyTrigger.rule : JSON.parse(text) }
}

interface EditorProps {
  trigger: Trigger | null
  choices: Choices
  changes: TriggerChanges
}

function Editor({ trigger, choices, changes }: EditorProps) {
  const router = useRouter()
  const [document, setDocument] = useState<TriggerDocument>(trigger?.document ?? { ...emptyTrigger, steps: [freshStep('task')] })
  const [name, setName] = useState(trigger?.name ?? '')
  const [reason, setReason] = useState('')
  const { list: declared, endpoints } = lists[kindOf(document.when)]
  const list = useSettled(useReadable(declared), endpoints)
  const whole = finished(list, document)
  const says = triggerShape.safeParse(whole)
  const [tried] = useDebouncedValue(JSON.stringify(whole), 500)
  const same = trigger !== null && inOrder(whole) === inOrder(trigger.document) && name === trigger.name
  const may = useMayCall(addTrigger)
  const ready = says.success && name.trim() !== '' && reason.trim().length >= 3 && !same && may.ok
  const save = async () => {
    if (trigger) changes.change({ id: trigger.id, name, document: whole, reason, number: trigger.number })
    else router.history.replace(`/triggers/${(await changes.add({ name, document: whole, reason })).id}`)
  }
  return (
    <Page
      title={trigger?.name ?? t('New trigger')}
      width="wide"
      lead={<AppLink href="/triggers">{t('All triggers')}</AppLink>}
      actions={trigger && <OnOff trigger={trigger} same={same} may={may.ok} changes={changes} />}
    >
      <LastChange changes={changes} what={t('go on with this trigger')} />
      <Columns>
        <Column>
          <TriggerForm {...{ document, list, endpoints, choices }} onChange={setDocument} />
        </Column>
        <Column sticky>
          <TriggerTry document={triggerShape.safeParse(JSON.parse(tried)).success ? (JSON.parse(tried) as TriggerDocument) : null} />
          {!may.ok && <Notice>{may.why}</Notice>}
          {may.ok && (
            <Panel
              id="save"
              title={trigger ? t('Save as version {{n}}', { n: (trigger.versions[0]?.number ?? 0) + 1 }) : t('Save')}
              hint={trigger ? null : t('It is off until you switch it on.')}
            >
              <div className={classes.column}>
                <TextInput label={t('Name')} value={name} maxLength={120} onChange={(event) => setName(event.currentTarget.value)} />
                <TextInput label={t('Why')} value={reason} maxLength={400} onChange={(event) => setReason(event.currentTarget.value)} />
              </div>
              {!says.success && (
                <p className={classes.quiet}>{t('Something is not said yet: {{what}}', { what: says.error.issues[0]?.message ?? '' })}</p>
              )}
              <div className={classes.actions}>
                <Button disabled={!ready} loading={changes.busy} onClick={() => void save().catch(() => {})}>
                  {t('Save')}
                </Button>
                {trigger && trigger.firings.length === 0 && (
                  <Button
                    variant="subtle"
                    color="gray"
                    disabled={changes.busy}
                    onClick={() =>
                      void changes
                        .remove({ id: trigger.id })
                        .then(() => router.history.push('/triggers'))
                        .catch(() => {})
                    }
                  >
                    {t('Remove')}
                  </Button>
                )}
              </div>
            </Panel>
          )}
          {trigger && <Versions trigger={trigger} />}
        </Column>
        {trigger && (
          <Across>
            <TriggerLog firings={trigger.firings} changes={changes} may={may.ok} />
          </Across>
        )}
      </Columns>
    </Page>
  )
}

function OnOff({
  trigger: { id, onSince },
  same,
  may,
  changes,
}: {
  trigger: Trigger
  same: boolean
  may: boolean
  changes: TriggerChanges
}) {
  return (
    <Switch
      label={onSince === null ? t('Off') : t('On since {{at}}', { at: moment(onSince) })}
      checked={onSince !== null}
      disabled={!may || changes.busy || (!same && onSince === null)}
      description={same || onSince !== null ? undefined : t('Save it first.')}
      onChange={(event) => changes.turn({ id, on: event.currentTarget.checked })}
    />
  )
}

const Versions = ({ trigger: { versions } }: { trigger: Trigger }) => (
  <Panel id="versions" title={t('Versions')}>
    <ol className={classes.versions} reversed>
      {versions.map(({ number, reason, by, at }) => (
        <li key={number} value={number}>
          {reason} <span className={classes.quiet}>{t('by {{name}}, {{at}}', { name: by, at: moment(at) })}</span>
        </li>
      ))}
    </ol>
  </Panel>
)
