import type { ColumnType } from '../shapes.ts'

/** What the cells of a field are read as. `share` is 0 to 1; `instant` is UTC; `name` may come as "Last, First". */
export type FieldType = 'text' | 'name' | 'email' | 'number' | 'money' | 'share' | 'day' | 'instant' | 'flag'

export interface Field {
  readonly key: string
  readonly label: string
  readonly type: FieldType
  /** Header names, as `headerKey` writes them, best first; an own prefix of the kind ("deal", "lead") may be left out. */
  readonly aliases: readonly string[]
  /** An unreadable cell rejects the row; otherwise the cell is kept as text in `custom` and counted. */
  readonly strict: boolean
  /** Not a column of the staged table: the compiler decides other fields with it. */
  readonly virtual: boolean
}

/** What gives a kind of file away. */
export interface KindSigns {
  /** Header keys and how much each says: 4 is nearly sure, 1 is a hint. */
  readonly headers: Readonly<Record<number, string>>
  /** Sets of header keys that say much only together; `atMost` limits how many columns the file may have. */
  readonly together?: readonly { readonly all: string; readonly says: number; readonly atMost?: number }[]
  /** Matches the file name without path. */
  readonly fileName: RegExp
}

/** Words of one line as a list. Aliases are written that way to keep many of them readable. */
export function list(words: string): string[] {
  return words.trim().split(/\s+/)
}

/** A field whose unreadable cells do not cost the row. */
export function field(
  key: string,
  label: string,
  type: FieldType,
  aliases: string,
  more: Partial<Pick<Field, 'strict' | 'virtual'>> = {},
): Field {
  return { key, label, type, aliases: list(aliases), strict: more.strict ?? false, virtual: more.virtual ?? false }
}

/** Which types of column may feed which type of field; a text column never becomes money. */
export const fits: Readonly<Record<FieldType, readonly ColumnType[]>> = {
  text: ['text', 'number', 'money', 'share', 'date', 'flag', 'email', 'url', 'phone', 'empty'],
  name: ['text', 'number', 'email', 'empty'],
  email: ['email', 'text', 'empty'],
  number: ['number', 'money', 'empty', 'flag'],
  money: ['number', 'money', 'empty', 'flag'],
  share: ['share', 'number', 'empty', 'flag'],
  day: ['date', 'empty'],
  instant: ['date', 'empty'],
  flag: ['flag', 'empty'],
}
