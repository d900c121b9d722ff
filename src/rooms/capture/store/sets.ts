import { type Duck, quoteText } from '#platform/analytics/duck'
import type { StagedKind } from '../shapes.ts'
import { type StagedRow, usableOf } from './staged-rows.ts'

/** The place of a staged row as one number, in the order of files and rows. */
const place = '(file_no::BIGINT * 1099511627776 + row_no)'

const person = (of: { external: string; account: string; accountName: string; country: string; custom: string }) =>
  `${place} AS no, ${of.external} AS external_id, first_name, last_name, full_name, email, phone, title, ${of.account} AS account_external_id,
    ${of.accountName} AS account_name, owner_external_id, owner_name, source, created_at AS made_at, ${of.country} AS country, ${of.custom} AS custom`

/** Views of the staged people and leads in the columns that their rooms take as sets. */
export async function offerSets(duck: Duck): Promise<void> {
  const of = {
    external: 'external_id',
    account: 'account_external_id',
    accountName: 'account_name',
    country: 'NULL::VARCHAR',
    custom: 'custom',
  }
  // The id of a lead is that of the hand-off; its person is known by address, or by name and company.
  const ofLead = {
    external: 'NULL::VARCHAR',
    account: 'NULL::VARCHAR',
    accountName: 'company',
    country: 'country',
    custom: 'NULL::VARCHAR',
  }
  await duck.run(`
    CREATE OR REPLACE VIEW offered_person AS SELECT ${person(of)} FROM staged.person WHERE ${usableOf('person')};
    CREATE OR REPLACE VIEW offered_lead_person AS SELECT ${person(ofLead)} FROM staged.lead WHERE ${usableOf('lead')};
    CREATE OR REPLACE VIEW offered_lead AS SELECT ${place} AS no, external_id, owner_external_id, owner_name, source, status, industry, country, created_at,
      converted, converted_at, deal_external_id AS deal_ref, custom FROM staged.lead WHERE ${usableOf('lead')}`)
}

/** What became of a set: counts, and some rows of each bucket with what changed. */
export interface SetOutcome {
  readonly counts: Partial<Record<'create' | 'update' | 'skip' | 'reject', number>>
  readonly samples: readonly {
    readonly bucket: 'create' | 'update' | 'skip'
    readonly changed: readonly string[]
    readonly row: StagedRow
  }[]
  readonly returned: readonly { readonly fileNo: number; readonly rowNo: number; readonly reason: string }[]
}

/** Reads what became of a set, and keeps the rows that its room returned beside the reader's own. */
export async function outcomeOfSet(
  duck: Duck,
  kind: StagedKind,
  taken: string,
  returned: string,
  samplesEach: number,
): Promise<SetOutcome> {
  await duck.run(`INSERT INTO returned SELECT ${quoteText(kind)}, (no // 1099511627776)::INTEGER, no % 1099511627776, why FROM ${returned}`)
  const counts = await duck.all<{ bucket: string; n: number }>(
    `SELECT bucket, count(*) AS n FROM ${taken} GROUP BY 1 UNION ALL SELECT 'reject', count(*) FROM ${returned}`,
  )
  const samples: SetOutcome['samples'][number][] = []
  for (const bucket of ['create', 'update', 'skip'] as const) {
    const rows =
      await duck.all<StagedRow>(`WITH shown AS (SELECT no, changed FROM ${taken} WHERE bucket = '${bucket}' ORDER BY no LIMIT ${samplesEach})
      SELECT t.*, shown.changed AS changed_columns FROM shown JOIN staged.${kind} t ON t.file_no = shown.no // 1099511627776 AND t.row_no = shown.no % 1099511627776 ORDER BY shown.no`)
    for (const row of rows) samples.push({ bucket, changed: (row.changed_columns as unknown as string[] | null) ?? [], row })
  }
  const first = await duck.all<{ file_no: number; row_no: number; why: string }>(
    `SELECT no // 1099511627776 AS file_no, no % 1099511627776 AS row_no, why FROM ${returned} ORDER BY no LIMIT 50`,
  )
  return {
    counts: Object.fromEntries(counts.map((each) => [each.bucket, each.n])) as SetOutcome['counts'],
    samples,
    returned: first.map((each) => ({ fileNo: each.file_no, rowNo: each.row_no, reason: each.why })),
  }
}
