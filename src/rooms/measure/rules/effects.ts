import { type Gaps, said, t } from '#kernel/text'
import type { Answer, Effect } from '../contract.ts'
import { corrected } from './corrected.ts'
import { type Ranked, rankTest } from './rank-test.ts'
import { differs } from './standouts.ts'
import { inUnit } from './words.ts'

/** A part of the deals compared with those without any campaign. */
export interface PartCompared {
  readonly name: string
  readonly part: string
  readonly answer: Answer
  readonly rest: Answer
  readonly ranks: Ranked | null
}

/** Said beside every comparison of what marketing touched. */
export const caveat = () =>
  t(
    'This is a comparison, not proof of cause: marketing may reach other companies, at another time or of another size, than sellers find by themselves.',
  )

/** Which of the comparisons differ by more than chance, corrected for all of them; too few cases on either side are not compared. */
export function sureEffects(all: readonly PartCompared[]): { found: Map<string, Effect['differences']>; looked: number } {
  const fair = all.filter(({ answer, rest }) => answer.enough && rest.enough && answer.value !== null && rest.value !== null)
  const chances = corrected(fair.map(chanceOf))
  const found = new Map<string, Effect['differences']>()
  fair.forEach((each, at) => {
    const p = chances[at] ?? 1
    if (p > 0.05) return
    found.set(each.name, [...(found.get(each.name) ?? []), toldOf(each, p)])
  })
  return { found, looked: fair.length }
}

function chanceOf({ answer, rest, ranks }: PartCompared): number {
  if (ranks) return rankTest(ranks).p
  const hits = (one: Answer) => Math.round((one.value ?? 0) * one.n)
  return differs(hits(answer), answer.n, hits(rest), rest.n)
}

function toldOf({ name, part, answer, rest, ranks }: PartCompared, p: number): Effect['differences'][number] {
  const more = ranks ? rankTest(ranks).z > 0 : (answer.value ?? 0) > (rest.value ?? 0)
  const better = more === (name !== 'cycle_days_median')
  const in_ = (one: Answer) => inUnit(one.value ?? 0, one.unit, one.currency)
  const gaps = { part: said(part), value: in_(answer), n: answer.n, rest: in_(rest), others: rest.n }
  const method = ranks
    ? t('Rank sum test of Wilcoxon, Mann and Whitney, corrected by Holm')
    : t('Test of two proportions, corrected by Holm')
  return { part, says: effectSays(name, more, gaps), better, p, method }
}

function effectSays(name: string, more: boolean, gaps: Gaps): string {
  if (name === 'close_rate')
    return more
      ? t(
          'Deals that were {{part}} are won more often than deals without any campaign: {{value}} of {{n}} against {{rest}} of {{others}}.',
          gaps,
        )
      : t(
          'Deals that were {{part}} are won less often than deals without any campaign: {{value}} of {{n}} against {{rest}} of {{others}}.',
          gaps,
        )
  if (name === 'deal_size_median')
    return more
      ? t('Deals that were {{part}} are larger than deals without any campaign: {{value}} of {{n}} against {{rest}} of {{others}}.', gaps)
      : t('Deals that were {{part}} are smaller than deals without any campaign: {{value}} of {{n}} against {{rest}} of {{others}}.', gaps)
  if (name === 'cycle_days_median')
    return more
      ? t(
          'Deals that were {{part}} take longer to win than deals without any campaign: {{value}} of {{n}} against {{rest}} of {{others}}.',
          gaps,
        )
      : t(
          'Deals that were {{part}} are won sooner than deals without any campaign: {{value}} of {{n}} against {{rest}} of {{others}}.',
          gaps,
        )
  return more
    ? t('Deals that were {{part}} have more than deals without any campaign: {{value}} of {{n}} against {{rest}} of {{others}}.', gaps)
    : t('Deals that were {{part}} have less than deals without any campaign: {{value}} of {{n}} against {{rest}} of {{others}}.', gaps)
}
