import { integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { idColumn, instantColumn, touchedBy } from '#platform/store/columns'
import { kept } from '#platform/store/kept'
import { people } from '#rooms/accounts/tables'
import { members } from '#rooms/workspace/tables'
import type { BreachKind, Decision, LeadState, Trace } from '../contract/hand-over.ts'
import { leads } from './leads.ts'

/** One signal of a person: a form, a call to the API, a visit, a reply; with what was decided on it, criterion by criterion. */
export const responses = kept(
  pgTable('response', {
    id: idColumn<'response'>('id').primaryKey(),
    personId: idColumn<'person'>('person_id')
      .notNull()
      .references(() => people.table.id),
    leadId: idColumn<'lead'>('lead_id').references(() => leads.table.id),
    /** How it came: form, api, webhook. */
    way: text('way').notNull(),
    /** What it was, as marketing calls it: "Webinar May", the name of a form. */
    what: text('what'),
    channel: text('channel'),
    source: text('source'),
    campaignRef: text('campaign_ref'),
    message: text('message'),
    /** Answers as they came, by the name of the field. */
    said: jsonb('said').$type<Record<string, string>>().notNull(),
    /** When it happened, and when it was taken in. */
    at: instantColumn('at').notNull(),
    recordedAt: instantColumn('recorded_at').notNull(),
    decision: text('decision').$type<Decision>().notNull(),
    contractNumber: integer('contract_number'),
    /** Hundredths of points. */
    score: integer('score'),
    trace: jsonb('trace').$type<Trace>(),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    personId: 'plain',
    leadId: 'plain',
    way: 'plain',
    what: 'plain',
    channel: 'plain',
    source: 'plain',
    campaignRef: 'plain',
    message: 'personal',
    said: 'personal',
    at: 'plain',
    recordedAt: 'plain',
    decision: 'plain',
    contractNumber: 'plain',
    score: 'plain',
    trace: 'personal',
    touchedBy: 'plain',
  },
)

/** A lead went from one state to another, or from one owner to another, after it was offered first. */
export const leadSteps = kept(
  pgTable('lead_step', {
    id: idColumn<'lead_step'>('id').primaryKey(),
    leadId: idColumn<'lead'>('lead_id')
      .notNull()
      .references(() => leads.table.id),
    fromState: text('from_state').$type<LeadState>().notNull(),
    toState: text('to_state').$type<LeadState>().notNull(),
    fromOwnerId: idColumn<'member'>('from_owner_id').references(() => members.table.id),
    toOwnerId: idColumn<'member'>('to_owner_id').references(() => members.table.id),
    reason: text('reason'),
    note: text('note'),
    by: text('by').notNull(),
    at: instantColumn('at').notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    leadId: 'plain',
    fromState: 'plain',
    toState: 'plain',
    fromOwnerId: 'plain',
    toOwnerId: 'plain',
    reason: 'plain',
    note: 'personal',
    by: 'personal',
    at: 'plain',
    touchedBy: 'plain',
  },
)

/** A promise of the lead contract that was not kept for one lead, and why, as far as that can be told. */
export const breaches = kept(
  pgTable('clock_breach', {
    id: idColumn<'clock_breach'>('id').primaryKey(),
    leadId: idColumn<'lead'>('lead_id')
      .notNull()
      .references(() => leads.table.id),
    kind: text('kind').$type<BreachKind>().notNull(),
    dueAt: instantColumn('due_at').notNull(),
    notedAt: instantColumn('noted_at').notNull(),
    ownerId: idColumn<'member'>('owner_id').references(() => members.table.id),
    cause: text('cause').notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  { id: 'plain', leadId: 'plain', kind: 'plain', dueAt: 'plain', notedAt: 'plain', ownerId: 'plain', cause: 'plain', touchedBy: 'plain' },
)

/** A person in the hands of marketing: a contact, or somebody whom sales gave back. Open while `leftAt` is empty; one at a time. */
export const nurtureStays = kept(
  pgTable('nurture_stay', {
    id: idColumn<'nurture_stay'>('id').primaryKey(),
    personId: idColumn<'person'>('person_id')
      .notNull()
      .references(() => people.table.id),
    why: text('why').notNull(),
    since: instantColumn('since').notNull(),
    /** Before it they are not handed over again. */
    restsUntil: instantColumn('rests_until'),
    leftAt: instantColumn('left_at'),
    leftWhy: text('left_why'),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    personId: 'plain',
    why: 'plain',
    since: 'plain',
    restsUntil: 'plain',
    leftAt: 'plain',
    leftWhy: 'plain',
    touchedBy: 'plain',
  },
)
