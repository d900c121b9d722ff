import { type Day, type Instant, later } from '#kernel/time'
import { errand } from '#platform/action/action'
import type { OutsideCtx, ReadCtx } from '#platform/action/context'
import type { Duck } from '#platform/analytics/duck'
import { patches } from '#rooms/accounts/facts'
import { contractsHeld } from '#rooms/agreement/actions/held'
import { past as dealsLend } from '#rooms/deals/facts'
import { nurtured, promised } from '#rooms/leads/facts'
import { beginningOf, todayOf } from '#rooms/workspace/actions/calendars'
import * as contract from '../contract/commitments.ts'
import * as rules from '../rules/commitments.ts'
import * as store from '../store/commitments.ts'
import { aboutFacts } from '../store/facts.ts'
import { followLent } from '../store/lent-tables.ts'
import { withFacts } from './follow.ts'

const lent = [...promised, ...nurtured, ...patches, ...dealsLend]

/** Works on hand-overs, territories and who is in nurture as of now, beside the facts. */
export function withLent<T>(
  { services, workspace }: Pick<OutsideCtx, 'services' | 'workspace'>,
  work: (duck: Duck) => Promise<T>,
): Promise<T> {
  return withFacts(services, workspace, async (duck) => {
    await services.database.inWorkspace(workspace, (tx) => followLent(tx, duck, lent), { readOnly: true, snapshot: true, statementMs: 0 })
    return await work(duck)
  })
}

interface Piece extends rules.Piece {
  readonly stretch: store.Stretch
}

/** The time that is asked about, by month and version. */
async function piecesOf(reading: ReadCtx, months: number): Promise<Piece[]> {
  const { tx, now } = reading
  const firsts = rules.monthsUntil(await todayOf(reading), months)
  const begins: Instant[] = []
  for (const first of firsts) begins.push(await beginningOf(tx, first))
  const calendar = firsts.slice(0, -1).flatMap((first, n) => {
    const [from, to] = [begins[n], begins[n + 1]]
    return from && to ? [{ month: first.slice(0, 7), from, to }] : []
  })
  const pieces: Piece[] = []
  for (const piece of rules.piecesOf(calendar, await contractsHeld(tx, now), now)) {
    const [firstDay, endDay] = [await dayFrom(reading, piece.from), await dayFrom(reading, piece.to)]
    pieces.push({ ...piece, stretch: { from: piece.from, to: piece.to, firstDay, endDay, tries: piece.document.sales.tries } })
  }
  return pieces
}

/** The first day that begins then or later: of a deal only the day is known, so one of the day on which a contract changed belongs to the one before. */
async function dayFrom({ tx }: ReadCtx, at: Instant): Promise<Day> {
  const day = await todayOf({ tx, now: at })
  return (await beginningOf(tx, day)) === at ? day : await todayOf({ tx, now: later(await beginningOf(tx, day), 36 * 3_600_000) })
}

export const readCommitments = errand(contract.readCommitments, async (ctx, { months }) => {
  const { now, pieces } = await ctx.read(async (reading) => ({ now: reading.now, pieces: await piecesOf(reading, months) }))
  return await withLent(ctx, async (duck) => {
    const stretches = pieces.map(({ stretch }) => stretch)
    const leads = await store.keptLeads(duck, stretches, now)
    const deals = await store.keptDeals(duck, stretches)
    const told = pieces.map((piece, n) => {
      const own = <C extends { readonly piece: number }>(cells: readonly C[]) => cells.filter((cell) => cell.piece === n)
      const kept = rules.keptOfAll(own(leads), own(deals))
      const { month, version, from, to, part, running } = piece
      return { month, version, from, to, part, running, promises: kept.map((one) => rules.judgedPromise(one, piece)) }
    })
    return {
      asOf: now,
      currency: (await aboutFacts(duck)).currency,
      pieces: told.toReversed(),
      whole: rules.keptOfAll(leads, deals),
      verdicts: rules.verdictsOf(told),
      teams: rules.keptByTeam(leads),
      territories: rules.keptByTerritory(leads, deals),
      definitions: rules.definitionsOfPromises(),
    }
  })
})

export const listCommitments = errand(
  contract.listCommitments,
  async (ctx, { months, month, version, promise, outcome = null, by, name = null, limit, offset }) => {
    const { now, pieces } = await ctx.read(async (reading) => ({ now: reading.now, pieces: await piecesOf(reading, months) }))
    const stretches = pieces
      .filter((piece) => (month ?? piece.month) === piece.month && (version ?? piece.version) === piece.version)
      .map(({ stretch }) => stretch)
    const wanted = { promise, outcome, by: by === undefined ? null : { column: by, name }, limit, offset }
    return await withLent(ctx, async (duck) => ({
      currency: (await aboutFacts(duck)).currency,
      ...(await store.keptRecords(duck, stretches, now, wanted)),
    }))
  },
)
