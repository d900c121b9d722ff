import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { dayColumn, idColumn, instantColumn, touchedBy } from '#platform/store/columns'
import { kept } from '#platform/store/kept'
import { accounts } from '#rooms/accounts/tables'
import { deals } from '#rooms/deals/tables'
import { leads } from '#rooms/leads/tables'
import { campaigns } from '#rooms/programs/tables'
import { members } from '#rooms/workspace/tables'
import type { RequestState, Side, TalkKind, Use } from '../contract/request-words.ts'

/** What one team asked of the other, and how it stands. Dates that were promised are kept as they were given. */
export const requests = kept(
  pgTable('request', {
    id: idColumn<'request'>('id').primaryKey(),
    kind: text('kind').notNull(),
    askedOf: text('asked_of').$type<Side>().notNull(),
    title: text('title').notNull(),
    text: text('text'),
    state: text('state').$type<RequestState>().notNull(),
    askedBy: idColumn<'member'>('asked_by')
      .notNull()
      .references(() => members.table.id),
    askedAt: instantColumn('asked_at').notNull(),
    wantedBy: dayColumn('wanted_by'),
    dealId: idColumn<'deal'>('deal_id').references(() => deals.table.id),
    leadId: idColumn<'lead'>('lead_id').references(() => leads.table.id),
    accountId: idColumn<'account'>('account_id').references(() => accounts.table.id),
    promisedBy: idColumn<'member'>('promised_by').references(() => members.table.id),
    promisedAt: instantColumn('promised_at'),
    firstDueAt: instantColumn('first_due_at'),
    dueAt: instantColumn('due_at'),
    deliveredBy: idColumn<'member'>('delivered_by').references(() => members.table.id),
    deliveredAt: instantColumn('delivered_at'),
    note: text('note'),
    link: text('link'),
    rating: integer('rating'),
    used: text('used').$type<Use>(),
    ratedAt: instantColumn('rated_at'),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    ...{ id: 'plain', kind: 'plain', askedOf: 'plain', title: 'personal', text: 'personal', state: 'plain', askedBy: 'plain' },
    ...{ askedAt: 'plain', wantedBy: 'plain', dealId: 'plain', leadId: 'plain', accountId: 'plain', promisedBy: 'plain' },
    ...{ promisedAt: 'plain', firstDueAt: 'plain', dueAt: 'plain', deliveredBy: 'plain', deliveredAt: 'plain', note: 'personal' },
    ...{ link: 'personal', rating: 'plain', used: 'plain', ratedAt: 'plain', touchedBy: 'plain' },
  },
)

/** The talk of a request: each step with its words. The lead stands here, too, so that an erasure finds what was said about a person. */
export const requestTalk = kept(
  pgTable('request_step', {
    id: idColumn<'request_step'>('id').primaryKey(),
    requestId: idColumn<'request'>('request_id')
      .notNull()
      .references(() => requests.table.id),
    leadId: idColumn<'lead'>('lead_id').references(() => leads.table.id),
    kind: text('kind').$type<TalkKind>().notNull(),
    byMember: idColumn<'member'>('by_member').references(() => members.table.id),
    at: instantColumn('at').notNull(),
    text: text('text'),
    dueAt: instantColumn('due_at'),
    link: text('link'),
    rating: integer('rating'),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    ...{ id: 'plain', requestId: 'plain', leadId: 'plain', kind: 'plain', byMember: 'plain', at: 'plain', text: 'personal' },
    ...{ dueAt: 'plain', link: 'personal', rating: 'plain', touchedBy: 'plain' },
  },
)

/** A campaign used an idea from the field: its author keeps the credit. */
export const ideaUses = kept(
  pgTable('idea_use', {
    id: idColumn<'idea_use'>('id').primaryKey(),
    requestId: idColumn<'request'>('request_id')
      .notNull()
      .references(() => requests.table.id),
    campaignId: idColumn<'campaign'>('campaign_id')
      .notNull()
      .references(() => campaigns.table.id),
    byMember: idColumn<'member'>('by_member')
      .notNull()
      .references(() => members.table.id),
    at: instantColumn('at').notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  { id: 'plain', requestId: 'plain', campaignId: 'plain', byMember: 'plain', at: 'plain', touchedBy: 'plain' },
)
