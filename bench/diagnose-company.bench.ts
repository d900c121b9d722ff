import { DuckDBInstance } from '@duckdb/node-api'
import { dayShape } from '#kernel/time'
import { diagnoseFiles } from '#rooms/plan/actions/diagnose-files'
import { openStages, writeCompanyFiles } from './company-files.ts'
import type { Bench, Figures } from './kit.ts'

const deals = 1_000_000
const last = '2026-01-01'

/** From two files to the whole diagnosis, against SQL by someone who knows these two files by heart. */
export const bench: Bench = {
  name: `diagnose: ${deals.toLocaleString('en')} deals and their 2.4 stage entries each, from CSV files to the diagnosis, cut by channel`,
  against:
    'hand-written DuckDB SQL that loads the same files and computes the same figures: shares, medians, Kaplan-Meier by stage, by channel',
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

const cycles = (suffix: string, of: string) => `avg(closed - opened) FILTER (${of}) AS cycle_days${suffix}_mean,
  quantile_cont(closed - opened, 0.5) FILTER (${of}) AS cycle_days${suffix}_median`

const figuresSql = `count(*) AS deal_count, count(*) FILTER (state = 'won') AS won_count, count(*) FILTER (state = 'lost') AS lost_count,
  count(*) FILTER (state = 'open') AS open_count, won_count / (won_count + lost_count) AS close_rate,
  coalesce(sum(amount) FILTER (state = 'won'), 0)::DOUBLE AS won_amount, coalesce(sum(amount) FILTER (state = 'open'), 0)::DOUBLE AS open_amount,
  avg(amount) FILTER (state = 'won')::DOUBLE AS deal_size_mean, median(amount) FILTER (state = 'won')::DOUBLE AS deal_size_median,
  ${cycles('', "state = 'won'")}, ${cycles('_lost', "state = 'lost'")}`

const entrySql = `count(*) AS stage_entered, (count(*) FILTER (outcome IN ('advanced', 'won'))) / count(*) FILTER (outcome <> 'open') AS stage_conversion`

/** The first day at which the share still there is at or below what is left: Kaplan-Meier in whole days. */
const survivalSql = `SELECT stage, min(t) FILTER (share <= 0.5 + 1e-12) AS time_in_stage_median, min(t) FILTER (share <= 0.25 + 1e-12) AS time_in_stage_p75,
    min(t) FILTER (share <= 0.1 + 1e-12) AS time_in_stage_p90
  FROM (SELECT stage, t, exp(sum(ln(1 - d / at_risk)) OVER (PARTITION BY stage ORDER BY t)) AS share FROM (
    SELECT stage, t, d, sum(n) OVER (PARTITION BY stage ORDER BY t DESC) AS at_risk FROM (
      SELECT stage, greatest(coalesce(left_on, (SELECT day FROM as_of)) - entered_on, 0) AS t, count(*) AS n, count_if(outcome <> 'open') AS d FROM entry
      WHERE entered_on <= (SELECT day FROM as_of) GROUP BY ALL)) WHERE at_risk > d OR d = 0) GROUP BY stage`

async function byHand(files: Files): Promise<Figures> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '1000MB' })
  const connection = await instance.connect()
  try {
    const options = "header = true, delim = ',', quote = '\"'"
    const order = openStages.map((stage, index) => `WHEN '${stage}' THEN ${index}`).join(' ')
    await connection.run(
      `CREATE TABLE deal AS SELECT "Deal ID" AS id, CASE "Deal Stage" WHEN 'Closed Won' THEN 'won' WHEN 'Closed Lost' THEN 'lost' ELSE 'open' END AS state, "Amount" AS amount,
        "Create Date" AS opened, CASE WHEN "Deal Stage" LIKE 'Closed%' THEN "Close Date" END AS closed, "Channel" AS channel
       FROM read_csv(?, ${options}, columns = {"Deal ID": 'VARCHAR', "Deal Name": 'VARCHAR', "Company": 'VARCHAR', "Deal Owner": 'VARCHAR', "Deal Stage": 'VARCHAR',
         "Amount": 'DECIMAL(18,4)', "Create Date": 'DATE', "Close Date": 'DATE', "Channel": 'VARCHAR', "Industry": 'VARCHAR', "Region": 'VARCHAR', "Lead Source": 'VARCHAR'})`,
      [files.deals],
    )
    await connection.run(
      `CREATE TABLE entry AS SELECT h.stage, d.channel, h.entered_on, coalesce(h.next_on, d.closed) AS left_on,
        CASE WHEN next_place > place THEN 'advanced' WHEN next_place IS NOT NULL THEN 'moved_back' ELSE d.state END AS outcome
       FROM (SELECT *, lead(entered_on) OVER w AS next_on, lead(place) OVER w AS next_place FROM (
           SELECT "Deal ID" AS id, "Stage" AS stage, "Entered On" AS entered_on, CASE "Stage" ${order} END AS place
           FROM read_csv(?, ${options}, columns = {"Deal ID": 'VARCHAR', "Stage": 'VARCHAR', "Entered On": 'DATE'}))
         WINDOW w AS (PARTITION BY id ORDER BY entered_on, place)) h JOIN deal d USING (id)`,
      [files.history],
    )
    await connection.run(
      `CREATE TABLE as_of AS SELECT max(day) AS day FROM (SELECT max(opened) AS day FROM deal WHERE opened <= '${last}' UNION ALL
         SELECT max(closed) FROM deal WHERE closed <= '${last}' UNION ALL SELECT max(entered_on) FROM entry WHERE entered_on <= '${last}')`,
    )
    const figures: Record<string, number> = {}
    const asked: readonly (readonly [string, string])[] = [
      ['', `SELECT ${figuresSql} FROM deal`],
      ['channel', `SELECT channel, ${figuresSql} FROM deal GROUP BY channel`],
      ['', `SELECT ${entrySql} FROM entry`],
      ['stage', `SELECT stage, ${entrySql} FROM entry GROUP BY stage`],
      ['stage', survivalSql],
    ]
    for (const [by, sql] of asked) {
      for (const row of (await connection.runAndReadAll(sql)).getRowObjectsJS()) {
        for (const [name, value] of Object.entries(row))
          if (name !== by && value !== null) figures[by === '' ? name : `${name} ${row[by]}`] = Number(value)
      }
    }
    return figures
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
