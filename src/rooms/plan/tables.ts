import { doublePrecision, pgTable, text } from 'drizzle-orm/pg-core'
import { idColumn, touchedBy } from '#platform/store/columns'
import { kept } from '#platform/store/kept'
import type { benchmarkMeasures } from './contract.ts'
import { payComments, payPlans, payVersions } from './tables/pay.ts'

/** Values to compare stages with that somebody typed in, one for each stage (or segment in it) and measure; without a stage, of all deals. */
export const benchmarks = kept(
  pgTable('benchmark', {
    id: idColumn<'benchmark'>('id').primaryKey(),
    pipeline: text('pipeline'),
    stage: text('stage'),
    dimension: text('dimension'),
    value: text('value'),
    measure: text('measure').$type<(typeof benchmarkMeasures)[number]>().notNull(),
    level: doublePrecision('level').notNull(),
    source: text('source').notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    pipeline: 'plain',
    stage: 'plain',
    dimension: 'plain',
    value: 'personal',
    measure: 'plain',
    level: 'plain',
    source: 'plain',
    touchedBy: 'plain',
  },
)

export const tables = [benchmarks, payPlans, payVersions, payComments]
