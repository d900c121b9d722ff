import { bareId } from '#kernel/source-system'
import { type Duck, quoteIdent, quoteText } from '#platform/analytics/duck'
import { type FileKind, type JoinGuess, type RowCounts, type StagedKind, stagedKinds } from '../shapes.ts'
import { createStaged, filledBy, fillStaged } from './compile.ts'
import { memberOf } from './compile-cells.ts'
import { keptWhenUnreadable, type Plan } from './plan.ts'
import { rawStretches } from './raw.ts'
import { endWide, isWide, prepareWide, wideSource } from './raw-wide.ts'

/** Empty tables for every kind, so that a reader need not ask which are there. */
export async function createStagedTables(duck: Duck): Promise<void> {
  await duck.run(`CREATE SCHEMA IF NOT EXISTS staged; ${stagedKinds.map((kind) => createStaged(kind)).join('; ')};
    CREATE OR REPLACE TABLE staged.stage (pipeline VARCHAR, stage VARCHAR, position INTEGER, kind VARCHAR);
    CREATE OR REPLACE TABLE staged.status_kind (status VARCHAR, kind VARCHAR)`)
}

/** Columns that take room whether a file fills them or not: written after the rows were filled, or taken apart as JSON, which DuckDB does not do with a plain NULL. */
const keepRoom: Partial<Record<StagedKind, readonly string[]>> = { lead: ['converted', 'converted_at', 'deal_external_id', 'custom'] }

/** Makes the empty tables of these files so that columns which none of them fills take no room. Nobody can write them then: for rows that are only read. */
export async function narrowStagedTables(duck: Duck, plans: readonly Plan[]): Promise<void> {
  for (const [kind, own] of Map.groupBy(plans, (plan) => plan.kind))
    await duck.run(createStaged(kind, new Set([...own.flatMap(filledBy), ...(keepRoom[kind] ?? ['entered', 'custom'])])))
}

/** Fills `staged.<kind>` from one file, with its broken rows, and folds rows that come again. */
export async function stage(duck: Duck, plan: Plan): Promise<void> {
  if (isWide(plan.width)) await stageWide(duck, plan)
  else await stageStretches(duck, plan)
  await duck.run(
    `INSERT INTO staged.${plan.kind} (file_no, row_no, reject, reject_class, ref) SELECT ${plan.no}, row_no, reason, 'broken', 'row-' || row_no FROM raw.bad${plan.no}`,
  )
  await markRepeats(duck, plan)
}

async function stageStretches(duck: Duck, plan: Plan): Promise<void> {
  const stretches = await rawStretches(duck, plan.no)
  for (const rows of stretches) {
    await duck.run(fillStaged(plan, rows))
    if (stretches.length > 1) await duck.letGo()
  }
}

async function stageWide(duck: Duck, plan: Plan): Promise<void> {
  const custom = new Map(plan.custom.map((each) => [each.column, memberOf(each, plan)]))
  for (const rows of await prepareWide(duck, plan.no, plan.width, (column) => custom.get(column)))
    await duck.run(fillStaged(plan, wideSource(plan.no, plan.width, rows)))
  await endWide(duck, plan.no, plan.width)
}

/**
 * Of rows with one id the newest is used: by change date where the file has one, else the last. Rows without an id that look alike are
 * different records; they get names of their own.
 */
async function markRepeats(duck: Duck, { kind, no, fields, idsBegin, named }: Plan): Promise<void> {
  const has = (key: string) => fields.some(({ field }) => field.key === key)
  const byId = kind !== 'stage_history' && has('external_id')
  const newest = has('modified_at') ? 'modified_at DESC NULLS LAST, ' : ''
  const mine = `file_no = ${no} AND reject IS NULL`
  if (byId) {
    await duck.run(`UPDATE staged.${kind} t SET reject_class = 'duplicate', reject = 'Row ' || d.kept || ' has the same id "' || d.external_id[${idsBegin.length + 1}:] || '" and is newer; that one is used.'
      FROM (SELECT row_no, external_id, first_value(row_no) OVER w AS kept, row_number() OVER w AS place FROM staged.${kind}
        WHERE ${mine} AND external_id IN (SELECT external_id FROM staged.${kind} WHERE ${mine} GROUP BY 1 HAVING count(*) > 1)
        WINDOW w AS (PARTITION BY external_id ORDER BY ${newest}row_no DESC)) d
      WHERE t.file_no = ${no} AND t.row_no = d.row_no AND d.place > 1`)
  }
  if (!named || !namedByRef(kind)) return
  // Rows with an id are named by it, and each id is there once by now.
  const unnamed = byId ? `${mine} AND external_id IS NULL` : mine
  await duck.run(`UPDATE staged.${kind} t SET ref = t.ref || '-' || d.place
    FROM (SELECT row_no, row_number() OVER (PARTITION BY ref ORDER BY row_no) AS place FROM staged.${kind}
      WHERE ${unnamed} AND ref IN (SELECT ref FROM staged.${kind} WHERE ${unnamed} GROUP BY 1 HAVING count(*) > 1)) d
    WHERE t.file_no = ${no} AND t.row_no = d.row_no AND d.place > 1`)
}

/** Kinds whose rows are known by `ref` where they have no id. */
const namedByRef = (kind: StagedKind) => kind !== 'lead' && kind !== 'person'

/** Cells that a field could not read and that are kept as text instead, by column. */
export async function unreadableCells(
  duck: Duck,
  { kind, no, fields }: Plan,
): Promise<{ column: string; cells: number; sample: string }[]> {
  const found: { column: string; cells: number; sample: string }[] = []
  for (const { header } of fields.filter(({ field }) => keptWhenUnreadable(field))) {
    const key = quoteText(`${JSON.stringify(header)}:`)
    const row = await duck.one<{ cells: number; sample: string | null }>(
      `SELECT count(*) AS cells, any_value(json_extract_string(custom, ?)) AS sample FROM staged.${kind} WHERE file_no = ? AND reject IS NULL AND contains(custom, ${key})`,
      [`/${header.replaceAll('~', '~0').replaceAll('/', '~1')}`, no],
    )
    if (row && row.cells > 0) found.push({ column: header, cells: row.cells, sample: row.sample ?? '' })
  }
  return found
}

/** Every row of a file in one bucket. */
export async function rowCounts(duck: Duck, kind: FileKind, no: number, rows: number): Promise<RowCounts> {
  if (!isStaged(kind)) return { rows, staged: 0, deleted: 0, rejected: 0, duplicates: 0, left_out: rows }
  const deleted = hasDeleted(kind) ? 'coalesce(deleted, false)' : 'false'
  const row = await duck.one<Record<string, number>>(
    `SELECT count(*) AS rows, count(*) FILTER (reject IS NULL AND NOT ${deleted}) AS staged, count(*) FILTER (reject IS NULL AND ${deleted}) AS deleted,
    count(*) FILTER (reject_class IN ('broken', 'unreadable', 'incomplete')) AS rejected, count(*) FILTER (reject_class = 'duplicate') AS duplicates,
    count(*) FILTER (reject_class IN ('footer', 'blank', 'aside')) AS left_out FROM staged.${kind} WHERE file_no = ?`,
    [no],
  )
  const count = (key: string) => row?.[key] ?? 0
  return {
    rows: count('rows'),
    staged: count('staged'),
    deleted: count('deleted'),
    rejected: count('rejected'),
    duplicates: count('duplicates'),
    left_out: count('left_out'),
  }
}

export function isStaged(kind: FileKind): kind is StagedKind {
  return (stagedKinds as readonly string[]).includes(kind)
}

function hasDeleted(kind: StagedKind): boolean {
  return kind !== 'user' && kind !== 'product' && kind !== 'stage_history'
}

/** How values of one kind find their record in another: which key, and how it is made comparable. */
const joins: readonly { from: [StagedKind, string]; to: [StagedKind, string]; key: string }[] = [
  { from: ['deal', 'account_external_id'], to: ['account', 'external_id'], key: 'id' },
  { from: ['deal', 'account_name'], to: ['account', 'name'], key: 'norm_company' },
  { from: ['deal', 'owner_external_id'], to: ['user', 'external_id'], key: 'id' },
  { from: ['deal', 'owner_name'], to: ['user', 'full_name'], key: 'norm_key' },
  { from: ['deal', 'person_external_id'], to: ['person', 'external_id'], key: 'id' },
  { from: ['deal', 'person_name'], to: ['person', 'full_name'], key: 'norm_key' },
  { from: ['deal', 'product'], to: ['product', 'name'], key: 'norm_key' },
  { from: ['deal', 'lead_external_id'], to: ['lead', 'external_id'], key: 'id' },
  { from: ['person', 'account_external_id'], to: ['account', 'external_id'], key: 'id' },
  { from: ['person', 'account_name'], to: ['account', 'name'], key: 'norm_company' },
  { from: ['lead', 'company'], to: ['account', 'name'], key: 'norm_company' },
  { from: ['lead', 'owner_name'], to: ['user', 'full_name'], key: 'norm_key' },
  { from: ['lead', 'owner_external_id'], to: ['user', 'external_id'], key: 'id' },
  { from: ['account', 'owner_name'], to: ['user', 'full_name'], key: 'norm_key' },
  { from: ['account', 'owner_external_id'], to: ['user', 'external_id'], key: 'id' },
  { from: ['stage_history', 'deal_external_id'], to: ['deal', 'external_id'], key: 'id' },
  { from: ['stage_history', 'deal_name'], to: ['deal', 'name'], key: 'norm_key' },
  { from: ['deal', 'campaign_external_id'], to: ['campaign', 'external_id'], key: 'id' },
  { from: ['deal', 'campaign_name'], to: ['campaign', 'name'], key: 'norm_key' },
  { from: ['campaign', 'owner_name'], to: ['user', 'full_name'], key: 'norm_key' },
  { from: ['campaign_member', 'campaign_external_id'], to: ['campaign', 'external_id'], key: 'id' },
  { from: ['campaign_member', 'campaign_name'], to: ['campaign', 'name'], key: 'norm_key' },
  { from: ['campaign_member', 'contact_external_id'], to: ['person', 'external_id'], key: 'id' },
  { from: ['campaign_member', 'lead_external_id'], to: ['lead', 'external_id'], key: 'id' },
  { from: ['campaign_cost', 'campaign_external_id'], to: ['campaign', 'external_id'], key: 'id' },
  { from: ['campaign_cost', 'campaign_name'], to: ['campaign', 'name'], key: 'norm_key' },
  { from: ['activity', 'owner_external_id'], to: ['user', 'external_id'], key: 'id' },
  { from: ['activity', 'owner_name'], to: ['user', 'full_name'], key: 'norm_key' },
  { from: ['activity', 'contact_external_id'], to: ['person', 'external_id'], key: 'id' },
  { from: ['activity', 'lead_external_id'], to: ['lead', 'external_id'], key: 'id' },
  { from: ['activity', 'deal_external_id'], to: ['deal', 'external_id'], key: 'id' },
  { from: ['activity', 'account_external_id'], to: ['account', 'external_id'], key: 'id' },
]

/** How the files refer to each other, with what found nothing. Only references that both sides have. */
export async function joinCounts(duck: Duck, present: ReadonlySet<StagedKind>): Promise<JoinGuess[]> {
  const found: JoinGuess[] = []
  for (const { from, to, key } of joins) {
    if (!present.has(from[0]) || !present.has(to[0])) continue
    const given = ([kind, column]: [StagedKind, string]) => `FROM staged.${kind} WHERE reject IS NULL AND ${quoteIdent(column)} IS NOT NULL`
    if (!(await duck.one(`SELECT 1 ${given(from)} LIMIT 1`)) || !(await duck.one(`SELECT 1 ${given(to)} LIMIT 1`))) continue
    // Each way of writing is made comparable once. Ids have no blanks around them any more; they are told apart by their hash, as a number.
    const values = ([kind, column]: [StagedKind, string], texts: boolean) =>
      key === 'id'
        ? `SELECT hash(${quoteIdent(column)}) AS k${texts ? `, any_value(${quoteIdent(column)}) AS v` : ''} ${given([kind, column])} GROUP BY 1`
        : `SELECT ${key}(v) AS k, min(v) AS v FROM (SELECT DISTINCT ${quoteIdent(column)} AS v ${given([kind, column])}) GROUP BY 1`
    const count = (texts: boolean) =>
      duck.one<{
        values: number
        matched: number
        known: number
        missing: string[] | null
      }>(`WITH a AS (${values(from, texts)}), b AS (${values(to, texts)})
        SELECT count(*) AS values, count(b.k) AS matched, (SELECT count(*) FROM b) AS known, ${texts ? 'min(a.v, 5) FILTER (b.k IS NULL)' : 'NULL::VARCHAR[]'} AS missing FROM a LEFT JOIN b USING (k)`)
    // Most ids find their record: then nobody asks which ones did not, and their texts need not be looked at.
    const counted = key === 'id' ? await count(false) : undefined
    const row = counted && counted.values === counted.matched ? counted : await count(true)
    if (!row || row.values === 0 || row.known === 0) continue
    found.push({
      from: from.join('.'),
      to: to.join('.'),
      values: row.values,
      matched: row.matched,
      missing: (row.missing ?? []).map((value) => (key === 'id' ? bareId(value) : value)),
    })
  }
  return found
}

/** Where leads carry no word of conversion but deals name their lead, a lead is converted when a deal names it. Answers how many are. */
export async function convertByDeals(duck: Duck): Promise<number> {
  const known = await duck.one<{
    said: number
    named: number
  }>(`SELECT (SELECT count(*) FROM staged.lead WHERE converted IS NOT NULL OR converted_at IS NOT NULL) AS said,
    (SELECT count(*) FROM staged.deal d JOIN staged.lead l ON l.external_id = d.lead_external_id WHERE d.reject IS NULL) AS named`)
  if (!known || known.said > 0 || known.named === 0) return 0
  await duck.run('UPDATE staged.lead SET converted = false WHERE reject IS NULL')
  return duck.run(`UPDATE staged.lead l SET converted = true, deal_external_id = coalesce(l.deal_external_id, d.ref), converted_at = coalesce(l.converted_at, d.moment)
    FROM (SELECT lead_external_id AS k, min(ref) AS ref, min(coalesce(opened_at, closed_at)) AS moment FROM staged.deal WHERE reject IS NULL AND lead_external_id IS NOT NULL GROUP BY 1) d
    WHERE l.external_id = d.k AND l.reject IS NULL`)
}

/** The latest day on which something is known to have happened, not after `today`. */
export async function latestDay(duck: Duck, today: string): Promise<string | null> {
  const days = [
    ...['opened_at', 'closed_at', 'modified_at'].map((column) => `SELECT ${column} AS moment FROM staged.deal WHERE reject IS NULL`),
    "SELECT unnest(json_extract_string(entered, '$.*'))::TIMESTAMP FROM staged.deal WHERE reject IS NULL AND entered IS NOT NULL",
    ...['created_at', 'converted_at'].map((column) => `SELECT ${column} FROM staged.lead WHERE reject IS NULL`),
    ...['person', 'account'].map((kind) => `SELECT created_at FROM staged.${kind} WHERE reject IS NULL`),
    'SELECT entered_at FROM staged.stage_history WHERE reject IS NULL',
  ]
  const row = await duck.one<{ day: string | null }>(
    `SELECT max(moment)::DATE AS day FROM (${days.join(' UNION ALL ')}) WHERE moment < ${quoteText(today)}::DATE + 1`,
  )
  return row?.day ?? null
}

/** The currency of most deals, or null when none is known. */
export async function usualCurrency(duck: Duck): Promise<string | null> {
  const row = await duck.one<{ currency: string }>(
    'SELECT currency FROM staged.deal WHERE reject IS NULL AND currency IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1',
  )
  return row?.currency ?? null
}
