import { describe, expect, test } from 'vitest'
import { systemClock } from '#platform/clock'
import { houseMigrations, testWorkspace } from '#test/kit/workspace'
import type { WorkspaceRef } from './database.ts'
import { explainDatabaseError, violatedConstraint } from './errors.ts'
import { migrateWorkspaces } from './migrate.ts'
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
    const { services, workspace } = await testWorkspace()
    await dropWorkspace(services.database, workspace)
    expect(await services.database.inPublic(listWorkspaces)).toEqual([])
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

  test('names the constraint also on Citus, where it stands in the text with a shard number', () => {
    expect(
      violatedConstraint({ code: 'XX000', message: 'duplicate key value violates unique constraint "deal_external_id_key_102008"' }),
    ).toBe('deal_external_id_key')
    expect(violatedConstraint({ cause: { code: '23505', constraint: 'deal_external_id_key' } })).toBe('deal_external_id_key')
  })
})
