import type { Duck } from '#platform/analytics/duck'
import type { StagedKind } from '../shapes.ts'
import { usableOf } from './staged-rows.ts'

/** What a row of each kind is called, and what else its record would have in common with it. Products and costs are not known by an id alone. */
const facesOf: Readonly<Partial<Record<StagedKind, { readonly name: string; readonly marks: readonly string[] }>>> = {
  person: { name: 'full_name', marks: ['norm_email(email)'] },
  lead: { name: 'full_name', marks: ['norm_email(email)'] },
  user: { name: 'full_name', marks: ['norm_email(email)'] },
  account: { name: 'name', marks: ['norm_domain(coalesce(domain, website))'] },
  deal: { name: 'name', marks: ['norm_company(account_name)'] },
  campaign: { name: 'name', marks: ['starts_on::VARCHAR'] },
  campaign_member: { name: "coalesce(full_name, nullif(concat_ws(' ', first_name, last_name), ''))", marks: ['norm_email(email)'] },
  activity: {
    name: 'subject',
    marks: ['called_at', 'starts_at', 'done_at', '"at"', 'created_at', 'due_at'].map((at) => `strftime(${at}, '%Y-%m-%dT%H:%M:%S.%gZ')`),
  },
}

/** Ids that are looked at: the shortest, which another system that counts from 1 has too, and as many from all over. */
const mostOfEach = 20_000
const batch = 5_000

export interface StagedFace {
  readonly id: string
  readonly name: string | null
  readonly marks: string[]
}

/** Rows of a kind with the id, the name and what else tells them apart, in batches: some tens of thousands at most. */
export async function* stagedFaces(duck: Duck, kind: StagedKind): AsyncGenerator<StagedFace[]> {
  const face = facesOf[kind]
  if (!face) return
  // The rows are found first: to make them comparable takes longer than to read them.
  const from = `(SELECT file_no, row_no, external_id AS id FROM staged.${kind} WHERE ${usableOf(kind)} AND external_id IS NOT NULL)`
  const rows = await duck.all<{
    id: string
    name: string | null
    marks: string[]
  }>(`WITH looked AS MATERIALIZED (SELECT DISTINCT ON (id) * FROM (
      (FROM ${from} ORDER BY length(id), id LIMIT ${mostOfEach}) UNION ALL (FROM ${from} ORDER BY hash(id) LIMIT ${mostOfEach})))
    SELECT l.id, ${face.name} AS name, list_filter([${face.marks.join(', ')}], lambda x: x IS NOT NULL AND x != '') AS marks
    FROM looked l JOIN staged.${kind} s ON s.file_no = l.file_no AND s.row_no = l.row_no ORDER BY length(l.id), l.id`)
  for (let at = 0; at < rows.length; at += batch) yield rows.slice(at, at + batch)
}
