import { bigint, boolean, index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import type { Role } from '#kernel/access'
import type { Id } from '#kernel/id'
import { instantColumn } from '../store/columns.ts'
import { kept } from '../store/kept.ts'
import type { Migration } from '../store/migrate.ts'
import { ofWorkspace } from '../store/workspace-table.ts'

/** Roles of a company's own: a built-in role, and what is taken away from it. */
export const ownRoles = kept(
  pgTable('own_role', {
    id: uuid('id').$type<Id<'own_role'>>().primaryKey(),
    workspaceId: ofWorkspace().notNull(),
    name: text('name').notNull(),
    about: text('about').notNull(),
    base: text('base').$type<Role>().notNull(),
    rights: jsonb('rights').$type<Record<string, unknown>>().notNull(),
    createdAt: instantColumn('created_at').notNull(),
    changedAt: instantColumn('changed_at').notNull(),
  }),
  'machine',
  {
    id: 'plain',
    workspaceId: 'plain',
    name: 'plain',
    about: 'plain',
    base: 'plain',
    rights: 'plain',
    createdAt: 'plain',
    changedAt: 'plain',
  },
)

/** The role of its own that somebody has in a company; empty for the built-in one that stands beside it. */
export const ownRoleColumn = () =>
  uuid('own_role')
    .$type<Id<'own_role'>>()
    .references(() => ownRoles.table.id)

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

/** Where the people of a company sign in (OpenID Connect). The client secret is sealed with the signing secret. */
export const identityProviders = kept(
  pgTable('identity_provider', {
    workspaceId: ofWorkspace().primaryKey(),
    label: text('label').notNull(),
    issuer: text('issuer').notNull(),
    clientId: text('client_id').notNull(),
    sealedSecret: text('sealed_secret').notNull(),
    domains: text('domains').array().notNull(),
    role: text('role').notNull(),
    setBy: text('set_by').notNull(),
    setAt: instantColumn('set_at').notNull(),
  }),
  'machine',
  {
    workspaceId: 'plain',
    label: 'plain',
    issuer: 'plain',
    clientId: 'plain',
    sealedSecret: 'secret',
    domains: 'plain',
    role: 'plain',
    setBy: 'personal',
    setAt: 'plain',
  },
)

/** Who somebody is for the provider of a company. */
export const providerIdentities = kept(
  pgTable(
    'provider_identity',
    {
      workspaceId: ofWorkspace().notNull(),
      issuer: text('issuer').notNull(),
      subject: text('subject').notNull(),
      userId: text('user_id').notNull(),
      createdAt: instantColumn('created_at').notNull(),
    },
    (table) => [
      primaryKey({ columns: [table.workspaceId, table.issuer, table.subject] }),
      index('provider_identity_user').on(table.userId),
    ],
  ),
  'machine',
  { workspaceId: 'plain', issuer: 'plain', subject: 'personal', userId: 'personal', createdAt: 'plain' },
)

/** Passkeys (WebAuthn). What signs stays on the device; here is what it is recognised by, and how often it said that it has signed. */
export const passkeys = kept(
  pgTable(
    'passkey',
    {
      id: uuid('id').primaryKey(),
      userId: text('user_id').notNull(),
      name: text('name').notNull(),
      credentialId: text('credential_id').notNull().unique('passkey_credential_key'),
      publicKey: text('public_key').notNull(),
      transports: text('transports').array().notNull(),
      signCount: bigint('sign_count', { mode: 'number' }).notNull(),
      createdAt: instantColumn('created_at').notNull(),
      lastUsedAt: instantColumn('last_used_at'),
    },
    (table) => [index('passkey_user').on(table.userId)],
  ),
  'machine',
  {
    id: 'plain',
    userId: 'personal',
    name: 'personal',
    credentialId: 'personal',
    publicKey: 'personal',
    transports: 'plain',
    signCount: 'plain',
    createdAt: 'plain',
    lastUsedAt: 'plain',
  },
)

/** What a company asks of everybody who signs in. */
export const signInRules = kept(
  pgTable('sign_in_rule', {
    workspaceId: ofWorkspace().primaryKey(),
    secondFactor: boolean('second_factor').notNull(),
    setAt: instantColumn('set_at').notNull(),
  }),
  'machine',
  { workspaceId: 'plain', secondFactor: 'plain', setAt: 'plain' },
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
  {
    id: 'directory/009-single-sign-on',
    statements: [
      `CREATE TABLE identity_provider (
        workspace_id uuid CONSTRAINT identity_provider_pkey PRIMARY KEY CONSTRAINT identity_provider_workspace_fkey REFERENCES workspace (id) ON DELETE CASCADE,
        label text NOT NULL,
        issuer text NOT NULL,
        client_id text NOT NULL,
        sealed_secret text NOT NULL,
        domains text[] NOT NULL,
        role text NOT NULL CONSTRAINT identity_provider_role_check CHECK (role IN ('sales', 'marketing', 'viewer')),
        set_by text NOT NULL,
        set_at timestamptz NOT NULL
      )`,
      `CREATE TABLE provider_identity (
        workspace_id uuid NOT NULL CONSTRAINT provider_identity_workspace_fkey REFERENCES workspace (id) ON DELETE CASCADE,
        issuer text NOT NULL,
        subject text NOT NULL,
        user_id text NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT provider_identity_pkey PRIMARY KEY (workspace_id, issuer, subject)
      )`,
      'CREATE INDEX provider_identity_user ON provider_identity (user_id)',
    ],
  },
  {
    id: 'directory/010-passkeys',
    statements: [
      `CREATE TABLE passkey (
        id uuid CONSTRAINT passkey_pkey PRIMARY KEY,
        user_id text NOT NULL,
        name text NOT NULL,
        credential_id text NOT NULL CONSTRAINT passkey_credential_key UNIQUE,
        public_key text NOT NULL,
        transports text[] NOT NULL,
        sign_count bigint NOT NULL,
        created_at timestamptz NOT NULL,
        last_used_at timestamptz
      )`,
      'CREATE INDEX passkey_user ON passkey (user_id)',
    ],
  },
  {
    id: 'directory/011-sign-in-rules',
    statements: [
      `CREATE TABLE sign_in_rule (
        workspace_id uuid CONSTRAINT sign_in_rule_pkey PRIMARY KEY CONSTRAINT sign_in_rule_workspace_fkey REFERENCES workspace (id) ON DELETE CASCADE,
        second_factor boolean NOT NULL,
        set_at timestamptz NOT NULL
      )`,
    ],
  },
  {
    id: 'directory/013-own-roles',
    statements: [
      `CREATE TABLE own_role (
        id uuid CONSTRAINT own_role_pkey PRIMARY KEY,
        workspace_id uuid NOT NULL CONSTRAINT own_role_workspace_fkey REFERENCES workspace (id) ON DELETE CASCADE,
        name text NOT NULL,
        about text NOT NULL,
        base text NOT NULL CONSTRAINT own_role_base_check CHECK (base IN ('admin', 'sales', 'marketing', 'viewer')),
        rights jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL,
        CONSTRAINT own_role_place_key UNIQUE (id, workspace_id, base)
      )`,
      'CREATE UNIQUE INDEX own_role_name ON own_role (workspace_id, lower(name))',
      // Whoever has one is in its company and on its built-in role, and it stays as long as somebody has it.
      ...['membership', 'invitation', 'api_key'].flatMap((table) => [
        `ALTER TABLE ${table} ADD COLUMN own_role uuid`,
        `ALTER TABLE ${table} ADD CONSTRAINT ${table}_own_role_fkey FOREIGN KEY (own_role, workspace_id, role) REFERENCES own_role (id, workspace_id, base)`,
        `CREATE INDEX ${table}_own_role ON ${table} (own_role)`,
      ]),
    ],
  },
]
