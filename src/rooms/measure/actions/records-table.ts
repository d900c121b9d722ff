import type { Duck } from '#platform/analytics/duck'
import type { Answer, Dimension, Slice } from '../contract.ts'
import { metricNamed } from '../metrics/catalog.ts'
import { type RecordColumn, recordCell, recordColumns } from '../rules/record-table.ts'
import { recordsBehind } from '../store/answers.ts'
import { aboutFacts, allDimensions } from '../store/facts.ts'
import { askNamed } from './ask.ts'

/** The rows behind one number. */
export interface RecordsTable {
  readonly answer: Answer
  readonly columns: readonly RecordColumn[]
  readonly rows: readonly Readonly<Record<string, string | number | null>>[]
}

/** The rows behind several numbers, newest first, at most so many of each; numbers that count nothing are left out. */
export async function recordTables(duck: Duck, names: readonly string[], slice: Slice, most: number): Promise<RecordsTable[]> {
  const about = await aboutFacts(duck)
  const tables: RecordsTable[] = []
  for (const answer of await askNamed(duck, names, { slice })) {
    if (answer.n === 0) continue
    const metric = metricNamed(answer.name)
    const columns = recordColumns(metric)
    const found = await recordsBehind(duck, metric, slice, about, { limit: most, offset: 0 })
    const rows = found.map((row) => Object.fromEntries(columns.map((column) => [column.key, recordCell(column, row[column.key])])))
    tables.push({ answer, columns, rows })
  }
  return tables
}

/** What the facts can be cut by. */
export async function dimensionsOf(duck: Duck): Promise<Dimension[]> {
  return allDimensions(await aboutFacts(duck))
}
