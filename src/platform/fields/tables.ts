import { boolean, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import type { CustomKind } from '#kernel/custom-field'
import type { RecordKind } from '#kernel/list'
import { idColumn, touchedBy } from '../store/columns.ts'
import { kept } from '../store/kept.ts'
import type { Migration } from '../store/migrate.ts'

/** Custom fields of which somebody settled anything. Values stand in `custom` of their records, under the key, as text. */
export const customFields = kept(
  pgTable('custom_field', {
    id: idColumn<'custom_field'>('id').primaryKey(),
    object: text('object').$type<RecordKind>().notNull(),
    key: text('key').notNull(),
    label: text('label').notNull(),
    aliases: jsonb('aliases').$type<readonly string[]>().notNull(),
    kind: text('kind').$type<CustomKind>().notNull(),
    currency: text('currency'),
    options: jsonb('options').$type<readonly string[]>(),
    place: integer('place').notNull(),
    hidden: boolean('hidden').notNull(),
    /** Made here, and not by a file. */
    byHand: boolean('by_hand').notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    object: 'plain',
    key: 'plain',
    label: 'plain',
    aliases: 'plain',
    kind: 'plain',
    currency: 'plain',
    options: 'plain',
    place: 'plain',
    hidden: 'plain',
    byHand: 'plain',
    touchedBy: 'plain',
  },
)

export const tables = [customFields]

export const migrations: readonly Migration[] = [
  {
    id: 'fields/001-custom-fields',
    statements: [
      `CREATE TABLE custom_field (
        id uuid CONSTRAINT custom_field_pkey PRIMARY KEY,
        object text NOT NULL CONSTRAINT custom_field_object_check CHECK (object IN ('deal', 'account', 'person', 'lead')),
        key text NOT NULL,
        label text NOT NULL,
        aliases jsonb NOT NULL,
        kind text NOT NULL CONSTRAINT custom_field_kind_check CHECK (kind IN ('text', 'number', 'money', 'day', 'flag', 'choice')),
        currency text,
        options jsonb,
        place integer NOT NULL,
        hidden boolean NOT NULL,
        by_hand boolean NOT NULL,
        touched_by uuid NOT NULL,
        CONSTRAINT custom_field_object_key UNIQUE (object, key)
      )`,
    ],
  },
]
