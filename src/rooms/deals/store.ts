import { inArray, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { Tx } from '#platform/store/database'
import type { RowOf } from '#platform/store/kept'
import { deals, dealValues, sightings, stageEntries } from './tables.ts'

export type Deal = RowOf<typeof deals>
export type StageEntry = RowOf<typeof stageEntries>
export type DealValue = RowOf<typeof dealValues>
export type DealSighting = RowOf<typeof sightings>

/** Deals with one of these ids of a CRM. */
export function dealsBy(tx: Tx, externalIds: readonly string[]): Promise<Deal[]> {
  return tx.db
    .select()
    .from(deals.table)
    .where(sql`${deals.table.externalId} = ANY(${sql.param(externalIds)})`)
}

/** Deals with one of these names; case does not count. */
export function dealsNamed(tx: Tx, names: readonly string[]): Promise<Deal[]> {
  if (names.length === 0) return Promise.resolve([])
  return tx.db
    .select()
    .from(deals.table)
    .where(sql`lower(${deals.table.name}) = ANY(${sql.param(names.map((name) => name.toLowerCase()))})`)
}

/** Deals with one of these names, exactly as written. */
export function dealsCalled(tx: Tx, names: readonly string[]): Promise<{ id: string; name: string }[]> {
  const { table } = deals
  return tx.db
    .select({ id: table.id, name: table.name })
    .from(table)
    .where(sql`${table.name} = ANY(${sql.param(names)})`)
}

/** Deals of an account, or of none with this name, and the one with this id of a CRM. */
export function dealsNear(
  tx: Tx,
  { accountId, name, externalId }: { readonly accountId: string | null; readonly name: string; readonly externalId: string | null },
): Promise<{ id: string; externalId: string; name: string; accountId: string | null }[]> {
  const { table } = deals
  const here =
    accountId === null
      ? sql`${table.accountId} IS NULL AND lower(${table.name}) = lower(${name})`
      : sql`${table.accountId} = ${accountId}::uuid`
  return tx.db
    .select({ id: table.id, externalId: table.externalId, name: table.name, accountId: table.accountId })
    .from(table)
    .where(sql`(${here}) OR ${table.externalId} = ${externalId}::text`)
    .orderBy(table.id)
}

const among = (column: PgColumn, ids: readonly string[]) =>
  ids.length === 0 ? inArray(column, []) : sql`${column} = ANY(${sql.param(ids)})`

/** What is kept of the past of deals. */
export interface Past {
  readonly entries: readonly StageEntry[]
  readonly values: readonly DealValue[]
  readonly sightings: readonly DealSighting[]
}

/** The past of each of these deals, in the order in which it happened. */
export async function pastsOf(tx: Tx, dealIds: readonly string[]): Promise<Map<string, Past>> {
  const [entries, values, seen] = [stageEntries.table, dealValues.table, sightings.table]
  const pasts = new Map(
    dealIds.map((id) => [id, { entries: [] as StageEntry[], values: [] as DealValue[], sightings: [] as DealSighting[] }]),
  )
  if (dealIds.length === 0) return pasts
  for (const row of await tx.db.select().from(entries).where(among(entries.dealId, dealIds)).orderBy(entries.at, entries.id))
    pasts.get(row.dealId)?.entries.push(row)
  for (const row of await tx.db.select().from(values).where(among(values.dealId, dealIds)).orderBy(values.at, values.id))
    pasts.get(row.dealId)?.values.push(row)
  for (const row of await tx.db.select().from(seen).where(among(seen.dealId, dealIds)).orderBy(seen.at, seen.recordedAt, seen.id))
    pasts.get(row.dealId)?.sightings.push(row)
  return pasts
}

/** What a change by hand has to know of these deals. */
export async function movables(tx: Tx, ids: readonly string[]) {
  const { id, pipelineId, stageId, state, openedAt, amount, currency, expectedOn } = deals.table
  return await tx.db
    .select({ id, pipelineId, stageId, state, openedAt, amount, currency, expectedOn })
    .from(deals.table)
    .where(among(id, ids))
}

/** One deal. */
export async function dealById(tx: Tx, id: string): Promise<Deal | undefined> {
  const [row] = await tx.db.select().from(deals.table).where(sql`${deals.table.id} = ${id}::uuid`)
  return row
}
