import { Button } from '@mantine/core'
import { useState } from 'react'
import { type RoutingPlace, testRouting } from '#rooms/measure/contract/routing-test'
import { useAsk } from '#web/client/queries'
import { count, day, decimal, period, tn } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Panel } from '#web/kit/page.tsx'
import { Answered, Empty } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import type { RoutingDocument } from '../contract/routing.ts'
import classes from './routing.module.css'

const firstShown = 10

const placeWords = ({ owner, queue }: RoutingPlace) => owner ?? t('queue {{queue}}', { queue: queue ?? '' })

const movedOf = (leads: number, elsewhere: number) =>
  tn(leads, 'Of your last {{n}} lead {{m}} would have gone elsewhere.', 'Of your last {{n}} leads {{m}} would have gone elsewhere.', {
    m: count(elsewhere),
  })
const allSame = (leads: number) =>
  tn(leads, 'None of your last {{n}} lead would have gone elsewhere.', 'None of your last {{n}} leads would have gone elsewhere.')

/** "37 of your last 1,000 would have gone elsewhere", while somebody changes the draft. */
export function Elsewhere({ document }: { document: RoutingDocument }) {
  // Asked as the panel below asks first, so that both show the same answer.
  const found = useAsk(testRouting, { document, limit: firstShown }, { keepPrevious: true })
  if (!found.data) return null
  const { leads, elsewhere, against } = found.data
  if (leads === 0) return <p className={classes.quiet}>{t('Nobody was handed over yet, so there is nothing to try this on.')}</p>
  return (
    <div aria-live="polite">
      <p className={classes.headline}>{elsewhere === 0 ? allSame(leads) : movedOf(leads, elsewhere)}</p>
      <p className={classes.quiet}>
        {against === null
          ? t('Compared with whoever owns the account or the person.')
          : t('Compared with version {{n}}, which holds.', { n: against })}
      </p>
    </div>
  )
}

interface Props {
  document: RoutingDocument
  rules: RoutingDocument['rules']
}

/** What a draft would have meant for those who were handed over: from whom to whom, who, and what each would get a week. */
export function TestPanel({ document, rules }: Props) {
  const [shown, setShown] = useState(firstShown)
  const found = useAsk(testRouting, { document, limit: shown }, { keepPrevious: true })
  return (
    <Panel
      id="past"
      title={t('Tested on past leads')}
      hint={t('The last 1,000 who were handed over, placed again as of that day: by what holds now, and by this draft.')}
    >
      <Answered query={found} what={t('the test on past leads')} lines={6}>
        {(test) => {
          if (test.leads === 0)
            return (
              <Empty title={t('No leads yet')}>{t('Import leads with their owners: then this shows who would have gone to whom.')}</Empty>
            )
          const nameOf = (key: string | null) => rules.find((one) => one.key === key)?.name ?? t('Everybody else')
          const most = Math.max(...test.load.flatMap(({ before, after }) => [before, after]), 0.01)
          return (
            <>
              <p className={classes.quiet}>
                {period(test.from, test.to)} · {tn(test.leads, '{{n}} lead', '{{n}} leads')}
              </p>
              <h3 className={classes.sub}>{t('Leads a week')}</h3>
              <DataTable
                caption={t('Leads a week')}
                dense
                rows={test.load.slice(0, 40)}
                columns={[
                  { key: 'who', label: t('Who'), cell: placeWords, head: true },
                  { key: 'before', label: t('now'), cell: ({ before }) => decimal(before), numeric: true },
                  { key: 'after', label: t('by the draft'), cell: ({ after }) => decimal(after), numeric: true },
                  {
                    key: 'bar',
                    label: t('Compared'),
                    quiet: true,
                    cell: ({ before, after }) => <Load before={before / most} after={after / most} />,
                  },
                ]}
                rowKey={(row) => `${row.owner} ${row.queue}`}
              />
              <h3 className={classes.sub}>{t('What each rule places')}</h3>
              <ul className={classes.list}>
                {test.rules.map(({ key, leads }) => (
                  <li key={key ?? ''}>
                    {nameOf(key)}: {tn(leads, '{{n}} lead', '{{n}} leads')}
                  </li>
                ))}
              </ul>
              {test.elsewhere > 0 && (
                <>
                  <h3 className={classes.sub}>
                    {tn(test.elsewhere, '{{n}} would have gone elsewhere', 'These {{n}} would have gone elsewhere')}
                  </h3>
                  <DataTable
                    caption={t('From whom to whom')}
                    dense
                    rows={test.moves}
                    columns={[
                      { key: 'from', label: t('From'), cell: ({ from }) => placeWords(from), head: true },
                      { key: 'to', label: t('To'), cell: ({ to }) => placeWords(to) },
                      { key: 'leads', label: t('Leads'), cell: ({ leads }) => count(leads), numeric: true },
                    ]}
                    rowKey={({ from, to }) => `${from.owner} ${from.queue} ${to.owner} ${to.queue}`}
                  />
                  <ul className={classes.list}>
                    {test.people.map(({ id, name, company, at, before, after }) => (
                      <li key={id}>
                        <AppLink href={`/leads/${id}`}>{name}</AppLink>{' '}
                        <span className={classes.quiet}>{[company, day(at)].filter(Boolean).join(' · ')}</span>
                        <br />
                        {placeWords(before)} <span aria-hidden="true">→</span> <strong>{placeWords(after)}</strong>{' '}
                        <span className={classes.quiet}>{after.why}</span>
                      </li>
                    ))}
                  </ul>
                  {test.elsewhere > shown && shown < 200 && (
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      loading={found.isFetching}
                      onClick={() => setShown(Math.min(200, shown + 40))}
                    >
                      {t('Show more')}
                    </Button>
                  )}
                </>
              )}
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

/** Two bars, one under the other: now, and by the draft. */
function Load({ before, after }: { before: number; after: number }) {
  return (
    <span className={classes.load} aria-hidden="true">
      <span style={{ inlineSize: `${before * 100}%` }} />
      <span data-draft style={{ inlineSize: `${after * 100}%` }} />
    </span>
  )
}
