import type { Checked, FileGuess, RejectedRow } from '../shapes.ts'

/** How many rows that come back are told of before the preview. */
export const shownChecked = 20
const longestValue = 60

/** Where a row that comes back stands, what stands there, and why it comes back. */
export function firstOf(file: FileGuess, row: RejectedRow): Checked['first'][number] {
  const column = row.class === 'unreadable' ? file.columns.find(({ name }) => row.reason.startsWith(`${name} is "`)) : undefined
  const value = column ? (row.cells[column.index] ?? '').trim().slice(0, longestValue) : null
  return { file: file.file, row: row.row, column: column?.name ?? null, value, reason: row.reason }
}
