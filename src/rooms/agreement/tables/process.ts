import { integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { idColumn, instantColumn, touchedBy } from '#platform/store/columns'
import { kept } from '#platform/store/kept'
import type { Step } from '../contract/process.ts'

/** A version of who does what; the newest holds. It names people by their ids, never by name. */
export const processVersions = kept(
  pgTable('process_version', {
    id: idColumn<'process_version'>('id').primaryKey(),
    number: integer('number').notNull(),
    document: jsonb('document').$type<{ steps: Step[] }>().notNull(),
    reason: text('reason').notNull(),
    by: text('by').notNull(),
    at: instantColumn('at').notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  { id: 'plain', number: 'plain', document: 'plain', reason: 'plain', by: 'personal', at: 'plain', touchedBy: 'plain' },
)

/** Who confirmed that they read a version of it. */
export const processReadings = kept(
  pgTable('process_reading', {
    id: idColumn<'process_reading'>('id').primaryKey(),
    versionId: idColumn<'process_version'>('version_id')
      .notNull()
      .references(() => processVersions.table.id),
    userId: text('user_id').notNull(),
    name: text('name').notNull(),
    at: instantColumn('at').notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  { id: 'plain', versionId: 'plain', userId: 'personal', name: 'personal', at: 'plain', touchedBy: 'plain' },
)
