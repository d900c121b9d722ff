import type { ListColumn } from '#kernel/list'
import type { Cell, ChangedField, ListRow } from '#kernel/list-endpoints'
import type { Meant } from './meaning.ts'

/** What becomes of one record of many. */
export type Judged =
  | { readonly kind: 'change'; readonly fields: ChangedField[]; readonly more: Readonly<Record<string, unknown>> }
  | { readonly kind: 'same' }
  | { readonly kind: 'refused'; readonly why: string }

/** A column that is changed, with its new value, and what that is called where it is another record. */
export interface NewValue {
  readonly column: ListColumn
  readonly value: string | number | boolean | null
  readonly label: string | null
}

/** Judges one record: nothing to do where all of it is so already, else what the room says. */
export function judgeRow({ cells }: ListRow, values: readonly NewValue[], meant: () => Meant): Judged {
  const fields = values.flatMap(({ column, value, label }): ChangedField[] => {
    const cell = cells[column.key] ?? null
    return plainOf(cell) === (value === null ? null : String(value))
      ? []
      : [{ label: column.label, type: column.type, before: shownOf(cell), after: label ?? (value === null ? null : String(value)) }]
  })
  if (fields.length === 0) return { kind: 'same' }
  const meaning = meant()
  return 'why' in meaning ? { kind: 'refused', why: meaning.why } : { kind: 'change', fields, more: meaning.more }
}

/** What a cell is compared by: the id of a record, the digits of an amount. */
function plainOf(cell: Cell): string | null {
  if (cell === null) return null
  return typeof cell === 'object' ? ('label' in cell ? cell.id : cell.amount) : String(cell)
}

function shownOf(cell: Cell): string | null {
  return cell !== null && typeof cell === 'object' && 'label' in cell ? cell.label : plainOf(cell)
}

/** Why records are left and how many, most first, with the names of a few. */
export function refusalsOf(refused: readonly { readonly why: string; readonly name: string }[]) {
  return [...Map.groupBy(refused, ({ why }) => why)]
    .map(([why, group]) => ({ why, records: group.length, examples: group.slice(0, 5).map(({ name }) => name) }))
    .toSorted((a, b) => b.records - a.records)
}
