import { sql } from 'drizzle-orm'
import type { Tx } from '#platform/store/database'
import type { RowOf } from '#platform/store/kept'
import { deals, stageEntries } from './tables.ts'

export type Deal = RowOf<typeof deals>
export type StageEntry = RowOf<typeof stageEntries>

/** Deals with one of these ids of a CRM. */
export function dealsBy(tx: Tx, externalIds: readonly string[]): Promise<Deal[]> {
  return tx.db
    .select()
    .from(deals.table)
    .where(sql`${deals.table.externalId} = ANY(${sql.param(externalIds)})`)
}

/** All stage entries of these deals, in the order in which they happened. */
export function entriesOf(tx: Tx, dealIds: readonly string[]): Promise<StageEntry[]> {
  const { table } = stageEntries
  return tx.db
    .select()
    .from(table)
    .where(sql`${table.dealId} = ANY(${sql.param(dealIds)})`)
    .orderBy(table.dealId, table.at)
}

/** Deals with one of these names, exactly as written. */
export function dealsCalled(tx: Tx, names: readonly string[]): Promise<{ id: string; name: string }[]> {
  const { table } = deals
  return tx.db
    .select({ id: table.id, name: table.name })
    .from(table)
    .where(sql`${table.name} = ANY(${sql.param(names)})`)
}
