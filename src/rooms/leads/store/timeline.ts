import { hides, type Rights, sees } from '#kernel/rights'
import type { Tx } from '#platform/store/database'
import { type TimelineEntry, type TimelineKind, timelineKinds } from '../contract.ts'
import { aboutRecord } from './timeline-about.ts'
import { handedOver, wayOfLeads } from './timeline-hand-overs.ts'

const mostEntries = 500

/** Which activities and notes a record shows: its own; an account also those of its people and deals, a person those of their leads. */
export const belongs: Record<TimelineKind, string> = {
  deal: 'x.deal_id = $1::uuid',
  lead: 'x.lead_id = $1::uuid',
  person: 'x.person_id = $1::uuid OR x.lead_id IN (SELECT l.id FROM lead l WHERE l.person_id = $1::uuid)',
  account:
    'x.account_id = $1::uuid OR x.deal_id IN (SELECT d.id FROM deal d WHERE d.account_id = $1::uuid) OR x.person_id IN (SELECT p.id FROM person p WHERE p.account_id = $1::uuid)',
}

/** Deals whose way a record shows. */
const ways: Record<TimelineKind, string> = {
  deal: 'd.id = $1::uuid',
  lead: 'd.lead_ref = (SELECT l.external_id FROM lead l WHERE l.id = $1::uuid)',
  person: 'd.person_id = $1::uuid',
  account: 'd.account_id = $1::uuid',
}

/** What is known to have happened with a record, as far as somebody may see it, the newest first; `more` tells that there are older entries. */
export async function timelineOf(
  tx: Tx,
  rights: Rights,
  kind: TimelineKind,
  id: string,
): Promise<{ entries: TimelineEntry[]; more: boolean }> {
  const parts = [...doings(rights, kind), ...handOffs(rights, kind), ...wayOfLeads(rights, kind), ...waysOfDeals(rights, kind)]
  if (parts.length === 0) return { entries: [], more: false }
  const rows = await tx.query<TimelineEntry & Record<string, unknown>>(
    `SELECT * FROM (${parts.join(' UNION ALL ')}) AS t ORDER BY t.at DESC NULLS LAST, t.id LIMIT ${mostEntries + 1}`,
    [id],
  )
  const entries = rows.slice(0, mostEntries).map((row) => ({ ...row, text: row.text === '' ? null : row.text }))
  return { entries, more: rows.length > mostEntries }
}

/** Activities and notes; those of records that may not be seen are left out. */
function doings(rights: Rights, kind: TimelineKind): string[] {
  if (!sees(rights, 'activity')) return []
  const other = (own: TimelineKind, column: string, value: string) =>
    kind === own ? 'NULL' : `CASE WHEN ${column} IS NOT NULL THEN ${value} END`
  const whose = `coalesce(${other('deal', 'x.deal_id', aboutRecord('deal', 'x.deal_id', 'd.name'))}, ${other('lead', 'x.lead_id', aboutRecord('lead', 'x.lead_id', 'lp.full_name'))}, ${other('person', 'x.person_id', aboutRecord('person', 'x.person_id', 'p.full_name'))})`
  const joined = `LEFT JOIN deal d ON d.id = x.deal_id LEFT JOIN person p ON p.id = x.person_id LEFT JOIN lead xl ON xl.id = x.lead_id LEFT JOIN person lp ON lp.id = xl.person_id`
  const unseen = timelineKinds.filter((one) => !sees(rights, one)).map((one) => ` AND x.${one}_id IS NULL`)
  const where = `WHERE (${belongs[kind]})${unseen.join('')}`
  return [
    `SELECT x.id, 'activity' AS what, coalesce(x.at, x.due_at, x.made_at) AS at,
        concat_ws(': ', initcap(x.kind) || CASE WHEN x.done IS FALSE THEN ' to do' ELSE '' END, coalesce(x.subject, x.type)) AS title,
        concat_ws(E'\\n', x.outcome, x.note) AS text, m.name AS by, ${whose} AS about
      FROM activity x ${joined} LEFT JOIN member m ON m.id = x.owner_id ${where}`,
    `SELECT x.id, 'note' AS what, x.at AS at, 'Note' AS title, x.text AS text, x.by AS by, ${whose} AS about FROM note x ${joined} ${where}`,
  ]
}

/** That leads were handed over, with who had them first: a step that moved one on tells from whom. */
function handOffs(rights: Rights, kind: TimelineKind): string[] {
  if (!sees(rights, 'lead') || hides(rights, 'lead', 'created')) return []
  const shown = (field: string, sql: string) => (hides(rights, 'lead', field) ? 'NULL' : sql)
  return [
    `SELECT l.id, 'lead' AS what, l.created_at AS at, 'Handed over to sales' AS title, concat_ws(', ', ${shown('source', 'l.source')}, ${shown('status', 'l.status')}) AS text,
        ${shown('owner', 'm.name')} AS by, ${kind === 'lead' ? 'NULL::jsonb' : aboutRecord('lead', 'l.id', 'p.full_name')} AS about
      FROM lead l JOIN person p ON p.id = l.person_id
        LEFT JOIN LATERAL (SELECT s.lead_id, s.from_owner_id FROM lead_step s
          WHERE s.lead_id = l.id AND s.from_owner_id IS DISTINCT FROM s.to_owner_id ORDER BY s.at, s.id LIMIT 1) f ON true
        LEFT JOIN member m ON m.id = CASE WHEN f.lead_id IS NULL THEN l.owner_id ELSE f.from_owner_id END WHERE ${handedOver[kind]}`,
  ]
}

/** How deals began, moved and ended. What a hidden field says is not told in other words: the stage of a deal tells whether it was won. */
function waysOfDeals(rights: Rights, kind: TimelineKind): string[] {
  const shown = (...fields: readonly string[]) => sees(rights, 'deal') && !fields.some((field) => hides(rights, 'deal', field))
  const deal = kind === 'deal' ? 'NULL::jsonb' : aboutRecord('deal', 'd.id', 'd.name')
  const reason = shown('lostReason') ? 'd.lost_reason' : 'NULL'
  const moved = `SELECT e.id, 'stage' AS what, e.at AS at, CASE e.known WHEN 'seen_by' THEN 'Seen in ' WHEN 'opened' THEN 'Opened in ' ELSE 'Entered ' END || s.name AS title, NULL AS text, NULL AS by, ${deal} AS about
      FROM deal d JOIN stage_entry e ON e.deal_id = d.id JOIN stage s ON s.id = e.stage_id WHERE ${ways[kind]}`
  const opened = `SELECT d.id, 'deal' AS what, d.opened_at AS at, 'Opened' AS title, NULL AS text, NULL AS by, ${deal} AS about FROM deal d WHERE d.opened_at IS NOT NULL AND (${ways[kind]})`
  const closed = `SELECT d.id, 'deal' AS what, d.closed_at AS at, CASE d.state WHEN 'won' THEN 'Won' ELSE 'Lost' END AS title, ${reason} AS text, NULL AS by, ${deal} AS about
      FROM deal d WHERE d.closed_at IS NOT NULL AND d.state <> 'open' AND (${ways[kind]})`
  return [
    ...(shown('stage', 'state', 'opened', 'closed') ? [moved] : []),
    ...(shown('opened') ? [opened] : []),
    ...(shown('closed', 'state') ? [closed] : []),
  ]
}

const tables: Record<TimelineKind, string> = { deal: 'deal', lead: 'lead', person: 'person', account: 'account' }

/** Whether there is such a record. */
export async function isThere(tx: Tx, kind: TimelineKind, id: string): Promise<boolean> {
  return (await tx.query(`SELECT 1 FROM ${tables[kind]} WHERE id = $1::uuid`, [id])).length > 0
}

/** The kind of record that a note stands on; null where there is no such note. */
export async function kindOfNote(tx: Tx, id: string): Promise<TimelineKind | null> {
  const [row] = await tx.query<{ kind: TimelineKind }>(
    `SELECT CASE WHEN deal_id IS NOT NULL THEN 'deal' WHEN lead_id IS NOT NULL THEN 'lead' WHEN person_id IS NOT NULL THEN 'person' ELSE 'account' END AS kind
     FROM note WHERE id = $1::uuid`,
    [id],
  )
  return row?.kind ?? null
}
