import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { sqlState } from './errors.ts'
import { digitsOf, jsonNull, parseExactly } from './exact-json.ts'
import { styleOf } from './export-rows.ts'
import { type ColumnInfo, infoOf, type Kept } from './kept.ts'

/** A row as the ledger inserts it: by the names of TypeScript, values as text that PostgreSQL reads exactly. */
export type RestoredRow = Record<string, unknown>

const batchRows = 5_000
const batchChars = 4_000_000
/** A single row that is larger is none of ours: nothing else in the product would take it. */
const mostLineBytes = 64 * 1024 ** 2

/** Reads the JSON lines of a table in batches. Throws Problem `invalid-input` that names the line. In memory is one batch. */
export async function* readRows(content: AsyncIterable<Buffer>, kept: Kept, file: string): AsyncGenerator<RestoredRow[]> {
  const columns = infoOf(kept).columns.filter((column) => column.key !== 'touchedBy')
  let batch: RestoredRow[] = []
  let chars = 0
  let line = 0
  for await (const text of linesOf(content, file)) {
    line += 1
    batch.push(rowOf(text, columns, t('{{file}}, line {{line}}', { file, line })))
    chars += text.length
    if (batch.length < batchRows && chars < batchChars) continue
    yield batch
    batch = []
    chars = 0
  }
  if (batch.length > 0) yield batch
}

async function* linesOf(content: AsyncIterable<Buffer>, file: string): AsyncGenerator<string> {
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const decode = (bytes: Buffer) => {
    try {
      return utf8.decode(bytes)
    } catch {
      throw unusable(file, t('is not UTF-8'))
    }
  }
  const begun: Buffer[] = []
  let begunBytes = 0
  for await (const chunk of content) {
    const end = chunk.lastIndexOf(10)
    if (end >= 0) {
      const whole = Buffer.concat([...begun, chunk.subarray(0, end)])
      begun.length = 0
      begunBytes = 0
      yield* decode(whole).split('\n')
    }
    const rest = chunk.subarray(end + 1)
    begunBytes += rest.length
    if (begunBytes > mostLineBytes)
      throw unusable(file, t('has a line of more than {{mostLineBytes}} MB', { mostLineBytes: mostLineBytes / 1024 ** 2 }))
    if (rest.length > 0) begun.push(rest)
  }
  if (begunBytes > 0) throw unusable(file, t('ends in the middle of a line'))
}

function rowOf(text: string, columns: readonly ColumnInfo[], place: string): RestoredRow {
  let said: unknown
  try {
    said = parseExactly(text)
  } catch {
    throw unusable(place, t('is not JSON'))
  }
  if (typeof said !== 'object' || said === null || Array.isArray(said)) throw unusable(place, t('is not a row'))
  const values = said as Record<string, unknown>
  const row: RestoredRow = {}
  for (const column of columns) {
    if (!Object.hasOwn(values, column.name)) throw unusable(place, t('has no "{{name}}"', { name: column.name }))
    row[column.key] = restoredValue(values[column.name], column, place)
  }
  const names = Object.keys(values)
  if (names.length > columns.length)
    throw unusable(
      place,
      t('has "{{name}}", which its manifest does not list', {
        name: names.find((name) => !columns.some((column) => column.name === name)) ?? '',
      }),
    )
  return row
}

function restoredValue(value: unknown, column: ColumnInfo, place: string): unknown {
  if (column.sqlType === 'jsonb') return value === null && column.notNull ? jsonNull : value
  if (value === null) return null
  const style = styleOf(column.sqlType)
  if (style === 'literal') {
    if (typeof value === 'boolean') return value
  } else if (typeof value === 'string') {
    if (value.isWellFormed() && !value.includes('\0')) return value
  } else if (style === 'number') {
    const digits = digitsOf(value)
    if (digits !== undefined) return digits
  }
  throw unusable(place, t('has a value in "{{name}}" that is no {{sqlType}}', { name: column.name, sqlType: column.sqlType }))
}

/** What PostgreSQL said about a row, in words; the error itself when it is about something else. */
export function refusedRow(error: unknown, file: string): unknown {
  const state = sqlState(error) ?? ''
  const { message, detail } = toldBy(error)
  if (state === '23503')
    return unusable(file, t('has a row that refers to something that is not in the export{{detail}}', { detail }), error)
  if (state === '23505') return unusable(file, t('has two rows that are the same record{{detail}}', { detail }), error)
  return /^(22|23|54)/.test(state) ? unusable(file, t('has a row with a value that does not fit ({{message}})', { message }), error) : error
}

function toldBy(error: unknown): { message: string; detail: string } {
  const { message = '', detail, cause } = error as { message?: string; detail?: string; cause?: unknown }
  if (detail === undefined && cause instanceof Error && cause !== error) return toldBy(cause)
  return { message: message.slice(0, 200), detail: detail ? `: ${detail.slice(0, 200)}` : '' }
}

function unusable(place: string, why: string, cause?: unknown): Problem {
  return new Problem(
    'invalid-input',
    t(
      'This export cannot be brought in: {{place}} {{what}}. Nothing was written. Its files were changed or damaged; take the export from its source again.',
      { place, what: why.replace(/\.$/, '') },
    ),
    { cause },
  )
}
