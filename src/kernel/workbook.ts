/** A cell of a workbook that people open in a spreadsheet. Text is text, even when it begins like a formula. */
export type BookCell =
  | string
  | number
  | null
  | { readonly day: string }
  | { readonly value: number; readonly as: 'share' | 'money' | 'days' | 'count' }
  | { readonly head: string }

export interface BookSheet {
  readonly name: string
  /** In letters, one for each column. */
  readonly widths: readonly number[]
  /** So many rows on top stay in sight. */
  readonly frozen: number
  readonly rows: readonly (readonly BookCell[])[]
}
