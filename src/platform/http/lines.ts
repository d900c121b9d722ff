import { mayUse } from '#kernel/may'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import type { Caller, Services } from '#platform/action/context'
import { admitted, toldTo } from '#platform/action/perform'
import { inReading } from '#platform/action/work'
import { inEnglish } from '#platform/language'
import { headOf } from '#platform/ledger/told'
import type { WorkspaceRef } from '#platform/store/database'
import type { Route } from './routes.ts'

type Followed = Extract<Route, { readonly mode: 'follow' }>

/** How often all lines are looked after: other processes write too, and whoever listens may have lost the right to. */
const pollMs = 5_000
/** Every third look says something, so that proxies and listeners know that the line is there. */
const looksPerBeat = 3
/** Commits within this time are told together. */
const calmMs = 50
const mostOfOne = 12
const mostOfAll = 500
/** A listener that does not read is let go after this many events: it comes back and asks anew. */
const mostUnread = 64

/** Whoever listens, and how they are asked for again. */
interface Listener {
  readonly caller: Caller
  readonly input: unknown
  readonly gone: AbortSignal
  again(): Promise<Caller>
}

interface Line {
  caller: Caller
  readonly again: () => Promise<Caller>
  readonly topic: Topic
  readonly send: (text: string) => void
  readonly end: () => void
}

/** What several lines listen to alike: it is asked for once for all of them. */
interface Topic {
  readonly key: string
  readonly workspace: WorkspaceRef
  readonly route: Followed
  readonly input: unknown
  readonly lines: Set<Line>
  /** Up to where in the ledger was told; the first line begins at the end. */
  seq: number
  soon: NodeJS.Timeout | undefined
  looking: Promise<void>
}

const encoder = new TextEncoder()

/** Lines that stay open and tell what was committed (server-sent events), to those who may listen and only as long as they may. */
export class Lines {
  readonly #services: Services
  readonly #topics = new Map<string, Topic>()
  readonly #lines = new Set<Line>()
  #timer: NodeJS.Timeout | undefined
  #looks = 0
  #closed = false

  constructor(services: Services) {
    this.#services = services
  }

  /** Opens a line, or throws the problem for which it is refused. What is committed from now on is told. */
  async open(route: Followed, { caller, input, gone, again }: Listener): Promise<Response> {
    const parsed = admitted(caller, route, input)
    if (!caller.workspace) throw new Problem('invalid-input', t('Say which workspace: send its id in the header Interlock-Workspace.'))
    this.#ensureRoom(caller)
    const topic = await this.#topicOf(caller.workspace, route, parsed)
    try {
      this.#ensureRoom(caller)
    } catch (error) {
      if (topic.lines.size === 0) this.#topics.delete(topic.key)
      throw error
    }
    const body = this.#lineOf(topic, { caller, again, gone })
    // A connection that were kept after the end of its line would hold up a server that stops.
    const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no', connection: 'close' }
    return new Response(body, { headers })
  }

  /** After a commit in this process. */
  heard({ id }: WorkspaceRef): void {
    for (const { topic } of this.#lines) if (topic.workspace.id === id) this.#lookSoon(topic)
  }

  /** Asks at once who still may listen: somebody signed out, or rights changed. */
  askAgain(): void {
    for (const line of this.#lines) void this.#ask(line)
  }

  /** Ends all lines, and opens none any more. */
  close(): void {
    this.#closed = true
    for (const line of this.#lines) line.end()
  }

  #ensureRoom({ actor, address }: Caller): void {
    if (this.#closed) throw new Problem('unavailable', t('Interlock is being stopped. Come back in a moment.'), { retryAfter: 5 })
    const who = actor.id ?? address
    const own = [...this.#lines].filter(({ caller }) => (caller.actor.id ?? caller.address) === who).length
    if (own >= mostOfOne || this.#lines.size >= mostOfAll)
      throw new Problem('too-many', t('Too many open lines. Close some tabs, or ask again in a minute.'), { retryAfter: 60 })
  }

  async #topicOf(workspace: WorkspaceRef, route: Followed, input: unknown): Promise<Topic> {
    const key = `${workspace.id} ${route.endpoint.id} ${JSON.stringify(input)}`
    const there = this.#topics.get(key)
    if (there) return there
    const seq = await inReading(this.#setting(workspace), ({ tx }) => headOf(tx))
    const topic = this.#topics.get(key) ?? {
      ...{ key, workspace, route, input, seq, lines: new Set<Line>() },
      ...{ soon: undefined, looking: Promise.resolve() },
    }
    this.#topics.set(key, topic)
    return topic
  }

  #lineOf(topic: Topic, { caller, again, gone }: Omit<Listener, 'input'>): ReadableStream<Uint8Array> {
    let end = () => {}
    return new ReadableStream<Uint8Array>({
      start: (controller) => {
        let open = true
        const send = (text: string) => {
          if (!open) return
          if ((controller.desiredSize ?? 0) < -mostUnread) return end()
          controller.enqueue(encoder.encode(text))
        }
        const line: Line = { caller, again, topic, send, end: () => end() }
        end = () => {
          if (!open) return
          open = false
          this.#forget(line)
          controller.close()
        }
        gone.addEventListener('abort', end, { once: true })
        this.#lines.add(line)
        topic.lines.add(line)
        // Another line may have been the last of the topic while this one was on its way.
        this.#topics.set(topic.key, topic)
        this.#timer ??= setInterval(() => this.#lookAfterAll(), pollMs)
        send('retry: 2000\n\n')
        if (gone.aborted) end()
      },
      cancel: () => end(),
    })
  }

  #forget(line: Line): void {
    const { topic } = line
    this.#lines.delete(line)
    topic.lines.delete(line)
    if (topic.lines.size === 0) {
      clearTimeout(topic.soon)
      topic.soon = undefined
      if (this.#topics.get(topic.key) === topic) this.#topics.delete(topic.key)
    }
    if (this.#lines.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #lookAfterAll(): void {
    this.#looks += 1
    if (this.#looks % looksPerBeat === 0) for (const line of this.#lines) line.send(': here\n\n')
    this.askAgain()
    for (const { topic } of this.#lines) this.#lookSoon(topic)
  }

  async #ask(line: Line): Promise<void> {
    const { topic } = line
    try {
      const caller = await line.again()
      if (caller.workspace?.id !== topic.workspace.id) return line.end()
      if (!mayUse(topic.route.endpoint, caller.actor).ok) return line.end()
      line.caller = caller
    } catch {
      // Whoever may still listen comes back by themselves.
      line.end()
    }
  }

  #lookSoon(topic: Topic): void {
    topic.soon ??= setTimeout(() => {
      topic.soon = undefined
      // A request may have committed; what is told to others does not speak its language.
      topic.looking = inEnglish(() => topic.looking.then(() => this.#look(topic))).catch((error: unknown) =>
        this.#services.log.warn({ err: error }, 'listeners could not be told; the next look does it'),
      )
    }, calmMs)
  }

  async #look(topic: Topic): Promise<void> {
    const { route, workspace, input } = topic
    const answer = await inReading(this.#setting(workspace), async ({ actor: _, ...ctx }) => {
      const after = topic.seq
      const upTo = await headOf(ctx.tx)
      if (upTo <= after) return null
      const told = await route.run({ ...ctx, after, upTo }, input as never)
      topic.seq = upTo
      return told
    })
    if (answer === null) return
    for (const line of topic.lines) line.send(`data: ${JSON.stringify(toldTo(line.caller.actor, route.endpoint, answer))}\n\n`)
  }

  #setting(workspace: WorkspaceRef) {
    return { services: this.#services, workspace, actor: { kind: 'system', id: null, name: 'Lines' } } as const
  }
}
