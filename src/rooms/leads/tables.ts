import { boolean, doublePrecision, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { idColumn, instantColumn, touchedBy } from '#platform/store/columns'
import { kept } from '#platform/store/kept'
import { accounts, people } from '#rooms/accounts/tables'
import { deals } from '#rooms/deals/tables'
import { members } from '#rooms/workspace/tables'
import { breaches, leadSteps, nurtureStays, responses } from './tables/hand-over.ts'
import { leads } from './tables/leads.ts'
import { routingTurns, routingVersions } from './tables/routing.ts'

export * from './tables/hand-over.ts'
export * from './tables/leads.ts'
export * from './tables/routing.ts'

export type ActivityKind = 'call' | 'meeting' | 'email' | 'message' | 'task' | 'form' | 'visit' | 'other'

/**
 * What somebody did: a call, a meeting, an e-mail, a task. It stands here because the first real activity stops the clock of a lead, so this room
 * needs the answer; a deal and an account lie to the left and are pointed to. `at` is when it happened, `dueAt` when it should.
 */
export const activities = kept(
  pgTable('activity', {
    id: idColumn<'activity'>('id').primaryKey(),
    externalId: text('external_id').notNull(),
    kind: text('kind').$type<ActivityKind>().notNull(),
    type: text('type'),
    subject: text('subject'),
    at: instantColumn('at'),
    endsAt: instantColumn('ends_at'),
    dueAt: instantColumn('due_at'),
    durationMinutes: doublePrecision('duration_minutes'),
    done: boolean('done'),
    status: text('status'),
    direction: text('direction'),
    outcome: text('outcome'),
    note: text('note'),
    ownerId: idColumn<'member'>('owner_id').references(() => members.table.id),
    personId: idColumn<'person'>('person_id').references(() => people.table.id),
    accountId: idColumn<'account'>('account_id').references(() => accounts.table.id),
    dealId: idColumn<'deal'>('deal_id').references(() => deals.table.id),
    leadId: idColumn<'lead'>('lead_id').references(() => leads.table.id),
    campaignRef: text('campaign_ref'),
    madeAt: instantColumn('made_at'),
    sourceModifiedAt: instantColumn('source_modified_at'),
    refs: jsonb('refs').$type<Record<string, string>>().notNull(),
    custom: jsonb('custom').$type<Record<string, string>>().notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    externalId: 'plain',
    kind: 'plain',
    type: 'plain',
    subject: 'personal',
    at: 'plain',
    endsAt: 'plain',
    dueAt: 'plain',
    durationMinutes: 'plain',
    done: 'plain',
    status: 'plain',
    direction: 'plain',
    outcome: 'plain',
    note: 'personal',
    ownerId: 'plain',
    personId: 'plain',
    accountId: 'plain',
    dealId: 'plain',
    leadId: 'plain',
    campaignRef: 'plain',
    madeAt: 'plain',
    sourceModifiedAt: 'plain',
    refs: 'personal',
    custom: 'personal',
    touchedBy: 'plain',
  },
)

/** What somebody wrote on a record, to be read by both teams. */
export const notes = kept(
  pgTable('note', {
    id: idColumn<'note'>('id').primaryKey(),
    text: text('text').notNull(),
    at: instantColumn('at').notNull(),
    by: text('by').notNull(),
    dealId: idColumn<'deal'>('deal_id').references(() => deals.table.id),
    accountId: idColumn<'account'>('account_id').references(() => accounts.table.id),
    personId: idColumn<'person'>('person_id').references(() => people.table.id),
    leadId: idColumn<'lead'>('lead_id').references(() => leads.table.id),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    text: 'personal',
    at: 'plain',
    by: 'personal',
    dealId: 'plain',
    accountId: 'plain',
    personId: 'plain',
    leadId: 'plain',
    touchedBy: 'plain',
  },
)

export const tables = [leads, activities, notes, responses, leadSteps, breaches, nurtureStays, routingVersions, routingTurns]
