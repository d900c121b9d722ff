import { boolean, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import type { RecordKind } from '#kernel/list'
import { dayColumn, idColumn, instantColumn, touchedBy } from '../store/columns.ts'
import { kept } from '../store/kept.ts'
import type { Migration } from '../store/migrate.ts'

/** A filter, an order and columns of a list under a name; `usual` is what the list shows when nothing else is asked. */
export const savedViews = kept(
  pgTable('saved_view', {
    id: idColumn<'saved_view'>('id').primaryKey(),
    list: text('list').$type<RecordKind>().notNull(),
    name: text('name').notNull(),
    userId: text('user_id'),
    userName: text('user_name').notNull(),
    shared: boolean('shared').notNull(),
    usual: boolean('usual').notNull(),
    view: jsonb('view').$type<{ filter: string; sort: string; columns: string }>().notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    list: 'plain',
    name: 'plain',
    userId: 'plain',
    userName: 'personal',
    shared: 'plain',
    usual: 'plain',
    view: 'plain',
    touchedBy: 'plain',
  },
)

/** A change of many records as it was previewed, with the versions of the records that it saw. It is run once, or forgotten after a day. */
export const bulkPreviews = kept(
  pgTable('bulk_preview', {
    id: idColumn<'bulk_preview'>('id').primaryKey(),
    list: text('list').$type<RecordKind>().notNull(),
    /** Pairs, because their order is that in which they are told. */
    changes: jsonb('changes').$type<[column: string, value: string | number | boolean | null][]>().notNull(),
    reason: text('reason'),
    day: dayColumn('day'),
    rowIds: uuid('row_ids').array().notNull(),
    versions: uuid('versions').array().notNull(),
    at: instantColumn('at').notNull(),
  }),
  'machine',
  { id: 'plain', list: 'plain', changes: 'personal', reason: 'personal', day: 'plain', rowIds: 'plain', versions: 'plain', at: 'plain' },
)

export const tables = [savedViews, bulkPreviews]

export const migrations: readonly Migration[] = [
  {
    id: 'list/001-saved-views',
    statements: [
      `CREATE TABLE saved_view (
        id uuid CONSTRAINT saved_view_pkey PRIMARY KEY,
        list text NOT NULL,
        name text NOT NULL,
        user_id text,
        user_name text NOT NULL,
        shared boolean NOT NULL,
        usual boolean NOT NULL,
        view jsonb NOT NULL,
        touched_by uuid NOT NULL
      )`,
      'CREATE INDEX saved_view_list ON saved_view (list)',
    ],
  },
  {
    id: 'list/002-bulk-previews',
    statements: [
      `CREATE TABLE bulk_preview (
        id uuid CONSTRAINT bulk_preview_pkey PRIMARY KEY,
        list text NOT NULL,
        changes jsonb NOT NULL,
        reason text,
        day date,
        row_ids uuid[] NOT NULL,
        versions uuid[] NOT NULL,
        at timestamptz NOT NULL
      )`,
      'CREATE INDEX bulk_preview_at ON bulk_preview (at)',
    ],
  },
]
