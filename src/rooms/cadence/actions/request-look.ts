import { type Actor, rightsOf, roleOf } from '#kernel/actor'
import { normKey } from '#kernel/normal'
import { Problem } from '#kernel/problem'
import { changes, sees } from '#kernel/rights'
import { t } from '#kernel/text'
import { type Instant, millis } from '#kernel/time'
import type { ReadCtx } from '#platform/action/context'
import type { Side } from '#rooms/agreement/contract'
import { type WorkingClock, workingClockOf } from '#rooms/workspace/actions/working-clock'
import type { RequestAbout } from '../contract/request-words.ts'
import type { Request } from '../contract/requests.ts'
import { isLate, promiseEnd, ratingEnd } from '../rules/requests.ts'
import type * as store from '../store/requests.ts'

/** Requests are what people write, as tasks and notes are: who may not see those sees none. */
export function ensureSees({ actor }: Pick<ReadCtx, 'actor'>, kind: RequestAbout | null): void {
  const rights = rightsOf(actor)
  if (!sees(rights, 'activity') || (kind !== null && !sees(rights, kind)))
    throw new Problem('not-allowed', t('Your role may not see these requests. Ask an owner.'))
}

/** Whoever asks or answers may write activities. */
export function ensureChanges(ctx: Pick<ReadCtx, 'actor'>, kind: RequestAbout | null): void {
  ensureSees(ctx, kind)
  if (!changes(rightsOf(ctx.actor), 'activity')) throw new Problem('not-allowed', t('Your role may not ask or answer. Ask an owner.'))
}

/** The team that somebody speaks for; null for owners and admins, who may speak for both. */
export function sideOf(actor: Actor): Side | null {
  const role = roleOf(actor)
  return role === 'sales' || role === 'marketing' ? role : null
}

type Everyone = Awaited<ReturnType<typeof store.people>>

/** Who signs in and who owns records are told apart; a member who is called like the user is that user. */
export const meIn = (everyone: Everyone, actor: Actor) => everyone.find(({ nameKey }) => nameKey === normKey(actor.name)) ?? null

/** What is told of a request, with how its promise stands now. */
export type Teller = (row: store.RequestRow) => Promise<Request>

/** Tells requests; the working time of each team is read once. */
export function tellerOf(ctx: Pick<ReadCtx, 'tx' | 'now'>): Teller {
  const clocks = new Map<string, Promise<WorkingClock>>()
  const clockFor = (team: string | null) => {
    const known = clocks.get(team ?? '') ?? workingClockOf(ctx, team === null ? {} : { team })
    clocks.set(team ?? '', known)
    return known
  }
  return async ({ text: _, dealId: __, leadId: ___, accountId: ____, promisedAt: _____, touchedBy: ______, ...row }) => {
    const due = row.dueAt ?? row.firstDueAt
    const end = row.deliveredAt ?? ctx.now
    const late = due !== null && due < end && (row.deliveredAt !== null || isLate(row, ctx.now))
    return {
      ...row,
      promise: promiseEnd(row, ctx.now),
      answer: ratingEnd(row, ctx.now),
      lateMinutes: late ? minutesLate(await clockFor(row.promisedBy?.team ?? null), due, end) : null,
    }
  }
}

/** By the wall where nobody worked in between. */
const minutesLate = (clock: WorkingClock, due: Instant, end: Instant) =>
  Math.round((clock.between(due, end) || millis(end) - millis(due)) / 60_000)

/** What events tell of a request: ids, and by when. */
export const payloadOf = ({ id, kind, of, askedBy, promisedBy, dueAt }: store.RequestRow) => ({
  ...{ request: id, kind, of, askedBy: askedBy.id },
  ...{ promisedBy: promisedBy?.id ?? null, dueAt },
})
