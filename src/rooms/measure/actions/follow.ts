import { dayOf } from '#kernel/time'
import type { Services } from '#platform/action/context'
import type { Duck } from '#platform/analytics/duck'
import type { Lent } from '#platform/analytics/lent'
import { changedSince, ledgerHead } from '#platform/ledger/since'
import type { Tx, WorkspaceRef } from '#platform/store/database'
import { lent as accountsLend } from '#rooms/accounts/facts'
import { doneGuesses } from '#rooms/capture/actions/done-guesses'
import { lent as dealsLend } from '#rooms/deals/facts'
import { lent as journeyLends } from '#rooms/journey/facts'
import { lent as leadsLend } from '#rooms/leads/facts'
import { lent as programsLend } from '#rooms/programs/facts'
import { companyOf } from '#rooms/workspace/actions'
import { ratesOf } from '#rooms/workspace/actions/rates'
import { lent as workspaceLends } from '#rooms/workspace/facts'
import { aboutHowMany, concernedSince } from '../store/changes.ts'
import { type Followed, followed, noteFollowed, settleFacts } from '../store/facts.ts'
import { factsFrom } from '../store/facts-from-staged.ts'
import { addColumns, factsOfPart, NeedsColumns, NeedsWhole, pipelinesConcerned, removePart, replaceStages } from '../store/facts-of-part.ts'
import { forgetLent, lendKind, lendPart, withAllLent } from '../store/lending.ts'
import { marketingOfPart } from '../store/marketing-of-part.ts'
import { lentSource } from '../store/source.ts'
import { labelsOf } from './fill-from-staged.ts'
import { lendMarketing, marketingLent, marketingSince } from './follow-marketing.ts'

/** What the rooms lend to tell of deals and leads. */
const sellingLent: readonly Lent[] = [...workspaceLends, ...accountsLend, ...journeyLends, ...dealsLend, ...leadsLend]

/** Everything that the rooms lend, in the order of the line. */
export const allLent: readonly Lent[] = [...sellingLent, ...programsLend]

/** How fresh the facts of an answer are. */
export interface Freshness {
  /** The last event that the answer includes. */
  readonly seq: number
  /** Whether the facts were made from nothing for this answer. */
  readonly rebuilt: boolean
}

/**
 * Works on the facts of a workspace after deriving anew what changed since they were last asked; an answer therefore includes the
 * caller's own writes. Facts that are missing, or of another shape, are made from nothing.
 */
export function withFacts<T>(services: Services, workspace: WorkspaceRef, work: (duck: Duck, fresh: Freshness) => Promise<T>): Promise<T> {
  return services.warehouse.use(workspace.id, async (duck) => work(duck, await follow(services, workspace, duck)))
}

async function follow(services: Services, workspace: WorkspaceRef, duck: Duck): Promise<Freshness> {
  const before = await followed(duck)
  // One snapshot: the rows are exactly as of the event that the watermark names.
  return await services.database.inWorkspace(
    workspace,
    async (tx) => {
      const seq = await ledgerHead(tx)
      if (before?.seq === seq) return { seq, rebuilt: false }
      const options = { ...(await optionsOf(tx)), today: dayOf(services.clock.now()) }
      try {
        // A database that was restored to an earlier day has a smaller head; its facts are made anew.
        const part = before !== null && before.seq < seq && (await partOf(tx, duck, before, options))
        if (part && (await written(duck, () => part().then(() => noteFollowed(duck, seq, before.known))))) return { seq, rebuilt: false }
        await withAllLent(tx, duck, allLent, (source) =>
          written(duck, () => factsFrom(duck, source, options).then(() => noteFollowed(duck, seq))),
        )
        return { seq, rebuilt: true }
      } finally {
        await forgetLent(duck, [...allLent, ...marketingLent])
      }
    },
    { readOnly: true, snapshot: true, statementMs: 0 },
  )
}

type Options = Parameters<typeof factsFrom>[2]

/** Dimensions are called as in the newest files that had them. */
export async function optionsOf(tx: Tx): Promise<Omit<Options, 'today'>> {
  const { currency } = await companyOf(tx)
  return { labels: (await doneGuesses(tx)).flatMap(labelsOf), currency, rates: await ratesOf(tx) }
}

/** One transaction in DuckDB for the facts and how far they are, begun again where columns were missing. Answers false, with nothing written, where a part needed the whole. */
async function written(duck: Duck, derive: () => Promise<void>): Promise<boolean> {
  await duck.run('BEGIN')
  try {
    await derive()
    await duck.run('COMMIT')
    return true
  } catch (error) {
    await duck.run('ROLLBACK').catch(() => {})
    if (error instanceof NeedsWhole) return false
    if (!(error instanceof NeedsColumns)) throw error
    await addColumns(duck, error)
    return await written(duck, derive)
  }
}

/** Beyond this share of all records it is cheaper to make the facts anew; below so many it hardly matters. */
const most = { ofAll: 0.4, records: 5_000 }

/** Finds what changed, and answers how to take it over and derive its facts; null where all have to be derived. */
async function partOf(tx: Tx, duck: Duck, { seq: from, known }: Followed, options: Options): Promise<(() => Promise<void>) | null> {
  const changed = await changedSince(tx, from)
  const process = sellingLent.find((lent) => lent.kind === 'stage' && Object.keys(lent.concerns).some((table) => changed.has(table)))
  const stages = process && (await lendKind(tx, duck, process))
  try {
    const pipelines = stages ? await pipelinesConcerned(duck, stages) : null
    const wanted = new Map<'deal' | 'lead', string[]>()
    for (const kind of ['deal', 'lead'] as const) {
      const lent = sellingLent.find((each) => each.kind === kind)
      if (!lent) continue
      const also = kind === 'deal' && pipelines && pipelines.length > 0 ? { column: 'pipeline', values: pipelines } : undefined
      const found = await concernedSince(tx, from, changed, lent, sellingLent, also)
      if (found.length > most.records && found.length > most.ofAll * (await aboutHowMany(tx, lent))) return null
      wanted.set(kind, found)
    }
    const marketing = await marketingSince(tx, from, changed)
    if ([...marketing.values()].some((ids) => ids.length > most.records * 10)) return null
    const subjects = (['deal', 'lead'] as const).filter((kind) => (wanted.get(kind) ?? []).length > 0)
    return async () => {
      // DuckDB takes the old facts out while PostgreSQL tells of the new ones.
      const removed = removePart(duck, wanted)
      removed.catch(() => {})
      const source = subjects.length > 0 ? await lendPart(tx, duck, sellingLent, wanted, removed) : null
      try {
        await removed
        await lendMarketing(tx, duck, marketing)
        if (stages && pipelines) await replaceStages(duck, stages)
        if (source) await factsOfPart(duck, source, wanted, options.labels ?? [], known)
      } finally {
        await source?.whole()
      }
      await marketingOfPart(duck, lentSource([...sellingLent, ...marketingLent]), marketing, subjects)
      await settleFacts(duck, options, known)
    }
  } catch (error) {
    if (error instanceof NeedsWhole) return null
    throw error
  }
}
