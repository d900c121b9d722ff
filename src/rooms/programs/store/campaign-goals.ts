import type { Id } from '#kernel/id'
import type { Day, Instant } from '#kernel/time'
import type { Tx } from '#platform/store/database'
import type { Conversion, Ending, KeptGoal } from '../contract/campaign-goals.ts'

export interface CampaignRow {
  readonly id: Id<'campaign'>
  readonly name: string
  readonly type: string | null
  readonly channel: string | null
  readonly status: string | null
  readonly startsOn: Day | null
  readonly endsOn: Day | null
}

const about = 'id, name, type, channel, status, starts_on AS "startsOn", ends_on AS "endsOn"'

/** One campaign; locked where its goal is going to change. */
export async function campaignOf(tx: Tx, id: string, hold?: 'change'): Promise<CampaignRow | undefined> {
  return (
    await tx.query<CampaignRow & Record<string, unknown>>(`SELECT ${about} FROM campaign WHERE id = $1${hold ? ' FOR UPDATE' : ''}`, [id])
  )[0]
}

/** Earlier campaigns of the same type, the latest first, at most twenty. */
export async function earlierOf(tx: Tx, { id, type, startsOn }: CampaignRow): Promise<CampaignRow[]> {
  if (type === null) return []
  return await tx.query<CampaignRow & Record<string, unknown>>(
    `SELECT ${about} FROM campaign WHERE id <> $1 AND lower(type) = lower($2) AND starts_on IS NOT NULL AND ($3::date IS NULL OR starts_on < $3::date)
     ORDER BY starts_on DESC, id LIMIT 20`,
    [id, type, startsOn],
  )
}

/** Every goal of a campaign, the newest first. */
export async function goalsOf(tx: Tx, campaignId: string): Promise<(KeptGoal & { readonly id: Id<'campaign_goal'> })[]> {
  return await tx.query<KeptGoal & { id: Id<'campaign_goal'> } & Record<string, unknown>>(
    'SELECT id, number, conversion, of, target, by, at, reason, late FROM campaign_goal WHERE campaign_id = $1 ORDER BY number DESC',
    [campaignId],
  )
}

/** Whether somebody whom a campaign reached did what it calls a conversion. Values are $2. */
function metSql(conversion: Conversion | null): { readonly sql: string; readonly values: readonly string[] } {
  switch (conversion?.is) {
    case 'responded':
      return { sql: 'responded', values: [] }
    case 'form':
      return { sql: 'coalesce(filled, false)', values: conversion.fields }
    case 'said':
      return { sql: 'words && $2::text[]', values: conversion.words.map((word) => word.toLowerCase()) }
    case 'lead':
      return { sql: 'lead_id IS NOT NULL', values: [] }
    case 'accepted':
      return { sql: 'coalesce(accepted, false)', values: [] }
    case 'won':
      return { sql: "ending = 'won'", values: [] }
    default:
      return { sql: 'false', values: [] }
  }
}

/** What may become of somebody, the furthest first. */
const furthest = "ARRAY['won', 'lead', 'returned', 'rejected', 'contact', 'silent']"

/**
 * One row for each person and campaign: whether they responded, what was said of them, and what became of them, the furthest that applies. A lead belongs to a
 * campaign when its member or response names it, or the lead itself names the campaign; a deal when it names the lead, or the lead it.
 */
function storySql(met: string): string {
  return `
    touched AS (
      SELECT t.campaign_id, t.person_id, bool_or(coalesce(t.responded, false) OR t.first_responded_at IS NOT NULL) AS responded,
        array_remove(array_agg(lower(t.status)), NULL) AS states, array_remove(array_agg(t.lead_id), NULL) AS leads,
        coalesce(min(t.first_responded_at), min(t.at)) AS at
      FROM touch t WHERE t.campaign_id = ANY($1::uuid[]) GROUP BY 1, 2
    ), answered AS (
      SELECT t.campaign_id, t.person_id, bool_or((SELECT bool_and(btrim(coalesce(r.said ->> field, '')) <> '') FROM unnest($2::text[]) AS field)) AS filled,
        array_remove(array_agg(lower(r.what)), NULL) AS whats, array_remove(array_agg(r.lead_id), NULL) AS leads
      FROM touched t JOIN campaign c ON c.id = t.campaign_id
        JOIN response r ON r.person_id = t.person_id AND (r.campaign_ref = c.external_id OR lower(btrim(r.campaign_ref)) = lower(c.name))
      GROUP BY 1, 2
    ), leads AS (
      SELECT t.campaign_id, t.person_id, l.id AS lead_id, l.end_reason AS reason, coalesce(l.offered_at, l.created_at) AS since,
        l.accepted_at IS NOT NULL OR coalesce(l.state IN ('accepted', 'working', 'converted'), false) OR coalesce(l.converted, false) AS accepted,
        CASE WHEN EXISTS (SELECT 1 FROM deal d WHERE d.state = 'won' AND (d.lead_ref = l.external_id OR d.external_id = l.deal_ref)) THEN 'won'
          WHEN l.state IN ('rejected', 'disqualified') THEN 'rejected' WHEN l.state = 'returned' THEN 'returned' ELSE 'lead' END AS ending
      FROM touched t JOIN campaign c ON c.id = t.campaign_id LEFT JOIN answered a USING (campaign_id, person_id)
        JOIN lead l ON l.person_id = t.person_id AND (l.id = ANY(t.leads) OR l.id = ANY(a.leads) OR l.campaign_ref = c.external_id OR lower(btrim(l.campaign_ref)) = lower(c.name))
    ), led AS (
      SELECT DISTINCT ON (campaign_id, person_id) * FROM leads
      ORDER BY campaign_id, person_id, array_position(${furthest}, ending), since DESC NULLS LAST, lead_id
    ), known AS (
      SELECT t.campaign_id, t.person_id, t.responded OR a.person_id IS NOT NULL AS responded, a.filled, t.at, l.lead_id, l.accepted,
        t.states || coalesce(a.whats, '{}') AS words, CASE WHEN l.ending IN ('rejected', 'returned') THEN l.reason END AS reason,
        coalesce(l.ending, CASE WHEN t.responded OR a.person_id IS NOT NULL THEN 'contact' ELSE 'silent' END) AS ending
      FROM touched t LEFT JOIN answered a USING (campaign_id, person_id) LEFT JOIN led l USING (campaign_id, person_id)
    ), story AS (SELECT *, ${met} AS met FROM known)`
}

export interface Group {
  readonly campaignId: Id<'campaign'>
  readonly ending: Ending
  readonly reason: string | null
  readonly people: number
  readonly responded: number
  readonly met: number
  readonly metResponded: number
  readonly leads: number
}

/** What became of the people of campaigns, in groups. */
export async function groupsOf(tx: Tx, campaignIds: readonly string[], conversion: Conversion | null): Promise<Group[]> {
  const { sql, values } = metSql(conversion)
  return await tx.query<Group & Record<string, unknown>>(
    `WITH ${storySql(sql)}
     SELECT campaign_id AS "campaignId", ending, reason, count(*) AS people, count(*) FILTER (WHERE responded) AS responded, count(*) FILTER (WHERE met) AS met,
       count(*) FILTER (WHERE met AND responded) AS "metResponded", count(lead_id) AS leads
     FROM story GROUP BY 1, 2, 3 ORDER BY people DESC, reason`,
    [campaignIds, values],
  )
}

export interface Person {
  readonly id: Id<'person'>
  readonly name: string | null
  readonly ending: Ending
  readonly reason: string | null
  readonly converted: boolean
  readonly leadId: Id<'lead'> | null
  readonly at: Instant | null
}

/** The people of a campaign, those who came furthest first. */
export async function peopleOf(
  tx: Tx,
  campaignId: string,
  conversion: Conversion | null,
  { ending, limit, offset }: { readonly ending: Ending | null; readonly limit: number; readonly offset: number },
): Promise<Person[]> {
  const { sql, values } = metSql(conversion)
  return await tx.query<Person & Record<string, unknown>>(
    `WITH ${storySql(sql)}
     SELECT s.person_id AS id, nullif(p.full_name, '') AS name, s.ending, s.reason, s.met AS converted, s.lead_id AS "leadId", s.at
     FROM story s JOIN person p ON p.id = s.person_id WHERE $3::text IS NULL OR s.ending = $3
     ORDER BY array_position(${furthest}, s.ending), s.at DESC NULLS LAST, s.person_id LIMIT $4 OFFSET $5`,
    [[campaignId], values, ending, limit, offset],
  )
}

/** What a campaign cost: what its record says, else the sum of its rows where they are in one currency. */
export async function costOf(
  tx: Tx,
  id: string,
): Promise<{ readonly amount: number; readonly currency: string | null; readonly from: 'actual' | 'rows' } | null> {
  const [row] = await tx.query<{
    actual: string | null
    currency: string | null
    spent: string | null
    spentIn: string | null
    currencies: number
  }>(
    `SELECT c.actual_cost AS actual, c.currency, s.spent, s.currency AS "spentIn", s.currencies
     FROM campaign c, (SELECT sum(amount) AS spent, min(currency) AS currency, count(DISTINCT coalesce(currency, '')) AS currencies FROM campaign_cost WHERE campaign_id = $1) s
     WHERE c.id = $1`,
    [id],
  )
  if (!row) return null
  if (row.actual !== null) return { amount: Number(row.actual), currency: row.currency, from: 'actual' }
  return row.spent === null || row.currencies > 1
    ? null
    : { amount: Number(row.spent), currency: row.spentIn ?? row.currency, from: 'rows' }
}

/** What people of a campaign filled in and what their states are called, for a choice; at most fifty each. */
export async function choicesOf(tx: Tx, campaignId: string): Promise<{ readonly fields: string[]; readonly words: string[] }> {
  const fields = await tx.query<{ word: string }>(
    `SELECT DISTINCT k.word FROM touch t JOIN campaign c ON c.id = t.campaign_id
       JOIN response r ON r.person_id = t.person_id AND (r.campaign_ref = c.external_id OR lower(btrim(r.campaign_ref)) = lower(c.name)), jsonb_object_keys(r.said) AS k(word)
     WHERE t.campaign_id = $1 ORDER BY 1 LIMIT 50`,
    [campaignId],
  )
  const words = await tx.query<{ word: string }>(
    `SELECT DISTINCT word FROM (SELECT t.status AS word FROM touch t WHERE t.campaign_id = $1
       UNION SELECT r.what FROM touch t JOIN campaign c ON c.id = t.campaign_id
         JOIN response r ON r.person_id = t.person_id AND (r.campaign_ref = c.external_id OR lower(btrim(r.campaign_ref)) = lower(c.name)) WHERE t.campaign_id = $1) all_words
     WHERE word <> '' ORDER BY 1 LIMIT 50`,
    [campaignId],
  )
  return { fields: fields.map(({ word }) => word), words: words.map(({ word }) => word) }
}
