import { t } from '#kernel/text'
import type { Evidence, Segment, Stays } from '../contract.ts'
import { criticalZ, type Estimate, meanLog, spreadOf, standardErrors, sum } from './chance.ts'
import { added, bestBar, bestOther, labelOf, leastStays, less, type Part, sameStage } from './comparables.ts'
import { byTime, type Look, nothing, type StageEvidence } from './priced.ts'
import { shrunkMeans } from './shrink.ts'

/** How much longer a segment stays, over the stages, each weighted by its stays. */
interface Pace {
  readonly segment: Segment
  /** Than all segments together, itself included: the same measure for every segment, so that two can be compared. */
  readonly thanAll: Estimate
  /** Than all the others together. */
  readonly thanOthers: Estimate
  readonly parts: readonly { readonly part: Part; readonly worse: number }[]
}

/** Every segment by time in all stages of its process together; a finding only where it is slow in two of them at least. */
export function paceLooks(segments: readonly Segment[], evidence: Evidence): Look[] {
  const totals = new Map(evidence.stages.map((stage) => [stage, totalOf(segments, stage)]))
  const paces = segments.map((segment) => paceOf(segment, evidence, totals)).filter((pace) => pace !== null)
  const shrunk = paces.length < 2 ? [] : shrunkMeans(paces.map(({ thanAll }) => thanAll))
  const cases = paces.map(({ parts }) => sum(parts.map(({ part }) => part.stays.n)))
  return paces.map(({ segment, thanOthers, parts }, index) => {
    const worse = thanOthers.at / Math.sqrt(thanOthers.variance)
    const best = bestOther(shrunk, cases, index, true)
    const [own, level] = [shrunk[index], shrunk[best]]
    if (!own || !level || parts.filter((each) => each.worse > usual).length < 2) return nothing(worse)
    const everywhere = parts.every((each) => each.worse > usual) && parts.length === evidence.stages.length
    const { dimension, value } = segment
    return byTime({
      subject: {
        pipeline: parts[0]?.part.pipeline ?? null,
        stage: null,
        segment: { dimension, label: labelOf(segment), value },
        stuck: segment.stuck,
      },
      meanDays: sum(parts.map(({ part }) => part.stays.days / part.stays.n)),
      n: cases[index] ?? 0,
      longer: { at: own.at - level.at, variance: own.variance + level.variance },
      bar: bestBar(paces[best]),
      worse,
      wins: segment,
      evidence,
      where: everywhere ? t('in every stage') : t('over all stages'),
      how: t('one stay in each of {{n}} stages, by the mean logarithm of the stays, with few cases pulled towards the mean', {
        n: parts.length,
      }),
    })
  })
}

/** The stays of all segments in a stage, and how much single stays differ within a segment. */
function totalOf(segments: readonly Segment[], stage: StageEvidence): Total {
  const timed = segments.flatMap(({ stages }) =>
    stages.filter((part) => sameStage(part, stage) && part.stays.n >= leastStays).map(({ stays }) => stays),
  )
  return { stays: added(timed), spread: spreadOf(timed) }
}

interface Total {
  readonly stays: Stays
  readonly spread: number
}

/** One-sided 5%: a stage in which a segment is slow by more than this is one of those in which it is slow. */
const usual = criticalZ(0.05)

function paceOf(segment: Segment, { stages }: Evidence, totals: ReadonlyMap<StageEvidence, Total>): Pace | null {
  const parts = stages.flatMap((stage) => {
    const part = segment.stages.find((each) => sameStage(each, stage))
    const total = totals.get(stage)
    if (!part || !total || part.stays.n < leastStays || total.stays.n - part.stays.n < leastStays) return []
    const { stays, spread } = total
    const [own, others] = [meanLog(part.stays, spread), meanLog(less(stays, part.stays), spread)]
    const all = { at: own.at - stays.logs / stays.n, variance: own.variance }
    const rest = { at: own.at - others.at, variance: own.variance + others.variance }
    return [{ part, all, rest, worse: standardErrors(own, others) }]
  })
  if (parts.length < 2 || new Set(parts.map(({ part }) => part.pipeline)).size > 1) return null
  const weights = parts.map(({ part }) => part.stays.n)
  return {
    segment,
    parts,
    thanAll: weighted(
      parts.map(({ all }) => all),
      weights,
    ),
    thanOthers: weighted(
      parts.map(({ rest }) => rest),
      weights,
    ),
  }
}

function weighted(estimates: readonly Estimate[], weights: readonly number[]): Estimate {
  const weight = sum(weights)
  const share = (index: number) => (weights[index] ?? 0) / weight
  return {
    at: sum(estimates.map(({ at }, index) => at * share(index))),
    variance: sum(estimates.map(({ variance }, index) => variance * share(index) ** 2)),
  }
}
