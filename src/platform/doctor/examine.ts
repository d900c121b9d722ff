import { Problem } from '#kernel/problem'
import { tablesOf } from '../backup/catalogue.ts'
import type { Log } from '../log.ts'
import { hasEmbedded, type Reached, reachPostgres } from '../postgres/reach.ts'
import { Database, type WorkspaceRef } from '../store/database.ts'
import { listWorkspaces } from '../store/workspaces.ts'
import { type Check, error, type Finding, type Machine, type Server, type Ward } from './check.ts'
import { machineChecks } from './machine.ts'
import { serverChecks } from './server.ts'
import { workChecks } from './work.ts'
import { workspaceChecks } from './workspace.ts'

/** What an examination found, and how much it looked at. */
export interface Examined {
  readonly findings: readonly Finding[]
  /** Names of the checks that were made; one for all workspaces together. */
  readonly checks: readonly string[]
  readonly workspaces: number
  /** Whether the database was looked at. */
  readonly database: boolean
}

/** Collects what checks find. A check that breaks is a finding as well. */
class Record {
  readonly findings: Finding[] = []
  readonly checks = new Set<string>()

  /** Makes the checks in their order; false when one that stops found an error. */
  async make<Where>(checks: readonly Check<Where>[], where: Where, place: string): Promise<boolean> {
    for (const check of checks) {
      this.checks.add(check.name)
      const found = await check.look(where).catch((cause: unknown) => [couldNot(check.name, place, cause)])
      this.findings.push(...found.map((one) => ({ ...one, check: check.name })))
      if (check.stops && found.some(({ level }) => level === 'error')) return false
    }
    return true
  }
}

const couldNot = (name: string, place: string, cause: unknown) =>
  error(
    `The check "${name}" could not be made`,
    place,
    cause instanceof Error ? cause.message : String(cause),
    'Mend what else was found, then ask the doctor again; if it stays, report it.',
  )

/**
 * Looks at everything and changes nothing; an embedded database that does not run is started for it and stopped again. `more` are checks of the
 * caller's own.
 */
export async function examine(machine: Machine, log: Log, more: readonly Check<Machine>[] = []): Promise<Examined> {
  const record = new Record()
  const well = await record.make([...more, ...machineChecks], machine, 'this machine')
  const there = machine.config.databaseUrl !== undefined || hasEmbedded(machine.config.dataDir)
  const workspaces = well && there ? await examineDatabase(machine, log, record) : undefined
  return { findings: record.findings, checks: [...record.checks], workspaces: workspaces ?? 0, database: workspaces !== undefined }
}

async function examineDatabase(machine: Machine, log: Log, record: Record): Promise<number | undefined> {
  let reached: Reached
  try {
    reached = await reachPostgres(machine.config, machine.clock, log)
  } catch (cause) {
    const why = cause instanceof Problem ? cause.message : String(cause)
    record.checks.add('database')
    record.findings.push({
      ...error('The database cannot be reached', 'database', why, 'Do what it says; Interlock cannot start without.'),
      check: 'database',
    })
    return undefined
  }
  try {
    return await examineServer({ ...machine, database: new Database(reached.pool), kind: reached.kind, workspaces: [] }, record)
  } finally {
    await reached.close()
  }
}

async function examineServer(server: Server, record: Record): Promise<number> {
  // The list of workspaces is itself in doubt until the checks that stop were made.
  const workspaces = await server.database.inPublic(listWorkspaces).catch((): WorkspaceRef[] => [])
  const full = { ...server, workspaces }
  if (await record.make(serverChecks, full, 'database')) for (const workspace of workspaces) await examineWorkspace(full, workspace, record)
  return workspaces.length
}

async function examineWorkspace(server: Server, workspace: WorkspaceRef, record: Record): Promise<void> {
  const { database } = server
  const tables = await database.inPublic((tx) => tablesOf(tx, workspace.schema))
  const ward: Ward = {
    ...server,
    workspace,
    columns: new Map(tables.map(({ name, columns }) => [name, new Set(columns)])),
    ask: (work) => database.inWorkspace(workspace, work, { readOnly: true, statementMs: 0 }),
  }
  await record.make([...workspaceChecks, ...workChecks], ward, `workspace "${workspace.name}"`)
}
