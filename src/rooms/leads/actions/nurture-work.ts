import type { Actor } from '#kernel/actor'
import type { Id } from '#kernel/id'
import { plusDays } from '#kernel/rule-days'
import { type Instant, later } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { inWriting } from '#platform/action/work'
import { finish, hasten, LeaseLost, renew, schedule } from '#platform/due/due'
import type { DueHandler } from '#platform/due/runner'
import { newId } from '#platform/ids'
import { evaluated } from '#rooms/agreement/actions/judge'
import { beginningOf, todayOf } from '#rooms/workspace/actions/calendars'
import { nurtureJudged } from '../events.ts'
import { nextStroke } from '../store/clocks.ts'
import { peopleJudged } from '../store/judged.ts'
import * as store from '../store/nurture.ts'
import { standingOf } from '../store/receive.ts'
import { nurtureStays } from '../tables.ts'
import { wakeClocks } from './clocks.ts'
import { offerAll, type ToOffer } from './offer.ts'
import { countsOf, factsOf } from './receive-facts.ts'
import { settingOf } from './receive-setting.ts'

/** Work that is due under this name judges everybody in nurture again; there is one item for a workspace. */
export const nurtureWork = 'nurture'
const subjectId = '00000000-0000-7000-8000-00000000d001'

const actor: Actor = { kind: 'system', id: null, name: 'Nurture' }
/** People who are judged in one transaction. */
const pageOf = 200
const leaseMs = 30_000

/** At the beginning of the company's next day. */
const nextMorning = async (ctx: Pick<Ctx, 'tx' | 'now'>): Promise<Instant> => await beginningOf(ctx.tx, plusDays(await todayOf(ctx), 1))

/** Has everybody in nurture judged now: a contract came into force. */
export async function judgeNow({ tx, now }: Pick<Ctx, 'tx' | 'now'>): Promise<void> {
  await hasten(tx, now, { kind: nurtureWork, subjectId, dueAt: now, slackMs: 0 })
}

/**
 * Sets the timers that a workspace needs and does not have: of clocks that run and of people in nurture. Records that came back from a backup or an export bring none
 * with them.
 */
export async function setTimers(ctx: Pick<Ctx, 'tx' | 'now'>): Promise<void> {
  await wakeClocks(ctx, await nextStroke(ctx.tx))
  if (await store.someStay(ctx.tx))
    await hasten(ctx.tx, ctx.now, { kind: nurtureWork, subjectId, dueAt: await nextMorning(ctx), slackMs: 0 })
}

/** Judges everybody in nurture whose rest is over, page by page, hands over who meets the lead contract by now, and sets the next day's look. */
export const workNurture: DueHandler = async ({ services, workspace, item, signal }) => {
  let after: Id<'person'> | null = null
  while (!signal.aborted) {
    const next: Id<'person'> | null = await inWriting({ services, workspace, actor, signal }, async (ctx) => {
      const page = await store.readyStays(ctx.tx, ctx.now, after, pageOf)
      const last = page.at(-1)?.personId ?? null
      if (last === null) {
        await finish(ctx.tx, item)
        if (await store.someStay(ctx.tx))
          await schedule(ctx.tx, ctx.now, { kind: nurtureWork, subjectId, payload: {}, dueAt: await nextMorning(ctx) })
        return null
      }
      await judgeAgain(ctx, page)
      // Whoever was frozen past the lease takes back all of this page: somebody else does it.
      if (!(await renew(ctx.tx, item, later(ctx.now, leaseMs)))) throw new LeaseLost('Nurture was taken over by another worker.')
      return last
    })
    if (next === null) return
    after = next
  }
}

async function judgeAgain(ctx: Ctx, page: readonly { id: Id<'nurture_stay'>; personId: Id<'person'> }[]): Promise<void> {
  const { contract, ...setting } = await settingOf(ctx)
  if (contract === null) return
  const ids = page.map(({ personId }) => personId)
  const standing = await standingOf(ctx.tx, ids)
  const people = await peopleJudged(ctx.tx, ids)
  const accounts = [...new Set([...people.values()].flatMap(({ account }) => (account ? [account.id] : [])))]
  const counts = await countsOf(ctx.tx, ids, accounts, ctx.now)
  const responded = await store.lastResponses(ctx.tx, ids)
  const meet: (ToOffer & { readonly stayId: Id<'nurture_stay'> })[] = []
  for (const { id: stayId, personId } of page) {
    const one = people.get(personId)
    const stands = standing.get(personId)
    // Who is no customer ever, or rests by their last hand-over, is not handed over because a day went by.
    if (!one || stands?.open || stands?.last === 'disqualified' || (stands?.restsUntil ?? '') > ctx.now) continue
    const { source = one.person.source, channel = null, campaign = null, language = null } = responded.get(personId) ?? {}
    const said = { source, country: one.account?.country ?? null, language, custom: {} }
    const facts = factsOf(setting.list, { ...one, said }, counts, ctx.now)
    const { result, score } = evaluated(contract.document, setting.list, facts, ctx.now)
    const id = newId<'lead'>(ctx.now)
    if (result !== 'contact')
      meet.push({
        ...one,
        stayId,
        id,
        externalId: `nurture:${id}`,
        facts,
        score,
        source,
        channel,
        campaign,
        country: said.country,
        custom: {},
      })
  }
  if (meet.length === 0) return
  await offerAll(ctx, { contract, ...setting }, meet)
  await ctx.ledger.update(
    nurtureStays,
    meet.map(({ stayId }) => ({ id: stayId, leftAt: ctx.now, leftWhy: 'Handed over to sales' })),
  )
  ctx.tell(nurtureJudged, { judged: page.length, leads: meet.map(({ id }) => id) })
}
