import { eq, sql } from 'drizzle-orm'
import type { EventId, Id } from '#kernel/id'
import type { Tx } from '#platform/store/database'
import type { RowOf } from '#platform/store/kept'
import { benchmarks } from './tables.ts'

export type BenchmarkRow = RowOf<typeof benchmarks>

export function allBenchmarks(tx: Tx): Promise<BenchmarkRow[]> {
  const { table } = benchmarks
  return tx.db.select().from(table).orderBy(table.pipeline, table.stage, table.dimension, table.value, table.measure)
}

/** The benchmark of exactly this stage, segment and measure. */
export async function benchmarkOf(
  tx: Tx,
  about: Pick<BenchmarkRow, 'pipeline' | 'stage' | 'dimension' | 'value' | 'measure'>,
): Promise<BenchmarkRow | undefined> {
  const { table } = benchmarks
  const [row] = await tx.db
    .select()
    .from(table)
    .where(
      sql`${table.stage} IS NOT DISTINCT FROM ${about.stage} AND ${table.measure} = ${about.measure} AND ${table.pipeline} IS NOT DISTINCT FROM ${about.pipeline}
        AND ${table.dimension} IS NOT DISTINCT FROM ${about.dimension} AND ${table.value} IS NOT DISTINCT FROM ${about.value}`,
    )
    .for('update')
  return row
}

export async function benchmarkById(tx: Tx, id: Id<'benchmark'>): Promise<BenchmarkRow | undefined> {
  const [row] = await tx.db.select().from(benchmarks.table).where(eq(benchmarks.table.id, id)).for('update')
  return row
}

/** Whether an event of the ledger set or removed a benchmark. */
export async function isOfBenchmark(tx: Tx, eventId: EventId): Promise<boolean> {
  const rows = await tx.query<{ kind: string }>('SELECT kind FROM event WHERE id = $1', [eventId])
  return rows[0]?.kind.startsWith('benchmark.') ?? false
}
