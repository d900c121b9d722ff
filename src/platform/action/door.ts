import type { Door } from '#kernel/door'
import type { Problem } from '#kernel/problem'
import type { Instant } from '#kernel/time'
import type { Services } from './context.ts'

/** What came through a door. */
export interface Visit {
  readonly services: Services
  readonly now: Instant
  /** The parts of the address that differ. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly headers: Headers
  /** Fields of a form by their names, each with all of its values. */
  readonly fields: ReadonlyMap<string, readonly string[]>
  /** What was sent as JSON; null where it was not. */
  readonly json: Readonly<Record<string, unknown>> | null
  /** Network address of the visitor: for limits, and never kept. */
  readonly address: string
  /** The language that the visitor's browser asks for first, such as `pt`; null where it says none. */
  readonly wishes: string | null
}

/** What goes back to a visitor, as it is. */
export interface DoorAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A door and what is behind it. */
export interface DoorAction {
  readonly door: Door
  /** Answers a visit; a Problem that it throws is put into words by `refuse`. */
  readonly open: (visit: Visit) => Promise<DoorAnswer>
  /** The answer where something is in the way, such as too many visits. */
  readonly refuse: (problem: Problem, visit: Pick<Visit, 'headers'>) => DoorAnswer
}

/** Puts an action behind a door. */
export const behind = (door: Door, open: DoorAction['open'], refuse: DoorAction['refuse']): DoorAction => ({ door, open, refuse })
