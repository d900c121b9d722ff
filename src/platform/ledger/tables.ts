import { bigint, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import type { EventId } from '#kernel/id'
import { instantColumn } from '../store/columns.ts'
import { kept } from '../store/kept.ts'
import type { Migration } from '../store/migrate.ts'

/** One undoable act. `seq` is the order of commits: see ledger_head. */
export const events = kept(
  pgTable('event', {
    id: uuid('id').$type<EventId>().primaryKey(),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    kind: text('kind').notNull(),
    actorKind: text('actor_kind').notNull(),
    actorId: text('actor_id'),
    actorName: text('actor_name').notNull(),
    subjectKind: text('subject_kind'),
    subjectId: uuid('subject_id'),
    payload: jsonb('payload').$type<Record<string, unknown>>().notNull(),
    cause: uuid('cause').$type<EventId>(),
    undoes: uuid('undoes').$type<EventId>(),
    at: instantColumn('at').notNull(),
    recordedAt: instantColumn('recorded_at').notNull(),
    /** Since when what personal fields held before is no longer kept, so that there is no way back. */
    forgottenAt: instantColumn('forgotten_at'),
  }),
  'machine',
  {
    id: 'plain',
    seq: 'plain',
    kind: 'plain',
    actorKind: 'plain',
    actorId: 'plain',
    actorName: 'personal',
    subjectKind: 'plain',
    subjectId: 'plain',
    payload: 'personal',
    cause: 'plain',
    undoes: 'plain',
    at: 'plain',
    recordedAt: 'plain',
    forgottenAt: 'plain',
  },
)

/**
 * What an event wrote: for inserts the ids (many to a row), for updates the changed columns before and after,
 * for deletes the whole rows before (how: images.ts). `after.touched_by`, where it stands, is the event that the row was left pointing to;
 * without it that is the event itself.
 */
export const changes = kept(
  pgTable('change', {
    no: bigint('no', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    eventId: uuid('event_id').$type<EventId>().notNull(),
    tbl: text('tbl').notNull(),
    op: text('op').$type<'insert' | 'update' | 'delete'>().notNull(),
    rowIds: uuid('row_ids').array().notNull(),
    before: jsonb('before').$type<Record<string, unknown>>(),
    after: jsonb('after').$type<Record<string, unknown>>(),
  }),
  'machine',
  { no: 'plain', eventId: 'plain', tbl: 'plain', op: 'plain', rowIds: 'plain', before: 'personal', after: 'personal' },
)

/** The last sequence number given. Locked last in each writing transaction, so numbers are given in the order of commits. */
export const ledgerHead = kept(
  pgTable('ledger_head', { id: integer('id').primaryKey(), seq: bigint('seq', { mode: 'number' }).notNull() }),
  'machine',
  {
    id: 'plain',
    seq: 'plain',
  },
)

export const migrations: readonly Migration[] = [
  {
    id: 'ledger/001-events-and-changes',
    statements: [
      `CREATE TABLE event (
        id uuid CONSTRAINT event_pkey PRIMARY KEY,
        seq bigint NOT NULL CONSTRAINT event_seq_key UNIQUE,
        kind text NOT NULL,
        actor_kind text NOT NULL,
        actor_id text,
        actor_name text NOT NULL,
        subject_kind text,
        subject_id uuid,
        payload jsonb NOT NULL,
        cause uuid,
        undoes uuid,
        at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL
      )`,
      'CREATE INDEX event_subject ON event (subject_id, seq) WHERE subject_id IS NOT NULL',
      'CREATE INDEX event_undoes ON event (undoes, seq) WHERE undoes IS NOT NULL',
      'CREATE INDEX event_cause ON event (cause) WHERE cause IS NOT NULL',
      `CREATE TABLE change (
        no bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT change_pkey PRIMARY KEY,
        event_id uuid NOT NULL,
        tbl text NOT NULL,
        op text NOT NULL CONSTRAINT change_op_check CHECK (op IN ('insert', 'update', 'delete')),
        row_ids uuid[] NOT NULL,
        before jsonb,
        after jsonb
      )`,
      'CREATE INDEX change_event ON change (event_id, no)',
      "CREATE INDEX change_row ON change ((row_ids[1])) WHERE op <> 'insert'",
      'CREATE TABLE ledger_head (id integer CONSTRAINT ledger_head_pkey PRIMARY KEY, seq bigint NOT NULL)',
      'INSERT INTO ledger_head (id, seq) VALUES (1, 0)',
    ],
  },
  { id: 'ledger/002-events-by-time', statements: ['CREATE INDEX event_time ON event (at, id)'] },
  { id: 'ledger/003-forgotten', statements: ['ALTER TABLE event ADD COLUMN forgotten_at timestamptz'] },
]
