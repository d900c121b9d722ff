import { bringKnown, duckType } from '../analytics/crossing.ts'
import { type Duck, quoteIdent, quoteText } from '../analytics/duck.ts'
import { inTurn, type Piece, piecesOf, stretchesOf } from '../analytics/pieces.ts'
import type { Tx } from '../store/database.ts'
import { type ColumnInfo, infoOf, type Kept, type PatchOf } from '../store/kept.ts'
import { insertSet } from './insert-set.ts'
import type { Ledger } from './ledger.ts'

interface Ctx {
  readonly tx: Tx
  readonly ledger: Ledger
}

/**
 * A set of rows that comes in, as tables and views of DuckDB. It means the same as takeRows (platform/ledger/take), which a property test
 * holds it to, and takes a million rows where takeRows takes thousands.
 *
 * `rows`: a table with `no` (BIGINT, unique, the order of the rows) and a column for each of `says`.
 * `aim_<name>`: which record each row is about: `no`, `lead` (the lowest `no` of its record), `old_id` (UUID, NULL for a new record)
 * and `h` (a hash of all that the row says). `was_<name>`: the records of `old_id` with all columns.
 */
export interface SetTake<K extends Kept> {
  readonly table: K
  readonly name: string
  readonly rows: string
  /** Names in SQL of the columns that rows say; a custom column is JSON text. */
  readonly says: readonly string[]
  /** Columns that keep their first value for ever, such as the origin. */
  readonly keepFirst?: readonly string[]
}

/**
 * Takes the set: makes what is new, changes what differs, leaves what is the same. Leaves `each_<name>` (lead, id, …), `ids_<name>` (no, id) and
 * `taken_<name>` (no, bucket, changed). An empty cell never erases what is there; custom fields are added to, field by field.
 */
export async function takeSet<K extends Kept>(ctx: Ctx, duck: Duck, set: SetTake<K>): Promise<void> {
  const { name } = set
  const columns = columnsOf(set)
  await duck.run(`
    CREATE OR REPLACE TABLE each_${name} (lead BIGINT, id UUID, fresh BOOLEAN, n BIGINT, alike BOOLEAN);
    CREATE OR REPLACE TABLE ids_${name} (no BIGINT, id UUID);
    CREATE OR REPLACE TABLE taken_${name} (no BIGINT, bucket VARCHAR, changed VARCHAR[]);
    CREATE OR REPLACE TABLE odds_${name} (no BIGINT, id UUID, lead BIGINT, fresh BOOLEAN)`)
  for await (const piece of inTurn(duck, await piecesOf(duck, `aim_${name}`))) await decide(duck, name, piece)
  const stretches = await stretchesOf(duck, `each_${name}`, 'lead')
  await takeKnown(ctx, duck, set, columns, stretches)
  await takeOdd(ctx, duck, set, columns, stretches)
  const plain = (piece: Piece) => `FROM each_${name} WHERE fresh AND alike AND ${piece('lead')}`
  await insertSet(ctx, duck, {
    table: set.table,
    columns,
    rows: stretches.map(
      (piece) =>
        `SELECT e.id, ${columns.map(typed('r')).join(', ')} FROM (FROM ${set.rows} WHERE ${piece('no')}) r JOIN (${plain(piece)}) e ON e.lead = r.no`,
    ),
    ids: stretches.map((piece) => `SELECT id ${plain(piece)}`),
  })
  await duck.run(`DROP TABLE odds_${name}`)
}

/** Which record each row of a piece is about, and which rows are done with that. */
async function decide(duck: Duck, name: string, piece: Piece): Promise<void> {
  const aim = `(FROM aim_${name} WHERE ${piece('lead')})`
  const about = `FROM ${aim} a JOIN piece_${name} e USING (lead)`
  await duck.run(`
    CREATE OR REPLACE TABLE piece_${name} AS SELECT lead, coalesce(any_value(old_id), uuidv7()) AS id, any_value(old_id) IS NULL AS fresh,
      count(*) AS n, min(h) = max(h) AS alike FROM ${aim} GROUP BY lead;
    INSERT INTO each_${name} FROM piece_${name};
    INSERT INTO ids_${name} SELECT a.no, e.id ${about};
    INSERT INTO taken_${name} SELECT a.no, CASE WHEN a.no = e.lead THEN 'create' ELSE 'skip' END, NULL ${about} WHERE e.fresh AND e.alike;
    INSERT INTO odds_${name} SELECT a.no, e.id, e.lead, e.fresh ${about} WHERE CASE WHEN e.fresh THEN NOT e.alike ELSE e.n > 1 END;
    DROP TABLE piece_${name}`)
}

/** Records that are there and that one row is about: compared column by column. */
async function takeKnown<K extends Kept>(
  ctx: Ctx,
  duck: Duck,
  set: SetTake<K>,
  columns: readonly ColumnInfo[],
  stretches: readonly Piece[],
): Promise<void> {
  const { name, keepFirst = [] } = set
  const some = await duck.one<{ n: number }>(`SELECT count(*) AS n FROM was_${name}`)
  if (!some?.n) return
  for await (const piece of inTurn(duck, stretches)) {
    const known = `SELECT r.no, e.id, ${columns.map((column) => `${nextOf(column)} AS ${quoteIdent(column.name)}`).join(', ')},
      [c for c in [${columns.map((column) => `CASE WHEN ${differs(column, keepFirst)} THEN ${quoteText(column.name)} END`).join(', ')}] if c IS NOT NULL] AS changed
    FROM (FROM ${set.rows} WHERE ${piece('no')}) r JOIN (FROM each_${name} WHERE NOT fresh AND n = 1 AND ${piece('lead')}) e ON e.lead = r.no JOIN was_${name} w ON w.id = e.id`
    await duck.run(`CREATE OR REPLACE TABLE known_${name} AS ${known}`)
    await duck.run(
      `INSERT INTO taken_${name} SELECT no, CASE WHEN len(changed) > 0 THEN 'update' ELSE 'skip' END, changed FROM known_${name}`,
    )
    await patch(ctx, duck, set, columns, `SELECT * FROM known_${name} WHERE len(changed) > 0`)
  }
  await duck.run(`DROP TABLE IF EXISTS known_${name}`)
}

/** Records that several rows say different things about: the rows are folded in their order, after what is there. */
async function takeOdd<K extends Kept>(
  ctx: Ctx,
  duck: Duck,
  set: SetTake<K>,
  columns: readonly ColumnInfo[],
  stretches: readonly Piece[],
): Promise<void> {
  const { name, keepFirst = [] } = set
  const some = await duck.one<{ n: number }>(`SELECT count(*) AS n FROM odds_${name}`)
  if (!some?.n) return
  const names = columns.map((column) => quoteIdent(column.name)).join(', ')
  const odd = (piece: Piece) =>
    `SELECT r.no, e.id, e.lead, e.fresh, ${columns.map(typed('r')).join(', ')} FROM (FROM ${set.rows} WHERE ${piece('no')}) r JOIN (FROM odds_${name} WHERE ${piece('no')}) e USING (no)`
  for await (const [index, piece] of inTurn(duck, [...stretches.entries()]))
    await duck.run(`${index === 0 ? `CREATE OR REPLACE TABLE odd_${name} AS` : `INSERT INTO odd_${name}`} ${odd(piece)}`)
  await duck.run(`INSERT INTO odd_${name} SELECT -1, w.id, e.lead, false, ${columns.map(typed('w')).join(', ')}
    FROM was_${name} w JOIN (FROM each_${name} WHERE NOT fresh AND n > 1) e ON e.id = w.id`)
  const before = (column: ColumnInfo) => `lag(${quoteIdent(column.name)} IGNORE NULLS) OVER w`
  const changes = (column: ColumnInfo): string => {
    const value = quoteIdent(column.name)
    const kept = keepFirst.includes(column.name)
    if (column.sqlType !== 'jsonb')
      return `CASE WHEN ${value} IS NOT NULL AND (${before(column)} IS NULL${kept ? '' : ` OR ${before(column)} <> ${value}`}) THEN ${quoteText(column.name)} END`
    const running = folded(`list(${value}) OVER (PARTITION BY lead ORDER BY no ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`)
    return `CASE WHEN ${value} IS NOT NULL AND ${canonical(merged(running, value))} <> ${canonical(running)} THEN ${quoteText(column.name)} END`
  }
  const pieces = await piecesOf(duck, `odd_${name}`)
  for await (const piece of inTurn(duck, pieces))
    await duck.run(`INSERT INTO taken_${name} SELECT no, CASE WHEN fresh AND no = lead THEN 'create' WHEN len(changed) > 0 THEN 'update' ELSE 'skip' END,
      CASE WHEN NOT (fresh AND no = lead) THEN changed END
    FROM (SELECT no, lead, fresh, [c for c in [${columns.map(changes).join(', ')}] if c IS NOT NULL] AS changed
        FROM (FROM odd_${name} WHERE ${piece('lead')}) WINDOW w AS (PARTITION BY lead ORDER BY no))
      WHERE no >= 0`)
  const fold = (column: ColumnInfo) => {
    const value = quoteIdent(column.name)
    if (column.sqlType === 'jsonb') return `${folded(`list(${value} ORDER BY no) FILTER (${value} IS NOT NULL)`)} AS ${value}`
    return `${keepFirst.includes(column.name) ? 'arg_min' : 'arg_max'}(${value}, no) AS ${value}`
  }
  const result = (piece: Piece) =>
    `SELECT id, any_value(fresh) AS fresh, ${columns.map(fold).join(', ')} FROM odd_${name} WHERE ${piece('lead')} GROUP BY id`
  await insertSet(ctx, duck, {
    table: set.table,
    columns,
    rows: pieces.map((piece) => `SELECT id, ${names} FROM (${result(piece)}) WHERE fresh`),
    ids: pieces.map((piece) => `SELECT DISTINCT id FROM odd_${name} WHERE fresh AND ${piece('lead')}`),
  })
  const changed = columns.map((column) => `CASE WHEN ${differs(column, keepFirst)} THEN ${quoteText(column.name)} END`).join(', ')
  for await (const piece of inTurn(duck, pieces)) {
    const differing = `SELECT r.*, [c for c in [${changed}] if c IS NOT NULL] AS changed FROM (${result(piece)}) r JOIN was_${name} w ON w.id = r.id WHERE NOT r.fresh`
    await patch(ctx, duck, set, columns, `SELECT * FROM (${differing}) WHERE len(changed) > 0`)
  }
  await duck.run(`DROP TABLE odd_${name}`)
}

/** Writes the changed columns of records that are there. */
async function patch<K extends Kept>(ctx: Ctx, duck: Duck, set: SetTake<K>, columns: readonly ColumnInfo[], select: string): Promise<void> {
  for await (const rows of duck.stream(select)) {
    const patches = rows.map((row) => {
      const changed = new Set(row.changed as string[])
      const values = columns
        .filter((column) => changed.has(column.name))
        .map((column) => [column.key, column.sqlType === 'jsonb' ? JSON.parse(String(row[column.name])) : row[column.name]])
      return { id: row.id, ...Object.fromEntries(values) }
    })
    await ctx.ledger.update(set.table, patches as unknown as PatchOf<K>[])
  }
}

function columnsOf<K extends Kept>({ table, says }: SetTake<K>): ColumnInfo[] {
  const { columns } = infoOf(table)
  return says.map((name) => {
    const column = columns.find((each) => each.name === name)
    if (!column) throw new TypeError(`"${name}" is no column of this table.`)
    return column
  })
}

const typed = (from: string) => (column: ColumnInfo) => {
  const value = `${from}.${quoteIdent(column.name)}`
  return column.sqlType === 'jsonb'
    ? `json_merge_patch('{}', ${value})::VARCHAR AS ${quoteIdent(column.name)}`
    : `${value}::${duckType(column)} AS ${quoteIdent(column.name)}`
}

const merged = (before: string, after: string) => `json_merge_patch(coalesce(${before}, '{}'), ${after})::VARCHAR`
/** The members of a JSON object of texts in an order of their own, so that two objects compare. */
const canonical = (object: string) => `list_sort(map_entries(CAST((${object})::JSON AS MAP(VARCHAR, VARCHAR))))`
const folded = (list: string) =>
  `list_reduce(list_prepend('{}', coalesce(${list}, []::VARCHAR[])), lambda a, b: json_merge_patch(a, b)::VARCHAR)`

/** Whether the row `r` says something else about a column than the record `w`. */
function differs(column: ColumnInfo, keepFirst: readonly string[]): string {
  const [now, was] = [`r.${quoteIdent(column.name)}`, `w.${quoteIdent(column.name)}`]
  if (column.sqlType === 'jsonb') return `${now} IS NOT NULL AND ${canonical(merged(was, now))} <> ${canonical(`coalesce(${was}, '{}')`)}`
  return `${now} IS NOT NULL AND (${was} IS NULL${keepFirst.includes(column.name) ? '' : ` OR ${was} <> ${now}::${duckType(column)}`})`
}

function nextOf(column: ColumnInfo): string {
  const [now, was] = [`r.${quoteIdent(column.name)}`, `w.${quoteIdent(column.name)}`]
  return column.sqlType === 'jsonb' ? merged(was, now) : `${now}::${duckType(column)}`
}

/**
 * Makes `aim_<name>` and `was_<name>` for records that are known by one key. `keyed` is a query of DuckDB with no, key and h; `column` is
 * the column of the table that holds the key.
 */
export async function aimByKey(
  ctx: Ctx,
  duck: Duck,
  { table, name, keyed, column }: { table: Kept; name: string; keyed: string; column: string },
): Promise<void> {
  await duck.run(`CREATE OR REPLACE TABLE who_${name} AS SELECT *, md5_number(key) AS k FROM (${keyed})`)
  await bringKnown(ctx.tx, duck, table, { [column]: `SELECT key FROM who_${name}` }, `was_${name}`)
  await duck.run(`CREATE OR REPLACE TABLE aim_${name} (no BIGINT, lead BIGINT, old_id UUID, h UBIGINT)`)
  const was = `SELECT id, md5_number(${quoteIdent(column)}) AS k FROM was_${name}`
  for await (const piece of inTurn(duck, await piecesOf(duck, `who_${name}`)))
    await duck.run(`INSERT INTO aim_${name} SELECT w.no, l.lead, b.id, w.h FROM (FROM who_${name} WHERE ${piece('k')}) w
      JOIN (SELECT k, min(no) AS lead FROM who_${name} WHERE ${piece('k')} GROUP BY k) l USING (k) LEFT JOIN (FROM (${was}) WHERE ${piece('k')}) b USING (k)`)
  await duck.run(`DROP TABLE who_${name}`)
}
