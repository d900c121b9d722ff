import type { EventId } from '#kernel/id'
import type { Instant } from '#kernel/time'
import type { Ctx, ReadCtx } from '../action/context.ts'
import type { Subject } from '../ledger/ledger.ts'

/** An event as whoever hears it gets it. */
export interface Heard {
  readonly id: EventId
  /** Its place in the order of commits. */
  readonly seq: number
  readonly kind: string
  readonly payload: unknown
  readonly by: string
  readonly subject: Subject | null
  /** The event that made this one necessary. */
  readonly cause: EventId | null
  readonly at: Instant
}

/** What a room does when others tell something: data, read by the runner. */
export interface Reaction {
  /** Never changed after it was released: how far it has heard is kept under it. */
  readonly name: string
  /** Kinds of events. */
  readonly hears: readonly string[]
  /** Tables: an event that wrote rows of one of them is heard too, whoever told it. */
  readonly follows?: readonly string[]
  /** Which of many events may have an effect, asked in one look, so that the others cost no transaction; without it all may. */
  picks?(ctx: ReadCtx, events: readonly Heard[]): Promise<ReadonlySet<EventId>>
  /**
   * What is done about one event, in a transaction of its own that also notes it as heard; what it tells has the event as its cause. It is not done for an
   * event that was undone by then.
   */
  react(ctx: Ctx, event: Heard): Promise<void>
  /**
   * The same for several events in their order, in one transaction that notes all of them as heard: for whoever tells nothing by it. None of them was undone by
   * then, none has a cause. Where it fails they are taken one by one.
   */
  reactTogether?(ctx: Listening, events: readonly Heard[]): Promise<void>
}

/** For what is done about events without telling one. */
export type Listening = Omit<Ctx, 'tell' | 'ledger'>

/** Many commits in a row wake a reaction once in this time; where they come as a steady stream, less often: of it each run hears many. */
export const calmMs = (told: number): number => (told > 20 ? 1_000 : 200)

/** The kind of due work under which a reaction runs. */
export const workOf = ({ name }: Pick<Reaction, 'name'>) => `reaction.${name}`
