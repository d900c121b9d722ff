import { askNamed } from '#rooms/measure/actions/ask'
import { aboutFacts } from '#rooms/measure/store/facts'
import { withStayCounts } from '#rooms/measure/store/stay-counts'
import { companyFacts, figuresOf } from './company-facts.ts'
import { livesSql } from './company-raw.ts'
import type { Bench } from './kit.ts'

const deals = 1_000_000

/** What a diagnosis asks of stays, once they are counted: it counts them once and asks dozens of times. */
export const bench: Bench = {
  name: `page, prepared: Kaplan-Meier by stage and channel over ${deals.toLocaleString('en')} deals, from the counted stays`,
  against: 'the same number by SQL over two plain tables, in whole days',
  prepare: async (folder) => {
    const { duck, raw, close } = await companyFacts(folder, deals)
    const about = await aboutFacts(duck)
    const until = Promise.withResolvers<void>()
    const counted = Promise.withResolvers<void>()
    const held = withStayCounts(duck, about, async () => {
      counted.resolve()
      await until.promise
    })
    await counted.promise
    return {
      ours: async () => {
        const lives = await askNamed(duck, ['time_in_stage_median'], { by: ['channel', 'stage'], about })
        return figuresOf(lives.map(({ slice, value }) => ({ at: [slice.channel, slice.stage], value })))
      },
      reference: async () =>
        figuresOf((await raw(livesSql(about.asOf))).map(({ channel, stage, value }) => ({ at: [channel, stage], value }))),
      close: async () => {
        until.resolve()
        await held
        await close()
      },
    }
  },
}
