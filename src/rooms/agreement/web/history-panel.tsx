import { Button } from '@mantine/core'
import { useState } from 'react'
import { listFlips, type PastShare, testContract } from '#rooms/measure/contract/history-test'
import { useAsk } from '#web/client/queries'
import { count, day, decimal, moneyShort, period, share, tn } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Panel } from '#web/kit/page.tsx'
import { Answered, Empty } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import type { ContractDocument } from '../contract.ts'
import classes from './contract.module.css'

/** What is said while everybody who was handed over is read for the first time. */
export const historyIsRead = () =>
  t(
    'Your history is being read. After a large import that takes a while the first time, some minutes for a million people; what you change then is answered in a moment.',
  )

/** "Of your last 500 leads 81 would pass", while somebody changes the draft. */
export function Live({ document }: { document: ContractDocument }) {
  const found = useAsk(testContract, { document, against: 'nothing', last: 500 }, { keepPrevious: true })
  if (!found.data) return null
  const { all, after, stopped } = found.data
  if (all.people === 0) return <p className={classes.quiet}>{t('Nobody was handed over yet, so there is nothing to try this on.')}</p>
  return (
    <div aria-live="polite">
      <p className={classes.headline}>
        {tn(all.people, 'Of your last {{n}} lead {{pass}} would pass.', 'Of your last {{n}} leads {{pass}} would pass.', {
          pass: count(after.leads.people),
        })}
      </p>
      <p className={classes.quiet}>
        {t(
          '{{won}} of {{all}} that were won are among them. Out: {{points}} by points, {{missing}} by missing facts, {{excluded}} excluded.',
          {
            won: count(after.leads.won),
            all: count(all.won),
            points: count(stopped.points),
            missing: count(stopped.missing),
            excluded: count(stopped.excluded),
          },
        )}
      </p>
    </div>
  )
}

const shareWords = ({ value, low, high, n, enough }: PastShare) =>
  !enough || value === null
    ? t('too few to say ({{n}})', { n: count(n) })
    : t('{{value}} ({{low}} to {{high}}, {{n}} cases)', { value: share(value), low: share(low ?? 0), high: share(high ?? 1), n: count(n) })

/** What a draft would have meant for everybody who was handed over, beside what holds now. */
export function HistoryPanel({ document }: { document: ContractDocument }) {
  const found = useAsk(testContract, { document }, { keepPrevious: true })
  return (
    <Panel
      id="history"
      title={t('Tested on your history')}
      hint={t('Everybody who was handed over, judged as of that day. What holds now beside what is proposed.')}
    >
      <Answered query={found} what={t('the test on history')} lines={6} slow={historyIsRead()}>
        {(test) => {
          if (test.people === 0)
            return (
              <Empty title={t('No leads yet')}>
                {t('Import leads and deals: then this shows whom the contract would have let pass, and what became of them.')}
              </Empty>
            )
          const { before, after, currency, gained, dropped } = test
          const most = Math.max(1, ...test.weeks.map((week) => Math.max(week.after, week.before)))
          const beside = test.against === null ? t('everybody') : t('version {{n}}', { n: test.against })
          return (
            <>
              <p className={classes.quiet}>
                {period(test.from, test.to)} · {tn(test.people, '{{n}} person', '{{n}} people')}
              </p>
              <DataTable
                caption={t('What holds now beside what is proposed')}
                rows={[
                  { key: 'leads', what: t('Leads'), before: count(before.leads.people), after: count(after.leads.people) },
                  { key: 'won', what: t('Won of them'), before: count(before.leads.won), after: count(after.leads.won) },
                  {
                    key: 'money',
                    what: t('Won money'),
                    before: moneyShort(before.leads.wonAmount, currency),
                    after: moneyShort(after.leads.wonAmount, currency),
                  },
                  {
                    key: 'precision',
                    what: t('Of the leads, won'),
                    before: shareWords(before.precision),
                    after: shareWords(after.precision),
                  },
                  { key: 'recall', what: t('Of all won, leads'), before: shareWords(before.recall), after: shareWords(after.recall) },
                  { key: 'mean', what: t('Leads a week'), before: decimal(before.weekly.mean), after: decimal(after.weekly.mean) },
                  { key: 'most', what: t('In the fullest week'), before: count(before.weekly.most), after: count(after.weekly.most) },
                ]}
                columns={[
                  { key: 'what', label: t('Figure'), cell: (row) => row.what, head: true },
                  { key: 'before', label: beside, cell: (row) => row.before, numeric: true },
                  { key: 'after', label: t('proposed'), cell: (row) => row.after, numeric: true },
                ]}
                rowKey={(row) => row.key}
              />
              <h3 className={classes.sub}>{t('Leads a week by the proposal')}</h3>
              <div
                className={classes.weeks}
                role="img"
                aria-label={t('Leads a week, the last {{n}} weeks: {{mean}} on average, {{most}} at most', {
                  n: test.weeks.length,
                  mean: decimal(after.weekly.mean),
                  most: count(after.weekly.most),
                })}
              >
                {test.weeks.map((week) => (
                  <span
                    key={week.week}
                    style={{ height: `${(week.after / most) * 100}%` }}
                    title={`${day(week.week)}: ${count(week.after)}`}
                  />
                ))}
              </div>
              <Flips document={document} way="dropped" people={dropped.people} won={dropped.won} currency={currency} />
              <Flips document={document} way="gained" people={gained.people} won={gained.won} currency={currency} />
              <ul className={classes.list}>
                {test.limits.map(({ key, says, remedy }) => (
                  <li key={key} className={classes.quiet}>
                    {says} {remedy}
                  </li>
                ))}
              </ul>
            </>
          )
        }}
      </Answered>
    </Panel>
  )
}

interface FlipsProps {
  document: ContractDocument
  way: 'gained' | 'dropped'
  people: number
  won: number
  currency: string | null
}

const outcomeWords = {
  won: () => t('won'),
  open: () => t('open'),
  lost: () => t('lost'),
  converted: () => t('converted'),
  none: () => t('no deal'),
} as const

/** The people who would be on the other side, largest deals first. */
function Flips({ document, way, people, won, currency }: FlipsProps) {
  const [shown, setShown] = useState(0)
  const found = useAsk(listFlips, { document, way, limit: Math.max(1, shown) }, { keepPrevious: true, enabled: shown > 0 })
  const rows = shown === 0 ? [] : (found.data?.people ?? [])
  return (
    <>
      <h3 className={classes.sub}>
        {way === 'dropped'
          ? tn(people, '{{n}} would be a lead no more, {{won}} of them won', '{{n}} would be leads no more, {{won}} of them won', {
              won: count(won),
            })
          : tn(people, '{{n}} would become a lead, {{won}} of them won', '{{n}} would become leads, {{won}} of them won', {
              won: count(won),
            })}
      </h3>
      {rows.length > 0 && (
        <ul className={classes.list}>
          {rows.map(({ id, name, account, on, outcome, amount, after }) => (
            <li key={id}>
              <AppLink href={`/leads/${id}`}>{name ?? t('Without a name')}</AppLink>{' '}
              <span className={classes.quiet}>
                {[
                  account,
                  day(on),
                  outcomeWords[outcome](),
                  ...(amount > 0 ? [moneyShort(amount, currency)] : []),
                  t('{{n}} points', { n: decimal(after) }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </li>
          ))}
        </ul>
      )}
      {people > shown && shown < 200 && (
        <Button
          size="compact-xs"
          variant="subtle"
          loading={found.isFetching}
          onClick={() => setShown(shown === 0 ? 10 : Math.min(200, shown + 40))}
        >
          {shown === 0 ? t('Show who') : t('Show more')}
        </Button>
      )}
    </>
  )
}
