import type { Id } from '#kernel/id'
import { columnOf, customField } from '#kernel/list'
import { saidAgain } from '#kernel/said-again'
import { dayOf } from '#kernel/time'
import { errand } from '#platform/action/action'
import type { ReadCtx } from '#platform/action/context'
import { territoryOwners } from '#rooms/accounts/actions/territories'
import { factFields } from '#rooms/agreement/contract'
import { routingList } from '#rooms/leads/actions/routing'
import { replay, trialOf } from '#rooms/leads/actions/routing-past'
import { peopleAtWork } from '#rooms/workspace/actions/working'
import * as contract from '../contract/routing-test.ts'
import { limitsOfRouting, loadOfEach, movesOf, wentElsewhere } from '../rules/routing-test.ts'
import { spanOfPast, valuesOfFact } from '../store/judged.ts'
import { lastOfPast } from '../store/past-facts.ts'
import { withPast } from './history-test.ts'

/** What stands in `past`; whose patch an account lies in and a language are looked up where the leads are. */
const inPast = (key: string) => customField(key) !== null || factFields.columns.some((column) => column.key === key)

const inWords = <W extends { readonly why: string }>(went: W): W => ({ ...went, why: saidAgain(went.why) })

export const testRouting = errand(contract.testRouting, async (ctx, { document, last, limit, offset }) => {
  const trial = await ctx.read((reading) => trialOf(reading, document))
  const { past, undated } = await withPast(ctx, async (duck) => ({
    past: await lastOfPast(duck, trial.list, trial.fields.filter(inPast), last),
    undated: (await spanOfPast(duck)).undated,
  }))
  const all = await ctx.read((reading) =>
    replay(
      reading,
      trial,
      past.map((one) => ({ ...one, id: one.id as Id<'lead'> })),
    ),
  )
  const elsewhere = all.filter(wentElsewhere)
  const byRule = Map.groupBy(all, ({ after }) => after.rule)
  return {
    leads: all.length,
    from: all[0] ? dayOf(all[0].at) : null,
    to: all.length > 0 ? dayOf(all.at(-1)?.at ?? ctx.now) : null,
    against: trial.number,
    elsewhere: elsewhere.length,
    moves: movesOf(all).slice(0, 50),
    // Reasons are made in English, as all that is kept.
    people: elsewhere
      .toReversed()
      .slice(offset, offset + limit)
      .map(({ before, after, ...one }) => ({ ...one, before: inWords(before), after: inWords(after) })),
    load: loadOfEach(all),
    rules: [...trial.after.rules.map(({ key }) => key), null].map((key) => ({ key, leads: byRule.get(key)?.length ?? 0 })),
    limits: limitsOfRouting({ leads: all.length, undated }),
  }
})

/** What is not in `past`, and how often it is there now. */
async function valuesNow(ctx: ReadCtx, column: string): Promise<{ value: string; count: number }[]> {
  if (column === 'territory') return [...(await territoryOwners(ctx.tx)).keys()].map((value) => ({ value, count: 0 }))
  const spoken = [...(await peopleAtWork(ctx)).workers.values()].flatMap(({ languages }) => languages)
  return [...Map.groupBy(spoken, (one) => one)].map(([value, all]) => ({ value, count: all.length }))
}

export const listRoutingValues = errand(contract.listRoutingValues, async (ctx, { column, search }) => {
  const known = await ctx.read(async ({ tx }) => columnOf(await routingList(tx), column))
  if (inPast(column)) return await withPast(ctx, async (duck) => ({ values: await valuesOfFact(duck, known, search) }))
  const now = await ctx.read((reading) => valuesNow(reading, column))
  const found = now.filter(({ value }) => value.toLowerCase().includes(search.toLowerCase()))
  return { values: found.slice(0, 100).map(({ value, count }) => ({ value, label: value, count })) }
})
