import type { Tx } from '#platform/store/database'
import { recordTables } from '#platform/store/export'
import { type ColumnInfo, infoOf, type Kept } from '#platform/store/kept'

/** What a column may hold besides its type: values of a CHECK, whether a value may come twice, the table that it points to. */
export interface Bounds {
  readonly table: string
  readonly column: ColumnInfo
  /** Counts the rows over all tables, for what must differ. */
  readonly number: number
  readonly unique: boolean
  readonly oneOf: readonly string[]
}

/** The value of a column as text that PostgreSQL reads, or null. */
export type MakeValue = (bounds: Bounds) => string | null

interface Limits {
  readonly checks: ReadonlyMap<string, readonly string[]>
  readonly unique: ReadonlySet<string>
}

const event = '018c0000-0000-7000-8000-00000000ffff'

/** Fills every record table with as many rows, in the order of references, past the ledger. Follows the tables as they are, so new ones are filled too. */
export async function fillRecords(tx: Tx, kept: Iterable<Kept>, rowsEach: number, make: MakeValue): Promise<void> {
  const limits = await limitsOf(tx)
  const ids = new Map<string, string[]>()
  let number = 0
  for (const table of recordTables(kept)) {
    const { name, columns, references } = infoOf(table)
    const made: string[] = []
    for (let row = 0; row < rowsEach; row += 1) {
      number += 1
      const id = `018c0000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`
      const values = columns.map((column) => {
        if (column.name === 'id') return id
        if (column.key === 'touchedBy') return event
        const to = references.find((reference) => reference.column === column.name)?.to
        const place = `${name}.${column.name}`
        const value = make({ table: name, column, number, unique: limits.unique.has(place), oneOf: limits.checks.get(place) ?? [] })
        return to === undefined || value === null ? value : (ids.get(to)?.[row % rowsEach] ?? null)
      })
      const names = columns.map((column) => `"${column.name}"`).join(', ')
      const places = columns.map((column, index) => `$${index + 1}::text::${column.sqlType}`).join(', ')
      await tx.query(`INSERT INTO "${name}" (${names}) VALUES (${places})`, values)
      made.push(id)
    }
    ids.set(name, made)
  }
}

async function limitsOf(tx: Tx): Promise<Limits> {
  const rows = await tx.query<{ tbl: string; type: string; columns: string[]; definition: string }>(
    `SELECT c.conrelid::regclass::text AS tbl, c.contype::text AS type, pg_get_constraintdef(c.oid) AS definition,
       ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)) AS columns
     FROM pg_constraint c WHERE c.connamespace = current_schema()::regnamespace AND c.contype IN ('c', 'u')`,
  )
  const places = (type: string) =>
    rows.filter((row) => row.type === type).flatMap((row) => row.columns.map((column) => ({ place: `${row.tbl}.${column}`, ...row })))
  return {
    checks: new Map(
      places('c').map(({ place, definition }) => [place, [...definition.matchAll(/'([^']*)'::text/g)].map((match) => match[1] ?? '')]),
    ),
    unique: new Set(places('u').map(({ place }) => place)),
  }
}
