import type { Answer, Effect } from '../contract.ts'
import { corrected } from './corrected.ts'
import { type Ranked, rankTest } from './rank-test.ts'
import { differs } from './standouts.ts'
import { said } from './words.ts'

/** A part of the deals compared with those without any campaign. */
export interface PartCompared {
  readonly name: string
  readonly part: string
  readonly answer: Answer
  readonly rest: Answer
  readonly ranks: Ranked | null
}

/** Said beside every comparison of what marketing touched. */
export const caveat =
  'This is a comparison, not proof of cause: marketing may reach other companies, at another time or of another size, than sellers find by themselves.'

const words: Readonly<Record<string, readonly [string, string]>> = {
  close_rate: ['are won more often', 'are won less often'],
  deal_size_median: ['are larger', 'are smaller'],
  cycle_days_median: ['take longer to win', 'are won sooner'],
}
const rankMethod = 'Rank sum test of Wilcoxon, Mann and Whitney, corrected by Holm'
const shareMethod = 'Test of two proportions, corrected by Holm'

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
  const [up = 'have more', down = 'have less'] = words[name] ?? []
  const better = more === (name !== 'cycle_days_median')
  const in_ = (one: Answer) => said(one.value ?? 0, one.unit, one.currency)
  const says = `Deals that were ${part} ${more ? up : down} than deals without any campaign: ${in_(answer)} of ${answer.n} against ${in_(rest)} of ${rest.n}.`
  return { part, says, better, p, method: ranks ? rankMethod : shareMethod }
}
