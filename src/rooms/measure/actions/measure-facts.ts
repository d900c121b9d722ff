import type { Day } from '#kernel/time'
import type { Duck } from '#platform/analytics/duck'
import type { Answer, Measured, QualityItem, Slice, StageRow } from '../contract.ts'
import { metricNamed } from '../metrics/catalog.ts'
import { limitsOf, type Vendor } from '../rules/limits.ts'
import { qualityOf } from '../rules/quality.ts'
import { currencyCounts } from '../store/currency.ts'
import { type About, aboutFacts } from '../store/facts.ts'
import { historyStart } from '../store/history-start.ts'
import { keepingSets } from '../store/kept-sets.ts'
import { type Inventory, inventory, runChecks } from '../store/quality.ts'
import { scoped } from '../store/scoped.ts'
import { stageCounts } from '../store/stages.ts'
import { withStayCounts } from '../store/stay-counts.ts'
import { ask, keepingAnswers } from './ask.ts'
import { compare } from './compare.ts'
import { findTrends } from './find-trends.ts'
import { gatherEvidence } from './gather-evidence.ts'
import { accountWayIn, marketingIn } from './marketing.ts'

/** What the facts themselves do not say. */
export interface MeasureOptions {
  readonly vendor?: Vendor
  /** Findings about the files, such as rejected rows. */
  readonly found?: readonly QualityItem[]
}

/** Works on a slice of the facts as if there were nothing else. Throws a Problem when a dimension of the slice does not exist. */
export async function withSlice<T>(duck: Duck, slice: Slice, work: (duck: Duck) => Promise<T>): Promise<T> {
  return scoped(duck, slice, await aboutFacts(duck), work)
}

/** Works on facts that do not change meanwhile: what many questions read is made once. */
export async function withMuchAsked<T>(duck: Duck, work: () => Promise<T>): Promise<T> {
  const about = await aboutFacts(duck)
  return await withStayCounts(duck, about, () => keepingSets(duck, () => keepingAnswers(duck, work)))
}

const baselineNames = ['close_rate', 'deal_size_median', 'cycle_days_median'] as const

/** Everything that the facts tell: baselines, stages, slices that stand out, quality, limits, and the evidence that prices a constraint. */
export async function measureFacts(duck: Duck, options: MeasureOptions = {}): Promise<Measured> {
  const about = await aboutFacts(duck)
  return await withStayCounts(duck, about, () => measured(duck, about, options))
}

async function measured(duck: Duck, about: About, { vendor = 'unknown', found = [] }: MeasureOptions): Promise<Measured> {
  const stock = await inventory(duck)
  const currencies = await currencyCounts(duck)
  const currency = about.severalCurrencies ? about.currency : null
  const baselines = await ask(duck, baselineNames.map(metricNamed), { about })
  const evidence = await gatherEvidence(duck, about)
  const stages = await stageRows(duck, about, currency)
  const trends = await findTrends(duck, about)
  const compared = await compare(duck, about, evidence.meanWon, daysIn(stock))
  return {
    asOf: about.asOf as Day,
    currency: about.currency,
    currencies,
    period: stock.first !== null && stock.last !== null ? { from: stock.first as Day, to: stock.last as Day } : null,
    deals: { all: stock.deals, open: stock.open, won: stock.won, lost: stock.lost },
    leads: { all: stock.leads, converted: stock.converted },
    baselines,
    leadConversion: stock.lead_outcomes > 0 ? ((await ask(duck, [metricNamed('lead_conversion')], { about }))[0] ?? null) : null,
    stagesKnown: about.stageSource !== 'none' && stages.some((stage) => (stage.entered ?? 0) > 0),
    stages,
    ...compared,
    compared: { ...compared.compared, trends: trends.looked },
    trends: trends.found,
    quality: qualityOf(await runChecks(duck, currency), found),
    limits: limitsOf(
      { ...stock, ...knownOf(about, stages), currencies, currency: about.currency, history: await historyStart(duck) },
      vendor,
    ),
    marketing: await marketingIn(duck, about, vendor),
    accounts: await accountWayIn(duck, about, vendor),
    evidence,
  }
}

function knownOf(about: About, stages: readonly StageRow[]) {
  return {
    stageSource: about.stageSource,
    datedStages: stages.filter((stage) => (stage.entered ?? 0) > 0).length,
    lostReasons: about.dimensions.some((dimension) => dimension.subject === 'deal' && dimension.key === 'lost_reason'),
    asOf: about.asOf,
    takenBack: about.takenBack,
  }
}

async function stageRows(duck: Duck, about: About, currency: string | null): Promise<StageRow[]> {
  const counts = await stageCounts(duck, currency)
  const several = about.severalPipelines
  const by = several ? ['pipeline', 'stage'] : ['stage']
  const answers =
    about.stageSource === 'none' ? [] : await ask(duck, ['stage_conversion', 'time_in_stage_median'].map(metricNamed), { about, by })
  const answer = (name: string, pipeline: string, stage: string): Answer | null =>
    answers.find((each) => each.name === name && each.slice.stage === stage && (!several || (each.slice.pipeline ?? '') === pipeline)) ??
    null
  return counts.map((row) => ({
    pipeline: row.pipeline || null,
    stage: row.stage,
    position: row.position,
    entered: row.entered,
    advanced: row.advanced,
    won: row.won,
    lost: row.lost,
    movedBack: row.moved_back,
    open: row.entered === null ? row.open_now : (row.still_open ?? 0),
    skipped: row.skipped,
    reentered: row.reentered,
    conversion: answer('stage_conversion', row.pipeline, row.stage),
    timeInStage: answer('time_in_stage_median', row.pipeline, row.stage),
    openAmount: Number(row.open_amount ?? 0),
    openWithoutAmount: row.open_without_amount,
  }))
}

function daysIn({ first, last }: Inventory): number {
  return first === null || last === null ? 0 : Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000) + 1
}
