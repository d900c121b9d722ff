import type { Id } from '#kernel/id'
import type { Instant } from '#kernel/time'
import type { Tx } from '#platform/store/database'
import type { RowOf } from '#platform/store/kept'
import type { OriginEvidence, OriginKind, OriginRecord } from '../contract/origin.ts'
import type { originCases, originEffects } from '../tables/origin.ts'

export type CaseRow = RowOf<typeof originCases>
export type EffectRow = RowOf<typeof originEffects>

export interface LinkedPair {
  readonly kind: OriginKind
  readonly firstId: string
  readonly secondId: string
  readonly probability: number
  readonly links: OriginEvidence['links']
}

/** The pairs that are likely one and of which nobody said that they are not, with both records there. */
export async function linkedPairs(tx: Tx): Promise<LinkedPair[]> {
  const of = (kind: OriginKind) =>
    `SELECT l.kind, l.first_id AS "firstId", l.second_id AS "secondId", l.probability, l.parts AS links FROM likely_pair l
     JOIN ${kind} f ON f.id = l.first_id JOIN ${kind} s ON s.id = l.second_id WHERE l.kind = '${kind}' AND l.state = 'open'`
  return await tx.query<LinkedPair & Record<string, unknown>>(`${of('person')} UNION ALL ${of('account')}`)
}

/** A record with the words that tell its origin, and how many were made in the same minute. */
export interface OriginFacts extends OriginRecord {
  readonly words: readonly (string | null)[]
  readonly together: number
}

const entry = `LEFT JOIN event te ON te.id = r.touched_by
  LEFT JOIN LATERAL (SELECT e.kind, e.actor_kind, e.actor_name, e.at FROM event e WHERE e.subject_id = r.id ORDER BY e.seq LIMIT 1) fe ON true`
const entered = `CASE WHEN fe.kind IS NULL AND te.kind = 'import.done' THEN 'import' WHEN coalesce(fe.kind, te.kind) LIKE 'respon%' THEN 'response'
    WHEN coalesce(fe.actor_kind, te.actor_kind) = 'user' AND fe.kind IS NOT NULL THEN 'hand' ELSE 'unknown' END AS entered,
  CASE WHEN fe.actor_kind = 'user' THEN fe.actor_name END AS "enteredBy"`
const dealOf = `jsonb_build_object('id', d.id, 'name', d.name, 'state', d.state, 'amount', d.amount::text, 'currency', d.currency, 'owner', dm.name,
  'openedAt', d.opened_at, 'campaign', d.campaign_ref) ORDER BY d.opened_at`
const dealsWhere = (condition: string) =>
  `coalesce((SELECT jsonb_agg(${dealOf}) FROM deal d LEFT JOIN member dm ON dm.id = d.owner_id WHERE ${condition}), '[]'::jsonb) AS deals`
const responsesOf = (people: string) => `coalesce((SELECT jsonb_agg(x ORDER BY x->>'at') FROM (
    SELECT jsonb_build_object('at', coalesce(t.first_responded_at, t.at), 'campaign', c.name, 'ref', coalesce(c.external_id, c.name)) AS x
      FROM touch t JOIN campaign c ON c.id = t.campaign_id WHERE t.person_id IN (${people}) AND (t.responded OR t.first_responded_at IS NOT NULL)
      AND coalesce(t.first_responded_at, t.at) IS NOT NULL
    UNION ALL SELECT jsonb_build_object('at', s.at, 'campaign', s.campaign_ref, 'ref', s.campaign_ref) FROM response s WHERE s.person_id IN (${people})) all_of_them),
  '[]'::jsonb) AS responses`

const selects: Readonly<Record<OriginKind, string>> = {
  // A deal that names nobody counts for whoever was entered at its account by its owner.
  person: `SELECT r.id, coalesce(r.origin, r.source) AS origin, coalesce(r.made_at, fe.at, te.at) AS "madeAt", m.name AS owner, ${entered},
      ARRAY[r.origin, r.source] AS words, ${responsesOf('r.id')},
      ${dealsWhere('d.person_id = r.id OR (d.person_id IS NULL AND d.account_id = r.account_id AND d.owner_id = r.owner_id)')},
      (SELECT count(*)::int FROM person o WHERE date_trunc('minute', o.made_at) = date_trunc('minute', r.made_at)
        AND to_char(r.made_at AT TIME ZONE 'UTC', 'HH24:MI:SS') <> '00:00:00') AS together
    FROM person r LEFT JOIN member m ON m.id = r.owner_id ${entry} WHERE r.id = ANY($1::uuid[])`,
  // How a company was won is how the first of its people was, else what its first deal says.
  account: `SELECT r.id, coalesce(p.origin, p.source, df.source, df.channel) AS origin, coalesce(r.made_at, fe.at, te.at) AS "madeAt", m.name AS owner, ${entered},
      ARRAY[p.origin, p.source, df.source, df.channel] AS words, ${responsesOf('SELECT q.id FROM person q WHERE q.account_id = r.id')},
      ${dealsWhere('d.account_id = r.id')},
      (SELECT count(*)::int FROM account o WHERE date_trunc('minute', o.made_at) = date_trunc('minute', r.made_at)
        AND to_char(r.made_at AT TIME ZONE 'UTC', 'HH24:MI:SS') <> '00:00:00') AS together
    FROM account r LEFT JOIN member m ON m.id = r.owner_id ${entry}
      LEFT JOIN LATERAL (SELECT q.origin, q.source FROM person q WHERE q.account_id = r.id ORDER BY q.made_at NULLS LAST, q.id LIMIT 1) p ON true
      LEFT JOIN LATERAL (SELECT q.source, q.channel FROM deal q WHERE q.account_id = r.id ORDER BY q.opened_at NULLS LAST, q.id LIMIT 1) df ON true
    WHERE r.id = ANY($1::uuid[])`,
}

/** What tells how records were won, who has them and what came of them. */
export async function originFacts(tx: Tx, kind: OriginKind, ids: readonly string[]): Promise<Map<string, OriginFacts>> {
  const rows = await tx.query<OriginFacts & Record<string, unknown>>(selects[kind], [ids])
  const at = (text: string) => new Date(text).toISOString() as Instant
  return new Map(
    rows.map((row) => [
      row.id,
      {
        ...row,
        deals: row.deals.map((deal) => ({ ...deal, openedAt: deal.openedAt && at(deal.openedAt) })),
        responses: row.responses.map((one) => ({ ...one, at: at(one.at) })),
      },
    ]),
  )
}

const columns = `id, kind, first_id AS "firstId", second_id AS "secondId", probability, entered, confidence, evidence, found_at AS "foundAt", state, reason,
  decided_by AS "decidedBy", decided_at AS "decidedAt", corrected, touched_by AS "touchedBy"`

export async function allCases(tx: Tx): Promise<CaseRow[]> {
  return await tx.query<CaseRow & Record<string, unknown>>(`SELECT ${columns} FROM origin_case`)
}

/** One case; `held` for a change. */
export async function caseById(tx: Tx, id: string, held = false): Promise<CaseRow | undefined> {
  const [row] = await tx.query<CaseRow & Record<string, unknown>>(
    `SELECT ${columns} FROM origin_case WHERE id = $1${held ? ' FOR UPDATE' : ''}`,
    [id],
  )
  return row
}

/** The case on which an event decided. */
export async function caseDecidedBy(tx: Tx, eventId: string): Promise<CaseRow | undefined> {
  const [row] = await tx.query<CaseRow & Record<string, unknown>>(
    `SELECT ${columns} FROM origin_case WHERE id = (SELECT subject_id FROM event WHERE id = $1 AND kind = 'origin.decided')`,
    [eventId],
  )
  return row
}

interface Wanted {
  readonly decided: boolean
  readonly least: number
  readonly kinds: readonly OriginKind[]
}

const wanted = "CASE WHEN $1 THEN state <> 'open' ELSE state = 'open' AND confidence >= $2 END AND kind = ANY($3)"

/** Cases that are open, the surest first, or decided, the last one first. */
export async function casesShown(
  tx: Tx,
  { decided, least, kinds, limit, offset }: Wanted & { limit: number; offset: number },
): Promise<CaseRow[]> {
  return await tx.query<CaseRow & Record<string, unknown>>(
    `SELECT ${columns} FROM origin_case WHERE ${wanted} ORDER BY decided_at DESC, confidence DESC, id LIMIT $4 OFFSET $5`,
    [decided, least, kinds, limit, offset],
  )
}

export async function countCases(
  tx: Tx,
  least: number,
  kinds: readonly OriginKind[],
): Promise<{ open: number; lessSure: number; decided: number }> {
  const [row] = await tx.query<{ open: number; lessSure: number; decided: number }>(
    `SELECT (count(*) FILTER (WHERE state = 'open' AND confidence >= $1))::int AS open, (count(*) FILTER (WHERE state = 'open' AND confidence < $1))::int AS "lessSure",
       (count(*) FILTER (WHERE state <> 'open'))::int AS decided FROM origin_case WHERE kind = ANY($2)`,
    [least, kinds],
  )
  return row ?? { open: 0, lessSure: 0, decided: 0 }
}

/** How records are called now. */
export async function namesOf(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: string; name: string }>(
    'SELECT id, full_name AS name FROM person WHERE id = ANY($1::uuid[]) UNION ALL SELECT id, name FROM account WHERE id = ANY($1::uuid[])',
    [ids],
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** What decisions did to the numbers of campaigns, in the order in which it was noted. */
export async function effectsOf(tx: Tx, cases: readonly Id<'origin_case'>[]): Promise<EffectRow[]> {
  return await tx.query<EffectRow & Record<string, unknown>>(
    `SELECT id, case_id AS "caseId", event_id AS "eventId", campaign, before, after, undone, by, at, touched_by AS "touchedBy" FROM origin_effect
     WHERE case_id = ANY($1::uuid[]) ORDER BY at, id`,
    [cases],
  )
}
