import type { Tx } from '#platform/store/database'
import type { TimelineEntry, TimelineKind } from '../contract.ts'

const mostEntries = 500

const about = (kind: TimelineKind, id: string, label: string) => `jsonb_build_object('kind', '${kind}', 'id', ${id}, 'label', ${label})`

/** Which activities and notes a record shows: its own; an account also those of its people and deals, a person those of their leads. */
const belongs: Record<TimelineKind, string> = {
  deal: 'x.deal_id = $1::uuid',
  lead: 'x.lead_id = $1::uuid',
  person: 'x.person_id = $1::uuid OR x.lead_id IN (SELECT l.id FROM lead l WHERE l.person_id = $1::uuid)',
  account:
    'x.account_id = $1::uuid OR x.deal_id IN (SELECT d.id FROM deal d WHERE d.account_id = $1::uuid) OR x.person_id IN (SELECT p.id FROM person p WHERE p.account_id = $1::uuid)',
}

/** Hand-offs to sales that a record shows, but for a lead its own. */
const handedOver: Record<TimelineKind, string> = {
  deal: 'FALSE AND $1::uuid IS NOT NULL',
  lead: 'l.id = $1::uuid',
  person: 'l.person_id = $1::uuid',
  account: 'l.person_id IN (SELECT p.id FROM person p WHERE p.account_id = $1::uuid)',
}

/** Deals whose way a record shows. */
const ways: Record<TimelineKind, string> = {
  deal: 'd.id = $1::uuid',
  lead: 'd.lead_ref = (SELECT l.external_id FROM lead l WHERE l.id = $1::uuid)',
  person: 'd.person_id = $1::uuid',
  account: 'd.account_id = $1::uuid',
}

/** What is known to have happened with a record, the newest first; one more than `mostEntries` tells that there are older ones. */
export async function timelineOf(tx: Tx, kind: TimelineKind, id: string): Promise<{ entries: TimelineEntry[]; more: boolean }> {
  const other = (own: TimelineKind, column: string, value: string) =>
    kind === own ? 'NULL' : `CASE WHEN ${column} IS NOT NULL THEN ${value} END`
  const whose = (x: string) =>
    `coalesce(${other('deal', `${x}.deal_id`, about('deal', `${x}.deal_id`, 'd.name'))}, ${other('lead', `${x}.lead_id`, about('lead', `${x}.lead_id`, 'lp.full_name'))}, ${other('person', `${x}.person_id`, about('person', `${x}.person_id`, 'p.full_name'))})`
  const joined = `LEFT JOIN deal d ON d.id = x.deal_id LEFT JOIN person p ON p.id = x.person_id LEFT JOIN lead xl ON xl.id = x.lead_id LEFT JOIN person lp ON lp.id = xl.person_id`
  const rows = await tx.query<TimelineEntry & Record<string, unknown>>(
    `SELECT * FROM (
      SELECT x.id, 'activity' AS what, coalesce(x.at, x.due_at, x.made_at) AS at,
        concat_ws(': ', initcap(x.kind) || CASE WHEN x.done IS FALSE THEN ' to do' ELSE '' END, coalesce(x.subject, x.type)) AS title,
        concat_ws(E'\\n', x.outcome, x.note) AS text, m.name AS by, ${whose('x')} AS about
      FROM activity x ${joined} LEFT JOIN member m ON m.id = x.owner_id WHERE ${belongs[kind]}
      UNION ALL
      SELECT x.id, 'note', x.at, 'Note', x.text, x.by, ${whose('x')} FROM note x ${joined} WHERE ${belongs[kind]}
      UNION ALL
      SELECT l.id, 'lead', l.created_at, 'Handed over to sales', concat_ws(', ', l.source, l.status), m.name, ${kind === 'lead' ? 'NULL' : about('lead', 'l.id', 'p.full_name')}
      FROM lead l JOIN person p ON p.id = l.person_id LEFT JOIN member m ON m.id = l.owner_id WHERE ${handedOver[kind]}
      UNION ALL
      SELECT e.id, 'stage', e.at, CASE e.known WHEN 'seen_by' THEN 'Seen in ' WHEN 'opened' THEN 'Opened in ' ELSE 'Entered ' END || s.name, NULL, NULL, ${kind === 'deal' ? 'NULL' : about('deal', 'd.id', 'd.name')}
      FROM deal d JOIN stage_entry e ON e.deal_id = d.id JOIN stage s ON s.id = e.stage_id WHERE ${ways[kind]}
      UNION ALL
      SELECT d.id, 'deal', d.opened_at, 'Opened', NULL, NULL, ${kind === 'deal' ? 'NULL' : about('deal', 'd.id', 'd.name')} FROM deal d WHERE d.opened_at IS NOT NULL AND (${ways[kind]})
      UNION ALL
      SELECT d.id, 'deal', d.closed_at, CASE d.state WHEN 'won' THEN 'Won' ELSE 'Lost' END, d.lost_reason, NULL, ${kind === 'deal' ? 'NULL' : about('deal', 'd.id', 'd.name')}
      FROM deal d WHERE d.closed_at IS NOT NULL AND d.state <> 'open' AND (${ways[kind]})
    ) AS t ORDER BY t.at DESC NULLS LAST, t.id LIMIT ${mostEntries + 1}`,
    [id],
  )
  const entries = rows.slice(0, mostEntries).map((row) => ({ ...row, text: row.text === '' ? null : row.text }))
  return { entries, more: rows.length > mostEntries }
}

const tables: Record<TimelineKind, string> = { deal: 'deal', lead: 'lead', person: 'person', account: 'account' }

/** Whether there is such a record. */
export async function isThere(tx: Tx, kind: TimelineKind, id: string): Promise<boolean> {
  return (await tx.query(`SELECT 1 FROM ${tables[kind]} WHERE id = $1::uuid`, [id])).length > 0
}

/** The note with this id, where there is one. */
export async function isNote(tx: Tx, id: string): Promise<boolean> {
  return (await tx.query('SELECT 1 FROM note WHERE id = $1::uuid', [id])).length > 0
}
