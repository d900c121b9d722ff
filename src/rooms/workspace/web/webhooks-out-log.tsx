import { Button, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { useAsk } from '#web/client/queries'
import { moment, tn } from '#web/kit/format'
import { Tag } from '#web/kit/notice.tsx'
import { Answered } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import { type Attempt, listSent, type Sent, type Webhook } from '../contract/webhooks-out.ts'
import classes from './webhooks.module.css'

const shownAtOnce = [
  { value: 'all', label: t('All') },
  { value: 'waiting', label: t('Waiting') },
  { value: 'failed', label: t('Never taken') },
]

/** What was sent to one address, try by try. */
export function WebhookLog({ webhook, onAgain }: { webhook: Webhook; onAgain: (delivery: Sent['id']) => void }) {
  const [state, setState] = useState('all')
  const asked = state === 'waiting' || state === 'failed' ? ({ state } as const) : {}
  const found = useAsk(listSent, { id: webhook.id, ...asked }, { refetchInterval: 5_000, keepPrevious: true })
  return (
    <div className={classes.stack}>
      <div>
        <SegmentedControl size="xs" data={shownAtOnce} value={state} onChange={setState} aria-label={t('Which messages')} />
      </div>
      <Answered query={found} what={t('the messages')} lines={4}>
        {({ sent, more }) =>
          sent.length === 0 ? (
            <p className={classes.quiet}>{t('No message of this kind in the last 30 days.')}</p>
          ) : (
            <>
              <DataTable
                caption={t('Messages to {{name}}, newest first', { name: webhook.name })}
                rows={sent}
                rowKey={({ id }) => id}
                dense
                columns={[
                  { key: 'kind', label: t('What'), head: true, cell: ({ kind }) => kind },
                  { key: 'at', label: t('When'), cell: ({ madeAt }) => moment(madeAt) },
                  { key: 'state', label: t('State'), cell: (row) => <SentState sent={row} /> },
                  { key: 'tries', label: t('Tries'), cell: (row) => <Tries sent={row} /> },
                  {
                    key: 'again',
                    label: t('Again'),
                    quiet: true,
                    cell: (row) =>
                      row.event !== null &&
                      row.state !== 'waiting' &&
                      webhook.state === 'on' && (
                        <Button size="compact-xs" variant="subtle" color="gray" onClick={() => onAgain(row.id)}>
                          {t('Send again')}
                        </Button>
                      ),
                  },
                ]}
              />
              {more && <p className={classes.quiet}>{t('The newest 50 are shown. Earlier ones are told by the API.')}</p>}
            </>
          )
        }
      </Answered>
    </div>
  )
}

function SentState({ sent: { state, nextTryAt, tries } }: { sent: Sent }) {
  if (state === 'sent') return <Tag tone="good">{t('Taken')}</Tag>
  if (state === 'failed') return <Tag tone="loss">{t('Never taken')}</Tag>
  if (tries === 0 || nextTryAt === null) return <Tag>{t('On its way')}</Tag>
  return <Tag tone="warn">{t('Next try {{moment}}', { moment: moment(nextTryAt) })}</Tag>
}

function Tries({ sent: { tries, attempts } }: { sent: Sent }) {
  const [last] = attempts
  if (!last) return t('none yet')
  return (
    <details>
      <summary>
        {tn(tries, '{{n}} try', '{{n}} tries')} · {outcomeOf(last)}
      </summary>
      {attempts.map((attempt) => (
        <div key={attempt.at}>
          <p className={classes.quiet}>
            {moment(attempt.at)} · {outcomeOf(attempt)}
          </p>
          {attempt.answer !== null && attempt.answer !== '' && <pre className={classes.said}>{attempt.answer}</pre>}
        </div>
      ))}
    </details>
  )
}

/** A try in a few words. */
export function outcomeOf({ status, ms, why }: Attempt): string {
  const said = status === null ? t('no answer') : String(status)
  return why === null ? t('{{said}} after {{ms}} ms', { said, ms }) : t('{{said}} after {{ms}} ms: {{why}}', { said, ms, why })
}
