import { integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { amountColumn, idColumn, instantColumn, touchedBy } from '#platform/store/columns'
import { kept } from '#platform/store/kept'

/** What is sold. */
export const solutions = kept(
  pgTable('solution', {
    id: idColumn<'solution'>('id').primaryKey(),
    externalId: text('external_id'),
    name: text('name').notNull(),
    nameKey: text('name_key').notNull(),
    family: text('family'),
    price: amountColumn('price'),
    custom: jsonb('custom').$type<Record<string, string>>().notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    externalId: 'plain',
    name: 'plain',
    nameKey: 'plain',
    family: 'plain',
    price: 'plain',
    custom: 'plain',
    touchedBy: 'plain',
  },
)

/**
 * An ordered set of stages, for one solution or vertical where it says so. The name is empty for the only pipeline of a company that names none. Files
 * may still say a former name; each is kept with the moment until which it held. From `arranged_at` on the order is that of somebody's hand.
 */
export const pipelines = kept(
  pgTable('pipeline', {
    id: idColumn<'pipeline'>('id').primaryKey(),
    name: text('name').notNull(),
    solutionId: idColumn<'solution'>('solution_id').references(() => solutions.table.id),
    vertical: text('vertical'),
    formerNames: jsonb('former_names').$type<Record<string, string>>(),
    arrangedAt: instantColumn('arranged_at'),
    retiredAt: instantColumn('retired_at'),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    name: 'plain',
    solutionId: 'plain',
    vertical: 'plain',
    formerNames: 'plain',
    arrangedAt: 'plain',
    retiredAt: 'plain',
    touchedBy: 'plain',
  },
)

/** A step of selling; `kind` says whether a deal there is open, won or lost. No deal enters a retired one by hand. */
export const stages = kept(
  pgTable('stage', {
    id: idColumn<'stage'>('id').primaryKey(),
    pipelineId: idColumn<'pipeline'>('pipeline_id')
      .notNull()
      .references(() => pipelines.table.id),
    name: text('name').notNull(),
    position: integer('position').notNull(),
    kind: text('kind').$type<'open' | 'won' | 'lost'>().notNull(),
    formerNames: jsonb('former_names').$type<Record<string, string>>(),
    retiredAt: instantColumn('retired_at'),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    pipelineId: 'plain',
    name: 'plain',
    position: 'plain',
    kind: 'plain',
    formerNames: 'plain',
    retiredAt: 'plain',
    touchedBy: 'plain',
  },
)

export const tables = [pipelines, stages, solutions]
