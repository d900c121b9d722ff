import { sql } from 'drizzle-orm'
import type { Duck } from '#platform/analytics/duck'
import { inTurn, type Piece, stretchesOf } from '#platform/analytics/pieces'
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

/** All leads of a person, the first first. */
export function leadsOfPerson(tx: Tx, personId: string): Promise<Lead[]> {
  const { table } = leads
  return tx.db.select().from(table).where(sql`${table.personId} = ${personId}::uuid`).orderBy(sql`${table.createdAt} NULLS LAST`, table.id)
}

/** Makes `rows_<name>`: what each row of a set says of its lead, with the person found by takePeopleSet. A lead without an id is known by its person and the time that it was made. */
export async function rowsOfLeads(duck: Duck, { name, person, said }: { name: string; person: string; said: string }): Promise<void> {
  const rows = (
    piece: Piece,
  ) => `SELECT s.no, coalesce(s.external_id, 'person:' || i.id::VARCHAR || ':' || coalesce(strftime(s.created_at, '%Y-%m-%dT%H:%M:%S.%gZ'), '')) AS external_id,
      i.id AS person_id, o.id AS owner_id, source, status, industry, country, created_at, converted, converted_at, deal_ref, custom,
      hash(s.external_id, i.id, o.id, source, status, industry, country, created_at, converted, converted_at, deal_ref, custom) AS h
    FROM (FROM ${said} WHERE ${piece('no')}) s JOIN (FROM ids_${person} WHERE ${piece('no')}) i USING (no)
      LEFT JOIN owners_${person} o ON o.owner_external_id IS NOT DISTINCT FROM s.owner_external_id AND o.owner_name IS NOT DISTINCT FROM s.owner_name`
  for await (const [index, piece] of inTurn(duck, [...(await stretchesOf(duck, `ids_${person}`, 'no')).entries()]))
    await duck.run(`${index === 0 ? `CREATE OR REPLACE TABLE rows_${name} AS` : `INSERT INTO rows_${name}`} ${rows(piece)}`)
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
