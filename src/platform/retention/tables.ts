import { integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { idColumn, instantColumn, touchedBy } from '../store/columns.ts'
import { kept } from '../store/kept.ts'
import type { Migration } from '../store/migrate.ts'
import type { RetentionRules } from './contract.ts'

/** How long what is kept: one row, or none where nobody has said anything. */
export const retentionRules = kept(
  pgTable('retention_rule', {
    id: idColumn<'retention_rule'>('id').primaryKey(),
    rules: jsonb('rules').$type<RetentionRules>().notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  { id: 'plain', rules: 'plain', touchedBy: 'plain' },
)

/** Records that no rule goes for, and why. */
export const retentionHolds = kept(
  pgTable('retention_hold', {
    id: idColumn<'retention_hold'>('id').primaryKey(),
    kind: text('kind').$type<'person' | 'import'>().notNull(),
    recordId: uuid('record_id').notNull(),
    reason: text('reason').notNull(),
    byName: text('by_name').notNull(),
    at: instantColumn('at').notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  { id: 'plain', kind: 'plain', recordId: 'plain', reason: 'personal', byName: 'personal', at: 'plain', touchedBy: 'plain' },
)

/** The run before, for the settings; the audit log has all of them. */
const retentionRuns = kept(
  pgTable('retention_run', {
    id: integer('id').primaryKey(),
    asOf: instantColumn('as_of').notNull(),
    finishedAt: instantColumn('finished_at').notNull(),
    counts: jsonb('counts').$type<Record<string, number>>().notNull(),
  }),
  'machine',
  { id: 'plain', asOf: 'plain', finishedAt: 'plain', counts: 'plain' },
)

export const tables = [retentionRules, retentionHolds, retentionRuns]

export const migrations: readonly Migration[] = [
  {
    id: 'retention/001-rules-and-holds',
    statements: [
      `CREATE TABLE retention_rule (
        id uuid CONSTRAINT retention_rule_pkey PRIMARY KEY,
        rules jsonb NOT NULL,
        touched_by uuid NOT NULL
      )`,
      `CREATE TABLE retention_hold (
        id uuid CONSTRAINT retention_hold_pkey PRIMARY KEY,
        kind text NOT NULL CONSTRAINT retention_hold_kind_check CHECK (kind IN ('person', 'import')),
        record_id uuid NOT NULL CONSTRAINT retention_hold_record_key UNIQUE,
        reason text NOT NULL,
        by_name text NOT NULL,
        at timestamptz NOT NULL,
        touched_by uuid NOT NULL
      )`,
      `CREATE TABLE retention_run (
        id integer CONSTRAINT retention_run_pkey PRIMARY KEY,
        as_of timestamptz NOT NULL,
        finished_at timestamptz NOT NULL,
        counts jsonb NOT NULL
      )`,
    ],
  },
]
