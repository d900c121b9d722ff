import type { Id } from '#kernel/id'
import { customField } from '#kernel/list'
import { dayOf } from '#kernel/time'
import { errand } from '#platform/action/action'
import { factFields } from '#rooms/agreement/contract'
import { replay, trialOf } from '#rooms/leads/actions/routing-past'
import { testRouting as contract } from '../contract/routing-test.ts'
import { limitsOfRouting, loadOfEach, movesOf, wentElsewhere } from '../rules/routing-test.ts'
import { spanOfPast } from '../store/judged.ts'
import { lastOfPast } from '../store/past-facts.ts'
import { withPast } from './history-test.ts'

/** What stands in `past`; whose patch an account lies in and a language are looked up where the leads are. */
const inPast = (key: string) => customField(key) !== null || factFields.columns.some((column) => column.key === key)

export const testRouting = errand(contract, async (ctx, { document, last, limit, offset }) => {
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
    people: elsewhere.toReversed().slice(offset, offset + limit),
    load: loadOfEach(all),
    rules: [...trial.after.rules.map(({ key }) => key), null].map((key) => ({ key, leads: byRule.get(key)?.length ?? 0 })),
    limits: limitsOfRouting({ leads: all.length, undated }),
  }
})
