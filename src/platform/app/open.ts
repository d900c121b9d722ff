import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { millis } from '#kernel/time'
import { accessRoutes } from '../access/actions.ts'
import { Gatekeeper } from '../access/gatekeeper.ts'
import { SignIn } from '../access/sign-in.ts'
import type { Services } from '../action/context.ts'
import { migrations as actionMigrations } from '../action/perform.ts'
import { IdleDucks } from '../analytics/idle-ducks.ts'
import { Warehouse } from '../analytics/warehouse.ts'
import { audit } from '../audit/list.ts'
import { refuseUnfinishedFolder } from '../backup/aside.ts'
import { refuseUnfinishedRestore } from '../backup/marker.ts'
import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import { backlogOf, migrations as dueMigrations, releaseAll } from '../due/due.ts'
import { DueRunner } from '../due/runner.ts'
import type { FileStore } from '../files.ts'
import { finding } from '../finding/actions.ts'
import { Finder } from '../finding/finder.ts'
import { isLoopback } from '../http/guard.ts'
import { checkedRoutes, type Route } from '../http/routes.ts'
import { newSecret } from '../ids.ts'
import { migrations as ledgerMigrations } from '../ledger/tables.ts'
import type { Log } from '../log.ts'
import { mailRoutes } from '../mail/actions.ts'
import { MailSender } from '../mail/sender.ts'
import { smtpOf } from '../mail/smtp.ts'
import { type Backlog, Metrics } from '../metrics.ts'
import { networksOf } from '../outbound/addresses.ts'
import { Outside } from '../outbound/outside.ts'
import type { Postgres } from '../postgres/open.ts'
import { ReactionWaker } from '../reactions/waker.ts'
import { Database, type Tx, type WorkspaceRef } from '../store/database.ts'
import { infoOf } from '../store/kept.ts'
import { type Migration, migrateWorkspaces, withMigrationLock } from '../store/migrate.ts'
import { createWorkspace, listWorkspaces, migrateDirectory } from '../store/workspaces.ts'
import { Deliverer } from '../webhooks/deliverer.ts'
import { mostAtOnce } from '../webhooks/lane.ts'
import { giveAllBack } from '../webhooks/sending-store.ts'
import { entering } from './entering.ts'
import type { House } from './house.ts'

/** Everything opened and migrated, with no front door yet. */
export interface App {
  readonly services: Services
  readonly gate: Gatekeeper
  readonly routes: readonly Route[]
  readonly migrations: readonly Migration[]
  /** Printed at the start when others can reach the first run. */
  readonly setupCode: string
  /** Lets the command line of this machine in. */
  readonly localToken: string
  readonly version: string
  readonly metrics: Metrics
  /** Has somebody told after each commit of this process, with the workspace. They must not throw. */
  onCommit(listener: (workspace: WorkspaceRef) => void): void
  /** null when the database answers, else why it does not. */
  ready(): Promise<string | null>
  /** Begins to do what is due, and to send mails with links to this address. */
  work(origin: string): void
  close(): Promise<void>
}

/** What is open already when the app is put together. */
export interface Ground {
  readonly config: Config
  readonly clock: Clock
  readonly log: Log
  readonly postgres: Postgres
  readonly files: FileStore
  /** Signs cookies and links. */
  readonly secret: string
}

/** Every step that makes a workspace what it is, in the order of running. */
export const migrationsOf = (house: Pick<House, 'migrations'>): readonly Migration[] => [
  ...ledgerMigrations,
  ...actionMigrations,
  ...dueMigrations,
  ...house.migrations,
]

/** Brings the database up to date, makes the first workspace, and puts the services together. The data folder must be claimed. */
export async function openApp({ config, clock, log, postgres, files, secret }: Ground, house: House): Promise<App> {
  mkdirSync(config.dataDir, { recursive: true })
  refuseUnfinishedFolder(config.dataDir)
  const authPool = new pg.Pool({
    connectionString: postgres.url,
    max: 4,
    options: '-c search_path=auth',
    application_name: 'interlock sign-in',
  })
  authPool.on('error', (error) => authPool.ending || log.warn({ error }, 'a resting connection of the sign-in was lost'))
  const database = new Database(postgres.pool)
  const migrations = migrationsOf(house)
  const keptTables = new Map(house.tables.map((kept) => [infoOf(kept).name, kept]))
  const warehouse = new Warehouse(join(config.dataDir, 'analytics'))
  const finder = new Finder(join(config.dataDir, 'analytics/finding'), house.found)
  const idle = new IdleDucks()
  let runner: DueRunner | undefined
  let deliverer: Deliverer | undefined
  const outside = new Outside({ clock, opened: networksOf(config.callsInside), sockets: mostAtOnce })
  const nudge = (workspace?: WorkspaceRef) => runner?.nudge(workspace)
  const metrics = new Metrics({
    version: house.version,
    pool: () => connectionsOf(postgres.pool),
    backlog: () => backlogOfAll(database, clock),
  })
  const waker = new ReactionWaker({ database, clock, log, reactions: house.reactions, nudge })
  const listeners: ((workspace: WorkspaceRef) => void)[] = []
  const committed = (workspace: WorkspaceRef, _seq: number, due: boolean) => {
    metrics.committed()
    waker.told(workspace)
    for (const listener of listeners) listener(workspace)
    deliverer?.told(workspace)
    if (due) nudge(workspace)
  }
  const services: Services = {
    clock,
    log,
    database,
    keptTables,
    files,
    warehouse,
    finder,
    idle,
    dataDir: config.dataDir,
    outside,
    settle: house.settle,
    vault: { seal: (text) => signIn.seal(text), unseal: (sealed) => signIn.unseal(sealed) },
    post: {
      get outbox() {
        return outbox
      },
      origin: () => origin,
      memberOf: (workspace, userId) => gate.memberOf(workspace, userId),
      membersOf: (workspace) => gate.membersOf(workspace),
    },
    committed,
    nudge,
    lookSoon: (workspace) => waker.told(workspace),
  }
  const signIn = new SignIn({
    pool: authPool,
    secret,
    baseUrl: config.publicUrl?.origin ?? `http://localhost:${config.port}`,
    sessionDays: config.sessionDays,
  })
  let origin = config.publicUrl?.origin ?? `http://localhost:${config.port}`
  const outbox = new MailSender({
    database,
    clock,
    log,
    smtp: smtpOf(config),
    seal: (text) => signIn.seal(text),
    unseal: (sealed) => signIn.unseal(sealed),
    origin: () => origin,
  })
  const setupCode = randomBytes(9).toString('base64url')
  const local = isLoopback(config.host) && config.publicUrl === undefined
  const localToken = newSecret()
  const gate = new Gatekeeper({
    signIn,
    outbox,
    origin: () => origin,
    database,
    clock,
    migrations,
    local,
    setupCode,
    localToken,
    version: house.version,
    entered: entering(services, house),
  })
  let timers: NodeJS.Timeout | undefined
  const close = async () => {
    clearInterval(timers)
    await waker.stop()
    await Promise.all([runner?.stop(), outbox.stop(), deliverer?.stop()])
    outside.close()
    idle.close()
    await Promise.all([warehouse.close(), finder.close()])
    await authPool.end()
  }
  try {
    await bringUpToDate(database, postgres.pool, signIn, migrations, clock)
    // The data folder is claimed, so nobody else works on a database that lies in it.
    if (postgres.kind === 'embedded') await freeLeases(database)
  } catch (error) {
    await close()
    throw error
  }
  const others = [audit, finding, ...mailRoutes(outbox, async (id) => (await signIn.users([id]))[0]?.email ?? null), ...house.routes]
  const routes = checkedRoutes([...accessRoutes(gate, others, house.lists), ...others])
  return {
    services,
    gate,
    routes,
    migrations,
    setupCode,
    localToken,
    version: house.version,
    metrics,
    onCommit: (listener) => listeners.push(listener),
    ready: () =>
      postgres.pool.query('SELECT 1').then(
        () => null,
        () => 'The database does not answer at the moment.',
      ),
    work: (reachedAt) => {
      origin = reachedAt
      outbox.start()
      runner ??= new DueRunner(services, house.handlers, house.long)
      runner.start()
      deliverer ??= new Deliverer({ services, outside, version: house.version, stopped: house.webhookStopped })
      deliverer.start()
      const look = () => void setTimers(database, clock, log, house.timers)
      look()
      timers ??= setInterval(look, 3_600_000).unref()
      waker.start()
    },
    close,
  }
}

const connectionsOf = (pool: pg.Pool) => ({ open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount })

async function backlogOfAll(database: Database, clock: Clock): Promise<Backlog> {
  const now = clock.now()
  const all = { waiting: 0, oldestSeconds: 0, failed: 0 }
  for (const workspace of await database.inPublic(listWorkspaces, { readOnly: true })) {
    const { waiting, oldest, failed } = await database.inWorkspace(workspace, (tx) => backlogOf(tx, now), { readOnly: true })
    all.waiting += waiting
    all.failed += failed
    if (oldest !== null) all.oldestSeconds = Math.max(all.oldestSeconds, (millis(now) - millis(oldest)) / 1000)
  }
  return all
}

async function setTimers(database: Database, clock: Clock, log: Log, set: House['timers']): Promise<void> {
  try {
    for (const workspace of await database.inPublic(listWorkspaces, { readOnly: true }))
      await database.inWorkspace(workspace, (tx) => set({ tx, now: clock.now() }))
  } catch (error) {
    log.warn({ err: error }, 'timers could not be looked at; they are in an hour')
  }
}

async function freeLeases(database: Database): Promise<void> {
  const free = (tx: Tx) => Promise.all([releaseAll(tx), giveAllBack(tx)])
  for (const workspace of await database.inPublic(listWorkspaces)) await database.inWorkspace(workspace, free)
}

async function bringUpToDate(
  database: Database,
  pool: pg.Pool,
  signIn: SignIn,
  migrations: readonly Migration[],
  clock: Clock,
): Promise<void> {
  await withMigrationLock(pool, async () => {
    await database.inPublic(refuseUnfinishedRestore)
    await pool.query('CREATE SCHEMA IF NOT EXISTS auth')
    await signIn.migrate()
    await migrateDirectory(database, clock)
    const workspaces = await database.inPublic(listWorkspaces)
    if (workspaces.length === 0) await createWorkspace(database, 'My company', migrations, clock)
    else await migrateWorkspaces(database, workspaces, migrations, clock)
  })
}
