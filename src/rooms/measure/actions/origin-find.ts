import { action } from '#platform/action/action'
import type { Ctx } from '#platform/action/context'
import { newId } from '#platform/ids'
import * as contract from '../contract/origin.ts'
import { originCasesFound } from '../events.ts'
import { evened, type Judged, judgePair, sideOf } from '../rules/origin.ts'
import * as store from '../store/origin.ts'
import { originCases } from '../tables/origin.ts'

/** Cases below this are not kept: nobody would look at them. */
const least = 0.1
/** An open case whose confidence moved by less is left as it is. */
const muchChanged = 0.02

interface Found extends Judged {
  readonly kind: contract.OriginKind
}

/** The cases that the pairs which are likely one make. */
async function casesNow(ctx: Ctx): Promise<Map<string, Found>> {
  const pairs = await store.linkedPairs(ctx.tx)
  const found = new Map<string, Found>()
  for (const [kind, own] of Map.groupBy(pairs, (pair) => pair.kind)) {
    const facts = await store.originFacts(ctx.tx, kind, [...new Set(own.flatMap(({ firstId, secondId }) => [firstId, secondId]))])
    for (const { firstId, secondId, probability, links } of evened(own)) {
      const sides = [facts.get(firstId), facts.get(secondId)]
        .flatMap((one) => (one ? [one] : []))
        .toSorted((a, b) => (a.madeAt < b.madeAt ? -1 : 1))
      const [first, second] = sides
      if (!first || !second) continue
      const judged = judgePair(
        { first: asItWas(first), second: asItWas(second), probability, links, together: second.together },
        {
          first: sideOf(...first.words) ?? (first.responses.some(({ at }) => at < second.madeAt) ? 'marketing' : null),
          second: sideOf(...second.words),
        },
      )
      if (judged && judged.confidence >= least) found.set(`${first.id} ${second.id}`, { ...judged, kind })
    }
  }
  return found
}

/** A record without what is only needed to judge it. */
const asItWas = ({ words: _, together: __, ...record }: store.OriginFacts): contract.OriginRecord => record

/** Brings the open cases in line with what is found now. What somebody decided stays. */
async function noteCases(ctx: Ctx): Promise<{ found: number; changed: number; gone: number }> {
  const now = await casesNow(ctx)
  const noted = await store.allCases(ctx.tx)
  const keyOf = ({ firstId, secondId }: { firstId: string; secondId: string }) => `${firstId} ${secondId}`
  const before = new Set(noted.map(keyOf))
  const fresh = [...now].filter(([key]) => !before.has(key)).map(([, one]) => one)
  await ctx.ledger.insert(
    originCases,
    fresh.map(({ kind, evidence, probability, entered, confidence }) => ({
      ...{ id: newId<'origin_case'>(ctx.now), kind, firstId: evidence.first.id, secondId: evidence.second.id },
      ...{ probability, entered, confidence, evidence, foundAt: ctx.now },
      ...{ state: 'open' as const, reason: null, decidedBy: null, decidedAt: null, corrected: [] },
    })),
  )
  const open = noted.filter(({ state }) => state === 'open')
  const changed = open.flatMap((row) => {
    const one = now.get(keyOf(row))
    if (!one || Math.abs(one.confidence - row.confidence) < muchChanged) return []
    const { evidence, probability, entered, confidence } = one
    return [{ id: row.id, evidence, probability, entered, confidence, foundAt: ctx.now }]
  })
  if (changed.length > 0) await ctx.ledger.update(originCases, changed)
  const gone = open.filter((row) => !now.has(keyOf(row))).map(({ id }) => id)
  const trail = new Set((await store.effectsOf(ctx.tx, gone)).map(({ caseId }) => caseId))
  const going = gone.filter((id) => !trail.has(id))
  if (going.length > 0) await ctx.ledger.remove(originCases, going)
  const sums = { found: fresh.length, changed: changed.length, gone: going.length }
  if (ctx.ledger.writes > 0) ctx.tell(originCasesFound, sums)
  return sums
}

/** After each look for duplicates: which of them differ in origin. */
export async function noteAfterLook(ctx: Ctx): Promise<void> {
  await noteCases(ctx)
}

export const findOriginCases = action(contract.findOriginCases, noteCases)
