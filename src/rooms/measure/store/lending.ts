import { fetchRows } from '#platform/analytics/bridge'
import { type Duck, quoteIdent } from '#platform/analytics/duck'
import type { Lent } from '#platform/analytics/lent'
import { uuidArray } from '#platform/ledger/since'
import type { Tx } from '#platform/store/database'
import { lentSource, lentTable, type Source } from './source.ts'

const columnsOf = (lent: Lent) => [{ name: 'record_id', type: 'UUID', sql: lent.id }, ...lent.columns]

/** Takes all records of every kind over into temporary tables. */
export async function lendAll(tx: Tx, duck: Duck, all: readonly Lent[]): Promise<Source> {
  await lendEach(tx, duck, all, () => 'true')
  return lentSource(all)
}

/** Takes over what is needed to derive the facts of some records: these, their parts, and what they reach. Kinds that nothing says this of are taken whole; they are small. */
export async function lendPart(tx: Tx, duck: Duck, all: readonly Lent[], wanted: ReadonlyMap<string, readonly string[]>): Promise<Source> {
  await lendEach(tx, duck, all, (lent) => neededSql(lent, all, wanted) ?? 'true')
  return lentSource(all)
}

/** Takes one kind over as it is now. */
export async function lendKind(tx: Tx, duck: Duck, lent: Lent): Promise<Source> {
  await lendEach(tx, duck, [lent], () => 'true')
  return lentSource([lent])
}

/** Forgets what was taken over. */
export async function forgetLent(duck: Duck, all: readonly Lent[]): Promise<void> {
  await duck.run(all.map((lent) => `DROP TABLE IF EXISTS ${lentTable(lent.kind)}`).join('; '))
}

function neededSql(lent: Lent, all: readonly Lent[], wanted: ReadonlyMap<string, readonly string[]>): string | undefined {
  const own = wanted.get(lent.kind)
  const conditions = own ? [`${lent.id} = ANY(${uuidArray(own)})`] : []
  const whole = lent.partOf && wanted.get(lent.partOf.kind)
  if (lent.partOf && whole) conditions.push(`${lent.partOf.id} = ANY(${uuidArray(whole)})`)
  for (const other of all) {
    const ids = wanted.get(other.kind)
    for (const { kind, column, by } of ids ? (other.reaches ?? []) : []) {
      if (kind !== lent.kind) continue
      const key = column === 'id' ? lent.id : lent.columns.find((each) => each.name === column)?.sql
      conditions.push(`${key} IN (SELECT ${by} FROM ${other.from} WHERE ${other.id} = ANY(${uuidArray(ids ?? [])}))`)
    }
  }
  return conditions.length > 0 ? conditions.join(' OR ') : undefined
}

/** Takes kinds over one after another: PostgreSQL writes the rows of one while DuckDB reads those of the one before. */
async function lendEach(tx: Tx, duck: Duck, all: readonly Lent[], condition: (lent: Lent) => string): Promise<void> {
  const tables = all.map((lent) => {
    const shape = columnsOf(lent).map((column) => `${quoteIdent(column.name)} ${column.type}`)
    return `CREATE OR REPLACE TEMP TABLE ${lentTable(lent.kind)} (${shape.join(', ')})`
  })
  await duck.run(tables.join('; '))
  let read: Promise<unknown> = Promise.resolve()
  try {
    for (const lent of all) {
      const columns = columnsOf(lent)
      const select = `SELECT ${columns.map((column) => column.sql).join(', ')} FROM ${lent.from} WHERE ${condition(lent)}`
      const rows = await fetchRows(tx, duck, { select, table: lentTable(lent.kind), columns })
      await read
      read = rows.load()
      read.catch(() => {})
    }
  } finally {
    await read
  }
}
