import { type Duck, quoteText } from '#platform/analytics/duck'
import type { StageKind } from '../shapes.ts'
import { isCalled } from './compile-history.ts'

/** Which column of a deal file says what, for a look at its stages. */
export interface DealColumns {
  readonly no: number
  readonly pipeline: number | null
  readonly stage: number | null
  readonly status: number | null
  readonly won: number | null
  readonly closed: number | null
  readonly probability: number | null
}

export interface StageCount {
  pipeline: string
  stage: string
  deals: number
  won: number
  lost: number
  open: number
  probability: number | null
  spread: number | null
  [column: string]: string | number | null
}

/** The different values of a status column, lower case. */
export async function statuses(duck: Duck, no: number, column: number): Promise<string[]> {
  const rows = await duck.all<{ status: string }>(
    `SELECT lower(cell(c${column})) AS status, count(*) AS n FROM raw.v${no} WHERE cell(c${column}) IS NOT NULL GROUP BY 1 ORDER BY n DESC LIMIT 200`,
  )
  return rows.map((row) => row.status)
}

export async function keepStatuses(duck: Duck, kinds: ReadonlyMap<string, StageKind>): Promise<void> {
  for (const [status, kind] of kinds)
    await duck.run('INSERT INTO staged.status_kind SELECT ?, ? WHERE NOT EXISTS (FROM staged.status_kind WHERE status = ?)', [
      status,
      kind,
      status,
    ])
}

/** Each stage of the deal files with what status, flags and probability say about its deals. */
export async function stageCounts(duck: Duck, files: readonly DealColumns[]): Promise<StageCount[]> {
  const parts = files
    .filter((file) => file.stage !== null)
    .map((file) => {
      const cell = (column: number | null) => (column === null ? 'NULL::VARCHAR' : `cell(c${column})`)
      return `SELECT coalesce(${cell(file.pipeline)}, '') AS pipeline, ${cell(file.stage)} AS stage, lower(${cell(file.status)}) AS status, flag(${cell(file.won)}) AS won,
        flag(${cell(file.closed)}) AS closed, try_cast(rtrim(${cell(file.probability)}, ' %') AS DOUBLE) AS probability FROM raw.v${file.no}`
    })
  if (parts.length === 0) return []
  return duck.all<StageCount>(`WITH deals AS (${parts.join(' UNION ALL ')}), said AS (
      SELECT d.*, CASE WHEN won THEN 'won' WHEN NOT won AND closed THEN 'lost' WHEN NOT closed THEN 'open' ELSE k.kind END AS said
      FROM deals d LEFT JOIN staged.status_kind k ON k.status = d.status WHERE stage IS NOT NULL)
    SELECT pipeline, stage, count(*) AS deals, count(*) FILTER (said = 'won') AS won, count(*) FILTER (said = 'lost') AS lost, count(*) FILTER (said = 'open') AS open,
      avg(probability) AS probability, stddev_pop(probability) / greatest(max(abs(probability)), 1) AS spread
    FROM said GROUP BY 1, 2 ORDER BY deals DESC, stage LIMIT 500`)
}

/** Where one file of deals has the columns by which history finds them, and dates of stages. */
export interface DealKeys {
  readonly no: number
  readonly id: number | null
  readonly name: number | null
  readonly pipeline: number | null
  readonly entered: readonly { readonly stage: string; readonly column: number }[]
}

/** Where one file of history has its deals and stages; `field` where only some rows are about a stage. */
export interface HistoryKeys {
  readonly no: number
  readonly id: number | null
  readonly name: number | null
  readonly stages: readonly number[]
  readonly field: number | null
}

const aboutStage = (field: number | null) => (field === null ? 'true' : isCalled(`cell(c${field})`, 'stage'))

/**
 * Stages that deals went through, with the pipeline of the deal: from history rows and from columns with a date for each stage. Those that are `counted` may
 * be left out: where no deal names a pipeline, rows that name one of them are not looked at again.
 */
export async function stagesPassed(
  duck: Duck,
  deals: readonly DealKeys[],
  histories: readonly HistoryKeys[],
  counted: readonly string[],
): Promise<{ pipeline: string; stage: string }[]> {
  const cell = (column: number | null) => (column === null ? 'NULL::VARCHAR' : `cell(c${column})`)
  const dated = deals.flatMap(({ no, pipeline, entered }) =>
    entered.map(
      ({ stage, column }) =>
        `SELECT DISTINCT coalesce(${cell(pipeline)}, '') AS pipeline, ${quoteText(stage)} AS stage FROM raw.v${no} WHERE cell(c${column}) IS NOT NULL`,
    ),
  )
  const named = histories.some(({ name }) => name !== null)
  const known = deals.map(
    ({ no, id, name, pipeline }) =>
      `SELECT ${cell(id)} AS id, norm_key(${cell(named ? name : null)}) AS name, coalesce(${cell(pipeline)}, '') AS pipeline FROM raw.v${no}`,
  )
  const onlyNew = (column: number) =>
    counted.length === 0 || deals.some(({ pipeline }) => pipeline !== null)
      ? 'true'
      : `c${column} NOT IN (${counted.map(quoteText).join(', ')})`
  const rows = histories.flatMap(({ no, id, name, stages, field }) =>
    stages.map(
      (column) => `SELECT DISTINCT ${cell(id)} AS id, norm_key(${cell(name)}) AS name, ${cell(column)} AS stage FROM raw.v${no}
        WHERE ${onlyNew(column)} AND ${aboutStage(field)}`,
    ),
  )
  const found = known.length > 0 && rows.length > 0
  const joined = found
    ? [
        `SELECT DISTINCT d.pipeline, h.stage FROM passed h JOIN known d ON d.id = h.id`,
        `SELECT DISTINCT d.pipeline, h.stage FROM passed h JOIN known d ON d.name = h.name WHERE h.id IS NULL`,
      ]
    : []
  const parts = [...dated, ...joined]
  if (parts.length === 0) return []
  return await duck.all<{ pipeline: string; stage: string }>(
    `${found ? `WITH passed AS (${rows.join(' UNION ')}), known AS (${known.join(' UNION ALL ')}) ` : ''}
     SELECT DISTINCT pipeline, stage FROM (${parts.join(' UNION ALL ')}) WHERE stage IS NOT NULL ORDER BY 1, 2 LIMIT 500`,
  )
}

/** The rows of a list of stages. */
export async function listedStages(duck: Duck, no: number, columns: ReadonlyMap<string, number>) {
  const cell = (key: string) => (columns.has(key) ? `cell(c${columns.get(key)})` : 'NULL::VARCHAR')
  return duck.all<{
    id: string | null
    pipeline: string | null
    stage: string | null
    position: number | null
    won: boolean | null
    closed: boolean | null
  }>(
    `SELECT ${cell('external_id')} AS id, ${cell('pipeline')} AS pipeline, ${cell('stage')} AS stage, coalesce(try_cast(${cell('position')} AS DOUBLE), row_no::DOUBLE) AS position,
      flag(${cell('is_won')}) AS won, flag(${cell('is_closed')}) AS closed FROM raw.v${no} ORDER BY row_no LIMIT 2000`,
  )
}

export async function keepStages(
  duck: Duck,
  stages: readonly { pipeline: string; stage: string; position: number; kind: StageKind }[],
): Promise<void> {
  await duck.run('DELETE FROM staged.stage')
  for (const each of stages)
    await duck.run('INSERT INTO staged.stage VALUES (?, ?, ?, ?)', [each.pipeline, each.stage, each.position, each.kind])
}

/** Where the files say when a deal entered a stage: a column for each stage, or a row for each entry. */
export interface Entries {
  readonly no: number
  readonly dateOrder: string
  readonly columns: readonly { readonly stage: string; readonly column: number }[]
  readonly rows: { readonly deal: number; readonly stage: number; readonly at: number; readonly field: number | null } | null
}

/** For each stage its mean place among the stages of a deal, 0 first and 1 last, from up to some 20,000 deals of each file. */
export async function passedOrder(duck: Duck, files: readonly Entries[]): Promise<Map<string, number>> {
  const rowsOf = new Map<number, number>()
  for (const { no } of files) rowsOf.set(no, (await duck.one<{ n: number }>(`SELECT count(*) AS n FROM raw.v${no}`))?.n ?? 0)
  const parts = files.flatMap((file) => {
    const many = rowsOf.get(file.no) ?? 0
    // One step of reading a date at a time, as in compile.ts: nested, the macros would multiply.
    const at = (deal: string, stage: string, column: number, rows: string) =>
      `SELECT deal, stage, CASE WHEN q IS NULL THEN date_stamp(n) ELSE q END AS moment FROM (SELECT deal, stage, q, date_numeric(o) AS n
        FROM (SELECT deal, stage, q, CASE WHEN q IS NULL THEN date_ordered(t, ${quoteText(file.dateOrder)}) END AS o FROM (SELECT *, date_plain(t) AS q
          FROM (SELECT ${deal} AS deal, ${stage} AS stage, cell(c${column}) AS t FROM raw.v${file.no}${rows}))))`
    const some = ` WHERE row_no % ${1 + Math.floor(many / 20_000)} = 0`
    const columns = file.columns.map(({ stage, column }) => at(`'${file.no}-' || row_no`, quoteText(stage), column, some))
    // History rows of one deal stand apart: all of them are needed, or none. A deal has a handful.
    const few = (column: number) => ` WHERE hash(c${column}) % ${1 + Math.floor(many / 100_000)} = 0`
    const rows = file.rows
      ? [
          at(
            `cell(c${file.rows.deal})`,
            `cell(c${file.rows.stage})`,
            file.rows.at,
            `${few(file.rows.deal)} AND ${aboutStage(file.rows.field)}`,
          ),
        ]
      : []
    return [...columns, ...rows]
  })
  if (parts.length === 0) return new Map()
  const found = await duck.all<{
    stage: string
    place: number
  }>(`WITH first AS (SELECT deal, stage, min(moment) AS moment FROM (${parts.join(' UNION ALL ')})
      WHERE moment IS NOT NULL AND stage IS NOT NULL AND deal IS NOT NULL GROUP BY 1, 2)
    SELECT stage, avg(place) AS place FROM (SELECT stage, percent_rank() OVER (PARTITION BY deal ORDER BY moment) AS place, count(*) OVER (PARTITION BY deal) AS stages FROM first)
    WHERE stages > 1 GROUP BY 1`)
  return new Map(found.map((each) => [each.stage, each.place]))
}
