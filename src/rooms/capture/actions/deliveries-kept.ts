import { Problem } from '#kernel/problem'
import { finish } from '#platform/due/due'
import type { DueHandler } from '#platform/due/runner'
import * as store from '../store/deliveries.ts'
import { hookOf } from '../store/webhooks.ts'
import { takeKept } from './webhooks.ts'

const mostTries = 5

/**
 * Takes a delivery of a webhook that was kept while the process ended before it was taken. What took it takes this off the list in the same transaction. One
 * that breaks again and again is set aside with the reason, to be replayed.
 */
export const takeAbandoned: DueHandler = async ({ services, workspace, item }) => {
  const inside = services.database.inWorkspace.bind(services.database)
  const one = await inside(workspace, (tx) => store.keptDelivery(tx, item.subjectId), { readOnly: true })
  if (!one) return await inside(workspace, (tx) => finish(tx, item))
  const setAside = (reason: string) => {
    const answer = [{ state: 'quarantined' as const, deliveryId: one.id, reason }]
    return inside(workspace, (tx) => store.settleDeliveries(tx, [{ id: one.id, state: 'quarantined', reason, answer }]))
  }
  const { hookId } = one
  const hook = hookId === null ? null : await inside(workspace, (tx) => hookOf(tx, hookId), { readOnly: true })
  if (!hook) return await setAside('The address by which this came was removed before it was taken.')
  // A process that ends each time counts too: it says nothing of why.
  if (item.tries > mostTries) return await setAside('The server ended each time that it was taken.')
  try {
    await takeKept(services, workspace, one, hook)
  } catch (error) {
    const isAway = error instanceof Problem && error.kind === 'unavailable'
    if (isAway || item.tries < mostTries) throw error
    services.log.error({ err: error, delivery: one.id }, 'a delivery could not be taken')
    await setAside('Something broke on our side each time that it was taken; the log has the details. Replay it once that is repaired.')
  }
}
