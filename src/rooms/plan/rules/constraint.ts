import { t } from '#kernel/text'
import type { Benchmark, Constraint, Evidence, Finding } from '../contract.ts'
import { segmentLooks } from './by-segment.ts'
import { priceable, stageLooks } from './by-stage.ts'
import { criticalZ } from './chance.ts'
import type { Look } from './priced.ts'
import { count, roughMoney } from './say.ts'
import { stuckOf, stuckSays } from './stuck.ts'

/** Findings that are no more than chance would make are listed up to this many in all; clear ones always are. */
const shown = 12

/**
 * Where most revenue is held back. Every stage, and every segment in it, is compared by conversion and by time with a benchmark; what it
 * falls short costs money a year. The constraint is the dearest finding that is beyond chance, one-sided at 5% divided by the number
 * of comparisons (Bonferroni); where none is, there is no clear constraint.
 */
export function constraintOf(evidence: Evidence, typed: readonly Benchmark[] = []): Constraint {
  const looks = canPrice(evidence) ? [...stageLooks(evidence, typed), ...segmentLooks(evidence, typed)] : []
  const ranked = rank(looks)
  const stuck = stuckOf(evidence)
  const common = { currency: evidence.currency, looked: looks.length, ranked, stuck }
  const [first] = ranked
  if (first?.clear) {
    return {
      ...common,
      kind: first.stage === null ? 'segment' : 'stage',
      stage: first.stage,
      pipeline: first.pipeline,
      says: first.says,
      why: orderWords(ranked, evidence.currency),
      moneyAYear: first.moneyAYear,
      low: first.low,
      high: first.high,
    }
  }
  if (looks.length > 0) {
    const why = t('None of {{n}} comparisons shows more than chance would.', { n: count(looks.length) })
    return unclear('none', common, t('No clear constraint.'), first ? `${why} ${nearest(first)}` : why)
  }
  const why = unpriced(evidence)
  if (!stuck || stuck.count === 0) return unclear('unknown', common, t('The constraint cannot be told from this data.'), why)
  const worst = stuck.byStage[0]
  return {
    ...unclear('stuck', common, stuckSays(stuck), why),
    stage: worst && worst.count * 2 > stuck.count ? worst.stage : null,
    pipeline: worst?.pipeline ?? null,
  }
}

function nearest({ title, by }: Finding): string {
  return by === 'time'
    ? t('What comes nearest is {{title}}, by time.', { title })
    : t('What comes nearest is {{title}}, by conversion.', { title })
}

/** Whether money can be said at all. */
function canPrice({ meanWon, spanDays }: Evidence): boolean {
  return meanWon !== null && meanWon > 0 && spanDays > 0
}

/** Clear findings first, the dearest first. */
function rank(looks: readonly Look[]): Finding[] {
  const limit = criticalZ(0.05 / Math.max(1, looks.length))
  const found = looks
    .flatMap(({ finding, worse }) => (finding ? [{ ...finding, clear: worse > limit }] : []))
    .toSorted((a, b) => Number(b.clear) - Number(a.clear) || b.moneyAYear - a.moneyAYear || a.title.localeCompare(b.title))
  // A region and its one manager are the same deals: one finding.
  const sameDeals = ({ by, pipeline, stage, n, level }: Finding) => JSON.stringify([by, pipeline, stage, n, level])
  const once = new Set(
    Map.groupBy(found, sameDeals)
      .values()
      .map(([first]) => first),
  )
  return found
    .filter((finding) => once.has(finding) && !toldElsewhere(finding, found))
    .filter((finding, index) => finding.clear || index < shown)
}

/** What a segment loses by time is told once: in all stages together where that is clear, else in each stage. */
function toldElsewhere(finding: Finding, found: readonly Finding[]): boolean {
  const { by, segment, stage, benchmark, clear } = finding
  if (by !== 'time' || !segment || benchmark.kind === 'typed') return false
  const same = found.filter(
    (each) => each.by === 'time' && each.segment?.dimension === segment.dimension && each.segment.value === segment.value,
  )
  return stage === null ? !clear && same.some((each) => each.clear) : same.some((each) => each.stage === null && each.clear)
}

/** How sure the first place is, where another clear finding comes near it. */
function orderWords([first, second]: readonly Finding[], currency: string | null): string | null {
  if (!first || !second?.clear || second.high < first.low) return null
  return t('{{title}} follows with {{money}} a year; their intervals overlap, so which of the two costs more is not sure.', {
    title: second.title,
    money: roughMoney(second.moneyAYear, currency),
  })
}

function unpriced({ stages }: Evidence): string {
  const [only, more] = stages.filter(priceable)
  if (!only) return t('The data does not say from which stage deals were lost.')
  return more
    ? t('Too little is known of won deals and their amounts to price a stage.')
    : t('Losses are known for one stage only ({{stage}}), so there is nothing to compare it with.', { stage: only.stage })
}

function unclear(
  kind: Constraint['kind'],
  common: Pick<Constraint, 'currency' | 'looked' | 'ranked' | 'stuck'>,
  says: string,
  why: string,
): Constraint {
  return { ...common, kind, stage: null, pipeline: null, says, why, moneyAYear: null, low: null, high: null }
}
