import { type Duck, quoteText } from '#platform/analytics/duck'
import type { StagedKind } from '../shapes.ts'
import { type StagedRow, usableOf } from './staged-rows.ts'

const rowsOfFile = 1_099_511_627_776
/** The place of a staged row as one number, in the order of files and rows. */
const place = `(file_no::BIGINT * ${rowsOfFile} + row_no)`

/**
 * The same where it can be said more simply, because all staged rows of a kind are of one file, as they mostly are. DuckDB then knows from what it keeps of a group of
 * rows whether a piece has any of them, and how many rows a piece has: half the processor time for a million leads, and joins that hold the narrow side.
 */
async function placeOf(duck: Duck, kind: 'person' | 'lead'): Promise<string> {
  const files = await duck.one<{ first: number | null; last: number | null }>(
    `SELECT min(file_no) AS first, max(file_no) AS last FROM staged.${kind}`,
  )
  const { first = null, last = null } = files ?? {}
  if (first === null || first !== last) return place
  return first === 0 ? 'row_no' : `(${first * rowsOfFile} + row_no)`
}

/** A lead of whom nothing is said but the id of the hand-off or a number: someone stands behind it nevertheless. */
const nobody = '(coalesce(full_name, first_name, last_name, email) IS NULL)'

const person = (
  at: string,
  of: { external: string; name: string; account: string; accountName: string; country: string; custom: string },
) =>
  `${at} AS no, ${of.external} AS external_id, first_name, last_name, ${of.name} AS full_name, email, phone, title, ${of.account} AS account_external_id,
    ${of.accountName} AS account_name, owner_external_id, owner_name, source, created_at AS made_at, ${of.country} AS country, ${of.custom} AS custom`

/** Views of the staged people and leads in the columns that their rooms take as sets. */
export async function offerSets(duck: Duck): Promise<void> {
  const of = {
    external: 'external_id',
    name: 'full_name',
    account: 'account_external_id',
    accountName: 'account_name',
    country: 'NULL::VARCHAR',
    custom: 'custom',
  }
  // The id of a lead is that of the hand-off; its person is known by address, or by name and company.
  const ofLead = {
    external: `CASE WHEN ${nobody} THEN 'lead:' || external_id END`,
    name: `CASE WHEN ${nobody} THEN coalesce('Lead ' || external_id, phone) ELSE full_name END`,
    ...{ account: 'NULL::VARCHAR', accountName: 'company', country: 'country', custom: 'NULL::VARCHAR' },
  }
  const [atPerson, atLead] = [await placeOf(duck, 'person'), await placeOf(duck, 'lead')]
  await duck.run(`
    CREATE OR REPLACE VIEW offered_person AS SELECT ${person(atPerson, of)} FROM staged.person WHERE ${usableOf('person')};
    CREATE OR REPLACE VIEW offered_lead_person AS SELECT ${person(atLead, ofLead)} FROM staged.lead WHERE ${usableOf('lead')};
    CREATE OR REPLACE VIEW offered_lead AS SELECT ${atLead} AS no, external_id, owner_external_id, owner_name, source, status, industry, country, created_at,
      converted, converted_at, deal_external_id AS deal_ref, custom FROM staged.lead WHERE ${usableOf('lead')}`)
}

const contactName = "coalesce(person_name, nullif(concat_ws(' ', person_first_name, person_last_name), ''))"
const contactMail = "coalesce(person_email, CASE WHEN person_name LIKE '%@%' THEN person_name END)"
const sure = `(${contactMail} IS NOT NULL OR person_phone IS NOT NULL OR (person_external_id IS NOT NULL AND ${contactName} IS NOT NULL))`

/** People whom the deals name alone, without address, number or id, as a relation of name, company and no. */
export const namedByDeals = `(SELECT ${contactName} AS name, account_name AS company, ${place} AS no FROM staged.deal WHERE ${usableOf('deal')} AND NOT ${sure}
  AND ${contactName} IS NOT NULL AND account_name IS NOT NULL)`

/** A view of the people in the rows of deals as a set. Those named alone are in it when \`contact_names\` (name, company, id) knows nobody. Answers how many rows. */
export async function offerContacts(duck: Duck): Promise<number> {
  await duck.run(`CREATE OR REPLACE VIEW offered_contact AS SELECT ${place} AS no, person_external_id AS external_id, person_first_name AS first_name, person_last_name AS last_name,
      CASE WHEN person_name LIKE '%@%' THEN NULL ELSE person_name END AS full_name, ${contactMail} AS email, person_phone AS phone, person_title AS title,
      account_external_id, account_name, NULL::VARCHAR AS owner_external_id, NULL::VARCHAR AS owner_name, source, NULL::TIMESTAMP AS made_at, account_country AS country, NULL::VARCHAR AS custom
    FROM staged.deal d LEFT JOIN contact_names k ON k.name = ${contactName} AND k.company = account_name
    WHERE ${usableOf('deal')} AND (${sure} OR (${contactName} IS NOT NULL AND account_name IS NOT NULL AND k.id IS NULL))`)
  return (await duck.one<{ n: number }>('SELECT count(*) AS n FROM offered_contact'))?.n ?? 0
}

/** The companies in the rows of deals, with what only flat files say of them; the last word on each column counts. */
export function companiesOfDeals(duck: Duck): AsyncGenerator<StagedRow[]> {
  const said = ['account_website', 'account_phone', 'account_employees', 'account_industry', 'account_country']
  const last = said.map((name) => `arg_max(${name}, ${place}) AS ${name}`).join(', ')
  return duck.stream<StagedRow>(`SELECT account_external_id, account_name, ${last} FROM staged.deal WHERE ${usableOf('deal')} AND coalesce(account_external_id, account_name) IS NOT NULL
    AND coalesce(${said.map((name) => `${name}::VARCHAR`).join(', ')}) IS NOT NULL GROUP BY 1, 2 ORDER BY min(${place})`)
}

/** What became of a set: counts, and some rows of each bucket with what changed. */
export interface SetOutcome {
  readonly counts: Partial<Record<'create' | 'update' | 'skip' | 'reject', number>>
  readonly samples: readonly {
    readonly bucket: 'create' | 'update' | 'skip'
    readonly changed: readonly string[]
    readonly row: StagedRow
  }[]
}

/** Reads what became of a set, and keeps the rows that its room returned beside the reader's own. */
export async function outcomeOfSet(
  duck: Duck,
  kind: StagedKind,
  taken: string,
  returned: string,
  samplesEach: number,
): Promise<SetOutcome> {
  await duck.run(`INSERT INTO returned SELECT ${quoteText(kind)}, (no // ${rowsOfFile})::INTEGER, no % ${rowsOfFile}, why FROM ${returned}`)
  const counts = await duck.all<{ bucket: string; n: number }>(
    `SELECT bucket, count(*) AS n FROM ${taken} GROUP BY 1 UNION ALL SELECT 'reject', count(*) FROM ${returned}`,
  )
  const samples: SetOutcome['samples'][number][] = []
  for (const bucket of ['create', 'update', 'skip'] as const) {
    if (!counts.some((each) => each.bucket === bucket)) continue
    const rows =
      await duck.all<StagedRow>(`WITH shown AS (SELECT no, changed FROM ${taken} WHERE bucket = '${bucket}' ORDER BY no LIMIT ${samplesEach})
      SELECT t.*, shown.changed AS changed_columns FROM shown JOIN staged.${kind} t ON t.file_no = shown.no // ${rowsOfFile} AND t.row_no = shown.no % ${rowsOfFile} ORDER BY shown.no`)
    for (const row of rows) samples.push({ bucket, changed: (row.changed_columns as unknown as string[] | null) ?? [], row })
  }
  return {
    counts: Object.fromEntries(counts.map((each) => [each.bucket, each.n])) as SetOutcome['counts'],
    samples,
  }
}

/** A pair as the duplicate finder of a room leaves it, with what people see of both. */
export interface LikelyRow {
  why: string
  name: string
  email: string | null
  phone: string | null
  file_no: number | null
  row_no: number | null
  other_name: string
  other_email: string | null
  other_phone: string | null
  other_file_no: number | null
  other_row_no: number | null
  [column: string]: string | number | null
}

/** The pairs of people of a set that may be one: how many, and the first of them. */
export async function likelyOfSet(duck: Duck, name: string, most: number): Promise<{ count: number; rows: LikelyRow[] }> {
  const face = (from: string, as: string) =>
    `${from}.full_name AS ${as}name, ${from}.email AS ${as}email, ${from}.phone AS ${as}phone, ${from}.no // ${rowsOfFile} AS ${as}file_no, ${from}.no % ${rowsOfFile} AS ${as}row_no`
  const count = (await duck.one<{ n: number }>(`SELECT count(*) AS n FROM pairs_${name}`))?.n ?? 0
  if (count === 0) return { count, rows: [] }
  const shown = await duck.all<{ first_id: string; second_id: string }>(
    `SELECT first_id, second_id FROM pairs_${name} ORDER BY why, second_id LIMIT ${most}`,
  )
  const among = (ids: string[]) => `(FROM faces_${name} WHERE id IN (${ids.map((id) => `${quoteText(id)}::UUID`).join(', ')}))`
  const [firsts, seconds] = [shown.map((pair) => pair.first_id), shown.map((pair) => pair.second_id)]
  // Named one by one, so that not everybody is brought together for twenty pairs.
  const rows =
    await duck.all<LikelyRow>(`SELECT p.why, ${face('a', '')}, ${face('b', 'other_')} FROM (FROM pairs_${name} WHERE second_id IN (${seconds.map((id) => `${quoteText(id)}::UUID`).join(', ')})
      ORDER BY why, second_id LIMIT ${most}) p JOIN ${among(firsts)} a ON a.id = p.first_id JOIN ${among(seconds)} b ON b.id = p.second_id ORDER BY p.why, b.no`)
  return { count, rows }
}
