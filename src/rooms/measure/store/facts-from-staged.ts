import type { Duck, DuckRow } from '#platform/analytics/duck'
import { dimensionTable, factDeal, factLead, stageTable } from '../tables/facts.ts'
import { dealCandidates, leadCandidates, type Reach } from './candidates.ts'
import { always, dimensionColumns, type Kept, keepSensible, mostValues, saveDimensions } from './dimensions.ts'
import { createFacts, createSql, dropFacts, setAbout, settleAsOf } from './facts.ts'
import { type ExchangeRate, settleMoney } from './currency.ts'
import { type Candidate, columnsOf, type FieldLabel, liveRows } from './lookups.ts'
import { rewindTo } from './rewind.ts'
import { entriesFromStaged } from './stage-entries.ts'

export interface StagedOptions {
  /** The currency that the company counts in, where it said one. */
  readonly currency?: string | null
  /** The rates with which amounts in other currencies are converted. */
  readonly rates?: readonly ExchangeRate[]
  /** Headers that were mapped to fields, so that dimensions are called as in the file. */
  readonly labels?: readonly FieldLabel[]
  /** Names of the files by their number, for references such as `deals.csv:12`. */
  readonly fileNames?: readonly string[]
  /** The last day that can have happened, ISO. */
  readonly today: string
  /** The last day of the data, where it is known; else the latest day on which anything happened. */
  readonly asOf?: string
  /** Set when the user says as of which day to look: what happened later is taken back. */
  readonly asKnownOn?: string
}

/** Fills the fact tables from `staged.*`, anew. Rejected and deleted rows are out; of rows with one id the newest counts. */
export async function factsFromStaged(duck: Duck, options: StagedOptions): Promise<void> {
  await dropFacts(duck)
  await duck.run(createSql(dimensionTable))
  await duck.run(createSql(stageTable))
  if ((await columnsOf(duck, 'stage')).size > 0) {
    await duck.run(
      "INSERT OR IGNORE INTO stage SELECT coalesce(pipeline, ''), stage, position, kind FROM staged.stage WHERE stage IS NOT NULL",
    )
  }
  await dealsFromStaged(duck, options)
  await leadsFromStaged(duck, options)
  await createFacts(duck)
  const source = await entriesFromStaged(duck)
  await setAbout(duck, { stage_source: source })
  if (options.asKnownOn) {
    await rewindTo(duck, options.asKnownOn)
    await setAbout(duck, { taken_back: 'yes' })
  }
  await settleAsOf(duck, options.today, options.asKnownOn ?? options.asOf)
  await setAbout(duck, { currency: await settleMoney(duck, options) })
}

async function dealsFromStaged(duck: Duck, { labels = [], fileNames = [] }: StagedOptions): Promise<void> {
  if ((await columnsOf(duck, 'deal')).size === 0) return
  const reach = await dealCandidates(duck, labels)
  const { candidates, kept } = await wide(duck, 'deal', await newest(duck, 'deal', fileNames, reach.held), reach)
  await duck.run(
    createSql(
      factDeal,
      kept.map((dimension) => dimension.key),
      false,
    ),
  )
  await duck.run(`INSERT INTO fact_deal BY NAME SELECT id AS deal_id, ref, nullif(trim(name), '') AS name,
      coalesce(nullif(trim(account_name), ''), account_external_id) AS account, coalesce(nullif(trim(owner_name), ''), owner_external_id) AS owner,
      coalesce(pipeline, '') AS pipeline, stage, coalesce(state, 'open') AS state, amount, nullif(trim(currency), '') AS currency,
      opened_at::DATE AS opened_on, CASE WHEN state IN ('won', 'lost') THEN closed_at::DATE END AS closed_on, expected_on${dimensionColumns(kept, candidates)}
    FROM wide_deal`)
  await saveDimensions(duck, 'deal', kept)
}

async function leadsFromStaged(duck: Duck, { labels = [], fileNames = [] }: StagedOptions): Promise<void> {
  if ((await columnsOf(duck, 'lead')).size === 0) return
  const reach = await leadCandidates(duck, labels)
  const { candidates, kept } = await wide(duck, 'lead', await newest(duck, 'lead', fileNames, reach.held), reach)
  await duck.run(
    createSql(
      factLead,
      kept.map((dimension) => dimension.key),
      false,
    ),
  )
  await duck.run(`INSERT INTO fact_lead BY NAME SELECT id AS lead_id, ref, coalesce(nullif(trim(full_name), ''), nullif(trim(concat_ws(' ', first_name, last_name)), '')) AS name,
      coalesce(nullif(trim(owner_name), ''), owner_external_id) AS owner, source, status, converted,
      created_at::DATE AS created_on, converted_at::DATE AS converted_on${dimensionColumns(kept, candidates)}
    FROM wide_lead`)
  await saveDimensions(duck, 'lead', kept)
}

/** Live rows with `id`, `shown` (what people recognise them by) and `held`; of several rows with one id the newest (where known, by modification), else the last. */
async function newest(duck: Duck, kind: 'deal' | 'lead', fileNames: readonly string[], held: string): Promise<string> {
  const files = fileNames.map((name, index) => `WHEN ${index} THEN '${name.replaceAll("'", "''")}'`).join(' ')
  const file = files ? `CASE file_no ${files} ELSE 'file ' || file_no END` : `'file ' || file_no`
  const key = "nullif(trim(external_id), '')"
  const live = await liveRows(duck, kind)
  const repeated = await duck.one(`SELECT 1 FROM ${live} WHERE ${key} IS NOT NULL HAVING count(*) > count(DISTINCT ${key})`)
  const modified = (await columnsOf(duck, kind)).has('modified_at') ? 'modified_at DESC NULLS LAST, ' : ''
  const one = `QUALIFY ${key} IS NULL OR row_number() OVER (PARTITION BY ${key} ORDER BY ${modified}file_no DESC, row_no DESC) = 1`
  return `SELECT coalesce(${key}, file_no || ':' || row_no) AS id, coalesce(${key}, ${file} || ':' || row_no) AS shown, ${held}, * FROM ${live} ${repeated ? one : ''}`
}

/** What the facts take from the staged rows besides their dimensions. */
const taken = {
  deal: 'name account_name account_external_id owner_name owner_external_id pipeline stage state amount currency opened_at closed_at expected_on entered',
  lead: 'full_name first_name last_name owner_name owner_external_id source status converted created_at converted_at',
} as const

/** Joins the live rows with what they reach, computes every candidate once, and keeps the sensible ones. */
async function wide(
  duck: Duck,
  kind: 'deal' | 'lead',
  live: string,
  reach: Reach,
): Promise<{ candidates: readonly Candidate[]; kept: Kept[] }> {
  const { joins } = reach
  const candidates = await worthwhile(duck, live, reach)
  const own = ['id', ...taken[kind].split(' ')].map((column) => `d.${column}`)
  const columns = candidates.map((candidate, index) => `nullif(trim(${candidate.sql}), '') AS c${index}`)
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE wide_${kind} AS SELECT row_number() OVER ()::INTEGER AS place, d.shown AS ref, ${[...own, ...columns].join(', ')} FROM (${live}) d ${joins}`,
  )
  return { candidates, kept: await keepSensible(duck, `wide_${kind}`, candidates) }
}

/** Exports with hundreds of columns: those that are empty, or certainly have too many values, are not even laid out. */
async function worthwhile(duck: Duck, live: string, { candidates, joins }: Reach): Promise<readonly Candidate[]> {
  if (candidates.length <= 40) return candidates
  const counts = candidates.map((candidate, index) => `approx_count_distinct(nullif(trim(${candidate.sql}), '')) AS c${index}`)
  const about = await duck.one<DuckRow>(`SELECT ${counts.join(', ')} FROM (${live}) d ${joins}`)
  return candidates.filter(({ field }, index) => {
    const values = Number(about?.[`c${index}`] ?? 0)
    return values > 0 && (values <= 2 * mostValues || always.has(field))
  })
}
