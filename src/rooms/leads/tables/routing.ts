import { integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import type { EventId } from '#kernel/id'
import { idColumn, instantColumn, touchedBy } from '#platform/store/columns'
import { kept } from '#platform/store/kept'
import type { RoutingDocument } from '../contract/routing.ts'

/** A version of the routing. The published one with the highest number holds; its document does not change any more. */
export const routingVersions = kept(
  pgTable('routing_version', {
    id: idColumn<'routing_version'>('id').primaryKey(),
    number: integer('number').notNull(),
    state: text('state').$type<'draft' | 'published'>().notNull(),
    /** The number of the version that it began as. */
    basedOn: integer('based_on'),
    document: jsonb('document').$type<RoutingDocument>().notNull(),
    by: text('by').notNull(),
    at: instantColumn('at').notNull(),
    reason: text('reason'),
    publishedBy: text('published_by'),
    publishedAt: instantColumn('published_at'),
    touchedBy: touchedBy(),
  }),
  'record',
  {
    id: 'plain',
    number: 'plain',
    state: 'plain',
    basedOn: 'plain',
    document: 'plain',
    by: 'personal',
    at: 'plain',
    reason: 'plain',
    publishedBy: 'personal',
    publishedAt: 'plain',
    touchedBy: 'plain',
  },
)

/**
 * Whose turn it is in each pool of the routing: what each is owed, and what they were owed before the event that wrote it last. While that event is the last, taking
 * it back gives the turn back; once others were placed after it, a turn that was had was had.
 */
export const routingTurns = kept(
  pgTable('routing_turn', {
    pool: text('pool').primaryKey(),
    owed: jsonb('owed').$type<Record<string, number>>().notNull(),
    owedBefore: jsonb('owed_before').$type<Record<string, number>>(),
    eventId: uuid('event_id').$type<EventId>(),
  }),
  'machine',
  { pool: 'plain', owed: 'plain', owedBefore: 'plain', eventId: 'plain' },
)
