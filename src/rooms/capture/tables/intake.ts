import { integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import type { Id } from '#kernel/id'
import { idColumn, instantColumn } from '#platform/store/columns'
import { kept } from '#platform/store/kept'
import type { ResponseOutcome, Way } from '../contract/responses.ts'
import type { HookSetting } from '../contract/webhooks.ts'

/** What came in and is to be known again, or could not be taken. What was taken and named no delivery leaves nothing here. */
export const deliveries = kept(
  pgTable('delivery', {
    id: idColumn<'delivery'>('id').primaryKey(),
    /** Way, sender and their id of it: the same key is the same delivery. */
    key: text('key'),
    way: text('way').$type<Way>().notNull(),
    hookId: uuid('hook_id').$type<Id<'hook'>>(),
    /** The key, form or hook that it came by. */
    sender: text('sender'),
    hash: text('hash').notNull(),
    raw: text('raw'),
    headers: jsonb('headers').$type<Record<string, string>>().notNull(),
    receivedAt: instantColumn('received_at').notNull(),
    state: text('state').$type<'kept' | 'taken' | 'quarantined'>().notNull(),
    reason: text('reason'),
    tries: integer('tries').notNull(),
    answer: jsonb('answer').$type<readonly ResponseOutcome[]>(),
  }),
  'machine',
  {
    id: 'plain',
    key: 'plain',
    way: 'plain',
    hookId: 'plain',
    sender: 'plain',
    hash: 'plain',
    raw: 'personal',
    headers: 'personal',
    receivedAt: 'plain',
    state: 'plain',
    reason: 'personal',
    tries: 'plain',
    answer: 'personal',
  },
)

/** An address that another system sends to, with the secret by which it signs and how its words are ours. */
export const hooks = kept(
  pgTable('hook', {
    id: idColumn<'hook'>('id').primaryKey(),
    name: text('name').notNull(),
    setting: jsonb('setting').$type<HookSetting>().notNull(),
    secret: text('secret').notNull(),
    createdAt: instantColumn('created_at').notNull(),
    removedAt: instantColumn('removed_at'),
  }),
  'machine',
  { id: 'plain', name: 'plain', setting: 'plain', secret: 'secret', createdAt: 'plain', removedAt: 'plain' },
)

export const intakeTables = [deliveries, hooks]
