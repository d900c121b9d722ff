import { sql } from 'drizzle-orm'
import type { Duck } from '#platform/analytics/duck'
import type { Tx } from '#platform/store/database'
import type { RowOf } from '#platform/store/kept'
import { activities, leads } from './tables.ts'

export type Lead = RowOf<typeof leads>
export type Activity = RowOf<typeof activities>

/** Leads with one of these ids of a CRM. */
export function leadsBy(tx: Tx, externalIds: readonly string[]): Promise<Lead[]> {
  return tx.db
    .select()
    .from(leads.table)
    .where(sql`${leads.table.externalId} = ANY(${sql.param(externalIds)})`)
}

/** Makes `rows_<name>`: what each row of a set says of its lead, with the person found by takePeopleSet. A lead without an id is known by its person and the time that it was made. */
export async function rowsOfLeads(duck: Duck, { name, person, said }: { name: string; person: string; said: string }): Promise<void> {
  await duck.run(`CREATE OR REPLACE VIEW rows_${name} AS SELECT s.no, coalesce(s.external_id, 'person:' || e.id::VARCHAR || ':' || coalesce(strftime(s.created_at, '%Y-%m-%dT%H:%M:%S.%gZ'), '')) AS external_id,
      e.id AS person_id, o.id AS owner_id, source, status, industry, country, created_at, converted, converted_at, deal_ref, custom,
      hash(s.external_id, e.id, o.id, source, status, industry, country, created_at, converted, converted_at, deal_ref, custom) AS h
    FROM ${said} s JOIN aim_${person} a ON a.no = s.no JOIN each_${person} e ON e.lead = a.lead
      LEFT JOIN owners_${person} o ON o.owner_external_id IS NOT DISTINCT FROM s.owner_external_id AND o.owner_name IS NOT DISTINCT FROM s.owner_name`)
}

/** What each row of a set is known by, as aimByKey wants it. */
export const keysOfLeads = (name: string) => `SELECT no, external_id AS key, h FROM rows_${name}`

/** Activities with one of these ids of a CRM. */
export function activitiesBy(tx: Tx, externalIds: readonly string[]): Promise<Activity[]> {
  return tx.db
    .select()
    .from(activities.table)
    .where(sql`${activities.table.externalId} = ANY(${sql.param(externalIds)})`)
}
