import { Button, TextInput } from '@mantine/core'
import { IconBolt, IconPlus } from '@tabler/icons-react'
import { useRouter } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useAsk } from '#web/client/queries'
import { useMayCall } from '#web/client/rights'
import { count, minutes, tn, unknown } from '#web/kit/format'
import { LastChange } from '#web/kit/last-change.tsx'
import { AppLink } from '#web/kit/link.tsx'
import { Tag } from '#web/kit/notice.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { ReasonButton } from '#web/kit/reason-button.tsx'
import { Answered, Empty } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import { addTrigger, happened, listTriggers, type ToldTrigger, triggerChoices } from '../contract/trigger-endpoints.ts'
import { type TriggerChanges, useTriggerChanges } from './trigger-changes.ts'
import { type Choices, oftenWords, whenWords } from './trigger-words.ts'
import classes from './triggers.module.css'

/** What another system may send. */
const exampleOf = (kind: string) =>
  JSON.stringify({ kind, about: { kind: 'account', domain: 'acme.example' }, text: t('30 days late') }, null, 2)

/** All triggers with how often each fired, and what other systems may tell. */
export default function TriggersPage() {
  const found = useAsk(listTriggers, {}, { refetchInterval: 15_000 })
  const choices = useAsk(triggerChoices, {})
  const changes = useTriggerChanges()
  return (
    <Page
      title={t('Triggers')}
      width="wide"
      lead={t('When something happens, something is done about it at once: by a rule that you write, test on the past and switch on.')}
      actions={
        <>
          <AppLink href="/time-saved">{t('Time saved by all that runs by itself')}</AppLink>
          <NewTrigger />
        </>
      }
    >
      <LastChange changes={changes} what={t('change the triggers')} />
      <Answered query={found} what={t('the triggers')} lines={6}>
        {({ triggers }) =>
          triggers.length === 0 ? (
            <Empty icon={<IconBolt size={28} />} title={t('No triggers yet')} actions={<NewTrigger />}>
              {t(
                'A deal that stands still, a contract that ends in 60 days, an invoice that is overdue: say once who looks at it, and it is never forgotten.',
              )}
            </Empty>
          ) : (
            <Panel
              id="triggers"
              title={<Saved triggers={triggers} />}
              hint={t('Time saved is the number of firings times the minutes that you estimated for each.')}
            >
              <DataTable caption={t('Triggers')} columns={columns(choices.data)} rows={triggers} rowKey={({ id }) => id} />
            </Panel>
          )
        }
      </Answered>
      <Answered query={choices} what={t('what other systems may tell')}>
        {({ happenings }) => <Happenings happenings={happenings} changes={changes} />}
      </Answered>
    </Page>
  )
}

function NewTrigger() {
  const router = useRouter()
  return (
    <ReasonButton
      allowed={useMayCall(addTrigger)}
      leftSection={<IconPlus size={16} aria-hidden="true" />}
      onClick={() => router.history.push('/triggers/new')}
    >
      {t('New trigger')}
    </ReasonButton>
  )
}

/** What all of them did, and what that saved. */
function Saved({ triggers }: { triggers: readonly ToldTrigger[] }) {
  const sum = (of: (one: ToldTrigger) => number) => triggers.reduce((all, one) => all + of(one), 0)
  const saved = sum(({ savedMinutes }) => savedMinutes)
  const fired = tn(
    sum((one) => one.fired30),
    'Fired {{n}} time in the last 30 days',
    'Fired {{n}} times in the last 30 days',
  )
  return <>{saved > 0 ? t('{{fired}} · {{time}} saved so far (as you estimated)', { fired, time: minutes(saved) }) : fired}</>
}

const columns = (choices: Choices | undefined) => [
  {
    key: 'name',
    label: t('Trigger'),
    head: true,
    cell: ({ id, name }: ToldTrigger) => <AppLink href={`/triggers/${id}`}>{name}</AppLink>,
  },
  {
    key: 'when',
    label: t('When'),
    cell: ({ document }: ToldTrigger) => (choices ? `${whenWords(document.when, choices)} · ${oftenWords(document.often)}` : ''),
  },
  { key: 'state', label: t('State'), cell: (one: ToldTrigger) => <TriggerState trigger={one} /> },
  { key: 'fired30', label: t('Last 30 days'), numeric: true, cell: ({ fired30 }: ToldTrigger) => count(fired30) },
  { key: 'fired', label: t('Fired in all'), numeric: true, cell: ({ fired }: ToldTrigger) => count(fired) },
  {
    key: 'saved',
    label: t('Time saved'),
    numeric: true,
    cell: ({ savedMinutes }: ToldTrigger) => (savedMinutes > 0 ? minutes(savedMinutes) : unknown),
  },
]

/** Whether it is on, and whether something of it failed. */
export function TriggerState({ trigger: { onSince, failed } }: { trigger: Pick<ToldTrigger, 'onSince' | 'failed'> }) {
  return (
    <span className={classes.tags}>
      {onSince === null ? <Tag>{t('off')}</Tag> : <Tag tone="good">{t('on')}</Tag>}
      {failed > 0 && <Tag tone="loss">{tn(failed, '{{n}} failed', '{{n}} failed')}</Tag>}
    </span>
  )
}

function Happenings({ happenings, changes }: { happenings: Choices['happenings']; changes: TriggerChanges }) {
  const [name, setName] = useState('')
  const may = useMayCall(addTrigger)
  const declare = (event: FormEvent) => {
    event.preventDefault()
    changes.declare({ name })
    setName('')
  }
  return (
    <Panel
      id="happenings"
      title={t('What other systems may tell')}
      hint={t('Fulfilment, finance and service send it with an API key. It stands on the timeline of the record, and triggers hear it.')}
    >
      {happenings.length > 0 && (
        <ul className={classes.kinds}>
          {happenings.map((one) => (
            <li key={one.id}>
              <span>
                {one.name} <span className={classes.quiet}>{tn(one.seen, 'told {{n}} time', 'told {{n}} times')}</span>
              </span>
              {may.ok && (
                <Button
                  size="compact-xs"
                  variant="subtle"
                  color="gray"
                  aria-label={t('Withdraw {{name}}', { name: one.name })}
                  onClick={() => changes.withdraw({ id: one.id })}
                >
                  {t('Withdraw')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {may.ok && (
        <form className={classes.fields} onSubmit={declare} aria-label={t('A new kind')}>
          <TextInput
            label={t('New kind')}
            placeholder={t('invoice overdue')}
            maxLength={60}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={name.trim() === ''} loading={changes.busy}>
            {t('Declare')}
          </Button>
        </form>
      )}
      <details className={classes.how}>
        <summary>{t('How they tell it')}</summary>
        <p>
          {t(
            'They send this as JSON to {{address}}, with an API key, and with a number of their own as Idempotency-Key: sent again, it is kept once.',
            {
              address: `${location.origin}${happened.path}`,
            },
          )}
        </p>
        <pre className={classes.code}>{exampleOf(happenings[0]?.name ?? t('invoice overdue'))}</pre>
      </details>
    </Panel>
  )
}
