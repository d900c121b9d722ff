import type { Id } from '#kernel/id'
import type { Instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { newId } from '#platform/ids'
import { activities } from '../tables.ts'

/** A visit to the own site by somebody who is known. */
export interface VisitMade {
  readonly personId: Id<'person'>
  readonly accountId: Id<'account'> | null
  /** By what it is known, so that it is noted once. */
  readonly externalId: string
  readonly at: Instant
  readonly endsAt: Instant
  /** Paths of the pages, in their order. */
  readonly pages: readonly string[]
  readonly referrer: string | null
  readonly campaign: string | null
}

const mostPages = 30

/** Notes visits as activities of the people who made them: they count for the lead contract, and stop no clock, since sales did nothing. */
export async function noteVisits(ctx: Ctx, visits: readonly VisitMade[]): Promise<void> {
  if (visits.length === 0) return
  await ctx.ledger.insert(
    activities,
    visits.map(({ personId, accountId, externalId, at, endsAt, pages, referrer, campaign }) => ({
      ...{ id: newId<'activity'>(ctx.now), externalId, kind: 'visit' as const, type: null, subject: pages[0] ?? null },
      ...{ at, endsAt, dueAt: null, durationMinutes: null, done: true, status: null, direction: 'in', outcome: null },
      note: pages.length > 1 ? pages.slice(0, mostPages).join('\n') : null,
      ...{ ownerId: null, personId, accountId, dealId: null, leadId: null, campaignRef: campaign, madeAt: null, sourceModifiedAt: null },
      ...{ refs: {}, custom: Object.fromEntries(referrer === null ? [] : [['Referrer', referrer]]) },
    })),
  )
}
