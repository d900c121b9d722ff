import { errand } from '#platform/action/action'
import type { Duck } from '#platform/analytics/duck'
import { factList } from '#rooms/agreement/actions/facts'
import { type ContractDocument, emptyDocument } from '#rooms/agreement/contract'
import * as contract from '../contract/history-test.ts'
import { targetOf } from '../rules/history-test.ts'
import { firstContract, type KnownPast } from '../rules/suggest-contract.ts'
import * as store from '../store/judged.ts'
import { withPast } from './history-test.ts'

const looked = ['industry', 'country', 'source', 'accountType'] as const

export const suggestContract = errand(contract.suggestContract, async (ctx) => {
  const list = await ctx.read(({ tx }) => factList(tx))
  return await withPast(ctx, async (duck) => {
    const facts = looked.map((key) => ({ key, label: list.columns.find((column) => column.key === key)?.label ?? key }))
    const { document, because } = firstContract(await knownPast(duck, facts), emptyDocument)
    try {
      await store.judge(duck, { list, before: null, after: { ...document, threshold: 0 } })
      return { document: await withNumbers(duck, document), because }
    } finally {
      await store.forgetJudged(duck)
    }
  })
})

async function knownPast(duck: Duck, facts: readonly { key: string; label: string }[]): Promise<KnownPast> {
  const outcomes = await store.outcomesOfPast(duck)
  const found = targetOf(outcomes)
  const target = found === 'none' ? 'won' : found
  const n = outcomes.won + outcomes.lost + outcomes.converted + outcomes.none
  const known = []
  for (const { key, label } of facts) known.push({ key, label, values: await store.outcomesBy(duck, key, target) })
  return { hits: outcomes[target], n, facts: known, sizes: await store.outcomesBySize(duck, target), ...(await store.filledFacts(duck)) }
}

/** The threshold takes about the best third, in steps of five points; the volume is what that would have been a month. */
async function withNumbers(duck: Duck, document: ContractDocument): Promise<ContractDocument> {
  const { people, from, to } = await store.spanOfPast(duck)
  const best = await store.scoreOfBest(duck, 1 / 3)
  const full = document.criteria.reduce((sum, { points }) => sum + Math.max(0, points), 0)
  const threshold = people === 0 ? Math.ceil(full / 10) * 5 : Math.max(5, Math.ceil(best / 500) * 5)
  const months = from === null || to === null ? 1 : Math.max(1, (Date.parse(to) - Date.parse(from)) / 2_629_800_000)
  const leads = await store.countFrom(duck, threshold * 100)
  return {
    ...document,
    threshold,
    marketing: { ...document.marketing, leadsAMonth: people === 0 ? null : Math.round(leads / months), acceptedShare: 0.8 },
  }
}
