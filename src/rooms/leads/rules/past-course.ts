import type { Id } from '#kernel/id'
import { type Instant, millis } from '#kernel/time'
import type { BreachKind, LeadState } from '../contract/hand-over.ts'
import type { Verb } from '../contract/states.ts'
import { type Deadlines, deadlineOf, keptAt, type Working } from './clocks.ts'
import { stateAfter } from './states.ts'

/** What sales did with somebody, in minutes of working time after they were handed over. What lies in the future has not happened. */
export interface Course {
  readonly accept: number | null
  readonly tries: readonly { readonly after: number; readonly kind: 'call' | 'email' | 'meeting'; readonly outcome: string }[]
  readonly end: {
    readonly verb: Extract<Verb, 'reject' | 'return' | 'disqualify' | 'convert'>
    readonly after: number
    readonly reason: string | null
    readonly deal: string | null
  } | null
  /** Who takes it out of a queue. */
  readonly by: Id<'member'>
}

interface Stepped {
  readonly from: LeadState
  readonly to: LeadState
  readonly at: Instant
  readonly taken: boolean
  readonly reason: string | null
}

/** How a hand-over of the past stands now, by what was done with it. */
export interface Past {
  readonly state: LeadState
  readonly stateAt: Instant
  readonly acceptedAt: Instant | null
  readonly firstContactAt: Instant | null
  readonly tries: readonly { readonly at: Instant; readonly kind: 'call' | 'email' | 'meeting'; readonly outcome: string }[]
  readonly steps: readonly Stepped[]
  readonly endedAt: Instant | null
  readonly broken: readonly { readonly kind: BreachKind; readonly dueAt: Instant; readonly keptAt: Instant | null }[]
}

/** Walks a course up to now. Deadlines that passed before something was kept are broken, each once. */
export function pastOf(
  offeredAt: Instant,
  course: Course,
  { deadlines, working, now }: { readonly deadlines: Deadlines; readonly working: Working; readonly now: Instant },
): Past {
  const after = (minutes: number) => working.after(offeredAt, Math.round(minutes * 60_000))
  const happened = (at: Instant) => at <= now
  const ended = course.end === null ? null : after(course.end.after)
  const endedAt = ended !== null && happened(ended) ? ended : null
  const tries = course.tries
    .map(({ after: minutes, kind, outcome }) => ({ at: after(minutes), kind, outcome }))
    .filter(({ at }) => happened(at) && (endedAt === null || at <= endedAt))
  const firstContactAt = tries[0]?.at ?? null
  const accepted = course.accept === null ? null : after(course.accept)
  const acceptedAt = accepted !== null && happened(accepted) ? accepted : firstContactAt
  const steps: Stepped[] = []
  let state: LeadState = 'offered'
  const step = (to: LeadState, at: Instant, reason: string | null = null) => {
    steps.push({ from: state, to, at, taken: state === 'offered' && to !== 'rejected', reason })
    state = to
  }
  if (acceptedAt !== null && acceptedAt !== firstContactAt) step('accepted', acceptedAt)
  if (firstContactAt !== null) step('working', firstContactAt)
  if (endedAt !== null && course.end !== null)
    step(stateAfter(course.end.verb, { state, ownerId: course.by, acceptedAt, firstContactAt }), endedAt, course.end.reason)
  const stateAt = steps.at(-1)?.at ?? offeredAt
  const timed = { ...deadlines, state, stateAt, offeredAt, placedAt: null, acceptedAt, firstContactAt }
  const broken = (Object.entries(deadlineOf) as [BreachKind, keyof Deadlines][]).flatMap(([kind, key]) => {
    const dueAt = deadlines[key]
    // Whoever was placed at once waited for nobody to place them.
    const kept = keptAt(timed, kind)
    return kind !== 'place' && dueAt <= now && (kept === null || millis(kept) > millis(dueAt)) ? [{ kind, dueAt, keptAt: kept }] : []
  })
  return { state, stateAt, acceptedAt, firstContactAt, tries, steps, endedAt, broken }
}
