import type { Taken } from '#kernel/taken'
import { type Day, dayOf, type Instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { type Incoming, takeRows } from '#platform/ledger/take'
import { type AccountRef, ensureAccounts } from '#rooms/accounts/actions'
import { findPeople } from '#rooms/accounts/actions/find'
import { ensureSolutions, type StageBook } from '#rooms/journey/actions'
import { ensureMembers } from '#rooms/workspace/actions'
import { Pasts } from './actions/past.ts'
import { type Placing, pipelineOf } from './rules/placing.ts'
import { closedAnew, type Said, type Sight, type Sighting, sight, stillNews } from './rules.ts'
import * as store from './store.ts'
import { deals } from './tables.ts'

/** A deal as a file describes it. Amounts are decimal text. */
export interface DealIn {
  readonly externalId: string
  readonly name: string
  readonly account: AccountRef
  /** Who buys there, as the file names them. Known people are linked; nobody is made. */
  readonly person: { readonly externalId: string | null; readonly email: string | null; readonly name: string | null }
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

type Row = Incoming<typeof deals>['row']

/**
 * Takes deals as a snapshot shows them. They are known by the CRM's id, or by the reference that the reader made where there is none. What a
 * deal was before stays in its history. A row of an older snapshot than is known already only adds to the history.
 */
export async function takeDeals(
  ctx: Ctx,
  said: readonly DealIn[],
  { book, asOf, onPlaced = () => {} }: { book: StageBook; asOf: Day | null; onPlaced?: (placed: Placing) => void },
): Promise<Taken[]> {
  const found = await store.dealsBy(ctx.tx, [...new Set(said.map((row) => row.externalId))])
  const existing = new Map(found.map((deal) => [deal.externalId, deal]))
  const rows = said.map((row): DealIn => {
    const { pipeline, placed } = pipelineOf(row, existing.get(row.externalId), book)
    if (placed) onPlaced(placed)
    return pipeline === row.pipeline ? row : { ...row, pipeline }
  })
  const pasts = await Pasts.read(
    ctx,
    found.map((deal) => deal.id),
  )
  const snapshot = { asOf: asOf !== null && asOf > dayOf(ctx.now) ? dayOf(ctx.now) : asOf, now: ctx.now }
  const seen = new Map<string, Sighting[]>(found.map((deal) => [deal.externalId, [...pasts.sightings(deal.id)]]))
  const sights = rows.map((row): Sight => {
    const sightings = seen.get(row.externalId) ?? []
    seen.set(row.externalId, sightings)
    const result = sight(saidBy(row, book), sightings, snapshot)
    if (result.fresh) sightings.push(result.sighting)
    return result
  })
  const whole = await wholeRows(ctx, rows, book)
  const incoming = rows.map((row, index): Incoming<typeof deals> => {
    const [all, seenAs] = [whole[index] as Row, sights[index] as Sight]
    return { key: row.externalId, row: seenAs.outdated ? lateNews(row, all, seenAs, seen.get(row.externalId) ?? []) : all }
  })
  const taken = await takeRows(ctx, { table: deals, existing }, incoming)
  await forgetClosing(ctx, existing.values(), found, seen)
  const added = rows.map((row, index) => addPast(pasts, row, taken[index], sights[index], book))
  await pasts.settle()
  return taken.map((one, index) => (added[index] ? withHistory(one) : one))
}

/** The columns of each row, with what it refers to found or made. */
async function wholeRows(ctx: Ctx, rows: readonly DealIn[], book: StageBook): Promise<Row[]> {
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
  const people = await findPeople(
    ctx,
    rows.map((row) => ({ ...row.person, company: row.account.name })),
  )
  return rows.map((row, index) => {
    const {
      account: _account,
      person: _person,
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
      personId: people[index] ?? null,
      ownerId: owners[index] ?? null,
      solutionId: solutions[index] ?? null,
      pipelineId: book.pipelineId(pipeline),
      stageId: stage === null ? null : (book.stage(pipeline, stage)?.id ?? null),
    }
    return { ...rest, ...ids } as Row
  })
}

function saidBy(row: DealIn, book: StageBook): Said {
  return {
    modifiedAt: row.sourceModifiedAt,
    stageId: row.stage === null ? null : (book.stage(row.pipeline, row.stage)?.id ?? null),
    state: row.state,
    amount: row.amount,
    currency: row.currency,
    closeOn: row.state === 'open' ? row.expectedOn : row.closedAt && dayOf(row.closedAt),
  }
}

/** What a row of an older snapshot tells that no newer one does. */
function lateNews(row: DealIn, whole: Row, { sighting, fresh }: Sight, seen: readonly Sighting[]): Row {
  const news = fresh ? stillNews(sighting, sighting, seen) : undefined
  return {
    ...(news?.stage ? { stageId: whole.stageId, pipelineId: whole.pipelineId } : {}),
    ...(news?.amount ? { amount: row.amount } : {}),
    ...(news?.currency ? { currency: row.currency } : {}),
    ...(news?.expected ? { expectedOn: row.expectedOn } : {}),
    ...(news?.closed ? { closedAt: row.closedAt } : {}),
  } as Row
}

/** Takes back what was so of an earlier closing of a deal that is open again, or closed anew. Its history keeps it. */
async function forgetClosing(
  ctx: Ctx,
  touched: Iterable<Partial<store.Deal> & { readonly id: string }>,
  found: readonly store.Deal[],
  seen: ReadonlyMap<string, readonly Sighting[]>,
): Promise<void> {
  const before = new Map<string, store.Deal>(found.map((deal) => [deal.id, deal]))
  for (const deal of touched) {
    const was = before.get(deal.id)
    const reopened = deal.state === 'open' && was !== undefined && was.state !== 'open'
    const noDay = (deal.closedAt ?? null) !== null && closedAnew(seen.get(deal.externalId ?? '') ?? [])
    const noReason = reopened && was.lostReason !== null && was.lostReason === deal.lostReason
    if (noDay || noReason)
      await ctx.ledger.update(deals, [
        { id: deal.id as store.Deal['id'], ...(noDay ? { closedAt: null } : {}), ...(noReason ? { lostReason: null } : {}) },
      ])
  }
}

/** Notes what a row was seen to say, and the entries that it dates. Answers whether an entry, or a state before the one that is known, is new. */
function addPast(pasts: Pasts, row: DealIn, taken: Taken | undefined, seenAs: Sight | undefined, book: StageBook): boolean {
  if (!taken || taken.bucket === 'reject' || !seenAs) return false
  if (seenAs.fresh) pasts.see(taken.id, seenAs.sighting)
  let added = seenAs.fresh && seenAs.outdated
  for (const { stage, at } of row.entered) {
    const value = book.stage(row.pipeline, stage)?.id
    if (value && pasts.add(taken.id, 'stage', { at, value, known: 'entered' })) added = true
  }
  return added
}

function withHistory(taken: Taken): Taken {
  if (taken.bucket === 'skip') return { bucket: 'update', id: taken.id, changed: ['history'] }
  return taken.bucket === 'update' ? { ...taken, changed: [...taken.changed, 'history'] } : taken
}
