import { useState } from 'react'
import { useAsk } from '#web/client/queries'
import { useMayCall } from '#web/client/rights'
import { day, unknown } from '#web/kit/format'
import { LastChange } from '#web/kit/last-change.tsx'
import { AppLink } from '#web/kit/link.tsx'
import { recordHref } from '#web/kit/list/cell.tsx'
import { Panel } from '#web/kit/page.tsx'
import { ReasonButton } from '#web/kit/reason-button.tsx'
import { Answered } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import { handLead, type LimboKind, readHandOver, readLimbo, readQueue } from '../contract.ts'
import classes from './board.module.css'
import { ClockView } from './day-clock.tsx'
import { HandDialog } from './day-deal-dialog.tsx'
import { type Steps, useSteps } from './day-steps.ts'
import { becauseText } from './day-words.ts'

const shown = 10

/** Who was handed over and has no owner. */
export function WaitingPanel() {
  const query = useAsk(readQueue, { whose: 'queue', limit: shown }, { keepPrevious: true })
  const steps = useSteps()
  return (
    <Panel
      id="waiting"
      title={t('Nobody has them yet')}
      hint={t('They wait in a queue until somebody takes them, or you hand them to a colleague.')}
    >
      <LastChange changes={steps} what={t('hand this lead on')} />
      <Answered query={query} what={t('the queues')}>
        {({ rows, now, counts, cursor }) =>
          rows.length === 0 ? (
            <p className={classes.good}>{t('Everybody has an owner.')}</p>
          ) : (
            <>
              <DataTable
                caption={t('Leads without an owner')}
                rows={rows}
                rowKey={({ id }) => id}
                columns={[
                  {
                    key: 'person',
                    label: t('Lead'),
                    head: true,
                    cell: ({ id, person }) => <AppLink href={`/day?whose=queue&lead=${id}`}>{person.name}</AppLink>,
                  },
                  { key: 'account', label: t('Account'), cell: ({ account }) => account?.name ?? unknown },
                  { key: 'because', label: t('Why they are here'), cell: (row) => becauseText(row) || unknown },
                  { key: 'queue', label: t('Queue'), cell: ({ queue }) => queue ?? unknown },
                  { key: 'clock', label: t('Clock'), cell: ({ clock }) => <ClockView clock={clock} now={now} /> },
                  {
                    key: 'hand',
                    label: t('Hand on'),
                    quiet: true,
                    cell: ({ id, person }) => (
                      <HandButton lead={id} name={person.name} queues={counts.queues.map(({ name }) => name)} steps={steps} />
                    ),
                  },
                ]}
              />
              {cursor !== null && (
                <p>
                  <AppLink href="/day?whose=queue">{t('Look at all of them')}</AppLink>
                </p>
              )}
            </>
          )
        }
      </Answered>
    </Panel>
  )
}

const limboWords: Readonly<Record<LimboKind, string>> = {
  nowhere: t('In no queue and no pool'),
  'no-owner': t('No owner'),
  'owner-away': t('The owner is away'),
  'no-clock': t('No clock runs'),
  'out-of-pool': t('Out of the pool'),
}

/** Whoever is with nobody: each with the reason and what to do. */
export function LimboPanel() {
  const query = useAsk(readLimbo, {}, { keepPrevious: true })
  const steps = useSteps()
  return (
    <Panel id="limbo" title={t('In limbo')} hint={t('People who responded or were handed over, and are now with nobody.')}>
      <LastChange changes={steps} what={t('hand this lead on')} />
      <Answered query={query} what={t('who is in limbo')}>
        {({ rows, more }) =>
          rows.length === 0 ? (
            <p className={classes.good}>{t('Nobody is in limbo.')}</p>
          ) : (
            <>
              <DataTable
                caption={t('People in limbo')}
                rows={rows}
                rowKey={({ kind, person, lead }) => `${kind} ${person.id} ${lead}`}
                columns={[
                  {
                    key: 'person',
                    label: t('Person'),
                    head: true,
                    cell: ({ person, lead }) => (
                      <AppLink href={lead === null ? recordHref('person', person.id) : `/day?whose=everyone&lead=${lead}`}>
                        {person.name}
                      </AppLink>
                    ),
                  },
                  { key: 'account', label: t('Account'), cell: ({ person }) => person.account ?? unknown },
                  { key: 'kind', label: t('What'), cell: ({ kind }) => limboWords[kind] },
                  { key: 'since', label: t('Since'), cell: ({ since }) => (since === null ? unknown : day(since)) },
                  { key: 'why', label: t('Why'), cell: ({ why }) => why },
                  { key: 'what', label: t('What to do'), cell: ({ what }) => what },
                  {
                    key: 'hand',
                    label: t('Hand on'),
                    quiet: true,
                    cell: ({ lead, person }) =>
                      lead === null ? null : <HandButton lead={lead} name={person.name} queues={[]} steps={steps} />,
                  },
                ]}
              />
              {more && <p className={classes.quiet}>{t('There are more: these are the first {{n}}.', { n: rows.length })}</p>}
            </>
          )
        }
      </Answered>
    </Panel>
  )
}

interface HandButtonProps {
  lead: string
  name: string
  queues: readonly string[]
  steps: Steps
}

/** Hands one lead to a colleague from where it is listed. */
function HandButton({ lead, name, queues, steps }: HandButtonProps) {
  const [open, setOpen] = useState(false)
  const may = useMayCall(handLead)
  // Its version is asked only now: a list may be older than what somebody did meanwhile.
  const found = useAsk(readHandOver, { id: lead as never }, { enabled: open, staleTime: 0 })
  return (
    <>
      <ReasonButton allowed={may} size="compact-xs" variant="default" onClick={() => setOpen(true)}>
        {t('Hand on')}
        <span className="visually-hidden">: {name}</span>
      </ReasonButton>
      {open && found.data && (
        <HandDialog
          name={name}
          queues={queues}
          ownerId={found.data.row.owner?.id ?? null}
          steps={steps}
          onClose={() => setOpen(false)}
          onHand={(to, note) => found.data && steps.hand(found.data.row, to, note, () => setOpen(false))}
        />
      )}
    </>
  )
}
