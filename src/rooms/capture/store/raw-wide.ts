import type { Duck } from '#platform/analytics/duck'

/**
 * Files with very many columns. DuckDB holds a block of memory for every column that it writes, so a wide file keeps sixteen cells in one
 * list: raw.t0 has g0 with c0 to c15. Longer lists would need fewer blocks, but a cell is then slow to take out.
 */
const widest = 120
const listWidth = 16
/** Columns that one query reads. */
const partWidth = 12 * listWidth

export const isWide = (width: number) => width > widest

/** The first `count` numbers. */
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index)

/** What a wide file keeps of the columns c0, c1, … that the reader of DuckDB gives. */
export function wideLists(width: number): string {
  const lists = upTo(Math.ceil(width / listWidth)).map(
    (list) => `[${columnsFrom(list * listWidth, listWidth, width).join(', ')}] AS g${list}`,
  )
  return [...lists, 'x0'].join(', ')
}

/** The columns c0, c1, … of a wide file again, and x0. */
export function wideCells(width: number): string {
  return [...upTo(width).map((column) => `g${Math.floor(column / listWidth)}[${(column % listWidth) + 1}] AS c${column}`), 'x0'].join(', ')
}

function columnsFrom(first: number, most: number, width: number): string[] {
  return upTo(Math.min(most, width - first)).map((index) => `c${first + index}`)
}

function partsOf(width: number): string[][] {
  return upTo(Math.ceil(width / partWidth)).map((part) => columnsFrom(part * partWidth, partWidth, width))
}

/** For each column the share of rows with a value and about how many different values. */
export async function wideFacts(duck: Duck, no: number, width: number): Promise<{ filled: number; distinct: number }[]> {
  const facts: { filled: number; distinct: number }[] = []
  for (const columns of partsOf(width)) {
    const asked = columns.map((name) => `count(nullif(${name}, '')) AS f_${name}, approx_count_distinct(nullif(${name}, '')) AS d_${name}`)
    const row = await duck.one<Record<string, number>>(`SELECT count(*) AS n, ${asked.join(', ')} FROM raw.v${no}`)
    const rows = Math.max(1, row?.n ?? 0)
    for (const name of columns) facts.push({ filled: (row?.[`f_${name}`] ?? 0) / rows, distinct: row?.[`d_${name}`] ?? 0 })
  }
  return facts
}

/** A range of row numbers. */
interface RowRange {
  readonly from: number
  readonly to: number
}

/** Rows of a wide file that are staged at once, so that their custom fields fit in memory. */
const cellsAtOnce = 1_500_000

/**
 * Makes ready what `wideSource` reads: for each part the custom fields of its cells as JSON members, and how many of its cells are filled
 * and given. `memberOf` is the SQL of a column's member, or undefined where the column is no custom field. Answers the pieces to stage.
 */
export async function prepareWide(
  duck: Duck,
  no: number,
  width: number,
  memberOf: (column: number) => string | undefined,
): Promise<RowRange[]> {
  for (const [part, columns] of partsOf(width).entries()) {
    const members = columns.flatMap((_, index) => memberOf(part * partWidth + index) ?? [])
    const sum = (is: string) => columns.map((name) => `coalesce((${name} ${is})::INT2, 0)`).join(' + ')
    await duck.run(`CREATE OR REPLACE TABLE raw.k${no}_${part} AS SELECT row_no, ${members.length > 0 ? `concat_ws(',', ${members.join(', ')})` : 'NULL::VARCHAR'} AS kept,
      ${sum("!= ''")} AS filled, ${sum('IS NOT NULL')} AS given FROM raw.v${no}`)
  }
  const last = (await duck.one<{ n: number }>(`SELECT coalesce(max(row_no), 0) AS n FROM raw.v${no}`))?.n ?? 0
  const piece = Math.max(1, Math.ceil(cellsAtOnce / width))
  return Array.from({ length: Math.max(1, Math.ceil(last / piece)) }, (_, index) => ({ from: index * piece + 1, to: (index + 1) * piece }))
}

/** The rows of a piece, with `kept_cells`, `filled_cells` and `given_cells` of the whole row. */
export function wideSource(no: number, width: number, { from, to }: RowRange): string {
  const parts = [...partsOf(width).keys()]
  const range = `WHERE row_no BETWEEN ${from} AND ${to}`
  const each = (column: string) => parts.map((part) => `k${part}.${column}`)
  const joins = parts.map((part) => `JOIN (FROM raw.k${no}_${part} ${range}) k${part} USING (row_no)`)
  return `(SELECT v.*, concat_ws(',', ${each('kept')
    .map((kept) => `nullif(${kept}, '')`)
    .join(', ')}) AS kept_cells, ${each('filled').join(' + ')} AS filled_cells,
    ${each('given').join(' + ')} AS given_cells FROM (FROM raw.v${no} ${range}) v ${joins.join(' ')})`
}

/** Removes what `prepareWide` made. */
export async function endWide(duck: Duck, no: number, width: number): Promise<void> {
  for (const part of partsOf(width).keys()) await duck.run(`DROP TABLE IF EXISTS raw.k${no}_${part}`)
}
