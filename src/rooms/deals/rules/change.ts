import { type Day, dayOf, type Instant } from '#kernel/time'
import { no, ok, type Verdict } from '#kernel/verdict'

/** A stage that a deal may be moved to. */
export interface Target {
  readonly id: string
  readonly name: string
  readonly pipelineId: string
  readonly kind: 'open' | 'won' | 'lost'
}

/** A deal as a move sees it. */
export interface Movable {
  readonly pipelineId: string | null
  readonly stageId: string | null
  readonly openedAt: Instant | null
}

/** Whether a deal may be moved to a stage, on a day, for a reason. A loss needs one: nobody remembers it a month later. */
export function canMove(
  deal: Movable,
  target: Target,
  { reason, on, now }: { reason: string | undefined; on: Day | undefined; now: Instant },
): Verdict {
  if (deal.pipelineId !== null && target.pipelineId !== deal.pipelineId)
    return no(`"${target.name}" is a stage of another pipeline. Choose one of the pipeline of this deal.`)
  if (on !== undefined && on > dayOf(now)) return no(`${on} is still to come. A deal is moved today or before.`)
  if (on !== undefined && deal.openedAt !== null && on < dayOf(deal.openedAt))
    return no(`${on} lies before ${dayOf(deal.openedAt)}, when the deal was opened.`)
  if (target.kind === 'lost' && (reason === undefined || reason === '')) return no('Say why the deal is lost.')
  return ok
}

/** What moving to a stage makes of the rest of a deal. A deal that is open again has no day of closing and no reason of a loss. */
export function movedTo(target: Target, at: Instant, reason: string | undefined) {
  if (target.kind === 'open') return { state: 'open' as const, closedAt: null, lostReason: null }
  return { state: target.kind, closedAt: at, lostReason: target.kind === 'lost' ? (reason ?? null) : null }
}
