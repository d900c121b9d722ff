import { bringKnown, duckType } from '../analytics/crossing.ts'
import { type Duck, quoteIdent, quoteText } from '../analytics/duck.ts'
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
 * `rows`: a view with `no` (BIGINT, unique, the order of the rows) and a column for each of `says`.
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
 * Takes the set: makes what is new, changes what differs, leaves what is the same. Leaves `each_<name>` (lead, id, …) and `taken_<name>`
 * (no, bucket, changed). An empty cell never erases what is there; custom fields are added to, field by field.
 */
export async function takeSet<K extends Kept>(ctx: Ctx, duck: Duck, set: SetTake<K>): Promise<void> {
  const { name } = set
  const columns = columnsOf(set)
  await duck.run(`
    CREATE OR REPLACE TABLE each_${name} AS SELECT lead, coalesce(any_value(old_id), uuidv7()) AS id, any_value(old_id) IS NULL AS fresh,
      count(*) AS n, min(h) = max(h) AS alike FROM aim_${name} GROUP BY lead;
    CREATE OR REPLACE TABLE taken_${name} AS SELECT a.no, CASE WHEN a.no = e.lead THEN 'create' ELSE 'skip' END AS bucket, NULL::VARCHAR[] AS changed
      FROM aim_${name} a JOIN each_${name} e USING (lead) WHERE e.fresh AND e.alike;
    CREATE OR REPLACE TABLE odd_${name} AS SELECT r.no, e.id, e.lead, e.fresh, ${columns.map(typed('r')).join(', ')}
      FROM ${set.rows} r JOIN aim_${name} a USING (no) JOIN each_${name} e USING (lead) WHERE CASE WHEN e.fresh THEN NOT e.alike ELSE e.n > 1 END`)
  await takeKnown(ctx, duck, set, columns)
  await takeOdd(ctx, duck, set, columns)
  await insertSet(ctx, duck, {
    table: set.table,
    columns,
    rows: `SELECT e.id, ${columns.map(typed('r')).join(', ')} FROM ${set.rows} r JOIN each_${name} e ON e.lead = r.no WHERE e.fresh AND e.alike`,
    ids: `SELECT id FROM each_${name} WHERE fresh AND alike`,
  })
}

/** Records that are there and that one row is about: compared column by column. */
async function takeKnown<K extends Kept>(ctx: Ctx, duck: Duck, set: SetTake<K>, columns: readonly ColumnInfo[]): Promise<void> {
  const { name, keepFirst = [] } = set
  const known = `SELECT r.no, e.id, ${columns.map((column) => `${nextOf(column)} AS ${quoteIdent(column.name)}`).join(', ')},
      [c for c in [${columns.map((column) => `CASE WHEN ${differs(column, keepFirst)} THEN ${quoteText(column.name)} END`).join(', ')}] if c IS NOT NULL] AS changed
    FROM ${set.rows} r JOIN aim_${name} a USING (no) JOIN each_${name} e USING (lead) JOIN was_${name} w ON w.id = e.id WHERE NOT e.fresh AND e.n = 1`
  await duck.run(`CREATE OR REPLACE TABLE known_${name} AS ${known}`)
  await duck.run(
    `INSERT INTO taken_${name} SELECT no, CASE WHEN len(changed) > 0 THEN 'update' ELSE 'skip' END, changed FROM known_${name}`,
  )
  await patch(ctx, duck, set, columns, `SELECT * FROM known_${name} WHERE len(changed) > 0`)
}

/** Records that several rows say different things about: the rows are folded in their order, after what is there. */
async function takeOdd<K extends Kept>(ctx: Ctx, duck: Duck, set: SetTake<K>, columns: readonly ColumnInfo[]): Promise<void> {
  const { name, keepFirst = [] } = set
  const some = await duck.one<{ n: number }>(`SELECT count(*) AS n FROM odd_${name}`)
  if (!some?.n) return
  const names = columns.map((column) => quoteIdent(column.name)).join(', ')
  await duck.run(`INSERT INTO odd_${name} SELECT -1, w.id, e.lead, false, ${columns.map(typed('w')).join(', ')}
    FROM was_${name} w JOIN each_${name} e ON e.id = w.id WHERE NOT e.fresh AND e.n > 1`)
  const before = (column: ColumnInfo) => `lag(${quoteIdent(column.name)} IGNORE NULLS) OVER w`
  const changes = (column: ColumnInfo): string => {
    const value = quoteIdent(column.name)
    const kept = keepFirst.includes(column.name)
    if (column.sqlType !== 'jsonb')
      return `CASE WHEN ${value} IS NOT NULL AND (${before(column)} IS NULL${kept ? '' : ` OR ${before(column)} <> ${value}`}) THEN ${quoteText(column.name)} END`
    const running = folded(`list(${value}) OVER (PARTITION BY lead ORDER BY no ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`)
    return `CASE WHEN ${value} IS NOT NULL AND ${canonical(merged(running, value))} <> ${canonical(running)} THEN ${quoteText(column.name)} END`
  }
  await duck.run(`INSERT INTO taken_${name} SELECT no, CASE WHEN fresh AND no = lead THEN 'create' WHEN len(changed) > 0 THEN 'update' ELSE 'skip' END,
      CASE WHEN NOT (fresh AND no = lead) THEN changed END
    FROM (SELECT no, lead, fresh, [c for c in [${columns.map(changes).join(', ')}] if c IS NOT NULL] AS changed FROM odd_${name} WINDOW w AS (PARTITION BY lead ORDER BY no))
    WHERE no >= 0`)
  const fold = (column: ColumnInfo) => {
    const value = quoteIdent(column.name)
    if (column.sqlType === 'jsonb') return `${folded(`list(${value} ORDER BY no) FILTER (${value} IS NOT NULL)`)} AS ${value}`
    return `${keepFirst.includes(column.name) ? 'arg_min' : 'arg_max'}(${value}, no) AS ${value}`
  }
  const result = `SELECT id, any_value(fresh) AS fresh, ${columns.map(fold).join(', ')} FROM odd_${name} GROUP BY id`
  await insertSet(ctx, duck, {
    table: set.table,
    columns,
    rows: `SELECT id, ${names} FROM (${result}) WHERE fresh`,
    ids: `SELECT DISTINCT id FROM odd_${name} WHERE fresh`,
  })
  const changed = columns.map((column) => `CASE WHEN ${differs(column, keepFirst)} THEN ${quoteText(column.name)} END`).join(', ')
  await patch(
    ctx,
    duck,
    set,
    columns,
    `SELECT * FROM (SELECT r.*, [c for c in [${changed}] if c IS NOT NULL] AS changed FROM (${result}) r JOIN was_${name} w ON w.id = r.id WHERE NOT r.fresh) WHERE len(changed) > 0`,
  )
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
  await duck.run(`CREATE OR REPLACE TABLE who_${name} AS ${keyed}`)
  await bringKnown(ctx.tx, duck, table, { [column]: `SELECT key FROM who_${name}` }, `was_${name}`)
  await duck.run(`
    CREATE OR REPLACE TABLE aim_${name} AS SELECT k.no, l.lead, w.id AS old_id, k.h FROM who_${name} k
      JOIN (SELECT key, min(no) AS lead FROM who_${name} GROUP BY key) l USING (key) LEFT JOIN was_${name} w ON w.${quoteIdent(column)} = k.key;
    DROP TABLE who_${name}`)
}
