import type { Taken } from '#kernel/taken'
import type { Day, Instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { addStages, type StageBook } from '#rooms/journey/actions'
import { type Change, openingMark } from '../rules.ts'
import * as store from '../store.ts'
import { type Field, Pasts } from './past.ts'

/** One line of a history: a deal and what was so from then on, with what was so before where the file names it. */
export interface HistoryIn {
  readonly dealExternalId: string | null
  readonly dealName: string | null
  readonly at: Instant
  /** The one thing that the line is about; null when it tells all that was so. */
  readonly about: 'stage' | 'amount' | 'close_on' | null
  readonly stage: string | null
  readonly stageBefore: string | null
  /** What a stage of this name is, for one that is not known yet. */
  readonly kindOf: (stage: string) => 'open' | 'won' | 'lost'
  readonly amount: string | null
  readonly amountBefore: string | null
  readonly closeOn: Day | null
  readonly closeOnBefore: Day | null
}

/** Takes history. A line about a deal that is not here is returned, and can come again after the deal. */
export async function takeHistory(ctx: Ctx, rows: readonly HistoryIn[], book: StageBook): Promise<Taken[]> {
  const dealOf = await finder(ctx, rows)
  const found = rows.map(dealOf)
  const known = found.flatMap((deal, index) => (typeof deal === 'string' ? [] : [{ deal, row: rows[index] as HistoryIn, index }]))
  await addStages(
    ctx,
    book,
    known.flatMap(({ deal, row }) =>
      [row.stage, row.stageBefore].flatMap((name) =>
        name === null ? [] : [{ pipelineId: deal.pipelineId, name, kind: row.kindOf(name) }],
      ),
    ),
  )
  const pasts = await Pasts.read(
    ctx,
    known.map(({ deal }) => deal.id),
  )
  const changes = known.flatMap(({ deal, row, index }) => changesOf(row, deal, book).map((change) => ({ ...change, deal, index })))
  const fresh = new Set<number>()
  for (const group of Map.groupBy(changes, ({ deal, field }) => `${deal.id} ${field}`).values()) take(pasts, group, fresh)
  await pasts.settle()
  return found.map((deal, index) => {
    if (typeof deal === 'string') return { bucket: 'reject', why: deal }
    return { bucket: fresh.has(index) ? 'create' : 'skip', id: deal.id }
  })
}

type Told = Change & { readonly field: Field; readonly deal: store.Deal; readonly index: number }

/** Takes what lines tell of one thing of one deal. */
function take(pasts: Pasts, changes: readonly Told[], fresh: Set<number>): void {
  const [{ deal, field }] = changes as [Told]
  const before = pasts.recorded(deal.id, field).find((mark) => mark.known === 'entered')
  for (const change of changes)
    if (pasts.add(deal.id, field, { at: change.at, value: change.value, known: 'entered' })) fresh.add(change.index)
  const first = changes.reduce((a, b) => (b.at < a.at ? b : a))
  // What was before is told by the first change of all, which may have come with an earlier file.
  if (before && before.at < first.at) return
  if (pasts.open(deal.id, field, openingMark(changes, deal.openedAt))) fresh.add(first.index)
}

function changesOf(row: HistoryIn, deal: store.Deal, book: StageBook): (Change & { readonly field: Field })[] {
  const pipeline = book.pipelineName(deal.pipelineId)
  const stageId = (name: string | null) => (name === null ? null : (book.stage(pipeline, name)?.id ?? null))
  const told = [
    { field: 'stage', value: stageId(row.stage), before: stageId(row.stageBefore) },
    { field: 'amount', value: row.amount, before: row.amountBefore },
    { field: 'close_on', value: row.closeOn, before: row.closeOnBefore },
  ] as const
  // A line about one thing may empty it; in a line about all, an empty cell says nothing.
  const meant = told.filter(({ field, value }) => (row.about === null || field === 'stage' ? value !== null : false) || field === row.about)
  return meant.filter(({ field, value }) => field !== 'stage' || value !== null).map((change) => ({ ...change, at: row.at }))
}

/** Finds the deal of a line: by the CRM's id, or by its name where the line has no id. Answers why there is none. */
async function finder(ctx: Ctx, rows: readonly HistoryIn[]): Promise<(row: HistoryIn) => store.Deal | string> {
  const ids = new Set(rows.flatMap((row) => row.dealExternalId ?? []))
  const names = new Set(rows.flatMap((row) => (row.dealExternalId === null ? (row.dealName ?? []) : [])))
  const byId = new Map((await store.dealsBy(ctx.tx, [...ids])).map((deal) => [deal.externalId, deal]))
  const byName = Map.groupBy(await store.dealsNamed(ctx.tx, [...names]), (deal) => deal.name.toLowerCase())
  return ({ dealExternalId, dealName }) => {
    const add = 'Import the deals first, or together with the history, and then this row again.'
    if (dealExternalId !== null) return byId.get(dealExternalId) ?? `There is no deal with the id "${dealExternalId}". ${add}`
    const [deal, ...others] = byName.get((dealName ?? '').toLowerCase()) ?? []
    if (!deal) return `There is no deal with the name "${dealName ?? ''}". ${add}`
    if (others.length === 0) return deal
    return `There are ${others.length + 1} deals with the name "${dealName}", and the row has no id. Export the history with the deal's id.`
  }
}
