import { type Carried, fetchRows } from '#platform/analytics/bridge'
import { type Duck, quoteIdent } from '#platform/analytics/duck'
import type { Lent } from '#platform/analytics/lent'
import { uuidArray } from '#platform/ledger/since'
import type { Tx } from '#platform/store/database'
import { lentColumnsOf, lentSource, lentTable, type Source } from './source.ts'

/**
 * Takes all records of every kind over into temporary tables, and works with them. Parts of others come last, and PostgreSQL still writes them while `work`
 * runs: it must ask nothing of `tx` before the source is whole.
 */
export async function withAllLent<T>(tx: Tx, duck: Duck, all: readonly Lent[], work: (source: Source) => Promise<T>): Promise<T> {
  const source = await lendAndGoOn(tx, duck, all, () => 'true', makeTables(duck, all))
  try {
    return await work({ ...lentSource(all.filter((lent) => lent.partOf || source.filled.has(lent.kind))), whole: source.whole })
  } finally {
    await source.whole().catch(() => {})
  }
}

/**
 * Takes over what is needed to derive the facts of some records: these, their parts, and what they reach. Kinds that nothing says this of are taken whole; they
 * are small. DuckDB takes it once it is done with `before`; PostgreSQL need not wait for that. Parts may still be on their way when this comes back: whoever
 * asked has to wait until the source is whole, whatever happens.
 */
export async function lendPart(
  tx: Tx,
  duck: Duck,
  all: readonly Lent[],
  wanted: ReadonlyMap<string, readonly string[]>,
  before: Promise<unknown> = Promise.resolve(),
): Promise<Source> {
  const ready = before.then(() => makeTables(duck, all))
  const { filled, whole } = await lendAndGoOn(tx, duck, all, (lent) => neededSql(lent, all, wanted) ?? 'true', ready)
  // What nothing is there of need not be asked for. The process and the records themselves may be gone, which has to be seen.
  const asked = (kind: string) => kind === 'stage' || (wanted.get(kind) ?? []).length > 0
  return { ...lentSource(all.filter(({ kind, partOf }) => filled.has(kind) || partOf || asked(kind))), whole }
}

/** Takes one kind over as it is now. */
export async function lendKind(tx: Tx, duck: Duck, lent: Lent): Promise<Source> {
  await (await lendEach(tx, duck, [lent], () => 'true', makeTables(duck, [lent])))()
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
      // As an array, so that PostgreSQL looks each up by its index: joined, it would look through all of them.
      conditions.push(`${key} = ANY(ARRAY(SELECT DISTINCT ${by} FROM ${other.from} WHERE ${other.id} = ANY(${uuidArray(ids ?? [])})))`)
    }
  }
  return conditions.length > 0 ? conditions.join(' OR ') : undefined
}

async function makeTables(duck: Duck, all: readonly Lent[]): Promise<void> {
  const tables = all.map((lent) => {
    const shape = lentColumnsOf(lent).map((column) => `${quoteIdent(column.name)} ${column.type}`)
    return `CREATE OR REPLACE TEMP TABLE ${lentTable(lent.kind)} (${shape.join(', ')})`
  })
  await duck.run(tables.join('; '))
}

function fetchKind(tx: Tx, duck: Duck, lent: Lent, condition: string): Promise<Carried> {
  const columns = lentColumnsOf(lent)
  const select = `SELECT ${columns.map((column) => column.sql).join(', ')} FROM ${lent.from} WHERE ${condition}`
  return fetchRows(tx, duck, { select, table: lentTable(lent.kind), columns })
}

/** Takes kinds over, parts of others last: these PostgreSQL still writes when this comes back. `whole` takes them too; it may be called again. */
async function lendAndGoOn(tx: Tx, duck: Duck, all: readonly Lent[], condition: (lent: Lent) => string, ready: Promise<unknown>) {
  const [parts, wholes] = [all.filter((lent) => lent.partOf), all.filter((lent) => !lent.partOf)]
  const loaded = await lendEach(tx, duck, wholes, condition, ready)
  const onTheirWay = fetchEach(tx, duck, parts, condition)
  onTheirWay.catch(() => {})
  const take = async () => {
    for (const rows of await onTheirWay) await rows.load()
  }
  let taken: Promise<void> | undefined
  const whole = () => {
    taken ??= take()
    return taken
  }
  try {
    return { filled: await loaded(), whole }
  } catch (error) {
    await onTheirWay.catch(() => {})
    throw error
  }
}

async function fetchEach(tx: Tx, duck: Duck, all: readonly Lent[], condition: (lent: Lent) => string): Promise<Carried[]> {
  const fetched: Carried[] = []
  for (const lent of all) fetched.push(await fetchKind(tx, duck, lent, condition(lent)))
  return fetched
}

/**
 * Takes kinds over one after another: PostgreSQL writes the rows of one while DuckDB reads those of the ones before, once it is `ready`. PostgreSQL is done when
 * this comes back; what it answers waits for DuckDB, and says of which kinds there were any.
 */
async function lendEach(
  tx: Tx,
  duck: Duck,
  all: readonly Lent[],
  condition: (lent: Lent) => string,
  ready: Promise<unknown>,
): Promise<() => Promise<ReadonlySet<string>>> {
  const filled = new Set<string>()
  let read = ready
  try {
    for (const lent of all) {
      const rows = await fetchKind(tx, duck, lent, condition(lent))
      const load = async () => {
        if ((await rows.load()) > 0) filled.add(lent.kind)
      }
      read = read.then(load)
      read.catch(() => {})
    }
  } catch (error) {
    await read.catch(() => {})
    throw error
  }
  return async () => {
    await read
    return filled
  }
}
