import type { Ctx } from '#platform/action/context'
import { givenAnew } from '../rules/clocks.ts'
import * as clocks from '../store/clocks.ts'
import type { LeadRow } from '../store/hand-overs.ts'
import { peopleJudged } from '../store/judged.ts'
import { openPromises } from './clocks.ts'
import type { Terms } from './hand-over-terms.ts'
import { changeLead, justAfter } from './hand-over-writes.ts'
import { countsOf, factsOf } from './receive-facts.ts'
import { settingOf } from './receive-setting.ts'
import { openRouter } from './routing.ts'

/** The step by which a lead that nobody accepted goes to somebody else. */
export const unacceptedReason = 'not-accepted'

/** Whoever gets it now has as long as the first had. */
async function promisedTo(ctx: Ctx, lead: LeadRow, { document }: Terms) {
  if (document === null) return {}
  const promises = await openPromises(ctx, document.team)
  return givenAnew(lead, promises.of(document, ctx.now), { now: ctx.now, to: 'owner' })
}

/** Offers leads that nobody accepted in time to somebody else, once each; where the routing has nobody else, they wait in its queue. */
export async function offerAnew(
  ctx: Ctx,
  all: readonly { readonly lead: LeadRow; readonly terms: Terms }[],
): Promise<{ lead: string; to: string | null }[]> {
  if (all.length === 0) return []
  const before = await clocks.steppedFor(
    ctx.tx,
    all.map(({ lead }) => lead.id),
    unacceptedReason,
  )
  const first = all.filter(({ lead }) => !before.has(lead.id) && lead.ownerId !== null)
  if (first.length === 0) return []
  const people = await peopleJudged(ctx.tx, [...new Set(first.map(({ lead }) => lead.personId))])
  const accounts = [...new Set([...people.values()].flatMap(({ account }) => (account ? [account.id] : [])))]
  const counts = await countsOf(ctx.tx, [...people.keys()], accounts, ctx.now)
  const { list } = await settingOf(ctx)
  const router = await openRouter(ctx)
  const moved: { lead: string; to: string | null }[] = []
  for (const { lead, terms } of first) {
    const one = people.get(lead.personId)
    if (!one) continue
    const said = { source: lead.source, country: lead.country, language: null, custom: lead.custom }
    const { ownerId, queue, routed } = router.route({
      facts: factsOf(list, { person: one.person, account: one.account, said }, counts, ctx.now),
      accountId: one.account?.id ?? null,
      accountOwnerId: one.account?.ownerId ?? null,
      personOwnerId: one.person.ownerId,
      not: lead.ownerId,
    })
    const why = `It was not accepted in time before. ${routed.why}`
    await changeLead(
      ctx,
      terms,
      lead,
      { ownerId, queue, routed: { ...routed, why }, ...(await promisedTo(ctx, lead, terms)) },
      { reason: unacceptedReason, since: justAfter(ctx.now), wakes: false },
    )
    moved.push({ lead: lead.id, to: ownerId })
  }
  await router.save(ctx)
  return moved
}
