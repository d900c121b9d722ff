import type { Id } from '#kernel/id'
import type { Instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { newId } from '#platform/ids'
import { consents } from '../tables.ts'

/** What a person said themselves of a purpose, when they responded. */
export interface ConsentSaid {
  readonly personId: Id<'person'>
  readonly purpose: string
  readonly status: 'given' | 'withdrawn'
  readonly version: string | null
  readonly at: Instant
  readonly source: string
}

/** Notes the words of people as they gave them, entry by entry, in the open event: each is a proof of its own. */
export async function noteConsentsSaid(ctx: Ctx, all: readonly ConsentSaid[]): Promise<void> {
  if (all.length === 0) return
  await ctx.ledger.insert(
    consents,
    all.map((one) => ({ ...one, id: newId<'consent'>(ctx.now), basis: 'consent' as const, notedBy: ctx.actor.name, notedAt: ctx.now })),
  )
}
