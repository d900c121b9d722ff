export interface FactColumn {
  readonly name: string
  readonly type: string
}

export interface FactTable {
  readonly name: string
  readonly columns: readonly FactColumn[]
  readonly key: readonly string[]
  /** Whose dimensions become columns `d_<key>` of this table. */
  readonly dimensionsOf?: 'deal' | 'lead'
}

/** Columns from lines of `name type`. */
export function columns(text: string): FactColumn[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', ...type] = line.trim().split(' ')
      return { name, type: type.join(' ') }
    })
}
