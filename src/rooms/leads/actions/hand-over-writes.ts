import type { Id } from '#kernel/id'
import { plusDays } from '#kernel/rule-days'
import { dayOf, type Instant, later } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { newId } from '#platform/ids'
import { nextLook } from '../rules/clocks.ts'
import * as store from '../store/hand-overs.ts'
import { leadSteps, leads, nurtureStays } from '../tables.ts'
import { wakeClocks } from './clocks.ts'
import type { Terms } from './hand-over-terms.ts'

/** What changes about a lead by a step; what follows from it for its clocks is found out here. */
type Changed = Partial<Omit<store.LeadRow, 'id' | 'touchedBy'>>

export interface Told {
  readonly reason?: string | null
  readonly note?: string | null
  readonly at?: Instant
}

/** Minutes of working time, whole hundredths of them. */
const minutes = ({ working }: Terms, from: Instant, to: Instant) => Math.round(working.between(from, to) / 600) / 100

/**
 * Writes a change of a lead, with the working minutes that it took, the next look of its clocks, and a step where its state or owner changed. Clocks are looked
 * at from `since` on; left out, from where they stood. The clocks' own work wakes nobody: it sets the timer when it ends.
 */
export async function changeLead(
  ctx: Ctx,
  terms: Terms,
  lead: store.LeadRow,
  changed: Changed,
  { reason = null, note = null, at = ctx.now, since, wakes = true }: Told & { readonly since?: Instant; readonly wakes?: boolean } = {},
): Promise<store.LeadRow> {
  const after = { ...lead, ...changed }
  const { offeredAt } = after
  const took = (then: Instant | null) => (offeredAt === null || then === null ? null : minutes(terms, offeredAt, then))
  const nextAt = nextLook(after, terms.working, since ?? lead.nextAt ?? ctx.now)
  const patch = {
    ...changed,
    ...(after.acceptedAt === lead.acceptedAt ? {} : { acceptMinutes: took(after.acceptedAt) }),
    ...(after.firstContactAt === lead.firstContactAt ? {} : { contactMinutes: took(after.firstContactAt) }),
    ...(nextAt === lead.nextAt ? {} : { nextAt }),
  }
  const different = Object.entries(patch).filter(([key, value]) => lead[key as keyof store.LeadRow] !== value)
  if (different.length > 0) await ctx.ledger.update(leads, [{ id: lead.id, ...Object.fromEntries(different) }])
  if (
    lead.state !== null &&
    after.state !== null &&
    (after.state !== lead.state || after.ownerId !== lead.ownerId || after.queue !== lead.queue)
  )
    await ctx.ledger.insert(leadSteps, [
      {
        id: newId<'lead_step'>(ctx.now),
        ...{ leadId: lead.id, fromState: lead.state, toState: after.state, fromOwnerId: lead.ownerId, toOwnerId: after.ownerId },
        ...{ reason, note, by: ctx.actor.name, at },
      },
    ])
  if (wakes) await wakeClocks(ctx, nextAt)
  return { ...after, ...patch, touchedBy: ctx.ledger.eventId }
}

/** When a rest of so many days is over. */
export const restOver = (now: Instant, days: number): Instant | null =>
  days === 0 ? null : (`${plusDays(dayOf(now), days)}${now.slice(10)}` as Instant)

/** Gives a person to marketing: they stay in nurture from now on, or their stay begins to rest. */
export async function toNurture(ctx: Ctx, personId: Id<'person'>, why: string, restsUntil: Instant | null): Promise<void> {
  const there = await store.openStay(ctx.tx, personId)
  if (there) await ctx.ledger.update(nurtureStays, [{ id: there.id, why, restsUntil }])
  else await ctx.ledger.insert(nurtureStays, [{ id: newId<'nurture_stay'>(ctx.now), personId, why, since: ctx.now, restsUntil }])
}

/** Ends the stay of a person in nurture, where there is one. */
export async function leaveNurture(ctx: Ctx, personId: Id<'person'>, leftWhy: string): Promise<void> {
  const there = await store.openStay(ctx.tx, personId)
  if (there) await ctx.ledger.update(nurtureStays, [{ id: there.id, leftAt: ctx.now, leftWhy }])
}

/** The moment right after an instant. */
export const justAfter = (at: Instant): Instant => later(at, 1)
