import { jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import { instantColumn } from '../store/columns.ts'
import { kept } from '../store/kept.ts'
import type { Migration } from '../store/migrate.ts'

/** What opens one thing once, soon: a link for a new password, the second step of a sign-in. Of the secret only the hash is kept. */
export const tickets = kept(
  pgTable('sign_in_ticket', {
    hash: text('hash').primaryKey(),
    purpose: text('purpose').notNull(),
    userId: text('user_id'),
    payload: jsonb('payload').$type<Record<string, unknown>>().notNull(),
    createdAt: instantColumn('created_at').notNull(),
    expiresAt: instantColumn('expires_at').notNull(),
  }),
  'machine',
  { hash: 'secret', purpose: 'plain', userId: 'personal', payload: 'secret', createdAt: 'plain', expiresAt: 'plain' },
)

export const accessMigrations: readonly Migration[] = [
  {
    id: 'directory/007-tickets',
    statements: [
      `CREATE TABLE sign_in_ticket (
        hash text CONSTRAINT sign_in_ticket_pkey PRIMARY KEY,
        purpose text NOT NULL,
        user_id text,
        payload jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL
      )`,
      'CREATE INDEX sign_in_ticket_user ON sign_in_ticket (user_id)',
      'CREATE INDEX sign_in_ticket_end ON sign_in_ticket (expires_at)',
    ],
  },
]
