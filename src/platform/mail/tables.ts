import { bigint, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { instantColumn } from '../store/columns.ts'
import { kept } from '../store/kept.ts'
import type { Migration } from '../store/migrate.ts'
import { ofWorkspace } from '../store/workspace-table.ts'

export const mailStates = ['waiting', 'sent', 'held', 'dead'] as const

/**
 * Mails on their way. What is due stands on the row, with a lease and a fence as for all due work. A one-time link is kept apart from the text, sealed,
 * and only until the mail is sent, so that nobody who may look at the outbox gets in by it.
 */
export const mails = kept(
  pgTable('mail', {
    id: uuid('id').primaryKey(),
    workspaceId: ofWorkspace(),
    userId: text('user_id'),
    kind: text('kind').notNull(),
    toAddress: text('to_address').notNull(),
    subject: text('subject').notNull(),
    bodyText: text('body_text').notNull(),
    bodyHtml: text('body_html'),
    sealedLink: text('sealed_link'),
    state: text('state').$type<(typeof mailStates)[number]>().notNull(),
    dueAt: instantColumn('due_at').notNull(),
    sendBy: instantColumn('send_by'),
    leaseUntil: instantColumn('lease_until'),
    fence: bigint('fence', { mode: 'number' }).notNull(),
    tries: integer('tries').notNull(),
    /** Tries of which nobody knows whether the server took the mail: all of it was handed over, and no answer came. */
    doubts: integer('doubts').notNull(),
    lastError: text('last_error'),
    createdAt: instantColumn('created_at').notNull(),
    sentAt: instantColumn('sent_at'),
    onceKey: text('once_key'),
  }),
  'machine',
  {
    id: 'plain',
    workspaceId: 'plain',
    userId: 'personal',
    kind: 'plain',
    toAddress: 'personal',
    subject: 'personal',
    bodyText: 'personal',
    bodyHtml: 'personal',
    sealedLink: 'secret',
    state: 'plain',
    dueAt: 'plain',
    sendBy: 'plain',
    leaseUntil: 'plain',
    fence: 'plain',
    tries: 'plain',
    doubts: 'plain',
    lastError: 'plain',
    createdAt: 'plain',
    sentAt: 'plain',
    onceKey: 'plain',
  },
)

export const mailMigrations: readonly Migration[] = [
  {
    id: 'directory/006-mail',
    statements: [
      `CREATE TABLE mail (
        id uuid CONSTRAINT mail_pkey PRIMARY KEY,
        workspace_id uuid CONSTRAINT mail_workspace_fkey REFERENCES workspace (id) ON DELETE CASCADE,
        user_id text,
        kind text NOT NULL,
        to_address text NOT NULL,
        subject text NOT NULL,
        body_text text NOT NULL,
        body_html text,
        sealed_link text,
        state text NOT NULL CONSTRAINT mail_state_check CHECK (state IN ('waiting', 'sent', 'held', 'dead')),
        due_at timestamptz NOT NULL,
        send_by timestamptz,
        lease_until timestamptz,
        fence bigint NOT NULL,
        tries integer NOT NULL,
        last_error text,
        created_at timestamptz NOT NULL,
        sent_at timestamptz
      )`,
      "CREATE INDEX mail_due ON mail (due_at) WHERE state = 'waiting'",
      'CREATE INDEX mail_workspace ON mail (workspace_id, id)',
      'CREATE INDEX mail_user ON mail (user_id)',
    ],
  },
  {
    id: 'directory/012-mail-once',
    statements: ['ALTER TABLE mail ADD COLUMN once_key text', 'CREATE UNIQUE INDEX mail_once ON mail (once_key)'],
  },
  { id: 'directory/014-mail-doubts', statements: ['ALTER TABLE mail ADD COLUMN doubts integer NOT NULL DEFAULT 0'] },
]
