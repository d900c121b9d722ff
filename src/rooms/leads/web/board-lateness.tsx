import { Button } from '@mantine/core'
import { useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import { useAsk } from '#web/client/queries'
import { count, days as daysText, decimal, money, moneyShort, share, tn, unknown } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Panel } from '#web/kit/page.tsx'
import { Answered } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import { listTouchedLate, readLateness } from '../contract.ts'
import classes from './board.module.css'
import { type Days, useSince } from './board-period.ts'
import { stateWords } from './day-words.ts'

type Lateness = ResultOf<typeof readLateness>

const coldDays = 14
const most = 200

/** What lateness costs, and who was touched late. */
export function LatenessPanel({ days }: { days: Days }) {
  const since = useSince(days)
  const cost = useAsk(readLateness, since ?? {}, { keepPrevious: true, enabled: since !== undefined })
  const [least, setLeast] = useState(coldDays)
  const [limit, setLimit] = useState(10)
  const late = useAsk(listTouchedLate, { ...since, days: least, limit }, { keepPrevious: true, enabled: since !== undefined })
  return (
    <Panel
      id="lateness"
      title={t('What lateness costs')}
      hint={t('From your own history. Those who are at work, or whose deal is open, are left out: nobody knows yet how they end.')}
    >
      <Answered query={cost} what={t('what lateness costs')}>
        {(found) => <Cost found={found} />}
      </Answered>
      <div className={classes.subHead}>
        <h3 className={classes.sub}>{least === 0 ? t('First touched late') : t('First touched after two weeks, or not yet')}</h3>
        <Button size="compact-xs" variant="subtle" onClick={() => setLeast(least === 0 ? coldDays : 0)}>
          {least === 0 ? t('Only two weeks and more') : t('All that were late')}
        </Button>
      </div>
      <Answered query={late} what={t('who was touched late')}>
        {({ rows, cursor }) =>
          rows.length === 0 ? (
            <p className={classes.good}>{t('Nobody waited that long.')}</p>
          ) : (
            <>
              <DataTable
                caption={t('First touched late')}
                rows={rows}
                rowKey={({ lead }) => lead}
                columns={[
                  {
                    key: 'person',
                    label: t('Lead'),
                    head: true,
                    cell: ({ lead, person }) => <AppLink href={`/day?whose=everyone&lead=${lead}`}>{person}</AppLink>,
                  },
                  { key: 'account', label: t('Account'), cell: ({ account }) => account ?? unknown },
                  { key: 'owner', label: t('Owner'), cell: ({ owner }) => owner ?? t('Nobody') },
                  { key: 'waited', label: t('Waited'), numeric: true, cell: ({ waitedDays }) => daysText(waitedDays) },
                  { key: 'touched', label: t('First contact'), cell: (row) => (row.firstContactAt === null ? t('not yet') : t('late')) },
                  { key: 'score', label: t('Points'), numeric: true, cell: ({ score }) => (score === null ? unknown : decimal(score)) },
                  { key: 'state', label: t('Now'), cell: ({ state }) => stateWords[state] },
                  {
                    key: 'deal',
                    label: t('Deal'),
                    numeric: true,
                    cell: ({ deal }) =>
                      deal === null ? (
                        unknown
                      ) : (
                        <AppLink href={`/deals/${deal.id}`}>{deal.amount === null ? deal.name : money(deal.amount, deal.currency)}</AppLink>
                      ),
                  },
                ]}
              />
              {cursor !== null && limit < most && (
                <Button size="xs" variant="default" mt="sm" loading={late.isPlaceholderData} onClick={() => setLimit(most)}>
                  {t('Show more')}
                </Button>
              )}
            </>
          )
        }
      </Answered>
    </Panel>
  )
}

const rateText = ({ won, leads }: Lateness['late']) =>
  leads === 0 ? t('none') : t('{{share}} won ({{won}} of {{all}})', { share: share(won / leads), won: count(won), all: count(leads) })

/** The difference that being in time makes, with how sure it is; or why nobody can say. */
function Cost({ found: { inTime, late, value, cost } }: { found: Lateness }) {
  const sides = (
    <dl className={classes.sides}>
      <div>
        <dt>{t('Contacted in time')}</dt>
        <dd>{rateText(inTime)}</dd>
      </div>
      <div>
        <dt>{t('Contacted late, or never')}</dt>
        <dd>{rateText(late)}</dd>
      </div>
      {value && (
        <div>
          <dt>{t('A won deal is worth')}</dt>
          <dd>
            {money(Math.round(value.amount), value.currency)}{' '}
            <span className={classes.quiet}>{tn(value.of, 'mean of {{n}} deal', 'mean of {{n}} deals')}</span>
          </dd>
        </div>
      )}
    </dl>
  )
  if (cost === null)
    return (
      <>
        <p className={classes.few}>{t('Too few to say')}</p>
        <p className={classes.quiet}>{t('At least ten whose end is known are needed on both sides.')}</p>
        {sides}
      </>
    )
  const sure = cost.low > 0 || cost.high < 0
  const points = (x: number) => t('{{n}} points of percent', { n: decimal(Math.round(x * 1000) / 10) })
  const cash = (x: number) => moneyShort(Math.round(x), value?.currency)
  return (
    <>
      <p className={classes.large}>
        {cost.money === null ? tn(Math.round(cost.deals), '{{n}} won deal', '{{n}} won deals') : cash(cost.money)}
      </p>
      <p>
        {cost.money === null || cost.moneyLow === null || cost.moneyHigh === null
          ? t('between {{low}} and {{high}} won deals', { low: decimal(cost.dealsLow), high: decimal(cost.dealsHigh) })
          : t('between {{low}} and {{high}}: {{deals}} deals that were not won', {
              low: cash(cost.moneyLow),
              high: cash(cost.moneyHigh),
              deals: decimal(Math.round(cost.deals * 10) / 10),
            })}
      </p>
      <p className={classes.quiet}>
        {sure
          ? t('In time, {{difference}} more of all were won than late ones (between {{low}} and {{high}}, 95%).', {
              difference: points(cost.difference),
              low: points(cost.low),
              high: points(cost.high),
            })
          : t('The difference of {{difference}} may be chance: it lies between {{low}} and {{high}} (95%).', {
              difference: points(cost.difference),
              low: points(cost.low),
              high: points(cost.high),
            })}{' '}
        {t('Late ones may differ in more than their lateness.')}
      </p>
      {sides}
    </>
  )
}
