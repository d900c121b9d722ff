import { and, eq, getTableColumns, or, sql } from 'drizzle-orm'
import { bringKnown } from '#platform/analytics/crossing'
import type { Duck } from '#platform/analytics/duck'
import type { Tx } from '#platform/store/database'
import type { RowOf } from '#platform/store/kept'
import { externalRefs, members, type ReferredKind, settings, sourceSystems } from './tables.ts'

export type Member = RowOf<typeof members>

/** Members that carry one of these ids of a CRM, or one of these name keys. */
export function membersBy(tx: Tx, keys: { externalIds: readonly string[]; nameKeys: readonly string[] }): Promise<Member[]> {
  const { table } = members
  return tx.db
    .select()
    .from(table)
    .where(or(sql`${table.externalId} = ANY(${sql.param(keys.externalIds)})`, sql`${table.nameKey} = ANY(${sql.param(keys.nameKeys)})`))
    .orderBy(table.id)
}

/** All settings. Their values come as text: a company that is called "true" or "42" would be read as that otherwise. */
export async function allSettings(tx: Tx): Promise<RowOf<typeof settings>[]> {
  const { table } = settings
  const rows = await tx.db
    .select({ ...getTableColumns(table), value: sql<string>`${table.value}::text` })
    .from(table)
    .orderBy(table.name)
  return rows.map((row) => ({ ...row, value: JSON.parse(row.value) as unknown }))
}

/** Held until the end of the transaction by whoever changes settings: two who set the same one for the first time would both add it. */
export async function holdSettings(tx: Tx): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(740136, hashtext(current_schema()))')
}

/** Members with these ids of ours. */
export function membersOf(tx: Tx, ids: readonly string[]): Promise<Member[]> {
  const { table } = members
  return tx.db
    .select()
    .from(table)
    .where(sql`${table.id} = ANY(${sql.param(ids)})`)
}

/** The names of all systems beside the first, in the order of the alphabet. */
export async function systemsKept(tx: Tx): Promise<string[]> {
  const rows = await tx.db.select({ name: sourceSystems.table.name }).from(sourceSystems.table).orderBy(sourceSystems.table.name)
  return rows.map((row) => row.name)
}

export type ExternalRef = RowOf<typeof externalRefs>

/** The further ids that are one of these, or that one of these records has; the newest first. */
export function refsBy(
  tx: Tx,
  kind: ReferredKind,
  keys: { externalIds: readonly string[]; recordIds: readonly string[] },
): Promise<ExternalRef[]> {
  const { table } = externalRefs
  const wanted = or(
    sql`${table.externalId} = ANY(${sql.param(keys.externalIds)})`,
    sql`${table.recordId} = ANY(${sql.param(keys.recordIds)})`,
  )
  return tx.db
    .select()
    .from(table)
    .where(and(eq(table.kind, kind), wanted))
    .orderBy(sql`${table.id} DESC`)
}

/** Brings the further ids that one of these queries of DuckDB names, by id or by record, into a table of DuckDB. */
export async function bringRefs(tx: Tx, duck: Duck, keys: { externalIds: string; recordIds: string }, into: string): Promise<void> {
  await bringKnown(tx, duck, externalRefs, { external_id: keys.externalIds, record_id: keys.recordIds }, into)
}

/** Further ids in a table of DuckDB (id, record_id, external_id) as new rows. */
export function refRows(kind: ReferredKind, from: string): { rows: string; ids: string } {
  return { rows: `SELECT id, '${kind}' AS kind, record_id, external_id FROM ${from}`, ids: `SELECT id FROM ${from}` }
}
