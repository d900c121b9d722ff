/** One column that a room lends to measure: its name and type in DuckDB, and the PostgreSQL expression behind it. */
export interface LentColumn {
  readonly name: string
  readonly type: 'VARCHAR' | 'UUID' | 'TIMESTAMP' | 'DATE' | 'DECIMAL(18,4)' | 'DOUBLE' | 'BOOLEAN' | 'INTEGER'
  readonly sql: string
}

/** What a room lends to measure: records of one kind in the shape in which files are staged, so that both give the same facts. */
export interface Lent {
  /** What a record is; the records have the columns of `staged.<kind>`. */
  readonly kind: string
  /** PostgreSQL tables, with joins; the record's own table comes first. */
  readonly from: string
  /** Expression of the record's id. */
  readonly id: string
  readonly columns: readonly LentColumn[]
  /** By changed table: the condition that finds the records that its changed rows concern; `$ids` stands for their ids. */
  readonly concerns: Readonly<Record<string, string>>
  /** Of records that are part of another, such as the moves of a deal: the kind of the whole, the expression of its id, and the column that holds it. */
  readonly partOf?: { readonly kind: string; readonly id: string; readonly column: string }
  /** Records of other kinds that it takes attributes from: found by this column of theirs (`id` is their own), with the expression that says which. */
  readonly reaches?: readonly { readonly kind: string; readonly column: string; readonly by: string }[]
}

const typesByMark: Readonly<Record<string, LentColumn['type']>> = {
  text: 'VARCHAR',
  id: 'UUID',
  at: 'TIMESTAMP',
  day: 'DATE',
  money: 'DECIMAL(18,4)',
  number: 'DOUBLE',
  flag: 'BOOLEAN',
  whole: 'INTEGER',
}

/** Columns from lines of `name mark expression`. Instants are lent as UTC without a zone. */
export function lentColumns(text: string): LentColumn[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', mark = '', ...sql] = line.trim().split(/\s+/)
      const type = typesByMark[mark]
      if (!type) throw new TypeError(`"${mark}" is no type that can be lent.`)
      const expression = sql.join(' ')
      return { name, type, sql: mark === 'at' ? `(${expression} AT TIME ZONE 'UTC')` : expression }
    })
}
