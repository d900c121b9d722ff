import type { ListColumn, ListDeclaration } from '#kernel/list'
import type { Cell, ListRow } from '#kernel/list-endpoints'
import { saidAgain } from '#kernel/said-again'

/** A cell in few words, for a line that tells two records apart; days instead of moments. null where there is nothing. */
export function cellWords({ type, options }: Pick<ListColumn, 'type' | 'options'>, cell: Cell): string | null {
  if (cell === null || cell === '') return null
  if (typeof cell === 'object') return 'label' in cell ? cell.label || null : [cell.amount, cell.currency].filter(Boolean).join(' ')
  if (type === 'instant') return String(cell).slice(0, 10)
  return options?.find(({ value }) => value === cell)?.label ?? String(cell)
}

/** A row whose sentences of our own are in the language of whoever reads. */
export function inLanguage<Row extends Pick<ListRow, 'cells'>>({ columns }: Pick<ListDeclaration, 'columns'>, row: Row): Row {
  const kept = columns.filter(({ key, again }) => again && typeof row.cells[key] === 'string')
  if (kept.length === 0) return row
  return { ...row, cells: { ...row.cells, ...Object.fromEntries(kept.map(({ key }) => [key, saidAgain(String(row.cells[key]))])) } }
}
