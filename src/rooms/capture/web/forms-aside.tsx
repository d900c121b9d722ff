import { useQueryClient } from '@tanstack/react-query'
import type { ResultOf } from '#kernel/endpoint'
import type { Verdict } from '#kernel/verdict'
import { useAsk, useSend } from '#web/client/queries'
import { useMayCall } from '#web/client/rights'
import { count, moment, tn } from '#web/kit/format'
import { Notice } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { ReasonButton } from '#web/kit/reason-button.tsx'
import { Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { type Delivery, listQuarantine, replayDeliveries } from '../contract/responses.ts'
import classes from './forms.module.css'

/** What came in and was not taken: nothing is lost, and each can be taken after all. */
export function AsidePanel() {
  const found = useAsk(listQuarantine, {})
  const queries = useQueryClient()
  const may = useMayCall(replayDeliveries)
  const replay = useSend(replayDeliveries, { onSettled: () => queries.invalidateQueries() })
  if (!found.data || found.data.deliveries.length === 0) return null
  const { reasons, deliveries } = found.data
  return (
    <Panel
      id="aside"
      title={t('Put aside')}
      hint={t(
        'What came in by forms, hooks and programs and could not be taken, or looked as if a machine had sent it. It stays for 30 days.',
      )}
    >
      {replay.error && <Failed error={replay.error} what={t('take this after all')} />}
      {replay.data && <Taken answer={replay.data} />}
      {reasons.map(({ reason, says, count: n }) => (
        <details key={reason} className={classes.aside}>
          <summary>
            <span className={classes.reason}>{says}</span> <span className={classes.quiet}>{count(n)}</span>
          </summary>
          <ReasonButton
            size="compact-xs"
            variant="default"
            allowed={may}
            loading={replay.isPending}
            onClick={() => replay.mutate({ reason })}
          >
            {t('Take all of these after all')}
          </ReasonButton>
          <ul className={classes.deliveries}>
            {deliveries
              .filter((one) => one.reason === reason)
              .map((one) => (
                <OneDelivery key={one.id} one={one} may={may} busy={replay.isPending} onTake={() => replay.mutate({ id: one.id })} />
              ))}
          </ul>
        </details>
      ))}
    </Panel>
  )
}

interface OneProps {
  one: Delivery
  may: Verdict
  busy: boolean
  onTake: () => void
}

function OneDelivery({ one: { way, from, receivedAt, raw }, may, busy, onTake }: OneProps) {
  return (
    <li>
      <div className={classes.cardFoot}>
        <span>
          {from ?? way} <span className={classes.quiet}>{moment(receivedAt)}</span>
        </span>
        <ReasonButton size="compact-xs" variant="subtle" allowed={may} disabled={busy} onClick={onTake}>
          {t('Take it after all')}
        </ReasonButton>
      </div>
      {raw !== null && <pre className={classes.code}>{raw}</pre>}
    </li>
  )
}

function Taken({ answer: { taken, quarantined } }: { answer: ResultOf<typeof replayDeliveries> }) {
  return (
    <Notice
      tone={quarantined === 0 ? 'good' : 'warn'}
      live
      title={t('{{taken}}, {{left}}', {
        taken: tn(taken, '{{n}} response was taken', '{{n}} responses were taken'),
        left: tn(quarantined, '{{n}} stays put aside', '{{n}} stay put aside'),
      })}
    />
  )
}
