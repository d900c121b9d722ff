import type { Actor } from '#kernel/actor'
import { Problem } from '#kernel/problem'
import { type Instant, later } from '#kernel/time'
import { inReading, inWriting } from '../action/work.ts'
import { type DueItem, finish, LeaseLost, schedule } from '../due/due.ts'
import type { DueHandler, DueWork } from '../due/runner.ts'
import { undoneAmong, undoneBy } from '../ledger/undo.ts'
import type { Tx } from '../store/database.ts'
import { type Heard, type Reaction, workOf } from './reaction.ts'
import * as store from './store.ts'

/** After so many tries an event is laid aside, and the ones after it are heard. */
const mostTries = 5
/** An event with more causes behind it than this is part of a ring: it is not reacted to. */
export const mostCauses = 6

/** Events that a reaction takes together at most: as long as one transaction may well take. */
const mostTogether = 100

/** Reactions whose last run in this process was cut off and could not say so. A process that died says nothing, and its try counts. */
const cutOff = new Set<string>()

/** Who does what is due for each reaction, by kind of due work. */
export function reactionHandlers(reactions: readonly Reaction[]): [string, DueHandler][] {
  return reactions.map((reaction) => [workOf(reaction), (work) => new Run(reaction, work).all()])
}

/** In whose name a reaction writes. */
export const reactor = ({ name }: Pick<Reaction, 'name'>): Actor => ({ kind: 'system', id: null, name })

/**
 * One reaction goes on from its mark. The lease says who runs it; what keeps an effect from happening twice is the mark, which moves in the transaction of
 * the effect and only from where this run left it.
 */
class Run {
  readonly #reaction: Reaction
  readonly #work: DueWork
  readonly #item: DueItem
  #seq = 0

  constructor(reaction: Reaction, work: DueWork) {
    this.#reaction = reaction
    this.#work = work
    this.#item = work.item
  }

  /** A run that is cut off by something else than an event does not count as a try of it, even where that cannot be written down at once. */
  async all(): Promise<void> {
    const { name } = this.#reaction
    const key = `${this.#work.workspace.id} ${name}`
    try {
      const mark = await this.#inTx(async (tx) => {
        await store.markNew(tx, [name])
        if (cutOff.has(key)) await store.forgetTry(tx, name)
        return await store.noteTry(tx, name, null)
      })
      cutOff.delete(key)
      if (mark) await this.#goOn(mark)
    } catch (error) {
      await this.#inTx((tx) => store.forgetTry(tx, name)).catch(() => cutOff.add(key))
      throw error
    }
  }

  async #goOn(mark: store.Mark): Promise<void> {
    this.#seq = mark.seq
    // Whoever died here so often did so by this event: there was nobody left to say why.
    let hopeless = mark.tries > mostTries ? (mark.lastError ?? 'Interlock ended each time while it reacted to this event.') : null
    for (;;) {
      const { events, upTo, more } = await this.#next()
      for (const some of this.#parts(events)) {
        if (hopeless === null && some.length > 1 && (await this.#together(some))) continue
        for (const event of some) {
          if (!(await this.#one(event, hopeless))) return
          hopeless = null
        }
      }
      if (!more) return await this.#end(upTo)
      await this.#skipTo(upTo)
    }
  }

  /** The next events that may have an effect. */
  async #next(): Promise<{ events: readonly Heard[]; upTo: number; more: boolean }> {
    const { services, workspace, signal } = this.#work
    const setting = { services, workspace, actor: reactor(this.#reaction), signal }
    return await inReading(setting, async (ctx) => {
      const { events, ...rest } = await store.nextEvents(ctx.tx, this.#reaction, this.#seq)
      const picked = events.length === 0 ? undefined : await this.#reaction.picks?.(ctx, events)
      return { events: picked ? events.filter(({ id }) => picked.has(id)) : events, ...rest }
    })
  }

  #inTx<T>(work: (tx: Tx) => Promise<T>, readOnly = false): Promise<T> {
    const { services, workspace } = this.#work
    return services.database.inWorkspace(workspace, work, { readOnly })
  }

  /** Events in their order, those together that may be taken together. */
  #parts(events: readonly Heard[]): Heard[][] {
    const parts: Heard[][] = []
    for (const event of events) {
      const last = parts.at(-1)
      const joins = this.#reaction.reactTogether && event.cause === null && last?.[0]?.cause === null && last.length < mostTogether
      if (joins) last.push(event)
      else parts.push([event])
    }
    return parts
  }

  /** Reacts to several events at once. Answers false where that failed: which of them it was is found one by one. */
  async #together(events: readonly Heard[]): Promise<boolean> {
    this.#stopIfOver()
    const last = events.at(-1)
    if (!last) return true
    const { services, workspace, signal } = this.#work
    try {
      await inWriting({ services, workspace, actor: reactor(this.#reaction), signal }, async (ctx) => {
        await this.#move(ctx.tx, last.seq)
        const undone = await undoneAmong(
          ctx.tx,
          events.map(({ id }) => id),
        )
        await this.#reaction.reactTogether?.(
          ctx,
          events.filter(({ id }) => !undone.has(id)),
        )
      })
    } catch (error) {
      if (this.#isOver(error)) throw error
      return false
    }
    this.#seq = last.seq
    return true
  }

  /** Reacts to one event. Answers false when the run ends here, to be tried again later. */
  async #one(event: Heard, hopeless: string | null): Promise<boolean> {
    this.#stopIfOver()
    const why = hopeless ?? (await this.#ring(event))
    if (why !== null) {
      await this.#layAside(event, why)
      return true
    }
    try {
      await this.#react(event)
      return true
    } catch (error) {
      return await this.#failed(event, error)
    }
  }

  async #react(event: Heard): Promise<void> {
    const { services, workspace, signal } = this.#work
    const setting = { services, workspace, actor: reactor(this.#reaction), signal, cause: event.id }
    await inWriting(setting, async (ctx) => {
      await this.#move(ctx.tx, event.seq)
      if (!(await undoneBy(ctx.tx, event.id))) await this.#reaction.react(ctx, event)
    })
    this.#seq = event.seq
  }

  async #ring({ cause }: Heard): Promise<string | null> {
    if (cause === null) return null
    const depth = await this.#inTx((tx) => store.depthOf(tx, cause, mostCauses + 1), true)
    return depth > mostCauses
      ? `It has more than ${mostCauses} causes behind it: what reacts to events goes round in a ring here, and was stopped.`
      : null
  }

  async #failed(event: Heard, error: unknown): Promise<boolean> {
    const { services } = this.#work
    if (this.#isOver(error)) throw error
    const why = error instanceof Error ? error.message : String(error)
    services.log.warn({ err: error, reaction: this.#reaction.name, event: event.id }, 'a reaction failed')
    const mark = await this.#inTx((tx) => store.noteTry(tx, this.#reaction.name, why))
    if (mark && mark.tries >= mostTries) {
      await this.#layAside(event, why)
      return true
    }
    const dueAt = pauseAfter(mark?.tries ?? 1, services.clock.now())
    await this.#inTx(async (tx) => {
      await finish(tx, this.#item)
      await schedule(tx, services.clock.now(), { kind: this.#item.kind, subjectId: this.#item.subjectId, payload: {}, dueAt })
    })
    return false
  }

  async #layAside(event: Heard, why: string): Promise<void> {
    const { services } = this.#work
    await this.#inTx(async (tx) => {
      await this.#move(tx, event.seq)
      await store.layAside(tx, services.clock.now(), this.#reaction.name, event, why)
    })
    services.log.error({ reaction: this.#reaction.name, event: event.id, why }, 'an event was laid aside')
    this.#seq = event.seq
  }

  async #skipTo(seq: number): Promise<void> {
    if (seq === this.#seq) return
    this.#stopIfOver()
    await this.#inTx((tx) => this.#move(tx, seq))
    this.#seq = seq
  }

  async #move(tx: Tx, to: number): Promise<void> {
    if (!(await store.moveMark(tx, this.#reaction.name, this.#seq, to)))
      throw new LeaseLost(`"${this.#reaction.name}" was taken over by another worker.`)
  }

  /**
   * Ends the run at a place. It looks once more after its item is gone: who told something before that set no other, who does so after it sets one. What was told
   * while it ran is looked for a moment later, with what came by then: of a steady stream each run hears many.
   */
  async #end(upTo: number): Promise<void> {
    const { name } = this.#reaction
    const { services, workspace } = this.#work
    if (upTo !== this.#seq) this.#stopIfOver()
    const again = await this.#inTx(async (tx) => {
      if (upTo !== this.#seq) await this.#move(tx, upTo)
      await finish(tx, this.#item)
      return (await store.behind(tx, [name])).behind.length > 0
    })
    if (again) services.lookSoon(workspace)
  }

  /** Whether a run ends by an error that is no event's fault. */
  #isOver(error: unknown): boolean {
    return error instanceof LeaseLost || this.#work.signal.aborted || (error instanceof Problem && error.kind === 'unavailable')
  }

  #stopIfOver(): void {
    if (this.#work.signal.aborted) throw new LeaseLost(`"${this.#reaction.name}" stops here; the next run goes on.`)
  }
}

const pauseAfter = (tries: number, now: Instant): Instant => later(now, Math.min(3_600_000, 1_000 * 4 ** Math.min(tries - 1, 6)))
