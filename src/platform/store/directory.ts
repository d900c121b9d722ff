import { index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import type { Role } from '#kernel/access'
import type { WorkspaceId } from '#kernel/id'
import {
  accessMigrations,
  backupCodes,
  identityProviders,
  ownRoleColumn,
  ownRoles,
  passkeys,
  providerIdentities,
  secondFactors,
  signInRules,
  tickets,
} from '../access/tables.ts'
import { mailMigrations, mails } from '../mail/tables.ts'
import { instantColumn } from './columns.ts'
import { kept } from './kept.ts'
import type { Migration } from './migrate.ts'
import { ofWorkspace, workspaces } from './workspace-table.ts'

/** The directory: the tables that belong to no workspace. The role of a workspace cannot see them. */
const workspaceColumn = () => ofWorkspace().notNull()

/** Who may enter which workspace, as what. */
const memberships = kept(
  pgTable(
    'membership',
    {
      workspaceId: workspaceColumn(),
      userId: text('user_id').notNull(),
      role: text('role').$type<Role>().notNull(),
      createdAt: instantColumn('created_at').notNull(),
      ownRole: ownRoleColumn(),
    },
    (table) => [primaryKey({ columns: [table.workspaceId, table.userId] }), index('membership_user').on(table.userId)],
  ),
  'machine',
  { workspaceId: 'plain', userId: 'personal', role: 'plain', createdAt: 'plain', ownRole: 'plain' },
)

/** One-time links by which people come in. Of the link only the hash is kept. */
const invitations = kept(
  pgTable('invitation', {
    id: uuid('id').primaryKey(),
    workspaceId: workspaceColumn(),
    email: text('email').notNull(),
    role: text('role').$type<Role>().notNull(),
    tokenHash: text('token_hash').notNull(),
    invitedBy: text('invited_by').notNull(),
    invitedByName: text('invited_by_name').notNull(),
    createdAt: instantColumn('created_at').notNull(),
    expiresAt: instantColumn('expires_at').notNull(),
    acceptedAt: instantColumn('accepted_at'),
    revokedAt: instantColumn('revoked_at'),
    ownRole: ownRoleColumn(),
  }),
  'machine',
  {
    id: 'plain',
    workspaceId: 'plain',
    email: 'personal',
    role: 'plain',
    tokenHash: 'secret',
    invitedBy: 'personal',
    invitedByName: 'personal',
    createdAt: 'plain',
    expiresAt: 'plain',
    acceptedAt: 'plain',
    revokedAt: 'plain',
    ownRole: 'plain',
  },
)

/**
 * What happened to accounts, access, keys and data as a whole; what happened to records stands in each ledger. Only added to: even the application's own
 * role has no right to change or delete an entry. It refers to nothing, so that it outlives what it tells of.
 */
const auditEntries = kept(
  pgTable('audit_entry', {
    id: uuid('id').primaryKey(),
    workspaceId: uuid('workspace_id').$type<WorkspaceId>(),
    kind: text('kind').notNull(),
    actorKind: text('actor_kind').notNull(),
    actorId: text('actor_id'),
    actorName: text('actor_name').notNull(),
    address: text('address'),
    payload: jsonb('payload').$type<Record<string, unknown>>().notNull(),
    at: instantColumn('at').notNull(),
  }),
  'machine',
  {
    id: 'plain',
    workspaceId: 'plain',
    kind: 'plain',
    actorKind: 'plain',
    actorId: 'personal',
    actorName: 'personal',
    address: 'personal',
    payload: 'personal',
    at: 'plain',
  },
)

/** Tries to sign in, by account (as a hash of its address) and by network address. */
const signInAttempts = kept(
  pgTable('sign_in_attempt', {
    key: text('key').primaryKey(),
    count: integer('count').notNull(),
    lastAt: instantColumn('last_at').notNull(),
    freeAt: instantColumn('free_at').notNull(),
  }),
  'machine',
  { key: 'personal', count: 'plain', lastAt: 'plain', freeAt: 'plain' },
)

/** Keys by which programs come in. Of the secret only the hash is kept. */
const apiKeys = kept(
  pgTable('api_key', {
    id: uuid('id').primaryKey(),
    workspaceId: workspaceColumn(),
    name: text('name').notNull(),
    role: text('role').$type<Role>().notNull(),
    scope: text('scope').$type<'read' | 'write'>().notNull(),
    groups: text('groups').array().notNull(),
    secretHash: text('secret_hash').notNull(),
    hint: text('hint').notNull(),
    madeBy: text('made_by').notNull(),
    madeByName: text('made_by_name').notNull(),
    createdAt: instantColumn('created_at').notNull(),
    expiresAt: instantColumn('expires_at').notNull(),
    lastUsedAt: instantColumn('last_used_at'),
    lastUsedFrom: text('last_used_from'),
    revokedAt: instantColumn('revoked_at'),
    ownRole: ownRoleColumn(),
  }),
  'machine',
  {
    id: 'plain',
    workspaceId: 'plain',
    name: 'plain',
    role: 'plain',
    scope: 'plain',
    groups: 'plain',
    secretHash: 'secret',
    hint: 'plain',
    madeBy: 'personal',
    madeByName: 'personal',
    createdAt: 'plain',
    expiresAt: 'plain',
    lastUsedAt: 'plain',
    lastUsedFrom: 'personal',
    revokedAt: 'plain',
    ownRole: 'plain',
  },
)

/** What the members with a role may do with records; a role without a row may do all that the role may. */
const roleRights = kept(
  pgTable(
    'role_rights',
    {
      workspaceId: workspaceColumn(),
      role: text('role').$type<Role>().notNull(),
      rights: jsonb('rights').$type<Record<string, unknown>>().notNull(),
      changedAt: instantColumn('changed_at').notNull(),
    },
    (table) => [primaryKey({ columns: [table.workspaceId, table.role] })],
  ),
  'machine',
  { workspaceId: 'plain', role: 'plain', rights: 'plain', changedAt: 'plain' },
)

/** All tables of the directory. */
export const directoryTables = [
  workspaces,
  memberships,
  invitations,
  auditEntries,
  signInAttempts,
  apiKeys,
  roleRights,
  ownRoles,
  mails,
  tickets,
  secondFactors,
  backupCodes,
  identityProviders,
  providerIdentities,
  passkeys,
  signInRules,
] as const

export const directoryMigrations: readonly Migration[] = [
  {
    id: 'directory/001-workspaces',
    statements: [
      `CREATE TABLE workspace (
        id uuid CONSTRAINT workspace_pkey PRIMARY KEY,
        name text NOT NULL,
        schema_name text NOT NULL CONSTRAINT workspace_schema_key UNIQUE,
        created_at timestamptz NOT NULL
      )`,
      `CREATE TABLE membership (
        workspace_id uuid NOT NULL CONSTRAINT membership_workspace_fkey REFERENCES workspace (id) ON DELETE CASCADE,
        user_id text NOT NULL,
        role text NOT NULL CONSTRAINT membership_role_check CHECK (role IN ('owner', 'admin', 'sales', 'marketing', 'viewer')),
        created_at timestamptz NOT NULL,
        CONSTRAINT membership_pkey PRIMARY KEY (workspace_id, user_id)
      )`,
      'CREATE INDEX membership_user ON membership (user_id)',
    ],
  },
  {
    id: 'directory/002-invitations',
    statements: [
      `CREATE TABLE invitation (
        id uuid CONSTRAINT invitation_pkey PRIMARY KEY,
        workspace_id uuid NOT NULL CONSTRAINT invitation_workspace_fkey REFERENCES workspace (id) ON DELETE CASCADE,
        email text NOT NULL,
        role text NOT NULL CONSTRAINT invitation_role_check CHECK (role IN ('owner', 'admin', 'sales', 'marketing', 'viewer')),
        token_hash text NOT NULL CONSTRAINT invitation_token_key UNIQUE,
        invited_by text NOT NULL,
        invited_by_name text NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        accepted_at timestamptz,
        revoked_at timestamptz
      )`,
      'CREATE INDEX invitation_workspace ON invitation (workspace_id)',
    ],
  },
  {
    id: 'directory/003-audit',
    statements: [
      `CREATE TABLE audit_entry (
        id uuid CONSTRAINT audit_entry_pkey PRIMARY KEY,
        workspace_id uuid,
        kind text NOT NULL,
        actor_kind text NOT NULL,
        actor_id text,
        actor_name text NOT NULL,
        address text,
        payload jsonb NOT NULL,
        at timestamptz NOT NULL
      )`,
      'CREATE INDEX audit_entry_time ON audit_entry (workspace_id, at, id)',
      'REVOKE UPDATE, DELETE, TRUNCATE ON audit_entry FROM CURRENT_USER',
    ],
  },
  {
    id: 'directory/004-tries',
    statements: [
      `CREATE TABLE sign_in_attempt (
        key text CONSTRAINT sign_in_attempt_pkey PRIMARY KEY,
        count integer NOT NULL,
        last_at timestamptz NOT NULL,
        free_at timestamptz NOT NULL
      )`,
      'CREATE INDEX sign_in_attempt_time ON sign_in_attempt (last_at)',
    ],
  },
  {
    id: 'directory/005-api-keys',
    statements: [
      `CREATE TABLE api_key (
        id uuid CONSTRAINT api_key_pkey PRIMARY KEY,
        workspace_id uuid NOT NULL CONSTRAINT api_key_workspace_fkey REFERENCES workspace (id) ON DELETE CASCADE,
        name text NOT NULL,
        role text NOT NULL CONSTRAINT api_key_role_check CHECK (role IN ('owner', 'admin', 'sales', 'marketing', 'viewer')),
        scope text NOT NULL CONSTRAINT api_key_scope_check CHECK (scope IN ('read', 'write')),
        groups text[] NOT NULL,
        secret_hash text NOT NULL CONSTRAINT api_key_secret_key UNIQUE,
        hint text NOT NULL,
        made_by text NOT NULL,
        made_by_name text NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        last_used_at timestamptz,
        last_used_from text,
        revoked_at timestamptz
      )`,
      'CREATE INDEX api_key_workspace ON api_key (workspace_id)',
    ],
  },
  {
    id: 'directory/006-role-rights',
    statements: [
      `CREATE TABLE role_rights (
        workspace_id uuid NOT NULL CONSTRAINT role_rights_workspace_fkey REFERENCES workspace (id) ON DELETE CASCADE,
        role text NOT NULL CONSTRAINT role_rights_role_check CHECK (role IN ('admin', 'sales', 'marketing', 'viewer')),
        rights jsonb NOT NULL,
        changed_at timestamptz NOT NULL,
        CONSTRAINT role_rights_pkey PRIMARY KEY (workspace_id, role)
      )`,
    ],
  },
  ...mailMigrations,
  ...accessMigrations,
]
