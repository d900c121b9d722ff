import { rightsOf } from '#kernel/actor'
import { Problem } from '#kernel/problem'
import { hides, sees } from '#kernel/rights'
import { t } from '#kernel/text'
import type { Day, Instant } from '#kernel/time'
import { question } from '#platform/action/action'
import type { ReadCtx } from '#platform/action/context'
import { beginningOf } from '#rooms/workspace/actions/calendars'
import * as contract from '../contract.ts'
import { daysBefore, keptOf, waitedDays } from '../rules/follow-up.ts'
import * as store from '../store/follow-up.ts'
import { TermsBook } from './hand-over-terms.ts'
import { causeInWords } from './queue.ts'

/** The time that is asked about: the last 90 days, where nothing is said. */
async function periodOf({ tx, now }: ReadCtx, { from, to }: { from?: Day | undefined; to?: Day | undefined }) {
  const begin = from === undefined ? daysBefore(now, 90) : await beginningOf(tx, from)
  const end = to === undefined ? now : await beginningOf(tx, to)
  if (end < begin) throw new Problem('invalid-input', t('The period ends before it begins. Turn its days around.'))
  // What was offered this very moment belongs to it.
  return { from: begin, to: end === now ? daysBefore(now, -1 / 86_400_000) : end }
}

const both = (all: readonly store.Offered[], now: Instant) => ({
  accept: keptOf(
    all.map(({ acceptBy, answeredAt, acceptMinutes }) => ({ dueAt: acceptBy, keptAt: answeredAt, minutes: acceptMinutes, ended: false })),
    now,
  ),
  contact: keptOf(
    all.map(({ contactBy, firstContactAt, contactMinutes, endedAt }) => ({
      ...{ dueAt: contactBy, keptAt: firstContactAt, minutes: contactMinutes },
      ended: endedAt !== null && contactBy !== null && endedAt <= contactBy,
    })),
    now,
  ),
})

/** What a role may not see is not told apart either. */
const hiddenBy: Readonly<Record<(typeof contract.followUpBys)[number], string | null>> = {
  channel: 'channel',
  team: 'owner',
  rep: 'owner',
  month: null,
}

export const readFollowUp = question(contract.readFollowUp, async (ctx, asked) => {
  const { from, to } = await periodOf(ctx, asked)
  const rights = rightsOf(ctx.actor)
  const all = await store.offeredBetween(ctx.tx, from, to)
  const by = contract.followUpBys.flatMap((one) => {
    const hidden = hiddenBy[one]
    if (hidden !== null && hides(rights, 'lead', hidden)) return []
    const groups = [...Map.groupBy(all, (offered) => offered[one])].toSorted(([a], [b]) => ((a ?? '~') < (b ?? '~') ? -1 : 1))
    return groups.map(([name, own]) => ({ by: one, name, offered: own.length, ...both(own, ctx.now) }))
  })
  const breaches = await store.countBreaches(ctx.tx, from, to)
  return { from, to, offered: all.length, waiting: await store.countWaiting(ctx.tx), breaches, whole: both(all, ctx.now), by }
})

/** A place in a list from its word. Throws a Problem for one that somebody made up. */
function placeOf(cursor: string | undefined, shape: RegExp): { at: string; id: string } | null {
  if (cursor === undefined) return null
  const [at, id] = cursor.split('_')
  if (at === undefined || id === undefined || !shape.test(at) || !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))
    throw new Problem('invalid-input', t('This cursor is none of this list. Begin again without it.'))
  return { at, id }
}

export const listBreaches = question(contract.listBreaches, async (ctx, { kind = null, owner = null, channel = null, limit, cursor }) => {
  const rights = rightsOf(ctx.actor)
  const shown = <T>(key: string, value: T) => (hides(rights, 'lead', key) ? null : value)
  const place = placeOf(cursor, /^20\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d\.\d{3}Z$/)
  const wanted = { kind, owner: shown('owner', owner), channel: shown('channel', channel) }
  const kept = await store.breachesSeen(ctx.tx, { ...wanted, place, limit: limit + 1 })
  const last = kept.length > limit ? kept[limit - 1] : undefined
  const book = new TermsBook(ctx)
  const rows = []
  for (const { contractNumber, keptAt, cause, ...one } of kept.slice(0, limit)) {
    const { working } = await book.of(contractNumber)
    rows.push({
      ...one,
      account: sees(rights, 'account') ? one.account : null,
      owner: shown('owner', one.owner),
      channel: shown('channel', one.channel),
      cause: causeInWords(cause),
      lateMinutes: keptAt === null ? null : Math.round(working.between(one.dueAt, keptAt) / 600) / 100,
    })
  }
  return { rows, cursor: last ? `${last.notedAt}_${last.id}` : null }
})

export const listTouchedLate = question(contract.listTouchedLate, async (ctx, { days, limit, cursor, ...asked }) => {
  const rights = rightsOf(ctx.actor)
  const shown = <T>(key: string, value: T) => (hides(rights, 'lead', key) ? null : value)
  const period = await periodOf(ctx, asked)
  const kept = await store.touchedLate(ctx.tx, ctx.now, { ...period, days, place: placeOf(cursor, /^\d{1,15}\.\d{3}$/), limit: limit + 1 })
  const last = kept.length > limit ? kept[limit - 1] : undefined
  const money = sees(rights, 'deal') && !hides(rights, 'deal', 'amount')
  return {
    rows: kept.slice(0, limit).map(({ waited: _, score, deal, ...one }) => ({
      ...one,
      account: sees(rights, 'account') ? one.account : null,
      ...{ owner: shown('owner', one.owner), channel: shown('channel', one.channel) },
      score: score === null ? null : shown('score', score / 100),
      waitedDays: waitedDays(one.offeredAt, one.firstContactAt ?? ctx.now),
      deal: deal && money ? deal : null,
    })),
    cursor: last ? `${last.waited}_${last.lead}` : null,
  }
})
