import type { Duck } from '#platform/analytics/duck'
import { askNamed } from '#rooms/measure/actions/ask'
import { type MeasureOptions, measureFacts, withSlice } from '#rooms/measure/actions/measure-facts'
import type { Slice } from '#rooms/measure/contract'
import type { Benchmark, Diagnosis } from '../contract.ts'
import { besideBenchmarks } from '../rules/beside.ts'
import { constraintOf } from '../rules/constraint.ts'
import { firstSteps } from '../rules/first-steps.ts'
import { headlineOf, storyOf } from '../rules/story.ts'
import { whatIfBase } from '../rules/what-if.ts'

export interface DiagnoseOptions extends MeasureOptions {
  readonly slice?: Slice
  /** Benchmarks that were typed in. */
  readonly typed?: readonly Benchmark[]
}

const counted = [
  'deal_count',
  'won_count',
  'lost_count',
  'open_count',
  'won_amount',
  'open_amount',
  'deal_size_mean',
  'cycle_days_mean',
  'lead_count',
  'lead_converted_count',
]

/** The diagnosis of the facts as they stand, or of a slice of them: the page, the CLI and the report render it. */
export async function diagnose(duck: Duck, options: DiagnoseOptions = {}): Promise<Diagnosis> {
  const { slice, ...rest } = options
  return slice ? withSlice(duck, slice, (own) => diagnoseAll(own, rest)) : diagnoseAll(duck, rest)
}

async function diagnoseAll(duck: Duck, { typed = [], ...options }: DiagnoseOptions): Promise<Diagnosis> {
  const measured = await measureFacts(duck, options)
  const constraint = constraintOf(measured.evidence, typed)
  return {
    ...measured,
    look: [],
    // What was compared is told by the findings; the counts of hundreds of segments would only be carried about.
    evidence: { ...measured.evidence, segments: [] },
    headline: headlineOf(measured, constraint),
    story: storyOf(measured, constraint),
    counts: await askNamed(duck, counted),
    beside: besideBenchmarks(measured.baselines, typed),
    constraint,
    whatIf: whatIfBase(measured.evidence),
    firstSteps: firstSteps(measured, constraint),
  }
}
