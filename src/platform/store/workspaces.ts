import type { WorkspaceId } from '#kernel/id'
import { found } from '#kernel/problem'
import { t } from '#kernel/text'
import type { Clock } from '#platform/clock'
import { newId } from '#platform/ids'
import type { Database, Tx, WorkspaceRef } from './database.ts'
import { directoryMigrations } from './directory.ts'
import { ident } from './kept.ts'
import { type Migration, runMigrations } from './migrate.ts'

/** Brings the tables of the directory up to date. */
export function migrateDirectory(database: Database, clock: Clock): Promise<number> {
  return database.inPublic((tx) => runMigrations(tx, directoryMigrations, clock))
}

/** All workspaces, oldest first. */
export function listWorkspaces(tx: Pick<Tx, 'query'>): Promise<WorkspaceRef[]> {
  return tx.query<{ id: WorkspaceId; name: string; schema: string }>(
    'SELECT id, name, schema_name AS schema FROM workspace ORDER BY created_at, id',
    [],
    'all workspaces',
  )
}

/** The workspace with this id, for addresses that name one; null where there is none. */
export async function workspaceById(tx: Tx, id: string): Promise<WorkspaceRef | null> {
  const rows = await tx.query<{ id: WorkspaceId; name: string; schema: string }>(
    'SELECT id, name, schema_name AS schema FROM workspace WHERE id = $1',
    [id],
  )
  return rows[0] ?? null
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
  found((await tx.query('UPDATE workspace SET name = $2 WHERE id = $1 RETURNING id', [id, name]))[0], t('This workspace'))
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
