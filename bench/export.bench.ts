import { chmodSync, createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { to as copyTo } from 'pg-copy-streams'
import { startServer } from '#main'
import { openZip } from '#platform/archive/zip-file'
import { systemClock } from '#platform/clock'
import { readConfig } from '#platform/config'
import { openFiles } from '#platform/files'
import { openLog } from '#platform/log'
import { openPostgres } from '#platform/postgres/open'
import type { Database, Tx, WorkspaceRef } from '#platform/store/database'
import { exportedColumns } from '#platform/store/export-manifest'
import { infoOf, type Kept } from '#platform/store/kept'
import { listWorkspaces } from '#platform/store/workspaces'
import { exportAll } from '#rooms/capture/contract'
import { exportedManifest } from '#test/kit/exported'
import type { Bench, Figures } from './kit.ts'

const people = 200_000

/** Over HTTP into a file: JSON lines and CSV of every record table, zipped, with hashes, against the rows alone as PostgreSQL writes them. */
export const bench: Bench = {
  name: `export: all records of a workspace with ${people.toLocaleString('en')} people, as a zip of JSON lines and CSV, over HTTP into a file`,
  against: 'COPY TO STDOUT of the same tables into files, once, in PostgreSQL’s text form, not sorted',
  rounds: 5,
  prepare: async (folder) => {
    chmodSync(folder, 0o711)
    const config = readConfig({ INTERLOCK_DATA: join(folder, 'data'), INTERLOCK_PORT: '0', INTERLOCK_LOG: 'error' }, {})
    mkdirSync(config.dataDir, { mode: 0o711 })
    const log = openLog(config)
    const postgres = await openPostgres(config, systemClock, log)
    const files = openFiles(config.dataDir, config.fileLimitBytes)
    const served = await startServer({ config, clock: systemClock, log, postgres, files, secret: 'a secret of benches, long enough' })
    const { database, keptTables } = served.app.services
    const [workspace] = await database.inPublic(listWorkspaces)
    if (!workspace) throw new Error('The first start made no workspace.')
    await database.inWorkspace(workspace, fill, { statementMs: 0 })
    await database.inWorkspace(workspace, (tx) => tx.query('ANALYZE'), { statementMs: 0 })
    const records = [...keptTables.values()].filter((kept) => kept.nature === 'record')
    return {
      ours: () => ours(served.url, join(folder, 'export.zip')),
      reference: () => byCopy(database, workspace, records, folder),
      close: async () => {
        await served.close()
        await postgres.stop()
      },
    }
  },
}

async function ours(url: string, path: string): Promise<Figures> {
  const response = await fetch(url + exportAll.path)
  if (!response.ok || !response.body) throw new Error(`The export was refused with status ${response.status}.`)
  await pipeline(Readable.fromWeb(response.body as never), createWriteStream(path))
  const zip = await openZip(path, 1_000)
  const { tables } = await exportedManifest(zip)
  zip.close()
  return Object.fromEntries(tables.map(({ table, rows }) => [table, rows]))
}

async function byCopy(database: Database, workspace: WorkspaceRef, records: readonly Kept[], folder: string): Promise<Figures> {
  return await database.inWorkspace(
    workspace,
    async (tx) => {
      const figures: Record<string, number> = {}
      for (const kept of records) {
        const { name } = infoOf(kept)
        const columns = exportedColumns(kept).map((column) => `"${column.name}"`)
        const copy = tx.client.query(copyTo(`COPY "${name}" (${columns.join(', ')}) TO STDOUT`))
        await pipeline(copy, createWriteStream(join(folder, `${name}.copy`)))
        figures[name] = copy.rowCount
      }
      return figures
    },
    { statementMs: 0, readOnly: true },
  )
}

/** An id that sorts by its number, as ours do by time, and is as random as theirs behind that. */
const id = (kind: number, number: string) =>
  `(lpad(to_hex(1700000000000 + ${number}), 12, '0') || '7000' || '8${kind}00' || lpad(to_hex(abs(hashtextextended('${kind}' || ${number}, 1)) & 281474976710655), 12, '0'))::uuid`

async function fill(tx: Tx): Promise<void> {
  const event = "'018c0000-0000-7000-8000-000000000001'::uuid"
  const made = "timestamptz '2024-01-01 00:00:00Z' + i * interval '97 s'"
  const custom = `'{"Notes": "Met at the fair, wants a call", "Score": "12", "Region": "North"}'`
  const series = (count: number) => `FROM generate_series(1, ${count}) AS i`
  await tx.query(
    `INSERT INTO account (id, external_id, name, name_key, domain, website, industry, employees, revenue, country, city, made_at, custom, touched_by)
     SELECT ${id(1, 'i')}, 'A-' || i, 'Company ' || i || ' Inc.', 'company ' || i, 'company' || i || '.example', 'https://company' || i || '.example',
       'Software', i % 900, i * 1000.5, 'Germany', 'Berlin', ${made}, ${custom}, ${event} ${series(people / 5)}`,
  )
  await tx.query(
    `INSERT INTO person (id, external_id, first_name, last_name, full_name, email, email_key, phone, title, account_id, origin, source, made_at, custom, touched_by)
     SELECT ${id(2, 'i')}, 'P-' || i, 'Ada ' || i % 50, 'Berg ' || i % 100, 'Ada Berg ' || i, 'ada' || i || '@firm.example', 'ada' || i || '@firm.example',
       '+49 30 ' || i, CASE WHEN i % 3 = 0 THEN 'Head of IT' END, ${id(1, '(1 + (i - 1) / 5)')}, 'Website', 'Event', ${made}, ${custom}, ${event} ${series(people)}`,
  )
  await tx.query(
    `INSERT INTO lead (id, external_id, person_id, source, status, industry, country, created_at, converted, custom, touched_by)
     SELECT ${id(3, 'i')}, 'L-' || i, ${id(2, 'i')}, 'Website', 'Working', 'Software', 'Germany', ${made}, i % 4 = 0, '{}', ${event} ${series(people)}`,
  )
  await tx.query(`INSERT INTO pipeline (id, name, touched_by) VALUES (${id(4, '1')}, 'Sales', ${event})`)
  await tx.query(
    `INSERT INTO stage (id, pipeline_id, name, position, kind, touched_by) SELECT ${id(5, 'i')}, ${id(4, '1')}, 'Stage ' || i, i, 'open', ${event} ${series(5)}`,
  )
  await tx.query(
    `INSERT INTO deal (id, external_id, name, account_id, pipeline_id, stage_id, state, amount, currency, opened_at, source, custom, touched_by)
     SELECT ${id(6, 'i')}, 'D-' || i, 'Deal, "phase ' || i || '"', ${id(1, '(1 + (i - 1) / 2)')}, ${id(4, '1')}, ${id(5, '(1 + i % 5)')}, 'open', i * 10.25, 'EUR', ${made},
       'Event', ${custom}, ${event} ${series((people / 5) * 2)}`,
  )
  await tx.query(
    `INSERT INTO stage_entry (id, deal_id, stage_id, at, recorded_at, touched_by)
     SELECT ${id(7, 'i')}, ${id(6, '(1 + (i - 1) / 3)')}, ${id(5, '(1 + i % 5)')}, ${made}, ${made}, ${event} ${series((people / 5) * 6)}`,
  )
}
