import type { Taken } from '#kernel/taken'
import type { Day, Instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { type Incoming, takeRows } from '#platform/ledger/take'
import { type AccountRef, ensureAccounts } from '#rooms/accounts/actions'
import { ensureSolutions, type StageBook } from '#rooms/journey/actions'
import { ensureMembers } from '#rooms/workspace/actions'
import * as store from './store.ts'
import { deals, stageEntries } from './tables.ts'

/** A deal as a file describes it. Amounts are decimal text. */
export interface DealIn {
  readonly externalId: string
  readonly name: string
  readonly account: AccountRef
  readonly ownerExternalId: string | null
  readonly ownerName: string | null
  readonly pipeline: string
  readonly stage: string | null
  readonly state: 'open' | 'won' | 'lost'
  readonly solution: string | null
  readonly amount: string | null
  readonly currency: string | null
  readonly openedAt: Instant | null
  readonly closedAt: Instant | null
  readonly expectedOn: Day | null
  readonly source: string | null
  readonly channel: string | null
  readonly type: string | null
  readonly vertical: string | null
  readonly territory: string | null
  readonly lostReason: string | null
  readonly campaignRef: string | null
  readonly leadRef: string | null
  readonly probability: number | null
  readonly sourceModifiedAt: Instant | null
  readonly custom: Record<string, string>
  /** Stages with the time at which the deal entered them, where the file says so. */
  readonly entered: readonly { readonly stage: string; readonly at: Instant }[]
}

/** Takes deals. They are known by the CRM's id, or by the reference that the reader made where there is none. */
export async function takeDeals(ctx: Ctx, rows: readonly DealIn[], book: StageBook): Promise<Taken[]> {
  const found = await store.dealsBy(ctx.tx, [...new Set(rows.map((row) => row.externalId))])
  const existing = new Map(found.map((deal) => [deal.externalId, deal]))
  const accounts = await ensureAccounts(
    ctx,
    rows.map((row) => row.account),
  )
  const owners = await ensureMembers(
    ctx,
    rows.map((row) => ({ externalId: row.ownerExternalId, name: row.ownerName })),
  )
  const solutions = await ensureSolutions(
    ctx,
    rows.map((row) => row.solution),
  )
  const incoming = rows.map((row, index): Incoming<typeof deals> => {
    const {
      account: _account,
      ownerExternalId: _id,
      ownerName: _owner,
      pipeline,
      stage,
      solution: _solution,
      entered: _entered,
      ...rest
    } = row
    const ids = {
      accountId: accounts[index] ?? null,
      ownerId: owners[index] ?? null,
      solutionId: solutions[index] ?? null,
      pipelineId: book.pipelineId(pipeline),
      stageId: stage === null ? null : (book.stage(pipeline, stage)?.id ?? null),
    }
    return { key: row.externalId, row: { ...rest, ...ids } as Incoming<typeof deals>['row'] }
  })
  const taken = await takeRows(ctx, { table: deals, existing }, incoming)
  const entries = rows.flatMap((row, index) => {
    const deal = taken[index]
    return deal && deal.bucket !== 'reject' ? row.entered.map((entry) => ({ dealId: deal.id, pipeline: row.pipeline, ...entry })) : []
  })
  await takeEntries(ctx, entries, book)
  return taken
}

interface EntryIn {
  readonly dealId: string
  readonly pipeline: string
  readonly stage: string
  readonly at: Instant
}

/** Adds stage entries that are not known yet; one deal enters one stage once at one time. Answers how each was taken. */
async function takeEntries(ctx: Ctx, entries: readonly EntryIn[], book: StageBook): Promise<Taken[]> {
  const known = await store.entriesOf(ctx.tx, [...new Set(entries.map((entry) => entry.dealId))])
  const keyOf = (entry: { dealId: string; stageId: string; at: string }) => `${entry.dealId} ${entry.at} ${entry.stageId}`
  const existing = new Map(known.map((entry) => [keyOf(entry), entry]))
  const incoming = entries.map((entry): Incoming<typeof stageEntries> => {
    const stage = book.stage(entry.pipeline, entry.stage)
    const row = { dealId: entry.dealId, stageId: stage?.id ?? '', at: entry.at, recordedAt: ctx.now }
    if (!stage)
      return { key: null, row: row as Incoming<typeof stageEntries>['row'], reject: `There is no stage "${entry.stage}" in this pipeline.` }
    return { key: keyOf(row), row: row as Incoming<typeof stageEntries>['row'] }
  })
  // When Interlock learned of an entry never changes.
  return await takeRows(ctx, { table: stageEntries, existing, keepFirst: ['recordedAt'] }, incoming)
}

/** One line of a stage history: a deal, by the CRM's id, and the stage that it entered. */
export interface HistoryIn {
  readonly dealExternalId: string
  readonly stage: string
  readonly at: Instant
}

/** Takes stage history. A line about a deal that is not here is returned. */
export async function takeHistory(ctx: Ctx, rows: readonly HistoryIn[], book: StageBook): Promise<Taken[]> {
  const found = await store.dealsBy(ctx.tx, [...new Set(rows.map((row) => row.dealExternalId))])
  const byId = new Map(found.map((deal) => [deal.externalId, deal]))
  const entries: EntryIn[] = []
  const orphan = new Map<number, Taken>()
  rows.forEach((row, index) => {
    const deal = byId.get(row.dealExternalId)
    if (deal) entries.push({ dealId: deal.id, pipeline: book.pipelineName(deal.pipelineId), stage: row.stage, at: row.at })
    else
      orphan.set(index, {
        bucket: 'reject',
        why: `There is no deal with the id "${row.dealExternalId}". Import the deals file together with the history.`,
      })
  })
  const taken = await takeEntries(ctx, entries, book)
  let next = 0
  return rows.map((_, index) => orphan.get(index) ?? (taken[next++] as Taken))
}
