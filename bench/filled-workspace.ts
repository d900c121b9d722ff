import { join } from 'node:path'
import { z } from 'zod'
import { eventKind } from '#kernel/event'
import type { Id } from '#kernel/id'
import { house } from '#main'
import { migrations as actionMigrations } from '#platform/action/perform'
import { inWriting } from '#platform/action/work'
import { IdleDucks } from '#platform/analytics/idle-ducks'
import { Warehouse } from '#platform/analytics/warehouse'
import { systemClock } from '#platform/clock'
import { readConfig } from '#platform/config'
import { migrations as dueMigrations } from '#platform/due/due'
import { openFiles } from '#platform/files'
import { Finder } from '#platform/finding/finder'
import { migrations as ledgerMigrations } from '#platform/ledger/tables'
import { openLog } from '#platform/log'
import { openPostgres } from '#platform/postgres/open'
import { Database, type WorkspaceRef } from '#platform/store/database'
import { infoOf } from '#platform/store/kept'
import { createWorkspace, migrateDirectory } from '#platform/store/workspaces'
import { deals } from '#rooms/deals/tables'

/** A workspace full of deals, in this process, without a front door. */
export interface Filled {
  readonly services: Parameters<typeof inWriting>[0]['services']
  readonly workspace: WorkspaceRef
  readonly deals: number
  readonly entries: number
  /** Changes so many deals, spread over all, in one commit. */
  change(count: number): Promise<void>
}

const touched = eventKind('bench.changed', z.object({}), () => 'Changed deals')

/** The PostgreSQL that comes with the product, with its data in `folder`. */
export async function ownPostgres(folder: string) {
  const config = readConfig({ INTERLOCK_DATA: folder, INTERLOCK_LOG: 'error' }, {})
  const postgres = await openPostgres(config, systemClock, openLog(config))
  const database = new Database(postgres.pool)
  await migrateDirectory(database, systemClock)
  return { database, close: () => postgres.stop() }
}

/**
 * A workspace with deals of which one in ten was won, eight lost and one is open, 2.4 stage entries each, 12 channels, 40 owners and eight deals an account.
 * It is filled by statements of PostgreSQL, not through the ledger: only what is changed afterwards counts.
 */
export async function fillWorkspace(database: Database, folder: string, count: number): Promise<Filled> {
  const migrations = [...ledgerMigrations, ...actionMigrations, ...dueMigrations, ...house.migrations]
  const workspace = await createWorkspace(database, `Bench ${count}`, migrations, systemClock)
  const event = "'00000000-0000-7000-8000-000000000000'::uuid"
  const id = (kind: string, n: string) => `md5('${kind} ' || (${n}))::uuid`
  const statements = [
    `INSERT INTO member (id, name, name_key, team, custom, touched_by) SELECT ${id('member', 'n')}, 'Owner ' || n, 'owner' || n, 'Team ' || n % 5, '{}', ${event} FROM generate_series(1, 40) n`,
    `INSERT INTO account (id, name, name_key, industry, country, custom, touched_by)
      SELECT ${id('account', 'n')}, 'Company ' || n, 'company' || n, 'Industry ' || n % 8, 'Country ' || n % 12, '{}', ${event} FROM generate_series(0, ${Math.ceil(count / 8)}) n`,
    `INSERT INTO pipeline (id, name, touched_by) VALUES (${id('pipeline', '1')}, '', ${event})`,
    `INSERT INTO stage (id, pipeline_id, name, position, kind, touched_by) SELECT ${id('stage', 'n')}, ${id('pipeline', '1')}, (ARRAY['Qualified', 'Discovery', 'Proposal', 'Negotiation', 'Closed Won', 'Closed Lost'])[n], n,
      CASE n WHEN 5 THEN 'won' WHEN 6 THEN 'lost' ELSE 'open' END, ${event} FROM generate_series(1, 6) n`,
    `INSERT INTO deal (id, external_id, name, account_id, owner_id, pipeline_id, stage_id, state, amount, currency, opened_at, closed_at, channel, custom, touched_by)
      SELECT ${id('deal', 'n')}, 'D-' || n, 'Deal ' || n, ${id('account', 'n / 8')}, ${id('member', '1 + n % 40')}, ${id('pipeline', '1')},
        ${id('stage', 'CASE WHEN n % 10 = 0 THEN 5 WHEN n % 10 = 1 THEN 1 + n / 10 % 4 ELSE 6 END')}, CASE WHEN n % 10 = 0 THEN 'won' WHEN n % 10 = 1 THEN 'open' ELSE 'lost' END,
        100 + n % 9900, 'EUR', '2024-01-01'::timestamptz + n % 700 * interval '1 day', CASE WHEN n % 10 <> 1 THEN '2024-01-01'::timestamptz + (n % 700 + 10 + n % 80) * interval '1 day' END,
        'Channel ' || n % 12, '{"Region": "' || (ARRAY['North', 'South', 'East'])[1 + n % 3] || '"}', ${event}
      FROM generate_series(1, ${count}) n`
      .replace("|| '\"}', ", "|| '\"}')::jsonb, ")
      .replace('\'{"Region"', '(\'{"Region"'),
    `INSERT INTO stage_entry (id, deal_id, stage_id, at, recorded_at, known, touched_by)
      SELECT ${id('entry', "n || ' ' || s")}, ${id('deal', 'n')}, ${id('stage', 's')}, '2024-01-01'::timestamptz + (n % 700 + (s - 1) * (2 + n % 20)) * interval '1 day', now(), 'entered', ${event}
      FROM generate_series(1, ${count}) n, generate_series(1, CASE n % 5 WHEN 0 THEN 4 WHEN 1 THEN 3 WHEN 2 THEN 1 ELSE 2 END) s`,
    'ANALYZE',
  ]
  await database.inWorkspace(
    workspace,
    async (tx) => {
      for (const statement of statements) await tx.client.query(statement)
    },
    { statementMs: 0 },
  )
  const services: Filled['services'] = {
    clock: systemClock,
    log: openLog({ log: 'silent' }),
    database,
    keptTables: new Map(house.tables.map((kept) => [infoOf(kept).name, kept])),
    files: openFiles(folder, 64 * 1024 ** 2),
    warehouse: new Warehouse(join(folder, 'analytics')),
    finder: new Finder(join(folder, 'analytics/finding'), house.found),
    idle: new IdleDucks(),
    dataDir: folder,
    committed: () => {},
    nudge: () => {},
    lookSoon: () => {},
  }
  const actor = { kind: 'user', id: 'bench', name: 'Bench', role: 'owner' } as const
  let round = 0
  return {
    services,
    workspace,
    deals: count,
    entries: Math.floor((count * 12) / 5),
    change: async (many) => {
      round += 1
      const step = Math.floor(count / many)
      await inWriting({ services, workspace, actor }, async (ctx) => {
        const rows = await ctx.tx.query<{ id: Id<'deal'> }>(
          `SELECT ${id('deal', 'n')} AS id FROM generate_series(1, ${many * step}, ${step}) n`,
        )
        await ctx.ledger.update(
          deals,
          rows.map((row) => ({ id: row.id, amount: `${1000 + round}.5`, channel: `Channel ${round % 12}`, state: 'lost' as const })),
        )
        ctx.tell(touched, {})
      })
    },
  }
}
