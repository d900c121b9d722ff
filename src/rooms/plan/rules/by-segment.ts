import { t } from '#kernel/text'
import type { Benchmark, Evidence, Segment } from '../contract.ts'
import { priceable, typedBar } from './by-stage.ts'
import { meanLog, shareOf, sharesApart, spreadOf, standardErrors, sum } from './chance.ts'
import { added, bestBar, bestOther, labelOf, leastStays, less, type Part, sameStage } from './comparables.ts'
import { paceLooks } from './pace.ts'
import { byConversion, byTime, type Look, nothing, type StageEvidence, type Subject } from './priced.ts'
import { shrunkMeans, shrunkShares } from './shrink.ts'

/** A segment in one stage. */
interface Member {
  readonly segment: Segment
  readonly part: Part
}

/** Every segment in every stage by conversion and by time, and every segment by time in all stages together. */
export function segmentLooks(evidence: Evidence, typed: readonly Benchmark[]): Look[] {
  const looks: Look[] = []
  for (const segments of Map.groupBy(evidence.segments, ({ dimension }) => dimension).values()) {
    looks.push(...paceLooks(segments, evidence))
    for (const stage of evidence.stages) {
      const members = segments.flatMap((segment) =>
        segment.stages.filter((part) => sameStage(part, stage)).map((part) => ({ segment, part })),
      )
      const typedFor = (measure: Benchmark['measure']) => (member: Member) =>
        typed.find((each) => each.measure === measure && isFor(each, member))
      looks.push(
        ...conversionLooks(members, stage, evidence, typedFor('conversion')),
        ...timeLooks(members, stage, evidence, typedFor('time')),
      )
    }
  }
  return looks
}

function isFor(benchmark: Benchmark, { segment, part }: Member): boolean {
  const { pipeline, stage } = benchmark
  const there = stage !== null && sameStage({ pipeline, stage }, part)
  return there && benchmark.dimension === segment.dimension && benchmark.value === segment.value
}

function subjectOf({ segment, part }: Member): Subject {
  const { dimension, value } = segment
  const label = labelOf(segment)
  return { pipeline: part.pipeline, stage: part.stage, segment: { dimension, label, value }, stuck: part.stuck }
}

/** By conversion: priced against the best comparable segment, both shrunk; judged against all the others together. */
function conversionLooks(
  members: readonly Member[],
  stage: StageEvidence,
  evidence: Evidence,
  typedFor: (member: Member) => Benchmark | undefined,
): Look[] {
  if (!priceable(stage) || members.length < 2) return []
  const shrunk = shrunkShares(members.map(({ part }) => ({ hits: part.forward, n: part.left })))
  const all = { hits: sum(members.map(({ part }) => part.forward)), n: sum(members.map(({ part }) => part.left)) }
  return members.map((member, index) => {
    const { forward: hits, left: n } = member.part
    const common = { subject: subjectOf(member), hits, n, stage, wins: member.segment, evidence }
    const typed = typedFor(member)
    if (typed) {
      const bar = typedBar(typed)
      return byConversion({ ...common, own: shareOf(hits, n), bar, worse: standardErrors(bar, shareOf(hits, n)) })
    }
    const worse = sharesApart({ hits, n }, { hits: all.hits - hits, n: all.n - n })
    const best = bestOther(
      shrunk,
      members.map(({ part }) => part.left),
      index,
    )
    const [own, level] = [shrunk[index], shrunk[best]]
    if (!own || !level) return nothing(worse)
    return byConversion({ ...common, own, bar: { ...bestBar(members[best]), ...level }, worse })
  })
}

/** By time: priced against the fastest comparable segment, both shrunk; judged against all the others together. One look a member. */
function timeLooks(
  members: readonly Member[],
  stage: StageEvidence,
  evidence: Evidence,
  typedFor: (member: Member) => Benchmark | undefined,
): Look[] {
  const timed = members.filter(({ part }) => part.stays.n >= leastStays)
  const spread = spreadOf(timed.map(({ part }) => part.stays))
  const shrunk = timed.length < 2 ? [] : shrunkMeans(timed.map(({ part }) => meanLog(part.stays, spread)))
  const total = added(timed.map(({ part }) => part.stays))
  return members.map((member) => {
    const { stays } = member.part
    const index = timed.indexOf(member)
    const typed = typedFor(member)
    const common = {
      subject: subjectOf(member),
      meanDays: stays.days / stays.n,
      n: stays.n,
      wins: member.segment,
      evidence,
      where: t('in {{stage}}', { stage: stage.stage }),
    }
    if (typed && index >= 0) {
      const { at, variance } = meanLog(stays, spread)
      const longer = { at: at - Math.log(typed.level + 0.5), variance }
      const { at: _, variance: _same, ...bar } = typedBar(typed)
      return byTime({
        ...common,
        longer,
        bar,
        worse: longer.at / Math.sqrt(variance),
        how: t('the usual stay against {{level}} days', { level: typed.level }),
      })
    }
    const best = bestOther(
      shrunk,
      timed.map(({ part }) => part.stays.n),
      index,
      true,
    )
    const [own, level] = [shrunk[index], shrunk[best]]
    if (!own || !level) return nothing(0)
    const longer = { at: own.at - level.at, variance: own.variance + level.variance }
    const worse = standardErrors(meanLog(stays, spread), meanLog(less(total, stays), spread))
    return byTime({
      ...common,
      longer,
      bar: bestBar(timed[best]),
      worse,
      how: t('by the mean logarithm of the stays, with few cases pulled towards the mean'),
    })
  })
}
