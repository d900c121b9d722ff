import { boolean, doublePrecision, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import type { EventId } from '#kernel/id'
import type { RecordKind } from '#kernel/list'
import { idColumn, instantColumn, touchedBy } from '#platform/store/columns'
import { kept } from '#platform/store/kept'
import type { TriggerDocument } from '../contract/triggers.ts'

/** When something happens, something is done. `onSince` is empty while it is off; only what happened after it counts. */
export const triggers = kept(
  pgTable('program_trigger', {
    id: idColumn<'trigger'>('id').primaryKey(),
    name: text('name').notNull(),
    /** The version that holds. */
    number: integer('number').notNull(),
    onSince: instantColumn('on_since'),
    touchedBy: touchedBy(),
  }),
  'record',
  { id: 'plain', name: 'plain', number: 'plain', onSince: 'plain', touchedBy: 'plain' },
)

export const triggerVersions = kept(
  pgTable('trigger_version', {
    id: idColumn<'trigger_version'>('id').primaryKey(),
    triggerId: idColumn<'trigger'>('trigger_id')
      .notNull()
      .references(() => triggers.table.id),
    number: integer('number').notNull(),
    document: jsonb('document').$type<TriggerDocument>().notNull(),
    reason: text('reason').notNull(),
    by: text('by').notNull(),
    at: instantColumn('at').notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    triggerId: 'plain',
    number: 'plain',
    document: 'plain',
    reason: 'plain',
    by: 'personal',
    at: 'plain',
    touchedBy: 'plain',
  },
)

/** A trigger fired for a record. `key` is what it fired for: the row that says so, or the date. `eventId` did it, `cause` is what it heard. */
export const triggerFirings = kept(
  pgTable('trigger_firing', {
    id: idColumn<'trigger_firing'>('id').primaryKey(),
    triggerId: idColumn<'trigger'>('trigger_id')
      .notNull()
      .references(() => triggers.table.id),
    number: integer('number').notNull(),
    kind: text('kind').$type<RecordKind>().notNull(),
    recordId: uuid('record_id').notNull(),
    key: text('key').notNull(),
    at: instantColumn('at').notNull(),
    firedAt: instantColumn('fired_at').notNull(),
    cause: uuid('cause').$type<EventId>(),
    eventId: uuid('event_id').$type<EventId>().notNull(),
    did: jsonb('did').$type<readonly string[]>().notNull(),
    minutes: doublePrecision('minutes').notNull(),
    undoneAt: instantColumn('undone_at'),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    triggerId: 'plain',
    number: 'plain',
    kind: 'plain',
    recordId: 'plain',
    key: 'plain',
    at: 'plain',
    firedAt: 'plain',
    cause: 'plain',
    eventId: 'plain',
    did: 'personal',
    minutes: 'plain',
    undoneAt: 'plain',
    touchedBy: 'plain',
  },
)

/** What other systems may tell. */
export const happeningKinds = kept(
  pgTable('happening_kind', {
    id: idColumn<'happening_kind'>('id').primaryKey(),
    name: text('name').notNull(),
    touchedBy: touchedBy(),
  }),
  'record',
  { id: 'plain', name: 'plain', touchedBy: 'plain' },
)

/** Firings that are to be done. With `mails` what they wrote is done, and only these are still to be put into the outbox. */
const waiting = kept(
  pgTable('trigger_waiting', {
    id: idColumn<'trigger_waiting'>('id').primaryKey(),
    triggerId: uuid('trigger_id').notNull(),
    kind: text('kind').$type<RecordKind>().notNull(),
    recordId: uuid('record_id').notNull(),
    key: text('key').notNull(),
    at: instantColumn('at').notNull(),
    cause: uuid('cause').$type<EventId>(),
    dueAt: instantColumn('due_at').notNull(),
    tries: integer('tries').notNull(),
    dead: boolean('dead').notNull(),
    lastError: text('last_error'),
    mails: jsonb('mails').$type<readonly unknown[]>(),
  }),
  'machine',
  {
    id: 'plain',
    triggerId: 'plain',
    kind: 'plain',
    recordId: 'plain',
    key: 'plain',
    at: 'plain',
    cause: 'plain',
    dueAt: 'plain',
    tries: 'plain',
    dead: 'plain',
    lastError: 'plain',
    mails: 'personal',
  },
)

/** Up to which moment a trigger that waits for the time has looked; held while it fires, so that "once" is once. */
const looks = kept(
  pgTable('trigger_look', { triggerId: uuid('trigger_id').primaryKey(), lookedAt: instantColumn('looked_at').notNull() }),
  'machine',
  { triggerId: 'plain', lookedAt: 'plain' },
)

export const triggerTables = [triggers, triggerVersions, triggerFirings, happeningKinds, waiting, looks]
