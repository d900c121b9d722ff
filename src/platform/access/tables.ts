import { bigint, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
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

/** Authenticator apps. Their secrets are sealed with the signing secret; `last_step` is the half minute of the last code, so that none counts twice. */
export const secondFactors = kept(
  pgTable('second_factor', {
    userId: text('user_id').primaryKey(),
    sealedSecret: text('sealed_secret').notNull(),
    lastStep: bigint('last_step', { mode: 'number' }).notNull(),
    createdAt: instantColumn('created_at').notNull(),
  }),
  'machine',
  { userId: 'personal', sealedSecret: 'secret', lastStep: 'plain', createdAt: 'plain' },
)

/** Codes for who has lost the app, each for once; kept as hashes. */
export const backupCodes = kept(
  pgTable('backup_code', {
    hash: text('hash').primaryKey(),
    userId: text('user_id').notNull(),
    createdAt: instantColumn('created_at').notNull(),
  }),
  'machine',
  { hash: 'secret', userId: 'personal', createdAt: 'plain' },
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
  {
    id: 'directory/008-second-factors',
    statements: [
      `CREATE TABLE second_factor (
        user_id text CONSTRAINT second_factor_pkey PRIMARY KEY,
        sealed_secret text NOT NULL,
        last_step bigint NOT NULL,
        created_at timestamptz NOT NULL
      )`,
      `CREATE TABLE backup_code (
        hash text CONSTRAINT backup_code_pkey PRIMARY KEY,
        user_id text NOT NULL,
        created_at timestamptz NOT NULL
      )`,
      'CREATE INDEX backup_code_user ON backup_code (user_id)',
    ],
  },
]
