import { bigint, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import type { EventId } from '#kernel/id'
import { idColumn, instantColumn } from '../store/columns.ts'
import { kept } from '../store/kept.ts'
import type { Migration } from '../store/migrate.ts'

/** How far each reaction has heard. `triedAt` is the place from which `tries` runs began without getting past it. */
const reactionMarks = kept(
  pgTable('reaction_mark', {
    name: text('name').primaryKey(),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    triedAt: bigint('tried_at', { mode: 'number' }).notNull(),
    tries: integer('tries').notNull(),
    lastError: text('last_error'),
  }),
  'machine',
  { name: 'plain', seq: 'plain', triedAt: 'plain', tries: 'plain', lastError: 'plain' },
)

/** Events that a reaction could not take, with the reason. The ones after them were heard. */
const laidAside = kept(
  pgTable('reaction_laid_aside', {
    id: idColumn<'laid_aside'>('id').primaryKey(),
    name: text('name').notNull(),
    eventId: uuid('event_id').$type<EventId>().notNull(),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    kind: text('kind').notNull(),
    why: text('why').notNull(),
    at: instantColumn('at').notNull(),
  }),
  'machine',
  { id: 'plain', name: 'plain', eventId: 'plain', seq: 'plain', kind: 'plain', why: 'plain', at: 'plain' },
)

export const tables = [reactionMarks, laidAside]

export const migrations: readonly Migration[] = [
  {
    id: 'reactions/001-marks',
    statements: [
      `CREATE TABLE reaction_mark (
        name text CONSTRAINT reaction_mark_pkey PRIMARY KEY,
        seq bigint NOT NULL,
        tried_at bigint NOT NULL,
        tries integer NOT NULL,
        last_error text
      )`,
      `CREATE TABLE reaction_laid_aside (
        id uuid CONSTRAINT reaction_laid_aside_pkey PRIMARY KEY,
        name text NOT NULL,
        event_id uuid NOT NULL,
        seq bigint NOT NULL,
        kind text NOT NULL,
        why text NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT reaction_laid_aside_key UNIQUE (name, event_id)
      )`,
    ],
  },
]
