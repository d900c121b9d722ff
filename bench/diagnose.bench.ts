import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { dayShape } from '#kernel/time'
import { diagnoseFiles } from '#rooms/plan/actions/diagnose-files'
import { writeDealsFile } from './deals-file.ts'
import type { Bench, Figures } from './kit.ts'

const deals = 100_000
const slicedBy = 'Industry'

/** From a file to the whole diagnosis, against SQL by someone who knows this one file by heart. */
export const bench: Bench = {
  name: `diagnose: ${deals.toLocaleString('en')} deals from a CSV file to the diagnosis, cut by one field`,
  against: 'hand-written DuckDB SQL that loads the same file and computes the same figures',
  prepare: async (folder) => {
    const path = join(folder, 'deals.csv')
    await writeDealsFile(path, deals, 7)
    return { ours: () => ours(path), reference: () => byHand(path) }
  },
}

async function ours(path: string): Promise<Figures> {
  const { metrics } = await diagnoseFiles([{ name: 'deals.csv', path }], { today: dayShape.parse('2026-01-01'), by: [slicedBy] })
  const figures: Record<string, number> = {}
  for (const { name, slice, value } of metrics) {
    const [where] = Object.values(slice)
    if (value !== null && !('stage' in slice)) figures[where === undefined ? name : `${name} ${where}`] = value
  }
  return figures
}

const figuresSql = `
  count(*) FILTER (stage = 'Closed Won') AS won_count,
  count(*) FILTER (stage = 'Closed Lost') AS lost_count,
  count(*) FILTER (stage NOT LIKE 'Closed%') AS open_count,
  won_count / (won_count + lost_count) AS close_rate,
  coalesce(sum(amount) FILTER (stage = 'Closed Won'), 0)::DOUBLE AS won_amount,
  avg(amount) FILTER (stage = 'Closed Won')::DOUBLE AS deal_size_mean,
  median(amount) FILTER (stage = 'Closed Won')::DOUBLE AS deal_size_median,
  avg(closed - opened) FILTER (stage = 'Closed Won') AS cycle_days_mean,
  median(closed - opened) FILTER (stage = 'Closed Won') AS cycle_days_median`

async function byHand(path: string): Promise<Figures> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '256MB' })
  const connection = await instance.connect()
  try {
    await connection.run(
      `CREATE TABLE deal AS SELECT "Deal Stage" AS stage, "Amount" AS amount, "Create Date" AS opened, "Close Date" AS closed, "Industry" AS industry
       FROM read_csv(?, header = true, delim = ',', quote = '"', columns = {"Deal ID": 'VARCHAR', "Deal Name": 'VARCHAR', "Company": 'VARCHAR',
         "Deal Owner": 'VARCHAR', "Deal Stage": 'VARCHAR', "Amount": 'DECIMAL(18,4)', "Create Date": 'DATE', "Close Date": 'DATE',
         "Industry": 'VARCHAR', "Region": 'VARCHAR', "Lead Source": 'VARCHAR'})`,
      [path],
    )
    const all = (await connection.runAndReadAll(`SELECT ${figuresSql} FROM deal`)).getRowObjectsJS()
    const sliced = (await connection.runAndReadAll(`SELECT industry, ${figuresSql} FROM deal GROUP BY industry`)).getRowObjectsJS()
    return Object.fromEntries(
      [...all, ...sliced].flatMap(({ industry, ...row }) =>
        Object.entries(row).map(([name, value]) => [industry === undefined ? name : `${name} ${industry}`, Number(value)]),
      ),
    )
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
