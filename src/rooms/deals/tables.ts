import { doublePrecision, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { amountColumn, dayColumn, idColumn, instantColumn, touchedBy } from '#platform/store/columns'
import { kept } from '#platform/store/kept'
import { accounts, people } from '#rooms/accounts/tables'
import { pipelines, solutions, stages } from '#rooms/journey/tables'
import { members } from '#rooms/workspace/tables'

/** Opportunities as they are now; how they came here is in stage_entry. */
export const deals = kept(
  pgTable('deal', {
    id: idColumn<'deal'>('id').primaryKey(),
    externalId: text('external_id').notNull(),
    name: text('name').notNull(),
    accountId: idColumn<'account'>('account_id').references(() => accounts.table.id),
    personId: idColumn<'person'>('person_id').references(() => people.table.id),
    ownerId: idColumn<'member'>('owner_id').references(() => members.table.id),
    pipelineId: idColumn<'pipeline'>('pipeline_id').references(() => pipelines.table.id),
    stageId: idColumn<'stage'>('stage_id').references(() => stages.table.id),
    solutionId: idColumn<'solution'>('solution_id').references(() => solutions.table.id),
    state: text('state').$type<'open' | 'won' | 'lost'>().notNull(),
    amount: amountColumn('amount'),
    currency: text('currency'),
    openedAt: instantColumn('opened_at'),
    closedAt: instantColumn('closed_at'),
    expectedOn: dayColumn('expected_on'),
    source: text('source'),
    channel: text('channel'),
    type: text('type'),
    vertical: text('vertical'),
    territory: text('territory'),
    lostReason: text('lost_reason'),
    campaignRef: text('campaign_ref'),
    leadRef: text('lead_ref'),
    probability: doublePrecision('probability'),
    sourceModifiedAt: instantColumn('source_modified_at'),
    custom: jsonb('custom').$type<Record<string, string>>().notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    externalId: 'plain',
    name: 'plain',
    accountId: 'plain',
    personId: 'plain',
    ownerId: 'plain',
    pipelineId: 'plain',
    stageId: 'plain',
    solutionId: 'plain',
    state: 'plain',
    amount: 'plain',
    currency: 'plain',
    openedAt: 'plain',
    closedAt: 'plain',
    expectedOn: 'plain',
    source: 'plain',
    channel: 'plain',
    type: 'plain',
    vertical: 'plain',
    territory: 'plain',
    lostReason: 'plain',
    campaignRef: 'plain',
    leadRef: 'plain',
    probability: 'plain',
    sourceModifiedAt: 'plain',
    custom: 'personal',
    touchedBy: 'plain',
  },
)

/** A deal entered a stage: `at` when it happened, `recordedAt` when Interlock learned it, `known` how `at` is known (see rules.ts). */
export const stageEntries = kept(
  pgTable('stage_entry', {
    id: idColumn<'stage_entry'>('id').primaryKey(),
    dealId: idColumn<'deal'>('deal_id')
      .notNull()
      .references(() => deals.table.id),
    stageId: idColumn<'stage'>('stage_id')
      .notNull()
      .references(() => stages.table.id),
    at: instantColumn('at').notNull(),
    recordedAt: instantColumn('recorded_at').notNull(),
    known: text('known').$type<'entered' | 'opened' | 'seen_by'>().notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  { id: 'plain', dealId: 'plain', stageId: 'plain', at: 'plain', recordedAt: 'plain', known: 'plain', touchedBy: 'plain' },
)

/**
 * What a deal was worth and when it was to close, over time: `value` counts from `at` on; null is "emptied". Recorded changes are all kept,
 * also those that say the same again.
 */
export const dealValues = kept(
  pgTable('deal_value', {
    id: idColumn<'deal_value'>('id').primaryKey(),
    dealId: idColumn<'deal'>('deal_id')
      .notNull()
      .references(() => deals.table.id),
    field: text('field').$type<'amount' | 'currency' | 'close_on' | 'state'>().notNull(),
    value: text('value'),
    at: instantColumn('at').notNull(),
    recordedAt: instantColumn('recorded_at').notNull(),
    known: text('known').$type<'entered' | 'opened' | 'seen_by'>().notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  { id: 'plain', dealId: 'plain', field: 'plain', value: 'plain', at: 'plain', recordedAt: 'plain', known: 'plain', touchedBy: 'plain' },
)

/** What each snapshot showed of a deal. The entries and values that are `seen_by` follow from these, in whatever order files come. */
export const sightings = kept(
  pgTable('deal_sighting', {
    id: idColumn<'deal_sighting'>('id').primaryKey(),
    dealId: idColumn<'deal'>('deal_id')
      .notNull()
      .references(() => deals.table.id),
    at: instantColumn('at').notNull(),
    asOf: dayColumn('as_of'),
    modifiedAt: instantColumn('modified_at'),
    stageId: idColumn<'stage'>('stage_id').references(() => stages.table.id),
    state: text('state').$type<'open' | 'won' | 'lost'>().notNull(),
    amount: amountColumn('amount'),
    currency: text('currency'),
    closeOn: dayColumn('close_on'),
    recordedAt: instantColumn('recorded_at').notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    dealId: 'plain',
    at: 'plain',
    asOf: 'plain',
    modifiedAt: 'plain',
    stageId: 'plain',
    state: 'plain',
    amount: 'plain',
    currency: 'plain',
    closeOn: 'plain',
    recordedAt: 'plain',
    touchedBy: 'plain',
  },
)

export const tables = [deals, stageEntries, dealValues, sightings]
