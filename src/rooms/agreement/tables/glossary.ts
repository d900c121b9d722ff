import { boolean, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { idColumn, instantColumn, touchedBy } from '#platform/store/columns'
import { kept } from '#platform/store/kept'
import type { Side } from '../contract/versions.ts'

/** What a word means from a moment on, as the company wrote it; of each word the newest version holds. */
export const wordVersions = kept(
  pgTable('word_version', {
    id: idColumn<'word_version'>('id').primaryKey(),
    key: text('key').notNull(),
    number: integer('number').notNull(),
    name: text('name').notNull(),
    meaning: text('meaning').notNull(),
    marketing: text('marketing'),
    sales: text('sales'),
    example: text('example'),
    isNot: text('is_not'),
    gone: boolean('gone').notNull(),
    reason: text('reason').notNull(),
    by: text('by').notNull(),
    at: instantColumn('at').notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    key: 'plain',
    number: 'plain',
    name: 'plain',
    meaning: 'plain',
    marketing: 'plain',
    sales: 'plain',
    example: 'plain',
    isNot: 'plain',
    gone: 'plain',
    reason: 'plain',
    by: 'personal',
    at: 'plain',
    touchedBy: 'plain',
  },
)

/** Who confirmed a wording for which side. It counts as long as the word has that wording. */
export const wordConfirmations = kept(
  pgTable('word_confirmation', {
    id: idColumn<'word_confirmation'>('id').primaryKey(),
    key: text('key').notNull(),
    seal: text('seal').notNull(),
    side: text('side').$type<Side>().notNull(),
    name: text('name').notNull(),
    userId: text('user_id').notNull(),
    at: instantColumn('at').notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  { id: 'plain', key: 'plain', seal: 'plain', side: 'plain', name: 'personal', userId: 'personal', at: 'plain', touchedBy: 'plain' },
)
