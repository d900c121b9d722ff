import { integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { dayColumn, idColumn, instantColumn, touchedBy } from '#platform/store/columns'
import { kept } from '#platform/store/kept'
import type { ContractDocument, Side } from './contract.ts'
import { wordConfirmations, wordVersions } from './tables/glossary.ts'
import { processReadings, processVersions } from './tables/process.ts'

/** A version of the lead contract. Its document does not change once it was proposed; whether a signed one holds follows from `inForceAt`. */
export const contractVersions = kept(
  pgTable('contract_version', {
    id: idColumn<'contract_version'>('id').primaryKey(),
    number: integer('number').notNull(),
    state: text('state').$type<'draft' | 'proposed' | 'signed'>().notNull(),
    /** The number of the version that it began as. */
    basedOn: integer('based_on'),
    document: jsonb('document').$type<ContractDocument>().notNull(),
    reason: text('reason').notNull(),
    by: text('by').notNull(),
    at: instantColumn('at').notNull(),
    proposedBy: text('proposed_by'),
    proposedAt: instantColumn('proposed_at'),
    fromDay: dayColumn('from_day'),
    seal: text('seal'),
    inForceAt: instantColumn('in_force_at'),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    number: 'plain',
    state: 'plain',
    basedOn: 'plain',
    document: 'plain',
    reason: 'plain',
    by: 'personal',
    at: 'plain',
    proposedBy: 'personal',
    proposedAt: 'plain',
    fromDay: 'plain',
    seal: 'plain',
    inForceAt: 'plain',
    touchedBy: 'plain',
  },
)

/** Who signed a version for which side: here, as the user, or elsewhere, as somebody wrote it down. */
export const contractSignatures = kept(
  pgTable('contract_signature', {
    id: idColumn<'contract_signature'>('id').primaryKey(),
    versionId: idColumn<'contract_version'>('version_id')
      .notNull()
      .references(() => contractVersions.table.id),
    side: text('side').$type<Side>().notNull(),
    name: text('name').notNull(),
    title: text('title'),
    userId: text('user_id'),
    recordedBy: text('recorded_by'),
    how: text('how'),
    seal: text('seal').notNull(),
    at: instantColumn('at').notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    versionId: 'plain',
    side: 'plain',
    name: 'personal',
    title: 'personal',
    userId: 'personal',
    recordedBy: 'personal',
    how: 'personal',
    seal: 'plain',
    at: 'plain',
    touchedBy: 'plain',
  },
)

/** Who confirmed that they read a version. */
export const contractReadings = kept(
  pgTable('contract_reading', {
    id: idColumn<'contract_reading'>('id').primaryKey(),
    versionId: idColumn<'contract_version'>('version_id')
      .notNull()
      .references(() => contractVersions.table.id),
    userId: text('user_id').notNull(),
    name: text('name').notNull(),
    at: instantColumn('at').notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  { id: 'plain', versionId: 'plain', userId: 'personal', name: 'personal', at: 'plain', touchedBy: 'plain' },
)

export const tables = [
  contractVersions,
  contractSignatures,
  contractReadings,
  processVersions,
  processReadings,
  wordVersions,
  wordConfirmations,
]
