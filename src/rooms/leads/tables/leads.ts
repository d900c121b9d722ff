import { boolean, doublePrecision, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { idColumn, instantColumn, touchedBy } from '#platform/store/columns'
import { kept } from '#platform/store/kept'
import { people } from '#rooms/accounts/tables'
import { members } from '#rooms/workspace/tables'
import type { LeadState, Routed } from '../contract/hand-over.ts'

/**
 * One hand-off of a person to sales. `state` and all that follows it stand where the lead contract handed them over; they are empty where a CRM only recorded
 * that somebody did. Minutes are of working time, counted when the thing happened, so that no later change of a calendar changes them.
 */
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
    state: text('state').$type<LeadState>(),
    stateAt: instantColumn('state_at'),
    /** The version of the lead contract that handed them over, and the points under it, in hundredths. */
    contractNumber: integer('contract_number'),
    score: integer('score'),
    channel: text('channel'),
    campaignRef: text('campaign_ref'),
    /** Who waits in a queue has no owner. */
    queue: text('queue'),
    routed: jsonb('routed').$type<Routed>(),
    offeredAt: instantColumn('offered_at'),
    /** When its deadlines were given, where that was after the offer: it was opened again, or offered anew. */
    promisedAt: instantColumn('promised_at'),
    placeBy: instantColumn('place_by'),
    placedAt: instantColumn('placed_at'),
    acceptBy: instantColumn('accept_by'),
    acceptedAt: instantColumn('accepted_at'),
    acceptMinutes: doublePrecision('accept_minutes'),
    contactBy: instantColumn('contact_by'),
    firstContactAt: instantColumn('first_contact_at'),
    firstActivityId: idColumn<'activity'>('first_activity_id'),
    contactMinutes: doublePrecision('contact_minutes'),
    failsAt: instantColumn('fails_at'),
    coldAt: instantColumn('cold_at'),
    tries: integer('tries'),
    /** The key of the agreed reason for which it was rejected, returned or disqualified. */
    endReason: text('end_reason'),
    restsUntil: instantColumn('rests_until'),
    /** When its clocks are to be looked at next; empty where none runs. */
    nextAt: instantColumn('next_at'),
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
    state: 'plain',
    stateAt: 'plain',
    contractNumber: 'plain',
    score: 'plain',
    channel: 'plain',
    campaignRef: 'plain',
    queue: 'plain',
    routed: 'plain',
    offeredAt: 'plain',
    promisedAt: 'plain',
    placeBy: 'plain',
    placedAt: 'plain',
    acceptBy: 'plain',
    acceptedAt: 'plain',
    acceptMinutes: 'plain',
    contactBy: 'plain',
    firstContactAt: 'plain',
    firstActivityId: 'plain',
    contactMinutes: 'plain',
    failsAt: 'plain',
    coldAt: 'plain',
    tries: 'plain',
    endReason: 'plain',
    restsUntil: 'plain',
    nextAt: 'plain',
    touchedBy: 'plain',
  },
)
