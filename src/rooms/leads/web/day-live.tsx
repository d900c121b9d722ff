import { useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { type Liveness as How, useLive } from '#web/client/live'
import { keyOf } from '#web/client/queries'
import { moment } from '#web/kit/format'
import { Notice } from '#web/kit/notice.tsx'
import { t } from '#web/kit/text'
import * as contract from '../contract.ts'
import classes from './day.module.css'

/** What is asked anew when a queue changed. */
const follows = [contract.readQueue, contract.readHandOver, contract.readFollowUp, contract.listBreaches, contract.readLimbo]

/** Asks the queue anew whenever the server says that it changed; where it cannot say so, every 15 s. */
export function useQueueLive(): { liveness: How; every: number } {
  const queries = useQueryClient()
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined)
  const liveness = useLive(contract.followQueue, () => {
    // Many commits in a moment are one look; those that go on and on do not put it off.
    waiting.current ??= setTimeout(() => {
      waiting.current = undefined
      for (const endpoint of follows) void queries.invalidateQueries({ queryKey: keyOf(endpoint) })
    }, 50)
  })
  // Also while the server tells of changes: remaining time goes by without one.
  return { liveness, every: liveness === 'live' ? 30_000 : 15_000 }
}

/** Whether what is shown follows by itself. */
export function Liveness({ liveness, since }: { liveness: How; since: number }) {
  if (liveness === 'offline')
    return (
      <Notice tone="warn" live title={t('Interlock does not answer')}>
        {since > 0
          ? t('What you see is from {{time}}. It is asked for again by itself.', { time: moment(new Date(since).toISOString()) })
          : t('It is asked for again by itself.')}
      </Notice>
    )
  return (
    <span className={classes.live} data-live={liveness === 'live' || undefined}>
      <i aria-hidden="true" />
      {liveness === 'live' ? t('Live: changes appear by themselves') : t('Looks for changes every 15 seconds')}
    </span>
  )
}
