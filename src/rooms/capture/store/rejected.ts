import { saidAgain } from '#kernel/said-again'
import { type Duck, quoteText } from '#platform/analytics/duck'
import type { FileGuess, RejectedRow, SetGuess } from '../shapes.ts'
import { isStaged } from './staged.ts'
import { knowsReturned } from './staged-rows.ts'

/** Rows that a person may want to repair: blank rows, totals and rows about other fields are not among them. */
const returnedClasses = "('broken', 'unreadable', 'incomplete', 'duplicate')"
/** Rows that are rejected by themselves, whatever else is in the file. */
const rejectedClasses = "('broken', 'unreadable', 'incomplete')"

function rejectedSql(file: FileGuess, withRooms: boolean, most?: number, classes = returnedClasses): string {
  const cells = file.columns.map((column) => `coalesce(v.c${column.index}, '')`).join(', ')
  const rooms = `UNION ALL SELECT row_no, 'incomplete' AS class, reason FROM returned WHERE kind = ${quoteText(file.kind)} AND file_no = ${file.file}`
  const returned = `SELECT row_no, reject_class AS class, reject AS reason FROM staged.${file.kind} WHERE file_no = ${file.file} AND reject_class IN ${classes} ${withRooms ? rooms : ''}`
  // Some rows are found first and looked up then, so that not the whole file is brought together for them.
  const [found, raw] =
    most === undefined
      ? ['', `raw.v${file.file}`]
      : [
          `WITH found AS MATERIALIZED (FROM (${returned}) ORDER BY row_no LIMIT ${most})`,
          `(FROM raw.v${file.file} WHERE row_no IN (SELECT row_no FROM found))`,
        ]
  return `${found} SELECT r.row_no AS row, r.class, r.reason, CASE WHEN b.text IS NOT NULL THEN [b.text] ELSE [${cells}] || CASE WHEN coalesce(v.x0, '') != '' THEN [v.x0] ELSE [] END END AS cells
    FROM ${most === undefined ? `(${returned})` : 'found'} r LEFT JOIN ${raw} v USING (row_no) LEFT JOIN raw.bad${file.file} b USING (row_no) ORDER BY r.row_no`
}

/** The rows of one file that are not used, with reason and original cells, in pieces. */
export async function* rejectedRows(duck: Duck, file: FileGuess): AsyncGenerator<RejectedRow[]> {
  if (!isStaged(file.kind) || file.problem !== null) return
  for await (const rows of duck.stream<RejectedRow & Record<string, never>>(rejectedSql(file, await knowsReturned(duck)))) yield rows
}

/** The first rows of all files that are not used, at most so many; after `beginReturned`. Files of which every row is used are not looked at. */
export async function firstRejected(duck: Duck, files: readonly FileGuess[], most: number): Promise<(RejectedRow & { file: string })[]> {
  const found: (RejectedRow & { file: string })[] = []
  const byRooms = await duck.all<{ kind: string; file: number }>('SELECT DISTINCT kind, file_no AS file FROM returned')
  for (const file of files) {
    if (found.length >= most || !isStaged(file.kind) || file.problem !== null) continue
    const { rejected, duplicates } = file.counts
    if (rejected + duplicates === 0 && !byRooms.some((each) => each.kind === file.kind && each.file === file.file)) continue
    const sql = rejectedSql(file, true, most - found.length)
    for (const row of await duck.all<RejectedRow & Record<string, never>>(sql)) found.push({ ...row, file: file.name })
  }
  return found
}

/** The first rows of a file that the reader itself rejects, at most so many. */
export async function firstUnread(duck: Duck, file: FileGuess, most: number): Promise<RejectedRow[]> {
  if (most <= 0 || !isStaged(file.kind) || file.problem !== null || file.counts.rejected === 0) return []
  return await duck.all<RejectedRow & Record<string, never>>(rejectedSql(file, false, most, rejectedClasses))
}

/** All returned rows of all files as CSV: the reason and the row first, under `heads`, then the cells under the file's own headers. */
export async function* rejectedCsv(duck: Duck, guess: Pick<SetGuess, 'files'> | null, heads: readonly string[]): AsyncGenerator<string> {
  yield '\ufeff'
  for (const file of guess?.files ?? []) {
    let begun = false
    for await (const rows of rejectedRows(duck, file)) {
      if (rows.length === 0) continue
      if (!begun) yield line([...heads, ...file.columns.map((column) => column.header)])
      begun = true
      yield rows.map((row) => line([saidAgain(row.reason), file.name, String(row.row), ...row.cells])).join('')
    }
  }
}

/** One line of CSV. A cell that a spreadsheet would run as a formula gets an apostrophe in front, unless it is a number; store/raw takes it away again. */
function line(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\r\n`
}

function cell(text: string): string {
  const safe = /^'*[=+\-@\t\r]/.test(text) && !/^[+-]?[\d.,]+$/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
