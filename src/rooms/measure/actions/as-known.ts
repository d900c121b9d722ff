import type { Day } from '#kernel/time'
import type { Services } from '#platform/action/context'
import type { Duck } from '#platform/analytics/duck'
import { ledgerHead } from '#platform/ledger/since'
import type { Tx, WorkspaceRef } from '#platform/store/database'
import { heldFor, holdFor, lentAt, type Recorded, recordedBy, takeBack } from '../store/as-known.ts'
import { factsFrom } from '../store/facts-from-staged.ts'
import { setAbout } from '../store/known.ts'
import { forgetLent, withAllLent } from '../store/lending.ts'
import { allLent, optionsOf } from './follow.ts'

/**
 * Works on the facts of a workspace as they were known at the end of a day. Since the first import that is what had been recorded by then, so a report of that
 * day comes out again. For days before, the history inside the records is taken back by its own dates.
 */
export function withFactsAsKnownOn<T>(services: Services, workspace: WorkspaceRef, day: Day, work: (duck: Duck) => Promise<T>): Promise<T> {
  return services.warehouse.use(`${workspace.id}-as-known`, async (duck) => {
    await services.database.inWorkspace(workspace, (tx) => derive(tx, duck, day, services), {
      readOnly: true,
      snapshot: true,
      statementMs: 0,
    })
    return await work(duck)
  })
}

async function derive(tx: Tx, duck: Duck, day: Day, { keptTables }: Services): Promise<void> {
  const recorded = await recordedBy(tx, day)
  const wasRecorded = recorded.since !== null && recorded.since <= day
  const key = wasRecorded ? `recorded ${recorded.seq} on ${day}` : `told ${await ledgerHead(tx)} on ${day}`
  if ((await heldFor(duck)) === key) return
  await holdFor(duck, null)
  const options = { ...(await optionsOf(tx)), today: day }
  try {
    if (wasRecorded) {
      const lent = await lentAt(tx, allLent, recorded.seq, keptTables)
      await withAllLent(tx, duck, lent, (source) => factsFrom(duck, source, options))
    } else {
      await withAllLent(tx, duck, allLent, async (source) => {
        await source.whole()
        const { deals, withHistory } = await takeBack(tx, duck, day)
        await factsFrom(duck, source, { ...options, asKnownOn: day })
        await setAbout(duck, { told_back: String(withHistory), told_back_of: String(deals) })
      })
    }
    await setAbout(duck, aboutKnown(recorded, wasRecorded, day))
    await holdFor(duck, key)
  } finally {
    await forgetLent(duck, allLent)
  }
}

function aboutKnown({ since }: Recorded, wasRecorded: boolean, day: Day): Record<string, string | null> {
  return { as_known_on: day, as_known_by: wasRecorded ? 'recorded' : 'told', recorded_since: since }
}
