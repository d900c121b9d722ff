import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { onTestFinished } from 'vitest'
import type { Actor } from '#kernel/actor'
import { instant } from '#kernel/time'
import { house } from '#main'
import type { Services } from '#platform/action/context'
import { migrations as actionMigrations } from '#platform/action/perform'
import { IdleDucks } from '#platform/analytics/idle-ducks'
import { Warehouse } from '#platform/analytics/warehouse'
import { fixedClock, systemClock } from '#platform/clock'
import { migrations as dueMigrations } from '#platform/due/due'
import { openFiles } from '#platform/files'
import { Finder } from '#platform/finding/finder'
import { migrations as ledgerMigrations } from '#platform/ledger/tables'
import { openLog } from '#platform/log'
import { Database, type WorkspaceRef } from '#platform/store/database'
import { infoOf } from '#platform/store/kept'
import { createWorkspace, listWorkspaces, migrateDirectory } from '#platform/store/workspaces'
import { testDatabase } from './postgres.ts'

export const houseMigrations = [...ledgerMigrations, ...actionMigrations, ...dueMigrations, ...house.migrations]

const firstDay = instant(new Date('2026-03-02T08:00:00Z'))

/** The directory and one workspace, made once in a run and copied. */
async function furnished(pool: pg.Pool): Promise<void> {
  const database = new Database(pool)
  await migrateDirectory(database, systemClock)
  await createWorkspace(database, 'Test company', houseMigrations, fixedClock(firstDay))
}

/** The owner who acts in tests. */
export const owner: Actor = { kind: 'user', id: 'test-owner', name: 'Owner', role: 'owner' }

/** Services on a fresh database with one fresh workspace, without a front door. All of it goes when the test ends. */
export async function testWorkspace(): Promise<{
  services: Services
  workspace: WorkspaceRef
  setting: { services: Services; workspace: WorkspaceRef; actor: Actor }
}> {
  const { pool } = await testDatabase(furnished)
  const database = new Database(pool)
  const clock = fixedClock(firstDay)
  const dataDir = mkdtempSync(join(tmpdir(), 'interlock-test-'))
  const warehouse = new Warehouse(join(dataDir, 'analytics'))
  const finder = new Finder(join(dataDir, 'analytics/finding'), house.found)
  const idle = new IdleDucks()
  onTestFinished(async () => {
    idle.close()
    await Promise.all([warehouse.close(), finder.close()])
    rmSync(dataDir, { recursive: true, force: true })
  })
  const nothing = () => {}
  const services: Services = {
    clock,
    log: openLog({ log: 'silent' }),
    database,
    keptTables: new Map(house.tables.map((kept) => [infoOf(kept).name, kept])),
    files: openFiles(dataDir, 64 * 1024 ** 2),
    warehouse,
    finder,
    idle,
    dataDir,
    committed: nothing,
    nudge: nothing,
    lookSoon: nothing,
  }
  const [workspace] = await database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The template has no workspace.')
  return { services, workspace, setting: { services, workspace, actor: owner } }
}

/** Every record table of a workspace as sorted rows: what an export would hold. */
export async function everything({
  services,
  workspace,
}: {
  services: Services
  workspace: WorkspaceRef
}): Promise<Record<string, unknown[]>> {
  return await services.database.inWorkspace(workspace, async (tx) => {
    const all: Record<string, unknown[]> = {}
    for (const [name, kept] of services.keptTables) {
      if (kept.nature === 'record') all[name] = await tx.query(`SELECT to_jsonb(t) AS row FROM "${name}" t ORDER BY t.id`)
    }
    return all
  })
}
