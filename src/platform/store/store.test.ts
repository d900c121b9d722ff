import { describe, expect, test } from 'vitest'
import { systemClock } from '#platform/clock'
import { houseMigrations, testWorkspace } from '#test/kit/workspace'
import type { Database, Tx, WorkspaceRef } from './database.ts'
import { explainDatabaseError, violatedConstraint } from './errors.ts'
import { type Migration, migrateWorkspaces, runMigrations } from './migrate.ts'
import { createWorkspace, dropWorkspace, listWorkspaces } from './workspaces.ts'

describe('a transaction in a workspace', () => {
  test('sees nothing of another workspace and nothing of the directory, by any name', async () => {
    const { services, workspace } = await testWorkspace()
    const other = await createWorkspace(services.database, 'Other', houseMigrations, systemClock)
    for (const forbidden of [
      `SELECT * FROM ${other.schema}.deal`,
      'SELECT * FROM public.workspace',
      'SELECT * FROM public.membership',
      `SELECT 1; SET ROLE ${other.schema}`,
    ]) {
      await expect(
        services.database.inWorkspace(workspace, (tx) => tx.query(forbidden)),
        forbidden,
      ).rejects.toThrow(/permission denied|not exist|multiple commands/)
    }
  })

  test('leaves nothing behind on its connection: the next one sees no table of it', async () => {
    const { services, workspace } = await testWorkspace()
    for (let round = 0; round < 6; round++) await services.database.inWorkspace(workspace, (tx) => tx.query('SELECT count(*) FROM deal'))
    for (let round = 0; round < 6; round++)
      await expect(services.database.pool.query('SELECT count(*) FROM deal')).rejects.toThrow('does not exist')
    await expect(services.database.pool.query(`SELECT count(*) FROM ${workspace.schema}.deal`)).rejects.toThrow('permission denied')
  })

  test('is rolled back whole when the work fails', async () => {
    const { services, workspace } = await testWorkspace()
    const failing = services.database.inWorkspace(workspace, async (tx) => {
      await tx.query("INSERT INTO idempotency_key (key, endpoint, input_hash, at) VALUES ('k', 'e', 'h', now())")
      throw new Error('midway')
    })
    await expect(failing).rejects.toThrow('midway')
    expect(await services.database.inWorkspace(workspace, (tx) => tx.query('SELECT 1 FROM idempotency_key'))).toEqual([])
  })
})

describe('a workspace', () => {
  test('goes with everything in it, and with its role', async () => {
    const { services, workspace: staying } = await testWorkspace()
    const workspace = await createWorkspace(services.database, 'Going', houseMigrations, systemClock)
    await dropWorkspace(services.database, workspace)
    expect(await services.database.inPublic(listWorkspaces)).toEqual([staying])
    const roles = await services.database.pool.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [workspace.schema])
    expect(roles.rowCount).toBe(0)
  })
})

describe('migrations', () => {
  const step = (id: string, ...statements: string[]) => ({ id, statements })

  test('stop at the workspace that fails, leave it as it was, and go on from there the next time', async () => {
    const { services, workspace } = await testWorkspace()
    const second = await createWorkspace(services.database, 'Second', houseMigrations, systemClock)
    const all: WorkspaceRef[] = [workspace, second]
    await services.database.inWorkspace(second, (tx) => tx.query('CREATE TABLE extra (id uuid)'))
    const next = [...houseMigrations, step('test/002', 'ALTER TABLE deal ADD COLUMN extra text', 'CREATE TABLE extra (id uuid)')]
    await expect(migrateWorkspaces(services.database, all, next, systemClock)).rejects.toThrow('Workspace "Second" could not be migrated')
    const column = (ref: WorkspaceRef) =>
      services.database.inWorkspace(ref, (tx) =>
        tx.query("SELECT 1 FROM pg_attribute WHERE attrelid = 'deal'::regclass AND attname = 'extra'"),
      )
    expect(await column(workspace)).toHaveLength(1)
    expect(await column(second)).toHaveLength(0)
    await services.database.inWorkspace(second, (tx) => tx.query('DROP TABLE extra'))
    expect(await migrateWorkspaces(services.database, all, next, systemClock)).toBe(1)
    expect(await column(second)).toHaveLength(1)
  })

  test('killed at any statement leave what was there before, and the next start goes on', { timeout: 600_000 }, async () => {
    const { services, workspace } = await testWorkspace()
    const { database } = services
    const fresh = await createWorkspace(database, 'Fresh', [], systemClock)
    let kills = 0
    for (const [index, { statements }] of houseMigrations.entries()) {
      const before = await shapeOf(database, fresh)
      // One statement of each step, another in each; in the long test each statement.
      for (const place of process.env.INTERLOCK_LONG ? statements.keys() : [(index * 7) % statements.length]) {
        await expect(killedBefore(place, database, fresh, houseMigrations.slice(0, index + 1))).rejects.toThrow()
        expect(await shapeOf(database, fresh), `killed before statement ${place} of ${houseMigrations[index]?.id}`).toBe(before)
        kills += 1
      }
      expect(await migrateWorkspaces(database, [fresh], houseMigrations.slice(0, index + 1), systemClock)).toBe(1)
    }
    expect(kills).toBeGreaterThanOrEqual(houseMigrations.length)
    expect(await shapeOf(database, fresh)).toBe(await shapeOf(database, workspace))
  })

  test('refuse a database of a newer version, and a step that was edited after it ran', async () => {
    const { services, workspace } = await testWorkspace()
    const newer = [...houseMigrations, step('test/003', 'CREATE TABLE later (id uuid)')]
    await migrateWorkspaces(services.database, [workspace], newer, systemClock)
    const causeOf = (work: Promise<unknown>) =>
      work.then(
        () => '',
        (error: Error) => String(error.cause),
      )
    expect(await causeOf(migrateWorkspaces(services.database, [workspace], houseMigrations, systemClock))).toContain('newer Interlock')
    const edited = [...houseMigrations, step('test/003', 'CREATE TABLE other (id uuid)')]
    expect(await causeOf(migrateWorkspaces(services.database, [workspace], edited, systemClock))).toContain('edited after it ran')
  })
})

describe('an error of the database', () => {
  test('becomes a problem that names no table, and tells when to try again', () => {
    for (const code of ['57P01', '08006', '53100', '40P01', '55P03']) {
      const problem = explainDatabaseError({ cause: { code, message: 'could not extend file "base/1"' } })
      expect(problem).toMatchObject({ kind: 'unavailable' })
      expect(String((problem as Error).message)).not.toContain('base/1')
      expect((problem as { retryAfter: number }).retryAfter).toBeGreaterThan(0)
    }
  })

  test('is known also where the driver has no code for it and Drizzle has put the query around it', () => {
    const driver = new Error('Client has encountered a connection error and is not queryable')
    expect(explainDatabaseError(new Error('Failed query: select "id" from "import"', { cause: driver }))).toMatchObject({
      kind: 'unavailable',
    })
    const other = new Error('Failed query: select 1 params: Connection terminated', { cause: new Error('something else') })
    expect(explainDatabaseError(other)).toBe(other)
  })

  test('names the constraint also on Citus, where it stands in the text with a shard number', () => {
    expect(
      violatedConstraint({ code: 'XX000', message: 'duplicate key value violates unique constraint "deal_external_id_key_102008"' }),
    ).toBe('deal_external_id_key')
    expect(violatedConstraint({ cause: { code: '23505', constraint: 'deal_external_id_key' } })).toBe('deal_external_id_key')
  })
})

/** Migrates as a start does; the connection is cut by the server before one statement of the last step. */
function killedBefore(place: number, database: Database, workspace: WorkspaceRef, migrations: readonly Migration[]): Promise<number> {
  const victim = migrations.at(-1)?.statements ?? []
  return database.inWorkspace(workspace, async (tx) => {
    const [{ pid = 0 } = {}] = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    let reached = 0
    const mortal: Tx = {
      ...tx,
      query: async (text, values) => {
        if (victim.includes(text) && reached++ === place) await database.pool.query('SELECT pg_terminate_backend($1, 5000)', [pid])
        return await tx.query(text, values)
      },
    }
    return await runMigrations(mortal, migrations, systemClock)
  })
}

/** Columns, rules and indexes of a workspace and what it says it has been through, as one text. */
async function shapeOf({ pool }: Database, { schema }: WorkspaceRef): Promise<string> {
  const { rows } = await pool.query<{ line: string }>(
    `SELECT concat_ws(' ', c.relname, c.relkind, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull) AS line
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      WHERE n.nspname = $1
     UNION ALL SELECT concat_ws(' ', conname, pg_get_constraintdef(k.oid)) FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace WHERE n.nspname = $1
     UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = $1 ORDER BY 1`,
    [schema],
  )
  return rows.map(({ line }) => line.replaceAll(schema, 'workspace')).join('\n')
}
