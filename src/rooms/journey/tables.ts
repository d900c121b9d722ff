import { integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { amountColumn, idColumn, touchedBy } from '#platform/store/columns'
import { kept } from '#platform/store/kept'

/** An ordered set of stages. The name is empty for the only pipeline of a company that names none. */
export const pipelines = kept(
  pgTable('pipeline', { id: idColumn<'pipeline'>('id').primaryKey(), name: text('name').notNull(), touchedBy: touchedBy() }),
  'record',
  { id: 'plain', name: 'plain', touchedBy: 'plain' },
)

/** A step of selling; `kind` says whether a deal there is open, won or lost. */
export const stages = kept(
  pgTable('stage', {
    id: idColumn<'stage'>('id').primaryKey(),
    pipelineId: idColumn<'pipeline'>('pipeline_id')
      .notNull()
      .references(() => pipelines.table.id),
    name: text('name').notNull(),
    position: integer('position').notNull(),
    kind: text('kind').$type<'open' | 'won' | 'lost'>().notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  { id: 'plain', pipelineId: 'plain', name: 'plain', position: 'plain', kind: 'plain', touchedBy: 'plain' },
)

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

export const tables = [pipelines, stages, solutions]
