import { type Duck, firstLine, quoteText } from '#platform/analytics/duck'
import { isWide, wideCells, wideFacts, wideLists } from './raw-wide.ts'

/** How a file is cut, as the reader of DuckDB wants it. */
export interface Cut {
  readonly delimiter: string
  readonly hasHeader: boolean
  readonly skip: number
  /** Cells of a row; the table has columns c0 to c<width - 1> and x0 for a cell too many. */
  readonly width: number
  /** Keep text after a quotation mark that is never closed, instead of cutting the cell short. */
  readonly unclosedQuote: boolean
  /** Cells that a spreadsheet would run have an apostrophe in front, because we put it there. */
  readonly guarded?: boolean
}

export interface Loaded {
  readonly rows: number
  /** Exports that leave out empty cells at the end of a row have short rows that are whole. */
  readonly shortRowsAreWhole: boolean
}

/** Bytes of the longest row that is read; a longer one comes back with the reason. */
export const longestRow = 2_000_000
const missing = '\u001fmissing\u001f'
const cells = (width: number) => Array.from({ length: width }, (_, index) => `c${index}`)

/** Makes the room for the text of files. */
export const createRaw = (duck: Duck): Promise<number> => duck.run('CREATE SCHEMA IF NOT EXISTS raw')

/**
 * Reads a UTF-8 file into `raw.v<no>`: every cell as text (c0, c1, …) and every record with a number (row_no, from 1). What cannot be
 * read is in `raw.bad<no>` with its text, and the number of the last that was is in `raw.last<no>`. Column names are ours: nothing from the file becomes a
 * name in SQL.
 */
export async function loadRaw(duck: Duck, no: number, path: string, cut: Cut): Promise<Loaded> {
  await duck.run(`DROP VIEW IF EXISTS raw.v${no}; DROP TABLE IF EXISTS raw.t${no};
    DROP TABLE IF EXISTS rejects_${no}; DROP TABLE IF EXISTS scans_${no}`)
  try {
    await duck.run(readSql(no, path, cut, !cut.unclosedQuote))
  } catch (error) {
    // Line ends of two kinds in one file stop the strict reader; the lenient one takes them.
    if (cut.unclosedQuote || !/strict mode|state machine/i.test(String(error))) throw error
    await duck.run(`DROP TABLE IF EXISTS rejects_${no}; DROP TABLE IF EXISTS scans_${no}`)
    await duck.run(readSql(no, path, cut, false))
  }
  await numberRows(duck, no, cut)
  await duck.run(`CREATE OR REPLACE TABLE raw.last${no} AS SELECT max(row_no) AS row_no FROM raw.v${no}`)
  return look(duck, no, cut.width)
}

function readSql(no: number, path: string, cut: Cut, strict: boolean): string {
  const columns = [...cells(cut.width), 'x0'].map((name) => `'${name}': 'VARCHAR'`).join(', ')
  const kept = isWide(cut.width) ? wideLists(cut.width) : '*'
  return `CREATE TABLE raw.t${no} AS SELECT ${kept} FROM read_csv(${quoteText(path)}, auto_detect = false, columns = {${columns}},
    delim = ${quoteText(cut.delimiter)}, quote = '"', escape = '"', header = ${cut.hasHeader}, skip = ${cut.skip}, null_padding = true,
    nullstr = ${quoteText(missing)}, strict_mode = ${strict}, parallel = false, max_line_size = ${longestRow}, buffer_size = 4000000,
    store_rejects = true, rejects_table = 'rejects_${no}', rejects_scan = 'scans_${no}', rejects_limit = 0)`
}

/** Rows that are taken on at once. */
const stretchRows = 500_000

/**
 * Relations that are together `raw.v<no>`, one after another, each of so many rows that what DuckDB holds of their columns counts: for a file that is not
 * wide. The view itself for a short file.
 */
export async function rawStretches(duck: Duck, no: number): Promise<string[]> {
  const rows = (await duck.one<{ n: number }>(`SELECT count(*) AS n FROM raw.t${no}`))?.n ?? 0
  if (rows <= 2 * stretchRows) return [`raw.v${no}`]
  return Array.from(
    { length: Math.ceil(rows / stretchRows) },
    (_, index) => `raw.between${no}(${index * stretchRows}, ${(index + 1) * stretchRows})`,
  )
}

/** Gives each record its number: those that were read have the places that the unreadable ones leave free. */
async function numberRows(duck: Duck, no: number, cut: Cut): Promise<void> {
  const before = cut.skip + (cut.hasHeader ? 1 : 0)
  await duck.run(`CREATE OR REPLACE TABLE raw.bad${no} AS SELECT line::BIGINT - ${before} AS row_no, ltrim(any_value(csv_line), chr(10)) AS text,
    CASE WHEN any_value(error_type::VARCHAR) = 'TOO MANY COLUMNS' THEN 'The row has more cells than the ${cut.width} columns of the file.'
      WHEN any_value(error_type::VARCHAR) = 'INVALID ENCODING' THEN 'The row has bytes that are no UTF-8. Save the file as UTF-8 and import this row again.'
      WHEN any_value(error_type::VARCHAR) = 'UNQUOTED VALUE' THEN 'A cell opens with a quotation mark that does not close at its end.'
      WHEN any_value(error_type::VARCHAR) = 'LINE SIZE OVER MAXIMUM' THEN 'The row is longer than 2 MB.'
      ELSE 'The row cannot be read: ' || any_value(error_message) END AS reason
    FROM rejects_${no} GROUP BY line`)
  const all = isWide(cut.width) ? wideCells(cut.width) : 't.*'
  const each = cut.guarded ? [...cells(cut.width), 'x0'].map((name) => `${unguarded(name)} AS ${name}`).join(', ') : all
  const rows = cut.guarded ? `(SELECT rowid, ${all} FROM raw.t${no} t) t` : `raw.t${no} t`
  const bad = await duck.one<{ n: number }>(`SELECT count(*) AS n FROM raw.bad${no}`)
  if (!bad?.n) {
    await duck.run(`CREATE VIEW raw.v${no} AS SELECT rowid + 1 AS row_no, ${each} FROM ${rows}; ${between(no, cut, 'place', '')}`)
    return
  }
  await duck.run(`CREATE OR REPLACE TABLE raw.shift${no} AS
    SELECT row_no - n + 1 AS from_place, max(n) AS places FROM (SELECT row_no, row_number() OVER (ORDER BY row_no) AS n FROM raw.bad${no}) GROUP BY 1`)
  await duck.run(`CREATE VIEW raw.v${no} AS SELECT t.rowid + 1 + coalesce(s.places, 0) AS row_no, ${each}
    FROM ${rows} ASOF LEFT JOIN raw.shift${no} s ON t.rowid + 1 >= s.from_place;
    ${between(no, cut, 'place + coalesce(s.places, 0)', `ASOF LEFT JOIN raw.shift${no} s ON place >= s.from_place`)}`)
}

/** Makes `raw.between<no>`: the rows of the view from one place in the table up to another, without a look at the others. */
function between(no: number, { width, guarded }: Cut, rowNo: string, join: string): string {
  if (isWide(width)) return ''
  const names = [...cells(width), 'x0']
  const each = guarded ? names.map((name) => `${unguarded(name)} AS ${name}`) : names
  return `CREATE OR REPLACE MACRO raw.between${no}(first, past) AS TABLE SELECT ${rowNo} AS row_no, ${each.join(', ')}
    FROM (SELECT rowid + 1 AS place, ${names.join(', ')} FROM raw.t${no} WHERE rowid >= first AND rowid < past) t ${join}`
}

/** Forgets the text of a file. */
export async function dropRaw(duck: Duck, no: number): Promise<void> {
  await duck.run(
    `DROP VIEW IF EXISTS raw.v${no}; DROP MACRO TABLE IF EXISTS raw.between${no}; DROP TABLE IF EXISTS raw.t${no}; DROP TABLE IF EXISTS raw.last${no}; DROP TABLE IF EXISTS raw.bad${no}; DROP TABLE IF EXISTS raw.shift${no}`,
  )
}

/** A cell without the one apostrophe that store/rejected puts before what a spreadsheet would run. */
const unguarded = (cell: string) => `CASE WHEN regexp_matches(${cell}, '^''+[=+@\\t\\r-]') THEN ${cell}[2:] ELSE ${cell} END`

async function look(duck: Duck, no: number, width: number): Promise<Loaded> {
  const last = `c${width - 1}`
  const seen = await duck.one<{
    n: number
    bad: number
    short: number
    ends: number
  }>(`SELECT count(*) AS n, (SELECT count(*) FROM raw.bad${no}) AS bad,
    count(*) FILTER (${last} IS NULL) AS short, count(*) FILTER (${last} = '') AS ends FROM raw.v${no}`)
  const { n = 0, bad = 0, short = 0, ends = 0 } = seen ?? {}
  return { rows: n + bad, shortRowsAreWhole: short >= 2 && short * 20 >= n && ends === 0 }
}

/** Which rows of a file guesses look at: the first ones, and about `most` from all over it. */
const sampled = (no: number, names: readonly string[], rows: number, most: number) =>
  `SELECT row_no, ${names.join(', ')} FROM raw.v${no} WHERE row_no <= 50 OR row_no % ${Math.max(1, Math.floor(rows / most))} = 0 LIMIT ${most + 50}`

/** Rows from all over a file, as text, for guesses: of about `most` of them the first `first`. */
export async function sampleRows(
  duck: Duck,
  no: number,
  { width, rows, most, first }: { width: number; rows: number; most: number; first: number },
): Promise<string[][]> {
  const found = await duck.all<{ cells: (string | null)[] }>(
    `SELECT [${cells(width).join(', ')}] AS cells FROM (${sampled(no, cells(width), rows, most)}) LIMIT ${first}`,
  )
  return found.map((row) => row.cells.map((cell) => cell ?? ''))
}

/** What some columns hold in all of those rows: each different text once, in the order in which they come. */
export async function sampledTexts(
  duck: Duck,
  no: number,
  columns: readonly number[],
  { rows, most }: { rows: number; most: number },
): Promise<Map<number, string[]>> {
  if (columns.length === 0) return new Map()
  const names = columns.map((column) => `c${column}`)
  const found = new Map<number, string[]>()
  // In pieces, between which others get their answers.
  for await (const texts of duck.stream<{ place: number; v: string }>(
    `SELECT place, v FROM (SELECT row_no, unnest([${columns.join(', ')}]) AS place, unnest([${names.join(', ')}]) AS v FROM (${sampled(no, names, rows, most)}))
     WHERE v <> '' GROUP BY place, v ORDER BY place, min(row_no)`,
  )) {
    for (const { place, v } of texts) {
      const own = found.get(place)
      if (own) own.push(v)
      else found.set(place, [v])
    }
  }
  return found
}

/** For each column the share of rows with a value and about how many different values. */
export async function columnFacts(duck: Duck, no: number, width: number): Promise<{ filled: number; distinct: number }[]> {
  if (isWide(width)) return wideFacts(duck, no, width)
  const asked = cells(width).map(
    (name) => `count(nullif(${name}, '')) AS f_${name}, approx_count_distinct(nullif(${name}, '')) AS d_${name}`,
  )
  const row = await duck.one<Record<string, number>>(`SELECT count(*) AS n, ${asked.join(', ')} FROM raw.v${no}`)
  const rows = Math.max(1, row?.n ?? 0)
  return cells(width).map((name) => ({ filled: (row?.[`f_${name}`] ?? 0) / rows, distinct: row?.[`d_${name}`] ?? 0 }))
}

/** How often dates of these columns say day first, month first, or neither; over all rows. */
export async function dateEvidence(
  duck: Duck,
  no: number,
  columns: readonly number[],
): Promise<{ dmy: number; mdy: number; unclear: number }> {
  if (columns.length === 0) return { dmy: 0, mdy: 0, unclear: 0 }
  const each = columns.map(
    (column) => `SELECT try_cast(regexp_extract(c${column}, '^ *([0-9]{1,2})[./-]', 1) AS INTEGER) AS a,
      try_cast(regexp_extract(c${column}, '^ *[0-9]{1,2}[./-] ?([0-9]{1,2})[./-]', 1) AS INTEGER) AS b, regexp_matches(c${column}, '^ *[0-9]+\\.') AS points
      FROM raw.v${no} WHERE regexp_matches(c${column}, '^ *[0-9]{1,2}[./-] ?[0-9]{1,2}[./-] ?[0-9]{2}')`,
  )
  const row = await duck.one<{ dmy: number; mdy: number; unclear: number }>(`SELECT count(*) FILTER (points OR (a > 12 AND b <= 12)) AS dmy,
    count(*) FILTER (NOT points AND b > 12 AND a <= 12) AS mdy, count(*) FILTER (NOT points AND a <= 12 AND b <= 12 AND a != b) AS unclear FROM (${each.join(' UNION ALL ')})`)
  return row ?? { dmy: 0, mdy: 0, unclear: 0 }
}

/** How often numbers of these columns show their decimal sign; over all rows. */
export async function decimalEvidence(duck: Duck, no: number, columns: readonly number[]) {
  const none = { point: 0, comma: 0, unclearPoint: 0, unclearComma: 0 }
  if (columns.length === 0) return none
  const each = columns.map(
    (column) =>
      // Numbers of one shape say the same; all digits but 0 are one to the patterns below. Most are plain and short, and told by where their point stands.
      `SELECT coalesce(odd, CASE WHEN zero THEN '0' ELSE '1' END || repeat('1', plain - 2) || '.' || repeat('1', len - plain)) AS v, n FROM (
        SELECT plain, plain IS NOT NULL AND c < '1' AS zero, CASE WHEN plain IS NOT NULL THEN strlen(c) END AS len,
          CASE WHEN plain IS NULL THEN translate(regexp_extract(c, '[0-9][0-9.,]*'), '23456789', '11111111') END AS odd, count(*) AS n
        FROM (SELECT c${column} AS c, CASE WHEN strlen(c${column}) < 14 AND c${column} >= '0' AND c${column} < ':' AND NOT ends_with(c${column}, '.') AND NOT ends_with(c${column}, ' ')
          AND NOT contains(c${column}, 'e') AND NOT contains(c${column}, 'E') AND NOT contains(c${column}, '_') AND try_cast(c${column} AS DECIMAL(18, 4)) IS NOT NULL
          THEN nullif(strpos(c${column}, '.'), 0) END AS plain FROM raw.v${no} WHERE contains(c${column}, '.') OR contains(c${column}, ','))
        WHERE plain IS NOT NULL OR regexp_matches(c, '[0-9][.,][0-9]') GROUP BY ALL)`,
  )
  const rows = (pattern: string) => `coalesce(sum(n) FILTER (${pattern}), 0)::BIGINT`
  const row = await duck.one<typeof none>(`SELECT
    ${rows("regexp_matches(v, ',[0-9]+\\.|^[0-9]*\\.([0-9]{1,2}|[0-9]{4,})$|^0\\.|^[0-9]{4,}\\.|,[0-9]{3},')")} AS point,
    ${rows("regexp_matches(v, '\\.[0-9]+,|^[0-9]*,([0-9]{1,2}|[0-9]{4,})$|^0,|^[0-9]{4,},|\\.[0-9]{3}\\.')")} AS comma,
    ${rows("regexp_full_match(v, '[1-9][0-9]{0,2}\\.[0-9]{3}')")} AS "unclearPoint",
    ${rows("regexp_full_match(v, '[1-9][0-9]{0,2},[0-9]{3}')")} AS "unclearComma" FROM (${each.join(' UNION ALL ')})`)
  return row ?? none
}

export const isOutOfMemory = (error: unknown) => /out of memory/i.test(String(error))

/** Why DuckDB could not read the file at all, as a sentence. */
export function unreadable(error: unknown, columns: number): string {
  if (isOutOfMemory(error))
    return `The file needs more memory than the reader has, with its ${columns} columns. Export fewer columns and drop that.`
  return `The file cannot be read as a table: ${firstLine(error)}`
}
