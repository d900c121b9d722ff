import { bigint, boolean, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import type { EventId } from '#kernel/id'
import { idColumn, instantColumn } from '../store/columns.ts'
import { kept } from '../store/kept.ts'
import type { Migration } from '../store/migrate.ts'

/** Addresses of other systems that are told what happens. `seq` is the last event that was looked at for it. */
const webhooks = kept(
  pgTable('webhook', {
    id: idColumn<'webhook'>('id').primaryKey(),
    name: text('name').notNull(),
    url: text('url').notNull(),
    /** Kinds of events, or what they are about (`lead.*`); empty for all. */
    kinds: jsonb('kinds').$type<readonly string[]>().notNull(),
    personal: boolean('personal').notNull(),
    ordered: boolean('ordered').notNull(),
    /** Whose rights decide what is told; null for whoever may do everything on this machine, and for API keys. */
    makerId: text('maker_id'),
    makerName: text('maker_name').notNull(),
    secret: text('secret').notNull(),
    oldSecret: text('old_secret'),
    oldUntil: instantColumn('old_until'),
    state: text('state').$type<'on' | 'off' | 'stopped'>().notNull(),
    why: text('why'),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    heldUntil: instantColumn('held_until'),
    /** Messages in a row that were never taken. */
    failed: integer('failed').notNull(),
    lastSentAt: instantColumn('last_sent_at'),
    madeAt: instantColumn('made_at').notNull(),
    removedAt: instantColumn('removed_at'),
  }),
  'machine',
  {
    ...{ id: 'plain', name: 'plain', url: 'plain', kinds: 'plain', personal: 'plain', ordered: 'plain', makerId: 'plain' },
    ...{ makerName: 'personal', secret: 'secret', oldSecret: 'secret', oldUntil: 'plain', state: 'plain', why: 'plain', seq: 'plain' },
    ...{ heldUntil: 'plain', failed: 'plain', lastSentAt: 'plain', madeAt: 'plain', removedAt: 'plain' },
  },
)

/** One event on its way to one address. What it says is read from the ledger when it goes out, so that nothing that was erased since is told. */
const webhookDeliveries = kept(
  pgTable('webhook_delivery', {
    id: idColumn<'webhook_delivery'>('id').primaryKey(),
    webhookId: uuid('webhook_id').notNull(),
    /** Null for a test. */
    eventId: uuid('event_id').$type<EventId>(),
    seq: bigint('seq', { mode: 'number' }).notNull(),
    kind: text('kind').notNull(),
    state: text('state').$type<'waiting' | 'sent' | 'failed'>().notNull(),
    tries: integer('tries').notNull(),
    /** Tries since somebody had it sent again. */
    round: integer('round').notNull(),
    dueAt: instantColumn('due_at').notNull(),
    leaseUntil: instantColumn('lease_until'),
    fence: bigint('fence', { mode: 'number' }).notNull(),
    madeAt: instantColumn('made_at').notNull(),
    settledAt: instantColumn('settled_at'),
  }),
  'machine',
  {
    ...{ id: 'plain', webhookId: 'plain', eventId: 'plain', seq: 'plain', kind: 'plain', state: 'plain', tries: 'plain', round: 'plain' },
    ...{ dueAt: 'plain', leaseUntil: 'plain', fence: 'plain', madeAt: 'plain', settledAt: 'plain' },
  },
)

/** Each try, with what the other side said. */
const webhookAttempts = kept(
  pgTable('webhook_attempt', {
    id: idColumn<'webhook_attempt'>('id').primaryKey(),
    deliveryId: uuid('delivery_id').notNull(),
    no: integer('no').notNull(),
    at: instantColumn('at').notNull(),
    ms: integer('ms').notNull(),
    status: integer('status'),
    /** The first KB. */
    answer: text('answer'),
    why: text('why'),
  }),
  'machine',
  { id: 'plain', deliveryId: 'plain', no: 'plain', at: 'plain', ms: 'plain', status: 'plain', answer: 'personal', why: 'plain' },
)

export const tables = [webhooks, webhookDeliveries, webhookAttempts]

export const migrations: readonly Migration[] = [
  {
    id: 'webhooks/001-addresses-deliveries-attempts',
    statements: [
      `CREATE TABLE webhook (
        id uuid CONSTRAINT webhook_pkey PRIMARY KEY,
        name text NOT NULL,
        url text NOT NULL,
        kinds jsonb NOT NULL,
        personal boolean NOT NULL,
        ordered boolean NOT NULL,
        maker_id text,
        maker_name text NOT NULL,
        secret text NOT NULL,
        old_secret text,
        old_until timestamptz,
        state text NOT NULL CONSTRAINT webhook_state_check CHECK (state IN ('on', 'off', 'stopped')),
        why text,
        seq bigint NOT NULL,
        held_until timestamptz,
        failed integer NOT NULL,
        last_sent_at timestamptz,
        made_at timestamptz NOT NULL,
        removed_at timestamptz
      )`,
      `CREATE TABLE webhook_delivery (
        id uuid CONSTRAINT webhook_delivery_pkey PRIMARY KEY,
        webhook_id uuid NOT NULL,
        event_id uuid,
        seq bigint NOT NULL,
        kind text NOT NULL,
        state text NOT NULL CONSTRAINT webhook_delivery_state_check CHECK (state IN ('waiting', 'sent', 'failed')),
        tries integer NOT NULL,
        round integer NOT NULL,
        due_at timestamptz NOT NULL,
        lease_until timestamptz,
        fence bigint NOT NULL,
        made_at timestamptz NOT NULL,
        settled_at timestamptz,
        CONSTRAINT webhook_delivery_event_key UNIQUE (webhook_id, event_id)
      )`,
      "CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook_id, due_at, seq) WHERE state = 'waiting'",
      "CREATE INDEX webhook_delivery_failed ON webhook_delivery (webhook_id, settled_at) WHERE state = 'failed'",
      'CREATE INDEX webhook_delivery_log ON webhook_delivery (webhook_id, id)',
      `CREATE TABLE webhook_attempt (
        id uuid CONSTRAINT webhook_attempt_pkey PRIMARY KEY,
        delivery_id uuid NOT NULL,
        no integer NOT NULL,
        at timestamptz NOT NULL,
        ms integer NOT NULL,
        status integer,
        answer text,
        why text
      )`,
      'CREATE INDEX webhook_attempt_delivery ON webhook_attempt (delivery_id, no)',
      'CREATE INDEX webhook_attempt_at ON webhook_attempt (at)',
    ],
  },
]
