import type { CustomField } from '#kernel/custom-field'
import type { Field } from '../fields/field.ts'
import type { DateOrder, DecimalSign, StagedKind } from '../shapes.ts'

/** A mapped file, ready to be compiled to SQL. Columns are numbers; names only appear inside texts. */
export interface Plan {
  readonly no: number
  readonly kind: StagedKind
  readonly width: number
  readonly fields: readonly {
    readonly field: Field
    readonly column: number
    readonly header: string
    readonly hundred: boolean
    readonly lastFirst: boolean
  }[]
  /** Kept under the name; of a field that people settled, as its values are. */
  readonly custom: readonly { readonly column: number; readonly name: string; readonly settled?: CustomField }[]
  readonly entered: readonly { readonly column: number; readonly header: string; readonly stage: string }[]
  readonly dateOrder: DateOrder
  readonly decimal: DecimalSign
  readonly currency: string | null
  readonly shortRowsAreWhole: boolean
  readonly unclosedQuote: boolean
  /** What stands before the ids of the system that the files are from; nothing for the first. */
  readonly idsBegin: string
  /** Whether rows without an id get a name of their own, by which they are found again. */
  readonly named: boolean
}

/** Whether a cell that this field cannot read stays in `custom` instead of costing the row. */
export function keptWhenUnreadable(field: Field): boolean {
  return isTyped(field) && !field.strict
}

/** Whether the cells of this field have to be read: a number, a date, yes or no. */
export function isTyped(field: Field): boolean {
  return field.type !== 'text' && field.type !== 'name' && field.type !== 'email'
}
