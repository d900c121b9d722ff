import { or, sql } from 'drizzle-orm'
import type { Tx } from '#platform/store/database'
import type { RowOf } from '#platform/store/kept'
import { campaignCosts, campaigns, touches } from './tables.ts'

export type Campaign = RowOf<typeof campaigns>
export type CampaignCost = RowOf<typeof campaignCosts>
export type Touch = RowOf<typeof touches>

/** Campaigns that carry one of these ids of a CRM, or one of these name keys; the oldest first. */
export function campaignsBy(tx: Tx, keys: { externalIds: readonly string[]; nameKeys: readonly string[] }): Promise<Campaign[]> {
  const { table } = campaigns
  return tx.db
    .select()
    .from(table)
    .where(or(sql`${table.externalId} = ANY(${sql.param(keys.externalIds)})`, sql`${table.nameKey} = ANY(${sql.param(keys.nameKeys)})`))
    .orderBy(table.id)
}

/** Touches with one of these ids of a CRM, and all between these campaigns and these people; the oldest first. */
export function touchesBy(
  tx: Tx,
  keys: { externalIds: readonly string[]; campaignIds: readonly string[]; personIds: readonly string[] },
): Promise<Touch[]> {
  const { table } = touches
  const between = sql`(${table.campaignId} = ANY(${sql.param(keys.campaignIds)}) AND ${table.personId} = ANY(${sql.param(keys.personIds)}))`
  return tx.db
    .select()
    .from(table)
    .where(or(sql`${table.externalId} = ANY(${sql.param(keys.externalIds)})`, between))
    .orderBy(table.id)
}

/** Costs with one of these ids of a CRM, or references of the reader. */
export function costsBy(tx: Tx, externalIds: readonly string[]): Promise<CampaignCost[]> {
  const { table } = campaignCosts
  return tx.db
    .select()
    .from(table)
    .where(sql`${table.externalId} = ANY(${sql.param(externalIds)})`)
}
