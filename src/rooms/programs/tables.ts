import { boolean, doublePrecision, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { amountColumn, dayColumn, idColumn, instantColumn, touchedBy } from '#platform/store/columns'
import { kept } from '#platform/store/kept'
import { people } from '#rooms/accounts/tables'
import { leads } from '#rooms/leads/tables'
import { members } from '#rooms/workspace/tables'
import type { Conversion, Goal } from './contract/campaign-goals.ts'
import { triggerTables } from './tables/triggers.ts'

/** What marketing does to win people, with what it was meant to cost and what it cost. */
export const campaigns = kept(
  pgTable('campaign', {
    id: idColumn<'campaign'>('id').primaryKey(),
    externalId: text('external_id'),
    name: text('name').notNull(),
    nameKey: text('name_key').notNull(),
    type: text('type'),
    channel: text('channel'),
    status: text('status'),
    startsOn: dayColumn('starts_on'),
    endsOn: dayColumn('ends_on'),
    budgetedCost: amountColumn('budgeted_cost'),
    actualCost: amountColumn('actual_cost'),
    expectedRevenue: amountColumn('expected_revenue'),
    currency: text('currency'),
    parentRef: text('parent_ref'),
    ownerId: idColumn<'member'>('owner_id').references(() => members.table.id),
    madeAt: instantColumn('made_at'),
    sourceModifiedAt: instantColumn('source_modified_at'),
    custom: jsonb('custom').$type<Record<string, string>>().notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    externalId: 'plain',
    name: 'plain',
    nameKey: 'plain',
    type: 'plain',
    channel: 'plain',
    status: 'plain',
    startsOn: 'plain',
    endsOn: 'plain',
    budgetedCost: 'plain',
    actualCost: 'plain',
    expectedRevenue: 'plain',
    currency: 'plain',
    parentRef: 'plain',
    ownerId: 'plain',
    madeAt: 'plain',
    sourceModifiedAt: 'plain',
    custom: 'personal',
    touchedBy: 'plain',
  },
)

/** What a campaign cost on one day, or for one thing. The sum of these and `actualCost` are two accounts of the same money: never add them. */
export const campaignCosts = kept(
  pgTable('campaign_cost', {
    id: idColumn<'campaign_cost'>('id').primaryKey(),
    externalId: text('external_id').notNull(),
    campaignId: idColumn<'campaign'>('campaign_id')
      .notNull()
      .references(() => campaigns.table.id),
    spentOn: dayColumn('spent_on'),
    what: text('what'),
    amount: amountColumn('amount').notNull(),
    currency: text('currency'),
    custom: jsonb('custom').$type<Record<string, string>>().notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    externalId: 'plain',
    campaignId: 'plain',
    spentOn: 'plain',
    what: 'plain',
    amount: 'plain',
    currency: 'plain',
    custom: 'personal',
    touchedBy: 'plain',
  },
)

/** A campaign reached a person, or the person responded to it. `refs` is how the file names the person, word for word. */
export const touches = kept(
  pgTable('touch', {
    id: idColumn<'touch'>('id').primaryKey(),
    externalId: text('external_id'),
    campaignId: idColumn<'campaign'>('campaign_id')
      .notNull()
      .references(() => campaigns.table.id),
    personId: idColumn<'person'>('person_id')
      .notNull()
      .references(() => people.table.id),
    leadId: idColumn<'lead'>('lead_id').references(() => leads.table.id),
    status: text('status'),
    responded: boolean('responded'),
    firstRespondedAt: instantColumn('first_responded_at'),
    at: instantColumn('at'),
    source: text('source'),
    sourceModifiedAt: instantColumn('source_modified_at'),
    refs: jsonb('refs').$type<Record<string, string>>().notNull(),
    custom: jsonb('custom').$type<Record<string, string>>().notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    externalId: 'plain',
    campaignId: 'plain',
    personId: 'plain',
    leadId: 'plain',
    status: 'plain',
    responded: 'plain',
    firstRespondedAt: 'plain',
    at: 'plain',
    source: 'plain',
    sourceModifiedAt: 'plain',
    refs: 'personal',
    custom: 'personal',
    touchedBy: 'plain',
  },
)

/** What a campaign calls a conversion, and which share is to convert; each change is a row of its own, so that no target moves unseen. */
export const campaignGoals = kept(
  pgTable('campaign_goal', {
    id: idColumn<'campaign_goal'>('id').primaryKey(),
    campaignId: idColumn<'campaign'>('campaign_id')
      .notNull()
      .references(() => campaigns.table.id),
    number: integer('number').notNull(),
    conversion: jsonb('conversion').$type<Conversion>().notNull(),
    of: text('of').$type<Goal['of']>().notNull(),
    target: doublePrecision('target').notNull(),
    by: text('by').notNull(),
    at: instantColumn('at').notNull(),
    reason: text('reason'),
    /** Whether the campaign had begun. */
    late: boolean('late').notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    campaignId: 'plain',
    number: 'plain',
    conversion: 'plain',
    of: 'plain',
    target: 'plain',
    by: 'personal',
    at: 'plain',
    reason: 'plain',
    late: 'plain',
    touchedBy: 'plain',
  },
)

export const tables = [campaigns, campaignCosts, touches, campaignGoals, ...triggerTables]
