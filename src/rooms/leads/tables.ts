import { boolean, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { idColumn, instantColumn, touchedBy } from '#platform/store/columns'
import { kept } from '#platform/store/kept'
import { people } from '#rooms/accounts/tables'
import { members } from '#rooms/workspace/tables'

/** One hand-off of a person to sales, as the CRM recorded it. */
export const leads = kept(
  pgTable('lead', {
    id: idColumn<'lead'>('id').primaryKey(),
    externalId: text('external_id').notNull(),
    personId: idColumn<'person'>('person_id')
      .notNull()
      .references(() => people.table.id),
    ownerId: idColumn<'member'>('owner_id').references(() => members.table.id),
    source: text('source'),
    status: text('status'),
    industry: text('industry'),
    country: text('country'),
    createdAt: instantColumn('created_at'),
    converted: boolean('converted'),
    convertedAt: instantColumn('converted_at'),
    dealRef: text('deal_ref'),
    custom: jsonb('custom').$type<Record<string, string>>().notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    externalId: 'plain',
    personId: 'plain',
    ownerId: 'plain',
    source: 'plain',
    status: 'plain',
    industry: 'plain',
    country: 'plain',
    createdAt: 'plain',
    converted: 'plain',
    convertedAt: 'plain',
    dealRef: 'plain',
    custom: 'personal',
    touchedBy: 'plain',
  },
)

export const tables = [leads]
