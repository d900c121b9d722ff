import { said, t } from '#kernel/text'
import type { Segment, Stays } from '../contract.ts'
import { type Estimate, sum } from './chance.ts'
import type { Bar } from './priced.ts'
import { segmentName } from './segment-name.ts'

/** Stays that a segment needs in a stage to be timed there. */
export const leastStays = 20

/** What a segment did in one stage. */
export type Part = Segment['stages'][number]

export const sameStage = (a: { pipeline: string | null; stage: string }, b: { pipeline: string | null; stage: string }) =>
  a.stage === b.stage && a.pipeline === b.pipeline

/** Cases of its own that a segment needs to be a benchmark, however far few cases are pulled towards the mean. */
const leastBest = 30

/** The place of the best of the others that have enough cases: the largest, or with `least` the smallest. None is -1. */
export function bestOther(estimates: readonly Estimate[], cases: readonly number[], index: number, least = false): number {
  const sign = least ? -1 : 1
  const others = estimates.map((_, at) => at).filter((at) => at !== index && (cases[at] ?? 0) >= leastBest)
  return others.toSorted((a, b) => sign * ((estimates[b]?.at ?? 0) - (estimates[a]?.at ?? 0)))[0] ?? -1
}

/** What a dimension is called, fit to begin a sentence with. */
export function labelOf({ label }: Segment): string {
  const begun = label.charAt(0).toUpperCase() + label.slice(1)
  return said(label) === label ? said(begun) : said(label)
}

/** The benchmark of the best comparable segment, in words. */
export function bestBar(best: { segment: Segment } | undefined): Omit<Bar, 'at' | 'variance'> {
  const name = best ? segmentName({ label: labelOf(best.segment), value: best.segment.value }) : t('another segment')
  return { kind: 'best', says: t('{{name}}, the best comparable segment', { name }), source: null, id: null }
}

/** The sums of several groups. */
export function added(stays: readonly Stays[]): Stays {
  const of = (key: keyof Stays) => sum(stays.map((each) => each[key]))
  return { n: of('n'), days: of('days'), logs: of('logs'), squares: of('squares') }
}

/** The sums of all but one group. */
export function less(all: Stays, part: Stays): Stays {
  return { n: all.n - part.n, days: all.days - part.days, logs: all.logs - part.logs, squares: all.squares - part.squares }
}
