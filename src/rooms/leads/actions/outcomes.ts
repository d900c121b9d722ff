import { rightsOf } from '#kernel/actor'
import { Problem } from '#kernel/problem'
import { hides, sees } from '#kernel/rights'
import { t } from '#kernel/text'
import { type Day, type Instant, instantShape, later } from '#kernel/time'
import { question } from '#platform/action/action'
import type { ReadCtx } from '#platform/action/context'
import * as contract from '../contract.ts'
import { costOfLateness } from '../rules/lateness.ts'
import { moneySums, sumOf } from '../rules/outcomes.ts'
import { reasonsOf, reasonWords, type Words } from '../rules/reasons.ts'
import * as store from '../store/outcomes.ts'
import { TermsBook } from './hand-over-terms.ts'

interface Asked {
  readonly from?: Day | undefined
  readonly to?: Day | undefined
  readonly campaign?: string | undefined
  readonly source?: string | undefined
  readonly channel?: string | undefined
}

const usualDays = 90
const dayMs = 86_400_000

function sliceOf({ now, actor }: Pick<ReadCtx, 'now' | 'actor'>, { from, to, campaign, source, channel }: Asked): store.Slice {
  if (source !== undefined && hides(rightsOf(actor), 'lead', 'source'))
    throw new Problem('not-allowed', t('Your role may not see where leads came from. Ask an owner.'))
  const start = (day: Day) => `${day}T00:00:00.000Z` as Instant
  return {
    from: from === undefined ? later(now, -usualDays * dayMs) : start(from),
    to: to === undefined ? later(now, 1) : start(to),
    ...{ campaign: campaign ?? null, source: source ?? null, channel: channel ?? null },
  }
}

/** Reasons in the words of the contracts in which they were agreed. */
async function wordsOf(ctx: Pick<ReadCtx, 'tx' | 'now'>, numbers: readonly (number | null)[]): Promise<Words> {
  const book = new TermsBook(ctx)
  const words = new Map<number, ReadonlyMap<string, string>>()
  for (const number of new Set(numbers)) {
    if (number === null) continue
    const { document } = await book.of(number)
    words.set(number, new Map((document?.rejections ?? []).map(({ key, name }) => [key, name])))
  }
  return words
}

export const readOutcomes = question(contract.readOutcomes, async (ctx, { by, ...asked }) => {
  const rights = rightsOf(ctx.actor)
  const slice = sliceOf(ctx, asked)
  if (by === 'source' && hides(rights, 'lead', 'source'))
    throw new Problem('not-allowed', t('Your role may not see where leads came from. Ask an owner.'))
  const shows = { won: sees(rights, 'deal') && !hides(rights, 'deal', 'state'), money: !hides(rights, 'deal', 'amount') }
  const rows = await store.tallied(ctx.tx, slice, by)
  const names = [...new Set(rows.map(({ name }) => name))]
  const reasons = await store.reasoned(ctx.tx, slice)
  const words = await wordsOf(
    ctx,
    reasons.map(({ contract: number }) => number),
  )
  return {
    ...{ from: slice.from, to: slice.to },
    whole: sumOf(rows, shows),
    groups: names
      .map((name) => ({
        name,
        ...sumOf(
          rows.filter((row) => row.name === name),
          shows,
        ),
      }))
      .toSorted((a, b) => (by === 'month' ? String(b.name).localeCompare(String(a.name)) : b.handedOver - a.handedOver)),
    reasons: reasonsOf(reasons, words),
    ...(await store.responding(ctx.tx, slice)),
  }
})

export const listOutcomes = question(contract.listOutcomes, async (ctx, { outcome, reason, limit, cursor, ...asked }) => {
  const rights = rightsOf(ctx.actor)
  if (outcome === 'won' && (!sees(rights, 'deal') || hides(rights, 'deal', 'state')))
    throw new Problem('not-allowed', t('Your role may not see which deals were won. Ask an owner.'))
  const wanted = { outcome: outcome ?? null, reason: reason ?? null, after: placeOf(cursor), limit: limit + 1 }
  const rows = await store.outcomeRows(ctx.tx, rights, sliceOf(ctx, asked), wanted)
  const words = await wordsOf(
    ctx,
    rows.filter(({ endReason }) => endReason !== null).map(({ contract: number }) => number),
  )
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return {
    rows: rows.slice(0, limit).map(({ endReason, contract: number, score, ...row }) => ({
      ...row,
      score: score === null ? null : score / 100,
      reason: endReason === null ? null : (words.get(number ?? 0)?.get(endReason) ?? reasonWords(endReason, [])),
    })),
    cursor: last ? `${last.offeredAt}_${last.lead}` : null,
  }
})

/** A place in the list from its word. Throws a Problem for one that somebody made up. */
function placeOf(cursor: string | undefined): { at: string; id: string } | null {
  if (cursor === undefined) return null
  const [, at, id] = /^([^_]+)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(cursor) ?? []
  const read = instantShape.safeParse(at)
  if (!read.success || id === undefined) throw new Problem('invalid-input', t('This cursor is none of this list. Begin again without it.'))
  return { at: read.data, id }
}

export const readLateness = question(contract.readLateness, async (ctx, asked) => {
  const rights = rightsOf(ctx.actor)
  const slice = sliceOf(ctx, asked)
  const rows = await store.settled(ctx.tx, slice)
  const side = (inTime: boolean) => {
    const of = rows.filter((row) => row.inTime === inTime)
    const won = of.filter((row) => row.won)
    return { leads: of.reduce((sum, { leads }) => sum + leads, 0), won: won.reduce((sum, { leads }) => sum + leads, 0) }
  }
  // One currency: that of most won deals. Adding up several would need a day for each rate.
  const valued = rows.filter(({ won, valued: n }) => won && n > 0)
  const currencies = moneySums(valued).toSorted((a, b) => b.deals - a.deals)
  const [most] = hides(rights, 'deal', 'amount') ? [] : currencies
  const value = most === undefined ? null : { amount: Number(most.amount) / most.deals, currency: most.currency, of: most.deals }
  const [inTime, late] = [side(true), side(false)]
  return { from: slice.from, to: slice.to, inTime, late, value, cost: costOfLateness(inTime, late, value?.amount ?? null) }
})
