import type { Id } from '#kernel/id'
import type { Instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import type { ActivityKind } from '../tables.ts'

/** An activity that was written. What it does not say is unknown: then it counts. */
export interface ActivityDone {
  readonly id: Id<'activity'>
  readonly kind: ActivityKind
  readonly at: Instant
  readonly personId: string | null
  readonly leadId: string | null
  readonly ownerId: string | null
  readonly direction?: string | null
  readonly done?: boolean | null
}

/**
 * Real activities (call, email, meeting, message that happened) were written for these people or leads: stops the clocks of their open leads. Called by
 * whoever writes activities, in the same transaction.
 */
export async function noteActivities(_ctx: Ctx, _activities: readonly ActivityDone[]): Promise<void> {}
