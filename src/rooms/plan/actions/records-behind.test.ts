import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Duck, openDuck } from '#platform/analytics/duck'
import { matrixOf } from '#rooms/measure/actions/matrix'
import { staysIn } from '#rooms/measure/actions/stays'
import { trendOf } from '#rooms/measure/actions/trend'
import type { Answer } from '#rooms/measure/contract'
import { metricNamed, metrics } from '#rooms/measure/metrics/catalog'
import { recordsBehind } from '#rooms/measure/store/answers'
import { aboutFacts, createFacts, dropFacts } from '#rooms/measure/store/facts'
import { openMetric, outcomesOf, passedWhere, severalPipelines, stageWhere } from '#rooms/measure/web/stage-numbers'
import { applyFacts, type DealFact, type EntryFact, type LeadFact } from '#test/kit/apply-facts'
import { deals as anyDeals, leads as anyLeads, entriesFor, stages } from '#test/kit/facts'
import { withCopies } from '#test/kit/plain-findings'
import { runs } from '#test/kit/runs'
import type { Diagnosis } from '../contract.ts'
import { whereOf } from '../web/records.ts'
import { diagnose } from './diagnose.ts'

const asOf = '2025-08-01'

let duck: Duck
beforeAll(async () => {
  duck = await openDuck()
})
afterAll(() => duck.close())

/** A number that the diagnosis shows, and the records to which its link leads. */
interface Shown {
  readonly metric: string
  readonly where: Readonly<Record<string, string | null>>
  readonly n: number
}

/** Every number of the diagnosis that has a link. */
function shownIn({ baselines, counts, leadConversion, stages: rows, standouts, quality, constraint, evidence }: Diagnosis): Shown[] {
  const several = severalPipelines(rows)
  const byAnswer = (answer: Answer | null) => (answer ? [{ metric: answer.name, where: answer.slice, n: answer.n }] : [])
  const stuck = constraint.stuck
  return [
    ...[...baselines, ...counts, leadConversion, ...standouts.map((each) => each.answer)].flatMap(byAnswer),
    ...rows.flatMap((row) => {
      const where = stageWhere(row, several)
      const flow =
        row.entered === null
          ? []
          : [{ metric: 'stage_entered', value: row.entered }, { metric: 'stage_reentered', value: row.reentered ?? 0 }, ...outcomesOf(row)]
      const counted = [...flow, { metric: openMetric(row), value: row.open }]
      const skipped = { metric: 'skipping_count', where: passedWhere(row, several), n: row.skipped ?? 0 }
      return [
        ...counted.map(({ metric, value }) => ({ metric, where, n: value })),
        skipped,
        ...[row.conversion, row.timeInStage].flatMap(byAnswer),
      ]
    }),
    ...evidence.stages.map((stage) => ({ metric: 'stage_lost_last_year', where: stageWhere(stage, several), n: stage.lost })),
    ...constraint.ranked.map((finding) => ({ metric: 'stuck_count', where: whereOf(finding, several), n: finding.stuck.count })),
    { metric: 'stuck_count', where: {}, n: stuck?.count ?? 0 },
    { metric: 'stuck_longest_count', where: {}, n: stuck?.olderThanAny ?? 0 },
    ...quality.items.map(({ key, count }) => ({ metric: `quality_${key}`, where: {}, n: count })),
  ]
}

const pipelines = ['New business', 'Renewals']

/** Deals of one or of two pipelines, some of them without the name of theirs. */
function inPipelines(deals: readonly DealFact[], how: 'none' | 'two' | 'some'): DealFact[] {
  return deals.map((deal, index) => {
    const name = how === 'none' || (how === 'some' && index % 3 === 0) ? null : (pipelines[index % 2] ?? null)
    return { ...deal, pipeline: name ?? '', dimensions: { ...deal.dimensions, pipeline: name, stage: deal.stage } }
  })
}

const anyWorld = fc
  .tuple(anyDeals, anyLeads, fc.constantFrom('none' as const, 'two' as const, 'some' as const), fc.boolean())
  .chain(([loose, leads, how, history]) => {
    const deals = inPipelines(withCopies(loose), how)
    return entriesFor(history ? deals.map((deal) => deal.deal_id) : []).map((entries) => ({ deals, leads, entries }))
  })

interface World {
  readonly deals: readonly DealFact[]
  readonly leads: readonly LeadFact[]
  readonly entries: readonly EntryFact[]
}

/** Deals in which every finding occurs: twelve usual wins, and of each fault at least one. */
function withEveryFinding(): World {
  const usual = { state: 'won', amount: '10', opened_on: '2025-01-01', closed_on: '2025-01-11', owner: 'Ann', stage: 'Talk' } as const
  const faults: readonly Partial<DealFact>[] = [
    { state: 'open', closed_on: null, expected_on: '2025-02-01', owner: null },
    { opened_on: null, amount: null },
    { closed_on: null, amount: '1' },
    { state: 'lost', closed_on: '2024-12-01' },
    { opened_on: '2025-08-30', closed_on: '2025-09-01' },
  ]
  const deals = [...Array.from({ length: 12 }, () => ({})), ...faults].map((fault, index) => ({
    ...{ deal_id: `d${index}`, ref: `d${index}`, name: 'Pump', account: 'Acme', pipeline: '', currency: null, expected_on: null },
    ...usual,
    ...fault,
    dimensions: { stage: 'Talk' },
  }))
  const outcomes = ['advanced', 'won', 'lost', 'moved_back', 'open'] as const
  const entries = outcomes.map((outcome, seq) => ({
    ...{ deal_id: 'd0', seq, stage: 'Talk', position: 1, entered_on: '2025-01-01T09:00:00Z', outcome, next_stage: null },
    left_on: outcome === 'open' ? null : '2025-01-05T09:00:00Z',
  }))
  const talked = (deal: number, outcome: EntryFact['outcome'], left: string | null): EntryFact => ({
    ...{
      deal_id: `d${deal}`,
      seq: 1,
      stage: 'Talk',
      position: 1,
      entered_on: '2025-01-01T09:00:00Z',
      left_on: left,
      outcome,
      next_stage: null,
    },
  })
  const usualStays = Array.from({ length: 10 }, (_, index) => talked(index + 1, 'won', '2025-01-05T09:00:00Z'))
  const [stands, closedBefore] = [talked(12, 'open', null), talked(15, 'lost', '2025-01-02T09:00:00Z')]
  return { deals, leads: [], entries: [...entries, ...usualStays, stands, closedBefore] }
}

async function fill({ deals, leads, entries }: World): Promise<void> {
  await dropFacts(duck)
  await createFacts(duck)
  const dimensions = ['owner', 'region', 'pipeline', 'stage'].map((key) => ({ subject: 'deal', key, label: key, origin: 'deal' }) as const)
  const about = { as_of: asOf, stage_source: entries.length > 0 ? 'history' : 'none' }
  await applyFacts(duck, { deals, entries, leads, stages, dimensions, about }, '1')
}

/** Opens every number and compares; answers the metrics that counted something. */
async function openAll(): Promise<Set<string>> {
  const known = await aboutFacts(duck)
  const diagnosis = await diagnose(duck)
  const seen = new Set<string>()
  for (const { metric, where, n } of shownIn(diagnosis)) {
    const records = await recordsBehind(duck, metricNamed(metric), { where }, known)
    expect({ metric, where, n: records.length }).toEqual({ metric, where, n })
    if (n > 0) seen.add(metric)
  }
  for (const row of diagnosis.stages) {
    const where = stageWhere(row, severalPipelines(diagnosis.stages))
    const amounts = await recordsBehind(duck, metricNamed('open_amount'), { where }, known)
    expect(amounts.reduce((sum, { counted }) => sum + Number(counted), 0)).toBeCloseTo(row.openAmount, 3)
  }
  return seen
}

/** Every number of the pictures, which are cut from the same facts. */
async function openPictures(): Promise<void> {
  const about = await aboutFacts(duck)
  const same = async (metric: string, where: Answer['slice'], n: number) => {
    const records = await recordsBehind(duck, metricNamed(metric), { where }, about)
    expect({ metric, where, n: records.length }).toEqual({ metric, where, n })
  }
  const whole = { where: {} }
  for (const name of ['close_rate', 'open_count', 'won_amount', 'lead_conversion', 'stage_conversion'])
    for (const on of ['opened', 'closed'] as const) {
      const { points } = await trendOf(duck, metricNamed(name), { ...whole, on, grain: 'quarter' }, about)
      for (const { answer } of points) await same(name, answer.slice, answer.n)
    }
  for (const name of ['won_amount', 'cycle_days_median']) {
    const { cells, rowTotals, columnTotals, total } = await matrixOf(
      duck,
      metricNamed(name),
      { ...whole, rows: 'owner', columns: 'region' },
      about,
    )
    for (const { answer } of [...cells, ...rowTotals, ...columnTotals, { answer: total }]) await same(name, answer.slice, answer.n)
  }
  const stays = await staysIn(duck, { ...whole, pipeline: null, stage: 'Talk', by: 'owner' }, about)
  for (const { median, n, left } of stays?.curves ?? []) {
    await same('time_in_stage_median', median.slice, n)
    await same('stay_ended_count', median.slice, left)
  }
}

describe('every number of the diagnosis that has a link opens exactly the records that it counts', () => {
  test('where every finding occurs', async () => {
    await fill(withEveryFinding())
    const seen = await openAll()
    const findings = metrics.filter(({ name }) => /^(quality|stuck|stage)_/.test(name)).map(({ name }) => name)
    expect(findings.filter((name) => !seen.has(name))).toEqual([])
  })

  test('in any facts, with one pipeline, with two, and with deals that name none', { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(anyWorld, async (world) => {
        await fill(world)
        await openAll()
        await openPictures()
      }),
      { numRuns: runs(7, 60), endOnFailure: true },
    )
  })
})
