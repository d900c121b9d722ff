import { copyIn, copyInLines, inwards } from '../analytics/crossing.ts'
import { type Duck, quoteIdent, quoteText } from '../analytics/duck.ts'
import type { Tx } from '../store/database.ts'
import { type ColumnInfo, infoOf, type Kept } from '../store/kept.ts'
import type { Ledger } from './ledger.ts'

/** New rows as queries of DuckDB, a large set in pieces: `rows` answer id and the named columns, `ids` the same ids alone. */
export interface NewSet {
  readonly table: Kept
  readonly columns: readonly ColumnInfo[]
  readonly rows: string | readonly string[]
  readonly ids: string | readonly string[]
}

/** Ids that one note in `change` holds at most. */
const idsEach = 5_000
const idLength = 36

/** Inserts a set of rows by COPY, as Ledger.insert does with rows at hand: each row points to the event, and the undo finds all ids. */
export async function insertSet(ctx: { readonly tx: Tx; readonly ledger: Ledger }, duck: Duck, set: NewSet): Promise<number> {
  const { table, columns, rows, ids } = set
  if (table.nature !== 'record') throw new TypeError('Only record tables are written through the ledger.')
  const event = quoteText(ctx.ledger.eventId)
  const picks = columns.map((column) => {
    const empty = column.sqlType === 'jsonb' && column.notNull
    return empty ? `coalesce(${quoteIdent(column.name)}, '{}') AS ${quoteIdent(column.name)}` : inwards(column)
  })
  const { name } = infoOf(table)
  const names = ['id', ...columns.map((column) => column.name), 'touched_by']
  const picked = [rows].flat().map((query) => `SELECT id, ${picks.join(', ')}, ${event} AS touched_by FROM (${query})`)
  const count = await copyIn(ctx.tx, duck, picked, name, names)
  if (count === 0) return 0
  // The ids go through a file of lines: an aggregate of all of them would hold them in memory, and cannot spill.
  const line = (some: string[]) => `${ctx.ledger.eventId},${name},insert,"{${some.join(',')}}"\n`
  const texts = [ids].flat().map((query) => `SELECT id::VARCHAR FROM (${query})`)
  await copyInLines(ctx.tx, duck, { selects: texts, length: idLength, each: idsEach, line }, 'change', ['event_id', 'tbl', 'op', 'row_ids'])
  ctx.ledger.noteWrites(count, table)
  return count
}
