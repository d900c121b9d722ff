import type { InputOf } from '#kernel/endpoint'
import { columnOf } from '#kernel/list'
import { errand } from '#platform/action/action'
import type { OutsideCtx } from '#platform/action/context'
import type { Duck } from '#platform/analytics/duck'
import { contractInForce, documentOf } from '#rooms/agreement/actions'
import { checkedFor, factList } from '#rooms/agreement/actions/facts'
import { past as dealsLend } from '#rooms/deals/facts'
import { past as leadsLend } from '#rooms/leads/facts'
import { past as programsLend } from '#rooms/programs/facts'
import * as contract from '../contract/history-test.ts'
import { everyWeek, groupOf, limitsOfTest, shareOf, sideOf, targetOf } from '../rules/history-test.ts'
import { aboutFacts } from '../store/facts.ts'
import * as store from '../store/judged.ts'
import { followPast } from '../store/past.ts'
import { withFacts } from './follow.ts'

const lent = [...leadsLend, ...programsLend, ...dealsLend]

/** Works on the past of a workspace as of now, after its facts. */
export function withPast<T>(
  { services, workspace }: Pick<OutsideCtx, 'services' | 'workspace'>,
  work: (duck: Duck) => Promise<T>,
): Promise<T> {
  return withFacts(services, workspace, async (duck) => {
    await services.database.inWorkspace(workspace, (tx) => followPast(tx, duck, lent), { readOnly: true, snapshot: true, statementMs: 0 })
    return await work(duck)
  })
}

type Asked = Pick<InputOf<typeof contract.testContract>, 'document' | 'against'>

/** The draft, checked, and what it is compared with. */
function judgingOf(ctx: OutsideCtx, { document, against }: Asked) {
  return ctx.read(async (reading) => {
    const { tx, now } = reading
    const after = await checkedFor(reading, document)
    const list = await factList(tx)
    if (against === 'nothing') return { list, after, before: null, number: null }
    const other = against === 'in force' ? await contractInForce(tx, now) : await documentOf(tx, against)
    return { list, after, before: other?.document ?? null, number: other?.number ?? null }
  })
}

export const testContract = errand(contract.testContract, async (ctx, { last, ...asked }) => {
  const judging = await judgingOf(ctx, asked)
  return await withPast(ctx, async (duck) => {
    try {
      await store.judge(duck, { ...judging, last })
      return { against: judging.number, ...(await resultOf(duck, judging.after.criteria)) }
    } finally {
      await store.forgetJudged(duck)
    }
  })
})

async function resultOf(duck: Duck, criteria: readonly { readonly key: string }[]) {
  const cells = await store.cellsOf(duck)
  const all = groupOf(cells)
  const target = targetOf(all)
  const span = await store.spanOfPast(duck)
  const weeks = everyWeek(await store.weeksOf(duck))
  const side = (which: 'before' | 'after') =>
    sideOf(
      groupOf(cells, (cell) => cell[which]),
      all,
      target,
      weeks.map((week) => week[which]),
    )
  const held = await store.heldBy(duck, criteria.length, target === 'none' ? 'won' : target)
  return {
    ...span,
    currency: (await aboutFacts(duck)).currency,
    target,
    all,
    before: side('before'),
    after: side('after'),
    gained: groupOf(cells, ({ before, after }) => after && !before),
    dropped: groupOf(cells, ({ before, after }) => before && !after),
    stopped: await store.stoppedBy(duck),
    criteria: criteria.map(({ key }, place) => ({
      key,
      held: held[place]?.held ?? 0,
      won: shareOf(held[place]?.hits ?? 0, target === 'none' ? 0 : (held[place]?.known ?? 0)),
    })),
    weeks: weeks.slice(-52),
    limits: limitsOfTest({ undated: span.undated, target, people: span.people }),
  }
}

export const listFlips = errand(contract.listFlips, async (ctx, { way, limit, offset, ...asked }) => {
  const judging = await judgingOf(ctx, asked)
  return await withPast(ctx, async (duck) => {
    try {
      await store.judge(duck, judging)
      return { people: await store.flipsOf(duck, way, { limit, offset }) }
    } finally {
      await store.forgetJudged(duck)
    }
  })
})

export const listFactValues = errand(contract.listFactValues, async (ctx, { column, search }) => {
  const known = await ctx.read(async ({ tx }) => columnOf(await factList(tx), column))
  return await withPast(ctx, async (duck) => ({ values: await store.valuesOfFact(duck, known, search) }))
})
