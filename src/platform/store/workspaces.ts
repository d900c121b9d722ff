import { index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import type { Role } from '#kernel/access'
import type { WorkspaceId } from '#kernel/id'
import { found } from '#kernel/problem'
import type { Clock } from '#platform/clock'
import { newId } from '#platform/ids'
import { instantColumn } from './columns.ts'
import type { Database, Tx, WorkspaceRef } from './database.ts'
import { ident, kept } from './kept.ts'
import { type Migration, runMigrations } from './migrate.ts'

/** The directory of workspaces; the only tables, with memberships, that belong to none. */
export const workspaces = kept(
  pgTable('workspace', {
    id: uuid('id').$type<WorkspaceId>().primaryKey(),
    name: text('name').notNull(),
    schema: text('schema_name').notNull(),
    createdAt: instantColumn('created_at').notNull(),
  }),
  'machine',
  { id: 'plain', name: 'plain', schema: 'plain', createdAt: 'plain' },
)

/** Who may enter which workspace, as what. */
export const memberships = kept(
  pgTable(
    'membership',
    {
      workspaceId: uuid('workspace_id')
        .$type<WorkspaceId>()
        .notNull()
        .references(() => workspaces.table.id, { onDelete: 'cascade' }),
      userId: text('user_id').notNull(),
      role: text('role').$type<Role>().notNull(),
      createdAt: instantColumn('created_at').notNull(),
    },
    (table) => [primaryKey({ columns: [table.workspaceId, table.userId] }), index('membership_user').on(table.userId)],
  ),
  'machine',
  { workspaceId: 'plain', userId: 'personal', role: 'plain', createdAt: 'plain' },
)

/** All tables of the directory. */
export const directoryTables = [workspaces, memberships] as const

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
]

/** Brings the tables of the directory up to date. */
export function migrateDirectory(database: Database, clock: Clock): Promise<number> {
  return database.inPublic((tx) => runMigrations(tx, directoryMigrations, clock))
}

/** All workspaces, oldest first. */
export function listWorkspaces(tx: Tx): Promise<WorkspaceRef[]> {
  return tx.query<{ id: WorkspaceId; name: string; schema: string }>(
    'SELECT id, name, schema_name AS schema FROM workspace ORDER BY created_at, id',
  )
}

/** Makes a role and a schema of its own for a company, with all tables, in one transaction. */
export async function createWorkspace(
  database: Database,
  name: string,
  migrations: readonly Migration[],
  clock: Clock,
): Promise<WorkspaceRef> {
  const now = clock.now()
  const id = newId<'workspace'>(now)
  const schema = `w_${id.replaceAll('-', '')}`
  const role = ident(schema)
  return await database.inPublic(
    async (tx) => {
      await tx.query(`CREATE ROLE ${role} NOLOGIN NOINHERIT`)
      await createSchema(tx, schema)
      await tx.query('INSERT INTO workspace (id, name, schema_name, created_at) VALUES ($1, $2, $3, $4)', [id, name, schema, now])
      await tx.query(`SET LOCAL ROLE ${role}`)
      await tx.query(`SET LOCAL search_path = ${role}`)
      await runMigrations(tx, migrations, clock)
      return { id, name, schema }
    },
    { statementMs: 0 },
  )
}

/** Makes the schema of a workspace for its role, which exists. */
export async function createSchema(tx: Tx, schema: string): Promise<void> {
  const role = ident(schema)
  await tx.query('SET LOCAL citus.enable_schema_based_sharding = on')
  await tx.query(`GRANT ${role} TO CURRENT_USER WITH INHERIT FALSE, SET TRUE`)
  await tx.query(`CREATE SCHEMA ${role} AUTHORIZATION ${role}`)
}

export async function renameWorkspace(tx: Tx, id: WorkspaceId, name: string): Promise<void> {
  found((await tx.query('UPDATE workspace SET name = $2 WHERE id = $1 RETURNING id', [id, name]))[0], 'This workspace')
}

/** Removes a company with everything in it. There is no way back but a backup. */
export async function dropWorkspace(database: Database, workspace: WorkspaceRef): Promise<void> {
  const role = ident(workspace.schema)
  await database.inWorkspace(workspace, (tx) => tx.query(`DROP SCHEMA ${role} CASCADE`), { statementMs: 0 })
  await database.inPublic(async (tx) => {
    await tx.query(`DROP ROLE IF EXISTS ${role}`)
    await tx.query('DELETE FROM workspace WHERE id = $1', [workspace.id])
  })
}
