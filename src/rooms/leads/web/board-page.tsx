import { NativeSelect, SegmentedControl } from '@mantine/core'
import { useRouter, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import { useAsk } from '#web/client/queries'
import { count, minutes, period, tn, unknown } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Page, Panel } from '#web/kit/page.tsx'
import { Answered, Empty } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import { followUpBys, readFollowUp } from '../contract.ts'
import classes from './board.module.css'
import { BreachesPanel } from './board-breaches.tsx'
import { KeptShare } from './board-kept.tsx'
import { LatenessPanel } from './board-lateness.tsx'
import { type Days, daysOf, periodChoices, useSince } from './board-period.ts'
import { LimboPanel, WaitingPanel } from './board-waiting.tsx'
import { Liveness, useQueueLive } from './day-live.tsx'
import { Allowed } from './day-nobody.tsx'
import { breachWords } from './day-words.ts'

type FollowUp = ResultOf<typeof readFollowUp>

/** The manager's board: what sales promised for the people who were handed over, and what of it was kept. */
export default function BoardPage() {
  const router = useRouter()
  const { days: said } = useSearch({ strict: false }) as { days?: string }
  const days = daysOf(said)
  const { liveness, every } = useQueueLive()
  const since = useSince(days)
  const query = useAsk(readFollowUp, since ?? {}, { keepPrevious: true, refetchInterval: every * 2, enabled: since !== undefined })
  return (
    <Page
      title={t('Follow-up')}
      width="wide"
      lead={t('What sales promised for the people who were handed over, what of it was kept, and whom nobody takes care of.')}
      actions={
        <NativeSelect
          size="xs"
          aria-label={t('Period')}
          value={days}
          data={periodChoices()}
          onChange={(event) => router.history.push(`/follow-up?days=${event.currentTarget.value}`)}
        />
      }
    >
      <Liveness liveness={query.error ? 'offline' : liveness} since={query.dataUpdatedAt} />
      <Allowed error={query.data ? null : query.error}>
        <Answered query={query} what={t('what was promised and kept')} lines={8}>
          {(found) => <Board found={found} days={days} />}
        </Answered>
      </Allowed>
    </Page>
  )
}

function Board({ found, days }: { found: FollowUp; days: Days }) {
  return (
    <>
      {found.offered === 0 ? (
        <Empty title={t('Nobody was handed over in this time')}>
          {t('Once a lead contract is in force, everybody who meets it is handed over, and what was promised for them is counted here.')}
        </Empty>
      ) : (
        <>
          <Whole found={found} />
          <ByPanel found={found} />
        </>
      )}
      <WaitingPanel />
      <LimboPanel />
      <BreachesPanel />
      <LatenessPanel days={days} />
    </>
  )
}

/** The promises as a whole, each with how sure the share is. */
function Whole({ found }: { found: FollowUp }) {
  const { whole, waiting, breaches } = found
  return (
    <Panel
      id="kept"
      title={t('Kept promises')}
      hint={`${tn(found.offered, '{{n}} person handed over', '{{n}} people handed over')}, ${period(found.from, found.to)}. ${t('Times are of working hours.')}`}
    >
      <div className={classes.figures}>
        <div className={classes.figure}>
          <h3>{t('Accepted within target')}</h3>
          <KeptShare kept={whole.accept} large />
        </div>
        <div className={classes.figure}>
          <h3>{t('First contact within target')}</h3>
          <KeptShare kept={whole.contact} large />
        </div>
        <div className={classes.figure}>
          <h3>{t('Nobody has them')}</h3>
          <p className={classes.large}>{waiting === 0 ? count(0) : <AppLink href="/day?whose=queue">{count(waiting)}</AppLink>}</p>
          <p className={classes.quiet}>{waiting === 0 ? t('Everybody has an owner.') : t('They wait in a queue now.')}</p>
        </div>
        <div className={classes.figure}>
          <h3>{t('Broken promises')}</h3>
          {breaches.every((one) => one.count === 0) ? (
            <p className={classes.large}>{count(0)}</p>
          ) : (
            <ul className={classes.counts}>
              {breaches
                .filter((one) => one.count > 0)
                .map((one) => (
                  <li key={one.kind}>
                    <AppLink href={`/follow-up?breach=${one.kind}#breaches`}>{count(one.count)}</AppLink> {breachWords[one.kind]}
                  </li>
                ))}
            </ul>
          )}
        </div>
      </div>
    </Panel>
  )
}

type By = (typeof followUpBys)[number]

const byWords: Readonly<Record<By, string>> = { channel: t('Channel'), team: t('Team'), rep: t('Owner'), month: t('Month') }

const spanText = (n: number | null) => (n === null ? unknown : minutes(n))

/** The same, told apart by one thing. */
function ByPanel({ found }: { found: FollowUp }) {
  const [by, setBy] = useState<By>('rep')
  const rows = found.by.filter((one) => one.by === by)
  return (
    <Panel
      id="by"
      title={t('Who keeps them')}
      hint={t(
        'Half of those that happened took no longer than the middle time, nine of ten no longer than the long one. Below thirty it is too few to say.',
      )}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t('Told apart by')}
          value={by}
          data={followUpBys.map((one) => ({ value: one, label: byWords[one] }))}
          onChange={(value) => setBy(followUpBys.find((one) => one === value) ?? 'rep')}
        />
      }
    >
      <DataTable
        caption={t('Promises by {{what}}', { what: byWords[by] })}
        rows={rows}
        rowKey={(row) => row.name ?? ''}
        columns={[
          { key: 'name', label: byWords[by], head: true, cell: (row) => row.name ?? (by === 'rep' ? t('Nobody') : t('not known')) },
          { key: 'offered', label: t('Handed over'), numeric: true, cell: (row) => count(row.offered) },
          { key: 'accept', label: t('Accepted within target'), cell: (row) => <KeptShare kept={row.accept} /> },
          { key: 'accept50', label: t('Middle time'), numeric: true, cell: (row) => spanText(row.accept.p50) },
          { key: 'accept90', label: t('Long time'), numeric: true, cell: (row) => spanText(row.accept.p90) },
          { key: 'contact', label: t('First contact within target'), cell: (row) => <KeptShare kept={row.contact} /> },
          { key: 'contact50', label: t('Middle time'), numeric: true, cell: (row) => spanText(row.contact.p50) },
          { key: 'contact90', label: t('Long time'), numeric: true, cell: (row) => spanText(row.contact.p90) },
        ]}
      />
    </Panel>
  )
}
