import type { ListColumn } from '#kernel/list'
import type { Cell } from '#kernel/list-endpoints'

/** A cell in few words, for a line that tells two records apart; days instead of moments. null where there is nothing. */
export function cellWords({ type, options }: Pick<ListColumn, 'type' | 'options'>, cell: Cell): string | null {
  if (cell === null || cell === '') return null
  if (typeof cell === 'object') return 'label' in cell ? cell.label || null : [cell.amount, cell.currency].filter(Boolean).join(' ')
  if (type === 'instant') return String(cell).slice(0, 10)
  return options?.find(({ value }) => value === cell)?.label ?? String(cell)
}
