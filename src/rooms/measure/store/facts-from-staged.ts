import type { Duck } from '#platform/analytics/duck'
import { cutTable, cutValueTable, dimensionTable, factDeal, factLead, factStageEntry, stageTable } from '../tables/facts.ts'
import { marketingTables } from '../tables/marketing.ts'
import type { ExchangeRate } from './currency.ts'
import { factsSql, ready, type Subject } from './derive.ts'
import { countsOf, countValues, settleDimensions, track, trackedColumns } from './dimensions.ts'
import { createFacts, createSql, dropFacts, settleFacts } from './facts.ts'
import { setAbout } from './known.ts'
import type { FieldLabel } from './lookups.ts'
import { marketingFrom } from './marketing.ts'
import { rewindTo } from './rewind.ts'
import { type Source, stagedSource } from './source.ts'
import { addUnknownStages, entriesFrom, hasEntries, type MoveSource, movesFrom } from './stage-entries.ts'

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

const tables = { deal: factDeal, lead: factLead } as const

/** Fills the fact tables from `staged.*`, anew. Rejected and deleted rows are out; of rows with one id the newest counts. */
export async function factsFromStaged(duck: Duck, options: StagedOptions): Promise<void> {
  await factsFrom(duck, await stagedSource(duck), options)
}

/** Fills the fact tables from all rows of a source, anew. */
export async function factsFrom(duck: Duck, source: Source, options: StagedOptions): Promise<void> {
  await dropFacts(duck)
  for (const table of [dimensionTable, cutTable, cutValueTable, stageTable, factStageEntry, ...marketingTables])
    await duck.run(createSql(table, [], false))
  if (source.columns('stage').size > 0) await duck.run(`INSERT INTO stage ${knownStages(source)}`)
  for (const subject of ['deal', 'lead'] as const) await subjectFrom(duck, source, subject, options)
  await createFacts(duck)
  await setAbout(duck, { stage_source: await entriesOfAll(duck, source) })
  if (options.asKnownOn) {
    await rewindTo(duck, options.asKnownOn)
    await setAbout(duck, { taken_back: 'yes' })
  }
  await marketingFrom(duck, source, options.asKnownOn)
  await settleFacts(duck, { ...options, asOf: options.asKnownOn ?? options.asOf })
}

/** The stages that the source lists, once each. */
export function knownStages(source: Source): string {
  return `SELECT coalesce(pipeline, '') AS pipeline, stage, arg_min(position, rowid) AS position, arg_min(kind, rowid) AS kind FROM ${source.table('stage')} WHERE stage IS NOT NULL GROUP BY 1, 2`
}

async function subjectFrom(duck: Duck, source: Source, subject: Subject, { labels = [], fileNames = [] }: StagedOptions): Promise<void> {
  if (source.columns(subject).size === 0) return
  const rows = await ready(duck, source, subject, { fileNames })
  const tracked = await track(duck, subject, rows.rows, rows.joins, rows.candidates)
  await duck.run(
    createSql(
      tables[subject],
      tracked.map(({ key }) => key),
      false,
    ),
  )
  await duck.run(`INSERT INTO fact_${subject} BY NAME ${factsSql(subject, rows, trackedColumns(rows.candidates, tracked))}`)
  const counted = await countValues(duck, subject, tracked)
  await settleDimensions(duck, subject, counted, labels, await countsOf(duck, subject))
}

async function entriesOfAll(duck: Duck, source: Source): Promise<MoveSource> {
  if (source.columns('deal').size === 0) return 'none'
  await source.whole()
  const from = await movesFrom(duck, source, 'fact_deal')
  await addUnknownStages(duck, 'fact_deal')
  await entriesFrom(duck, 'fact_deal')
  return (await hasEntries(duck)) ? from : 'none'
}
