import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import { useAsk } from '#web/client/queries'
import { day, decimal, moment, money, unknown } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Tag } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { Answered } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { said, t } from '#web/kit/text'
import { decisionWords, listOutcomes, readHandOver, type readOutcomes } from '../contract.ts'
import { useSince } from './board-period.ts'
import { Score } from './day-score.tsx'
import { stateTones } from './day-words.ts'
import classes from './mine.module.css'
import { askedOf, lookText, type MineLook, mineHref, mineLookOf, outcomeWords } from './mine-look.ts'
import { reasonText } from './mine-reason.ts'

const most = 200

interface MineListProps {
  look: MineLook
  reasons: ResultOf<typeof readOutcomes>['reasons']
}

/** The leads behind a number, each with why sales gave it back and what was won. */
export function MineList({ look, reasons }: MineListProps) {
  const since = useSince(look.days)
  const [limit, setLimit] = useState(25)
  const [told, setTold] = useState<{ id: string; person: string } | null>(null)
  const query = useAsk(listOutcomes, { ...askedOf(look, since ?? {}), limit }, { keepPrevious: true, enabled: since !== undefined })
  const reason = reasons.find(({ key }) => key === look.reason)
  const what = lookText(look, reason ? reasonText(reason) : look.reason)
  return (
    <Panel
      id="leads"
      title={t('These leads')}
      hint={what === '' ? t('All that were handed over in this time; the last first.') : what}
      actions={
        <Button size="xs" variant="default" component={AppLink} href={mineHref(mineLookOf({ days: look.days, by: look.by }))}>
          {t('Close')}
        </Button>
      }
    >
      <Answered query={query} what={t('these leads')}>
        {({ rows, cursor }) =>
          rows.length === 0 ? (
            <p className={classes.quiet}>{t('There are none.')}</p>
          ) : (
            <>
              <DataTable
                caption={t('The leads of this number')}
                rows={rows}
                rowKey={({ lead }) => lead}
                columns={[
                  {
                    key: 'person',
                    label: t('Lead'),
                    head: true,
                    cell: ({ lead, person }) => <AppLink href={`/leads/${lead}`}>{person}</AppLink>,
                  },
                  { key: 'account', label: t('Account'), cell: ({ account }) => account ?? unknown },
                  {
                    key: 'came',
                    label: t('Came by'),
                    cell: (row) => [row.what, row.campaign, row.source].filter(Boolean).join(' · ') || unknown,
                  },
                  { key: 'offered', label: t('Handed over'), cell: ({ offeredAt }) => day(offeredAt) },
                  {
                    key: 'state',
                    label: t('Now'),
                    cell: ({ state, deal }) =>
                      deal?.state === 'won' ? (
                        <Tag tone="good">{outcomeWords.won}</Tag>
                      ) : (
                        <Tag tone={stateTones[state]}>{outcomeWords[state]}</Tag>
                      ),
                  },
                  { key: 'owner', label: t('Owner'), cell: ({ owner, queue }) => owner ?? queue ?? unknown },
                  {
                    key: 'why',
                    label: t('Why'),
                    cell: ({ reason: why, note }) =>
                      why === null && note === null ? (
                        unknown
                      ) : (
                        <span className={classes.why}>
                          {why !== null && <strong>{why === 'other' ? t('Another reason') : why}</strong>}
                          {note !== null && <span>{note}</span>}
                        </span>
                      ),
                  },
                  {
                    key: 'deal',
                    label: t('Deal'),
                    cell: ({ deal }) =>
                      deal === null ? (
                        unknown
                      ) : (
                        <AppLink href={`/deals/${deal.id}`}>{deal.amount === null ? deal.name : money(deal.amount, deal.currency)}</AppLink>
                      ),
                  },
                  {
                    key: 'responses',
                    label: t('Responses'),
                    quiet: true,
                    cell: ({ lead, person }) => (
                      <Button size="compact-xs" variant="default" onClick={() => setTold({ id: lead, person })}>
                        {t('Responses')}
                        <span className="visually-hidden"> {person}</span>
                      </Button>
                    ),
                  },
                ]}
              />
              {cursor !== null && limit < most && (
                <Button size="xs" variant="default" mt="sm" loading={query.isPlaceholderData} onClick={() => setLimit(most)}>
                  {t('Show more')}
                </Button>
              )}
            </>
          )
        }
      </Answered>
      {told && <Responses {...told} onClose={() => setTold(null)} />}
    </Panel>
  )
}

/** Response by response: what came, what was decided on it, and how its points add up. */
function Responses({ id, person, onClose }: { id: string; person: string; onClose: () => void }) {
  const query = useAsk(readHandOver, { id: id as never })
  return (
    <Modal opened onClose={onClose} size="lg" title={t('Responses of {{name}}', { name: person })}>
      <Answered query={query} what={t('the responses')}>
        {({ row, responses }) => (
          <ol className={classes.responses}>
            {responses.map((one) => (
              <li key={one.id}>
                <p className={classes.responseHead}>
                  <strong>{one.what ?? t('A response')}</strong>{' '}
                  <Tag tone={one.decision === 'lead' ? 'good' : 'plain'}>{said(decisionWords[one.decision])}</Tag>
                </p>
                <p className={classes.quiet}>{[moment(one.at), one.channel, one.source].filter(Boolean).join(' · ')}</p>
                {one.message && <blockquote className={classes.message}>{one.message}</blockquote>}
                {one.score !== null && (
                  <details>
                    <summary>{t('{{n}} points', { n: decimal(one.score) })}</summary>
                    <Score
                      score={one.score}
                      threshold={row.threshold}
                      contract={null}
                      lines={one.lines.filter(({ held }) => held)}
                      missed={one.lines.filter(({ held }) => !held)}
                      missing={one.missing}
                      exclusion={one.exclusion}
                    />
                  </details>
                )}
              </li>
            ))}
            {responses.length === 0 && <li className={classes.quiet}>{t('No response is kept with this lead.')}</li>}
          </ol>
        )}
      </Answered>
    </Modal>
  )
}
