import { csvLine } from '#kernel/csv'

export interface SampleFile {
  readonly name: string
  readonly text: string
}

export type Cell = string | number | null

/** Rows of named cells as the file that an export would be; the header is the names of the first row. */
export function fileOf(name: string, rows: readonly Readonly<Record<string, Cell>>[]): SampleFile {
  const header = Object.keys(rows[0] ?? {})
  return { name, text: csvLine(header) + rows.map((row) => csvLine(header.map((column) => row[column] ?? null))).join('') }
}
