import { t } from '#kernel/text'
import type { Benchmark, Evidence, StuckCount } from '../contract.ts'
import { type Estimate, meanLog, median, shareOf, sharesApart, standardErrors, sum } from './chance.ts'
import { type Bar, byConversion, byTime, type Look, type StageEvidence, type Subject } from './priced.ts'
import { oneDigit } from './say.ts'

/** Fewer entries than this, or fewer that did not go on, say nothing about a stage. */
const leastEntries = 30
const leastLost = 10

/** Whether the losses of a stage can be priced at all. */
export function priceable({ left, forward, afterClosed, afterWon }: StageEvidence): boolean {
  return left >= leastEntries && left - forward >= leastLost && afterClosed >= leastLost && afterWon > 0
}

/** Every whole stage by conversion and by time, each against the first benchmark that there is. */
export function stageLooks(evidence: Evidence, typed: readonly Benchmark[]): Look[] {
  return evidence.stages.flatMap((stage) => {
    const own = typed.filter((each) => each.dimension === null && each.stage === stage.stage && each.pipeline === stage.pipeline)
    const subject: Subject = { pipeline: stage.pipeline, stage: stage.stage, segment: null, stuck: stuckIn(stage, evidence) }
    return [
      ...conversionLooks(
        stage,
        subject,
        evidence,
        own.find(({ measure }) => measure === 'conversion'),
      ),
      ...timeLooks(
        stage,
        subject,
        evidence,
        own.find(({ measure }) => measure === 'time'),
      ),
    ]
  })
}

/** Typed in; else the other stages of the process and the own year before, of which the one that shows more counts. */
function conversionLooks(stage: StageEvidence, subject: Subject, evidence: Evidence, typed: Benchmark | undefined): Look[] {
  if (!priceable(stage)) return []
  const { forward: hits, left: n, within, before } = stage
  const own = shareOf(hits, n)
  const common = { subject, stage, wins: evidence, evidence }
  if (typed) return [byConversion({ ...common, hits, n, own, bar: typedBar(typed), worse: standardErrors(typedBar(typed), own) })]
  const looks: Look[] = []
  const others = otherStages(stage, evidence)
  if (others) looks.push(byConversion({ ...common, hits, n, own, bar: others, worse: standardErrors(others, own) }))
  if (before && before.left >= leastEntries && within.left >= leastEntries) {
    const then = shareOf(before.forward, before.left)
    const now = shareOf(within.forward, within.left)
    const bar: Bar = {
      kind: 'past',
      ...then,
      says: t('the year before, counting what was entered and left within each year'),
      source: null,
      id: null,
    }
    const worse = sharesApart({ hits: within.forward, n: within.left }, { hits: before.forward, n: before.left })
    looks.push(byConversion({ ...common, hits: within.forward, n: within.left, own: now, bar, worse }))
  }
  return onlyOne(looks)
}

/** All were looked at and count as such, but one subject has one finding. */
function onlyOne(looks: readonly Look[]): Look[] {
  const best = looks.toSorted((a, b) => b.worse - a.worse)[0]
  return looks.map((look) => (look === best ? look : { ...look, finding: null }))
}

export function typedBar({ level, source, id }: Benchmark): Bar {
  return { kind: 'typed', at: level, variance: 0, says: t('a benchmark of your own ({{source}})', { source }), source, id }
}

/** The middle one of the other stages of the same process. */
function otherStages(stage: StageEvidence, { stages }: Evidence): Bar | null {
  const others = stages.filter((each) => each !== stage && each.pipeline === stage.pipeline && each.left >= leastEntries)
  if (others.length === 0) return null
  const shares: Estimate[] = others.map(({ forward, left }) => shareOf(forward, left))
  // The median of several means is less sure than their mean by about pi / 2 (Kenney & Keeping, Mathematics of Statistics).
  const factor = shares.length > 2 ? Math.PI / 2 : 1
  return {
    kind: 'others',
    at: median(shares.map(({ at }) => at)),
    variance: (factor * sum(shares.map(({ variance }) => variance))) / shares.length ** 2,
    says:
      others.length === 1
        ? t('the other stage, {{stage}}', { stage: others[0]?.stage ?? '' })
        : t('the other stages, the middle one of {{n}}', { n: others.length }),
    source: null,
    id: null,
  }
}

/** Typed in; else the own year before, of which only what was entered and left within a year is compared. */
function timeLooks(stage: StageEvidence, subject: Subject, evidence: Evidence, typed: Benchmark | undefined): Look[] {
  const { stays, within, before } = stage
  if (stays.n < leastEntries) return []
  const common = { subject, wins: evidence, evidence, where: t('in {{stage}}', { stage: stage.stage }) }
  const mean = (from: typeof stays) => ({ meanDays: from.days / from.n, n: from.n })
  if (typed) {
    const { variance, at } = meanLog(stays)
    const longer = { at: at - Math.log(typed.level + 0.5), variance }
    const { at: _, variance: _same, ...bar } = typedBar(typed)
    const how = t('the usual stay is {{days}} days, against {{level}}', { days: oneDigit(Math.exp(at) - 0.5), level: typed.level })
    return [byTime({ ...common, ...mean(stays), longer, bar, worse: longer.at / Math.sqrt(variance), how })]
  }
  if (!before || before.stays.n < leastEntries || within.stays.n < leastEntries) return []
  const [now, then] = [meanLog(within.stays), meanLog(before.stays)]
  const longer = { at: now.at - then.at, variance: now.variance + then.variance }
  const bar = {
    kind: 'past' as const,
    says: t('the year before, counting stays that began and ended within each year'),
    source: null,
    id: null,
  }
  return [
    byTime({
      ...common,
      ...mean(within.stays),
      longer,
      bar,
      worse: standardErrors(now, then),
      how: t('by the mean logarithm of the stays'),
    }),
  ]
}

function stuckIn({ pipeline, stage }: Pick<StageEvidence, 'pipeline' | 'stage'>, { stuck }: Evidence): StuckCount {
  const found = stuck.find((each) => each.pipeline === pipeline && each.stage === stage)
  return { count: found?.count ?? 0, amount: found?.amount ?? 0, withoutAmount: found?.withoutAmount ?? 0 }
}
