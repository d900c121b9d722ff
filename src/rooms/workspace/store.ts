import { or, sql } from 'drizzle-orm'
import type { Tx } from '#platform/store/database'
import type { RowOf } from '#platform/store/kept'
import { members, settings } from './tables.ts'

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

export function allSettings(tx: Tx): Promise<RowOf<typeof settings>[]> {
  return tx.db.select().from(settings.table).orderBy(settings.table.name)
}
