import type { Id } from '#kernel/id'
import type { Instant } from '#kernel/time'
import { erased } from '#platform/privacy/holdings'
import type { Tx } from '#platform/store/database'
import { type ContactParts, type ContactProblem, type ContactRow, contactProblemNames, oldAfterDays } from '../contract/contact-quality.ts'

type Grouping = 'source' | 'campaign'

const groupOf: Readonly<Record<Grouping, string>> = {
  source: 'p.source',
  // The campaign that they answered last.
  campaign: `(SELECT r.campaign_ref FROM response r WHERE r.person_id = p.id AND r.campaign_ref IS NOT NULL ORDER BY r.at DESC LIMIT 1)`,
}

/** What is known of each person, yes or no; `$1` is now. `only` narrows it down to one person. */
const known = (by: Grouping, only: string) => `
  seen AS (SELECT person_id, max(at) AS at FROM (
      SELECT person_id, at FROM response ${only.replace('p.id', 'person_id')}
      UNION ALL SELECT person_id, at FROM activity ${only === '' ? 'WHERE' : `${only.replace('p.id', 'person_id')} AND`} person_id IS NOT NULL AND kind <> 'task' AND at <= $1 AND done IS NOT FALSE) s GROUP BY 1),
  twin AS (SELECT id, max(probability) AS chance FROM (
      SELECT l.first_id AS id, l.second_id AS other, l.probability FROM likely_pair l WHERE l.kind = 'person' AND l.state = 'open'
      UNION ALL SELECT l.second_id, l.first_id, l.probability FROM likely_pair l WHERE l.kind = 'person' AND l.state = 'open') t
    WHERE EXISTS (SELECT 1 FROM person o WHERE o.id = t.other) GROUP BY 1),
  objected AS (SELECT DISTINCT person_id FROM (SELECT DISTINCT ON (person_id, purpose) person_id, status FROM consent ORDER BY person_id, purpose, at DESC, noted_at DESC) c WHERE status = 'objected'),
  known AS (SELECT p.id, p.full_name AS name, concat_ws(', ', p.title, a.name) AS about, ${groupOf[by]} AS grp, greatest(s.at, p.made_at) AS seen, coalesce(t.chance, 0) AS twin,
      (p.first_name IS NULL OR p.last_name IS NULL) AND (p.full_name LIKE '%@%' OR p.full_name NOT LIKE '% %') AS "noName",
      coalesce(p.email NOT LIKE '%_@_%._%', true) AS "noEmail", coalesce(p.phone, '') = '' AS "noPhone", coalesce(p.title, '') = '' AS "noTitle", p.account_id IS NULL AS "noCompany",
      p.phone_key IS NOT NULL AS callable, o.person_id IS NOT NULL AS objected, t.id IS NOT NULL AS twice
    FROM person p LEFT JOIN account a ON a.id = p.account_id LEFT JOIN seen s ON s.person_id = p.id LEFT JOIN twin t ON t.id = p.id
      LEFT JOIN objected o ON o.person_id = p.id ${only} ${only === '' ? 'WHERE' : 'AND'} p.full_name <> '${erased}')`

const missing = ['noName', 'noEmail', 'noPhone', 'noTitle', 'noCompany'].map((one) => `"${one}"::int`).join(' + ')

/** The four parts, each from 0 to 1, and the score as their mean. */
const rated = (by: Grouping, only = '') => `${known(by, only)},
  parts AS (SELECT *, 1 - (${missing}) / 5.0 AS complete, CASE WHEN objected THEN 0 ELSE ((NOT "noEmail")::int + callable::int) / 2.0 END AS reachable,
      greatest(0, least(1, 1 - coalesce(extract(epoch FROM $1::timestamptz - seen) / 86400.0 / ${oldAfterDays}, 1))) AS recent, 1 - twin AS once FROM known),
  rated AS MATERIALIZED (SELECT *, NOT objected AND reachable = 0 AS unreachable, recent = 0 AS old, round((25 * (complete + reachable + recent + once))::numeric, 1)::float8 AS score FROM parts)`

const meanParts = `json_build_object('complete', avg(complete)::float8, 'reachable', avg(reachable)::float8, 'recent', avg(recent)::float8, 'once', avg(once)::float8)`

export interface Overview {
  readonly people: number
  readonly score: number | null
  readonly parts: ContactParts | null
  readonly spread: number[]
  readonly problems: Record<ContactProblem, number>
  readonly groups: { readonly name: string | null; readonly people: number; readonly score: number; readonly parts: ContactParts }[]
}

/** How good what is known of all people is, and of those of each source or campaign. */
export async function contactOverview(tx: Tx, now: Instant, by: Grouping): Promise<Overview> {
  const tens = Array.from({ length: 10 }, (_, n) => `count(*) FILTER (WHERE least(9, floor(score / 10)) = ${n})`).join(', ')
  const problems = contactProblemNames.map((one) => `'${one}', count(*) FILTER (WHERE "${one}")`).join(', ')
  const [row] = await tx.query<{ all: Omit<Overview, 'groups'>; groups: Overview['groups'] }>(
    `WITH ${rated(by)}
     SELECT (SELECT json_build_object('people', count(*), 'score', avg(score), 'parts', CASE WHEN count(*) > 0 THEN ${meanParts} END, 'spread', json_build_array(${tens}),
         'problems', json_build_object(${problems})) FROM rated) AS all,
       (SELECT coalesce(json_agg(g ORDER BY g.people DESC, g.name), '[]') FROM (
         SELECT nullif(grp, '') AS name, count(*) AS people, avg(score) AS score, ${meanParts} AS parts FROM rated GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 50) g) AS groups`,
    [now],
  )
  if (!row) throw new Error('A query of aggregates answered no row.')
  return { ...row.all, groups: row.groups }
}

interface Wanted {
  readonly by: Grouping
  readonly problem?: ContactProblem | undefined
  readonly group?: string | undefined
  readonly person?: Id<'person'> | undefined
  readonly limit: number
  readonly offset: number
}

/** People by how good what is known of them is, the worst first. */
export async function contactPeople(tx: Tx, now: Instant, wanted: Wanted): Promise<{ total: number; people: ContactRow[] }> {
  const { by, problem, group, person, limit, offset } = wanted
  const where = [...(problem ? [`"${problem}"`] : []), ...(group === undefined ? [] : [`coalesce(grp, '') = $4`])]
    .map((one) => `AND ${one}`)
    .join(' ')
  const problems = contactProblemNames.map((one) => `CASE WHEN "${one}" THEN '${one}' END`).join(', ')
  const rows = await tx.query<ContactRow & { total: number }>(
    `WITH ${rated(by, person ? 'WHERE p.id = $5::uuid' : '')}
     SELECT id, name, about, score, json_build_object('complete', complete, 'reachable', reachable, 'recent', recent, 'once', once) AS parts,
       array_remove(ARRAY[${problems}], NULL) AS problems, seen AS "seenAt", count(*) OVER ()::int AS total
     FROM rated WHERE $4::text IS NOT DISTINCT FROM $4 AND $5::uuid IS NOT DISTINCT FROM $5 ${where} ORDER BY score, id LIMIT $2::integer OFFSET $3::integer`,
    [now, limit, offset, group ?? null, person ?? null],
  )
  return { total: rows[0]?.total ?? 0, people: rows.map(({ total: _, ...row }) => row) }
}

/** When duplicates were last looked for. */
export async function duplicatesLookedAt(tx: Tx): Promise<Instant | null> {
  const [row] = await tx.query<{ at: Instant | null }>("SELECT max(made_at) AS at FROM likely_model WHERE kind = 'person'")
  return row?.at ?? null
}
