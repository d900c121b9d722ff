import { DuckDBInstance } from '@duckdb/node-api'
import { dayShape } from '#kernel/time'
import { diagnoseFiles } from '#rooms/plan/actions/diagnose-files'
import { writeCompanyFiles } from './company-files.ts'
import { load, prepared, questions } from './diagnose-raw.ts'
import type { Bench, Figures } from './kit.ts'

const deals = 1_000_000
const last = '2026-01-01'

/**
 * From two files to the whole diagnosis, against SQL by someone who knows these two files by heart (diagnose-raw.ts).
 *
 * Both sides count: all numbers of the whole and of each channel, with the ranks between which medians lie; entries, outcomes and Kaplan-Meier of each stage, and
 * Kaplan-Meier, passages, wins and stuck deals of each of its values for five dimensions; rank sums of sizes and cycles; months; the year before; lots for
 * intervals; the trust check. Numbers that ours tells one by one have to be equal.
 *
 * Only ours: reads every cell as text, guesses types, formats and what columns are, judges each row and keeps its reason, finds stages and their order, finds out which columns are
 * dimensions, keeps what no field takes, says what is missing, tests for significance, and decides (in TypeScript) and tells. Only theirs: nothing.
 */
export const bench: Bench = {
  name: `diagnose: ${deals.toLocaleString('en')} deals and their 2.4 stage entries each, from CSV files to the diagnosis, cut by channel`,
  against: 'hand-written DuckDB SQL that loads the same files and counts the same, without guessing or judging anything',
  rounds: 3,
  prepare: async (folder) => {
    const files = await writeCompanyFiles(folder, deals)
    return { ours: () => ours(files), reference: () => byHand(files) }
  },
}

type Files = Readonly<Record<'deals' | 'history', string>>

async function ours(files: Files): Promise<Figures> {
  const given = Object.entries({ 'deals.csv': files.deals, 'stage-history.csv': files.history }).map(([name, path]) => ({ name, path }))
  const { metrics } = await diagnoseFiles(given, { today: dayShape.parse(last), by: ['Channel'] })
  const figures: Record<string, number> = {}
  for (const { name, slice, value } of metrics) {
    const where = Object.values(slice).join(' ')
    if (value !== null) figures[where === '' ? name : `${name} ${where}`] = value
  }
  return figures
}

async function byHand(files: Files): Promise<Figures> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '1000MB' })
  const connection = await instance.connect()
  try {
    const made = load(last)
    await connection.run(made.deals, [files.deals])
    await connection.run(made.history, [files.history])
    for (const sql of [made.asOf, ...prepared]) await connection.run(sql)
    const figures: Record<string, number> = {}
    for (const [by, sql] of questions) {
      const rows = (await connection.runAndReadAll(sql)).getRowObjectsJS()
      if (by !== undefined) for (const row of rows) Object.assign(figures, figuresOf(by, row))
    }
    return figures
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

/** What a row tells that ours tells too, called as ours is. A check that nothing fails is not told. */
function figuresOf(by: string, row: Record<string, unknown>): Record<string, number> {
  const told = Object.entries(row).filter(
    ([name, value]) => name !== by && !Array.isArray(value) && value !== null && !/^(sd|clean|money|quantiles)/.test(name),
  )
  const figures = told.map(([name, value]): [string, number] => [
    by === 'checks' ? `quality_${name}` : by === '' ? name : `${name} ${row[by]}`,
    Number(value),
  ])
  return Object.fromEntries(figures.filter(([, value]) => by !== 'checks' || value !== 0))
}
