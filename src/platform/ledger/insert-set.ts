import { copyIn, inwards } from '../analytics/crossing.ts'
import { type Duck, quoteIdent, quoteText } from '../analytics/duck.ts'
import type { Tx } from '../store/database.ts'
import { type ColumnInfo, infoOf, type Kept } from '../store/kept.ts'
import type { Ledger } from './ledger.ts'

/** New rows as queries of DuckDB: `rows` answers id and the named columns, `ids` the same ids alone. */
export interface NewSet {
  readonly table: Kept
  readonly columns: readonly ColumnInfo[]
  readonly rows: string
  readonly ids: string
}

/** Ids that one note in `change` holds at most. */
const idsEach = 5_000

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
  const count = await copyIn(ctx.tx, duck, `SELECT id, ${picks.join(', ')}, ${event} AS touched_by FROM (${rows})`, name, names)
  if (count === 0) return 0
  const notes = `SELECT ${event}, ${quoteText(name)}, 'insert', '{' || string_agg(id::VARCHAR, ',') || '}'
    FROM (SELECT id, row_number() OVER () // ${idsEach} AS piece FROM (${ids})) GROUP BY piece`
  await copyIn(ctx.tx, duck, notes, 'change', ['event_id', 'tbl', 'op', 'row_ids'])
  ctx.ledger.noteWrites(count)
  return count
}
