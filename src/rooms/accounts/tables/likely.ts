import { bigint, doublePrecision, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
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
    /** `same` are those that were merged, until they are taken apart again. */
    state: text('state').$type<'open' | 'different' | 'same'>().notNull(),
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
    /** Up to which event those who arrived since were compared, and how many rows of what comes then were so too. */
    checked: bigint('checked', { mode: 'number' }).notNull(),
    skipped: integer('skipped').notNull(),
  }),
  'machine',
  { kind: 'plain', model: 'plain', madeAt: 'plain', seq: 'plain', looked: 'plain', checked: 'plain', skipped: 'plain' },
)

/** By which numbers (rules/linkage-keys) a record is found when another arrives. They say nothing by themselves, and are written anew with each change of the record. */
export const likelyKeys = kept(
  pgTable('likely_key', {
    recordId: uuid('record_id').primaryKey(),
    kind: text('kind').notNull(),
    k0: integer('k0'),
    k1: integer('k1'),
    k2: integer('k2'),
    k3: integer('k3'),
    k4: integer('k4'),
    k5: integer('k5'),
    k6: integer('k6'),
  }),
  'machine',
  {
    recordId: 'plain',
    kind: 'plain',
    k0: 'plain',
    k1: 'plain',
    k2: 'plain',
    k3: 'plain',
    k4: 'plain',
    k5: 'plain',
    k6: 'plain',
  },
)

/** How many records of a kind have a value in a column, of values that more than two have; as of the last look. */
export const likelyOften = kept(
  pgTable(
    'likely_often',
    { kind: text('kind').notNull(), key: integer('key').notNull(), records: integer('records').notNull() },
    (table) => [primaryKey({ columns: [table.kind, table.key] })],
  ),
  'machine',
  { kind: 'plain', key: 'plain', records: 'plain' },
)

/** Companies of which somebody said that a person does not work there, so that they are not proposed again. */
export const notTheirs = kept(
  pgTable('not_their_company', {
    id: idColumn<'not_their_company'>('id').primaryKey(),
    personId: uuid('person_id').notNull(),
    accountId: uuid('account_id').notNull(),
    decidedBy: text('decided_by').notNull(),
    decidedAt: instantColumn('decided_at').notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  { id: 'plain', personId: 'plain', accountId: 'plain', decidedBy: 'personal', decidedAt: 'plain', touchedBy: 'plain' },
)
