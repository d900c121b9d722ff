import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { errand } from '#platform/action/action'
import type { OutsideCtx } from '#platform/action/context'
import { type ResponseOutcome, replayDeliveries as replay } from '../contract/responses.ts'
import * as store from '../store/deliveries.ts'
import { hookOf } from '../store/webhooks.ts'
import { takeResponses } from './responses.ts'
import { takeKept } from './webhooks.ts'

const mostReplayed = 1_000

export const replayDeliveries = errand(replay, async (ctx, { id = null, reason = null }) => {
  if ((id === null) === (reason === null)) throw new Problem('invalid-input', t('Say which delivery, or which reason; one of the two.'))
  const all = await ctx.read(({ tx }) => store.toReplay(tx, { id, reason, limit: mostReplayed }))
  if (id !== null && all.length === 0) throw new Problem('not-found', t('There is no delivery with this id that waits to be taken.'))
  const outcomes = await Promise.all(all.map(async (one) => ({ id: one.id, outcomes: [...(await again(ctx, one))] })))
  const states = outcomes.flatMap((one) => one.outcomes.map(({ state }) => state))
  const count = (state: ResponseOutcome['state']) => states.filter((one) => one === state).length
  return { taken: count('taken'), quarantined: count('quarantined'), outcomes }
})

/** Takes what is kept by the same action as when it came. */
async function again({ services, workspace, actor, read }: OutsideCtx, one: store.Replayed): Promise<readonly ResponseOutcome[]> {
  const { hookId, way, sender } = one
  if (hookId === null)
    return await takeResponses(services, workspace, actor, [JSON.parse(one.raw)], {
      way,
      key: null,
      scope: '',
      sender,
      from: { id: one.id, hookId },
    })
  const hook = await read(({ tx }) => hookOf(tx, hookId))
  if (!hook) throw new Problem('conflict', t('The address by which this came was removed, so nobody knows how its words are ours.'))
  return await takeKept(services, workspace, one, hook)
}
