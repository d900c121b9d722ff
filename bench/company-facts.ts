import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { dayShape } from '#kernel/time'
import { type Duck, openDuck } from '#platform/analytics/duck'
import { stageFiles } from '#rooms/capture/actions/stage-files'
import { fillFromStaged } from '#rooms/measure/actions/fill-from-staged'
import { writeCompanyFiles } from './company-files.ts'
import type { Figures } from './kit.ts'

const today = dayShape.parse('2026-01-01')

/** The same company twice: as our facts, and as two plain tables by someone who knows the files by heart. */
export interface CompanyFacts {
  readonly duck: Duck
  raw(sql: string): Promise<Record<string, unknown>[]>
  close(): Promise<void>
}

/** Loads a company of so many deals, both ways. Plain tables are `deal` (id, channel) and `entry` (id of its deal, stage, entered_on, left_on, outcome). */
export async function companyFacts(folder: string, deals: number): Promise<CompanyFacts> {
  const files = await writeCompanyFiles(folder, deals)
  const given = Object.entries({ 'deals.csv': files.deals, 'stage-history.csv': files.history }).map(([name, path]) => ({ name, path }))
  const path = join(folder, 'facts.duckdb')
  const duck = await openDuck({ path, readable: given.map((file) => file.path), tempIn: folder, memoryMb: 1000 })
  await fillFromStaged(duck, await stageFiles(duck, given, { today, named: false }), { today })
  await duck.run('DROP SCHEMA staged CASCADE; DROP SCHEMA raw CASCADE; CHECKPOINT')
  const plain = join(folder, 'plain.duckdb')
  const instance = await DuckDBInstance.create(plain, { threads: '2', memory_limit: '1000MB' })
  const connection = await instance.connect()
  const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJS()
  await duck.run(`COPY (SELECT deal_id AS id, d_channel AS channel FROM fact_deal) TO '${join(duck.tempDir, 'deal.parquet')}';
    COPY (SELECT deal_id AS id, stage, entered_on, left_on, outcome FROM fact_stage_entry) TO '${join(duck.tempDir, 'entry.parquet')}'`)
  for (const name of ['deal', 'entry']) await rows(`CREATE TABLE ${name} AS FROM '${join(duck.tempDir, `${name}.parquet`)}'`)
  return {
    duck,
    raw: rows,
    close: async () => {
      connection.closeSync()
      instance.closeSync()
      duck.close()
    },
  }
}

/** Answers as figures by the values they are cut by, in the order of their names. */
export function figuresOf(rows: readonly { readonly at: readonly unknown[]; readonly value: unknown }[]): Figures {
  return Object.fromEntries(rows.flatMap(({ at, value }) => (value === null ? [] : [[at.join(' '), Number(value)]])))
}
