import { boolean, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import type { RecordKind } from '#kernel/list'
import { idColumn, touchedBy } from '../store/columns.ts'
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

export const tables = [savedViews]

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
]
