import { sql } from 'drizzle-orm'
import type { Tx } from '#platform/store/database'
import type { RowOf } from '#platform/store/kept'
import { leads } from './tables.ts'

export type Lead = RowOf<typeof leads>

/** Leads with one of these ids of a CRM. */
export function leadsBy(tx: Tx, externalIds: readonly string[]): Promise<Lead[]> {
  return tx.db
    .select()
    .from(leads.table)
    .where(sql`${leads.table.externalId} = ANY(${sql.param(externalIds)})`)
}
