import { bigint, doublePrecision, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { idColumn, instantColumn, touchedBy } from '#platform/store/columns'
import { kept } from '#platform/store/kept'
import type { LikelyPart, Model } from '../contract/linkage.ts'

/** Two records that are likely one by the model, for a person to decide. `firstId` is the smaller of the two ids. */
export const likelyPairs = kept(
  pgTable('likely_pair', {
    id: idColumn<'likely_pair'>('id').primaryKey(),
    kind: text('kind').$type<'person' | 'account'>().notNull(),
    firstId: uuid('first_id').notNull(),
    secondId: uuid('second_id').notNull(),
    /** In bits for and against: at 0 they are as likely one as two. */
    weight: doublePrecision('weight').notNull(),
    probability: doublePrecision('probability').notNull(),
    parts: jsonb('parts').$type<readonly LikelyPart[]>().notNull(),
    /** How many rows hang on the two, as of when they were found. */
    hangs: integer('hangs').notNull(),
    modelAt: instantColumn('model_at').notNull(),
    state: text('state').$type<'open' | 'different'>().notNull(),
    decidedBy: text('decided_by'),
    decidedAt: instantColumn('decided_at'),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    kind: 'plain',
    firstId: 'plain',
    secondId: 'plain',
    weight: 'plain',
    probability: 'plain',
    parts: 'plain',
    hangs: 'plain',
    modelAt: 'plain',
    state: 'plain',
    decidedBy: 'personal',
    decidedAt: 'plain',
    touchedBy: 'plain',
  },
)

/** What was learned about people and about accounts, and when; made anew with each look. */
export const likelyModels = kept(
  pgTable('likely_model', {
    kind: text('kind').primaryKey(),
    model: jsonb('model').$type<Model>().notNull(),
    madeAt: instantColumn('made_at').notNull(),
    /** Up to which event the records were looked through. */
    seq: bigint('seq', { mode: 'number' }).notNull(),
    looked: bigint('looked', { mode: 'number' }).notNull(),
  }),
  'machine',
  { kind: 'plain', model: 'plain', madeAt: 'plain', seq: 'plain', looked: 'plain' },
)
