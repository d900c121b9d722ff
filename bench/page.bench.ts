import { askNamed } from '#rooms/measure/actions/ask'
import { aboutFacts } from '#rooms/measure/store/facts'
import { companyFacts, figuresOf } from './company-facts.ts'
import { conversionSql, livesSql } from './company-raw.ts'
import type { Bench } from './kit.ts'

const deals = 1_000_000

/** Numbers as they are asked one at a time, warm: intervals, periods and definitions come with ours. */
export const bench: Bench = {
  name: `page: conversion by channel and Kaplan-Meier by stage and channel over ${deals.toLocaleString('en')} deals, asked for one after another`,
  against: 'the same two numbers by SQL over two plain tables, without intervals',
  prepare: async (folder) => {
    const { duck, raw, close } = await companyFacts(folder, deals)
    const about = await aboutFacts(duck)
    return {
      ours: async () => {
        const shares = await askNamed(duck, ['stage_conversion'], { by: ['channel'], about })
        const lives = await askNamed(duck, ['time_in_stage_median'], { by: ['channel', 'stage'], about })
        return figuresOf([...shares, ...lives].map(({ slice, value }) => ({ at: [slice.channel, slice.stage ?? ''], value })))
      },
      reference: async () => {
        const rows = [...(await raw(conversionSql)), ...(await raw(livesSql(about.asOf)))]
        return figuresOf(rows.map(({ channel, stage, value }) => ({ at: [channel, stage ?? ''], value })))
      },
      close,
    }
  },
}
