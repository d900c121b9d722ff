import { boolean, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import type { EventId, UserId } from '#kernel/id'
import { idColumn, instantColumn } from '#platform/store/columns'
import { kept } from '#platform/store/kept'
import type { ImportState, ImportTask, Outcome } from './contract.ts'
import type { Checked, Correction, Remembered, SetGuess, Undone } from './shapes.ts'
import { formTables } from './tables/forms.ts'
import { intakeTables } from './tables/intake.ts'
import { workMinutes } from './tables/time-saved.ts'

export * from './tables/forms.ts'

/** A file of an import, kept by the hash of its content. */
export interface ImportFile {
  readonly name: string
  readonly sha256: string
  readonly bytes: number
  /** What was left out of the upload that it comes from. */
  readonly remarks?: readonly string[]
}

/** The course of an import. What it wrote is in the ledger; this is how it was done. */
export const imports = kept(
  pgTable('import', {
    id: idColumn<'import'>('id').primaryKey(),
    name: text('name').notNull(),
    state: text('state').$type<ImportState>().notNull(),
    task: text('task').$type<ImportTask>(),
    progress: jsonb('progress').$type<{ step: string; done: number; of: number }>(),
    sample: boolean('sample').notNull(),
    createdAt: instantColumn('created_at').notNull(),
    finishedAt: instantColumn('finished_at'),
    byId: text('by_id').$type<UserId>(),
    byName: text('by_name').notNull(),
    files: jsonb('files').$type<readonly ImportFile[]>().notNull(),
    correction: jsonb('correction').$type<Correction>().notNull(),
    guess: jsonb('guess').$type<SetGuess>(),
    checked: jsonb('checked').$type<Checked>(),
    preview: jsonb('preview').$type<Outcome>(),
    result: jsonb('result').$type<Outcome>(),
    undo: jsonb('undo').$type<Undone>(),
    eventId: uuid('event_id').$type<EventId>(),
    failure: text('failure'),
    /** Since when its files are no longer kept. */
    filesGoneAt: instantColumn('files_gone_at'),
  }),
  'machine',
  {
    id: 'plain',
    name: 'plain',
    state: 'plain',
    task: 'plain',
    progress: 'plain',
    sample: 'plain',
    createdAt: 'plain',
    finishedAt: 'plain',
    byId: 'plain',
    byName: 'personal',
    files: 'plain',
    correction: 'plain',
    guess: 'personal',
    checked: 'personal',
    preview: 'personal',
    result: 'personal',
    undo: 'plain',
    eventId: 'plain',
    failure: 'plain',
    filesGoneAt: 'plain',
  },
)

/** What people said of the last file of each shape. `shape` is a hash of its column names. */
export const importShapes = kept(
  pgTable('import_shape', {
    shape: text('shape').primaryKey(),
    said: jsonb('said').$type<Remembered>().notNull(),
    learnedAt: instantColumn('learned_at').notNull(),
  }),
  'machine',
  { shape: 'plain', said: 'plain', learnedAt: 'plain' },
)

export const tables = [imports, importShapes, ...formTables, ...intakeTables, workMinutes]
