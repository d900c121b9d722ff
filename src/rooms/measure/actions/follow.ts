import { dayOf } from '#kernel/time'
import type { Services } from '#platform/action/context'
import type { Duck } from '#platform/analytics/duck'
import type { Lent } from '#platform/analytics/lent'
import type { WorkspaceRef } from '#platform/store/database'
import { lent as accountsLend } from '#rooms/accounts/facts'
import { doneGuesses } from '#rooms/capture/actions/done-guesses'
import { lent as dealsLend } from '#rooms/deals/facts'
import { lent as journeyLends } from '#rooms/journey/facts'
import { lent as leadsLend } from '#rooms/leads/facts'
import { companyOf } from '#rooms/workspace/actions'
import { lent as workspaceLends } from '#rooms/workspace/facts'
import { factsFromStaged } from '../store/facts-from-staged.ts'
import { changedSince, clearMirror, ledgerHead, mirrorAll, mirrorChanged, mirrored, noteMirrored } from '../store/mirror.ts'
import { labelsOf } from './fill-from-staged.ts'

/** Everything that the rooms lend, in the order of the line. */
export const allLent: readonly Lent[] = [...workspaceLends, ...accountsLend, ...journeyLends, ...dealsLend, ...leadsLend]

/** How fresh the facts of an answer are. */
export interface Freshness {
  /** The last event that the answer includes. */
  readonly seq: number
  /** Whether the facts were made from nothing for this answer. */
  readonly rebuilt: boolean
}

/**
 * Works on the facts of a workspace after taking over what changed since they were last asked; an answer therefore includes the
 * caller's own writes. Facts that are missing, or of another shape, are made from nothing.
 */
export function withFacts<T>(services: Services, workspace: WorkspaceRef, work: (duck: Duck, fresh: Freshness) => Promise<T>): Promise<T> {
  return services.warehouse.use(workspace.id, async (duck) => work(duck, await follow(services, workspace, duck)))
}

async function follow(services: Services, workspace: WorkspaceRef, duck: Duck): Promise<Freshness> {
  const from = await mirrored(duck)
  // One snapshot: the rows are exactly as of the event that the watermark names.
  return await services.database.inWorkspace(
    workspace,
    async (tx) => {
      const seq = await ledgerHead(tx)
      if (from === seq) return { seq, rebuilt: false }
      // A database that was restored to an earlier day has a smaller head; its facts are made anew.
      const rebuilt = from === null || from > seq
      await duck.run('BEGIN')
      try {
        if (rebuilt) {
          await clearMirror(duck, allLent)
          for (const lent of allLent) await mirrorAll(tx, duck, lent)
        } else {
          const changed = await changedSince(tx, from)
          for (const lent of allLent) await mirrorChanged(tx, duck, lent, changed)
        }
        // Dimensions are called as in the newest files that had them.
        const labels = (await doneGuesses(tx)).flatMap(labelsOf)
        const { currency } = await companyOf(tx)
        await factsFromStaged(duck, { labels, currency, today: dayOf(services.clock.now()) })
        await noteMirrored(duck, seq)
        await duck.run('COMMIT')
      } catch (error) {
        await duck.run('ROLLBACK').catch(() => {})
        throw error
      }
      return { seq, rebuilt }
    },
    { readOnly: true, snapshot: true, statementMs: 0 },
  )
}
