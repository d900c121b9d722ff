import { later } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { schedule, scheduleOnce } from '#platform/due/due'
import type { DueHandler } from '#platform/due/runner'
import * as store from '../store/deliveries.ts'

export const forgetDeliveriesWork = 'forget-deliveries'
const dayMs = 86_400_000

/** The day on which a workspace was last seen to have the work below on its list. */
const seen = new Map<string, string>()

/** Has what is kept of deliveries forgotten in time. It asks the database once a day, however much comes in. */
export async function planForgetting({ tx, now, workspace }: Pick<Ctx, 'tx' | 'now' | 'workspace'>): Promise<void> {
  const day = now.slice(0, 10)
  if (seen.get(workspace.id) === day) return
  const set = await scheduleOnce(tx, now, { kind: forgetDeliveriesWork, subjectId: workspace.id, dueAt: later(now, dayMs) })
  // What was set now is there only after the commit.
  if (!set) seen.set(workspace.id, day)
}

/** Once a day, from the first delivery on: raw bodies, ids of deliveries and keys of requests that are old enough are gone. */
export const forgetDeliveries: DueHandler = async ({ services, workspace, item }) => {
  const now = services.clock.now()
  await services.database.inWorkspace(workspace, async (tx) => {
    const more = await store.forgetDeliveries(tx, later(now, -store.keptDays * dayMs))
    await schedule(tx, now, { kind: item.kind, subjectId: item.subjectId, payload: {}, dueAt: more ? now : later(now, dayMs) })
  })
}
