import { byteOrderMark, csvLine } from '#kernel/csv'
import type { ListColumn } from '#kernel/list'
import type { ListRow } from '#kernel/list-endpoints'

/** The heads of a file with these columns; money is followed by its currency. */
export function csvHead(columns: readonly ListColumn[]): string {
  return (
    byteOrderMark +
    csvLine(['Id', ...columns.flatMap((column) => (column.type === 'money' ? [column.label, `${column.label} currency`] : [column.label]))])
  )
}

/** One record as a line of that file. */
export function csvRow(columns: readonly ListColumn[], { id, cells }: ListRow): string {
  return csvLine([
    id,
    ...columns.flatMap((column): (string | number | null)[] => {
      const cell = cells[column.key] ?? null
      if (column.type === 'money')
        return cell !== null && typeof cell === 'object' && 'amount' in cell
          ? [cell.amount, cell.currency]
          : [typeof cell === 'string' ? cell : null, null]
      if (cell === null) return [null]
      if (typeof cell === 'boolean') return [cell ? 'yes' : 'no']
      return [typeof cell === 'object' ? ('label' in cell ? cell.label : cell.amount) : cell]
    }),
  ])
}
