import { rightsOf, roleOf } from '#kernel/actor'
import { allRights } from '#kernel/rights'
import { later } from '#kernel/time'
import type { Ctx, Services } from '../action/context.ts'
import { inEnglish } from '../language.ts'
import { longestCallMs, type Outside } from '../outbound/outside.ts'
import type { WorkspaceRef } from '../store/database.ts'
import { listWorkspaces } from '../store/workspaces.ts'
import { callReceiver } from './calling.ts'
import { Lane } from './lane.ts'
import type { Reading } from './message.ts'
import * as store from './sending-store.ts'
import { Settling, type Stopped } from './settling.ts'

/** How often all workspaces are looked at: other processes write too, and tries become due. */
const pollMs = 2_000
/** Many commits in a row, and many answers, are one look; a longer one where nobody has been told anything yet. */
const calmMs = 30
const firstCalmMs = 250
const tidyMs = 3_600_000
const keptMs = 30 * 86_400_000
/** How long messages are ours: long enough to wait for their turn and to be tried. */
const leaseMs = 60_000
/** How long the end of the server waits for what is being sent. */
const graceMs = 3_000

export interface DelivererSetting {
  readonly services: Services
  readonly outside: Outside
  readonly version: string
  /** Tells the event that an address was stopped, in the transaction that stops it. */
  readonly stopped: (ctx: Ctx, one: Stopped) => void
}

/** Sends what happened to the addresses that want to be told. Each address has a lane of its own, so that one that is slow holds nobody else. */
export class Deliverer {
  readonly #setting: DelivererSetting
  readonly #lanes = new Map<string, Lane>()
  readonly #settling: Settling
  readonly #awaited = new Map<string, WorkspaceRef>()
  readonly #looks = new Map<string, Promise<void>>()
  readonly #stop = new AbortController()
  #timers: NodeJS.Timeout[] = []
  #soon: NodeJS.Timeout | undefined

  constructor(setting: DelivererSetting) {
    this.#setting = setting
    this.#settling = new Settling(setting.services, setting.stopped, (workspace) => this.told(workspace))
  }

  start(): void {
    if (this.#timers.length > 0) return
    this.#timers = [setInterval(() => void this.#lookAtAll(), pollMs), setInterval(() => void this.#tidy(), tidyMs)]
    void this.#lookAtAll()
    void this.#tidy()
  }

  /** Looks soon whether there is something to send: after a commit, or when a lane has room. */
  told(workspace: WorkspaceRef): void {
    if (this.#timers.length === 0 || this.#stop.signal.aborted) return
    this.#awaited.set(workspace.id, workspace)
    this.#soon ??= setTimeout(
      () => {
        this.#soon = undefined
        const all = [...this.#awaited.values()]
        this.#awaited.clear()
        for (const one of all) this.#look(one)
      },
      this.#lanes.size > 0 ? calmMs : firstCalmMs,
    )
  }

  /** Takes nothing new, waits a little for what is under way, and gives the rest back. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    clearTimeout(this.#soon)
    this.#stop.abort()
    await Promise.allSettled(this.#looks.values())
    await Promise.allSettled([...this.#lanes.values()].map((lane) => lane.end(graceMs)))
    await this.#settling.end()
  }

  async #lookAtAll(): Promise<void> {
    try {
      const workspaces = await this.#setting.services.database.inPublic(listWorkspaces, { readOnly: true })
      for (const workspace of workspaces) this.#look(workspace)
    } catch (error) {
      this.#setting.services.log.warn({ err: error }, 'looking for webhooks failed; the next look does it')
    }
  }

  /** One look at a time for each workspace; one that is asked for meanwhile comes after it. */
  #look(workspace: WorkspaceRef): void {
    if (this.#stop.signal.aborted) return
    if (this.#looks.has(workspace.id)) {
      this.told(workspace)
      return
    }
    // What is told outside speaks the language of nobody's request.
    const look = inEnglish(() => this.#round(workspace))
      .catch((error: unknown) => this.#setting.services.log.warn({ err: error }, 'sending webhooks failed; the next look does it'))
      .finally(() => this.#looks.delete(workspace.id))
    this.#looks.set(workspace.id, look)
  }

  async #round(workspace: WorkspaceRef): Promise<void> {
    const { database, clock } = this.#setting.services
    const receivers = await database.inWorkspace(workspace, (tx) => store.receiversWithWork(tx, clock.now()), { readOnly: true })
    for (const receiver of receivers) {
      if (this.#stop.signal.aborted) return
      if (receiver.behind && (await database.inWorkspace(workspace, (tx) => store.spread(tx, clock.now(), receiver.id))))
        this.told(workspace)
      await this.#fill(workspace, receiver)
    }
  }

  async #fill(workspace: WorkspaceRef, receiver: store.Receiver): Promise<void> {
    const lane = this.#laneOf(workspace, receiver)
    const most = lane.room
    if (most <= 0) return
    const { services } = this.#setting
    const secrets = await this.#secrets(receiver)
    const reading = secrets && (await this.#readingOf(workspace, receiver))
    if (!reading) return await this.#cannot(workspace, receiver, secrets === null)
    const { taken, events } = await services.database.inWorkspace(workspace, async (tx) => {
      const now = services.clock.now()
      const all = await store.takeDeliveries(tx, receiver, { now, until: later(now, leaseMs), most })
      return {
        taken: all,
        events: await store.eventsToTell(
          tx,
          all.flatMap(({ eventId }) => (eventId === null ? [] : [eventId])),
        ),
      }
    })
    lane.take(taken, new Map(events.map((event) => [event.id, event])), { url: receiver.url, secrets, reading })
    if (taken.length === most) this.told(workspace)
  }

  #laneOf(workspace: WorkspaceRef, { id }: store.Receiver): Lane {
    const { services, outside, version } = this.#setting
    const known = this.#lanes.get(id)
    if (known) return known
    const lane = new Lane({
      now: () => services.clock.now(),
      longestMs: longestCallMs,
      call: (message, signal) => callReceiver(outside, { ...message, version }, () => services.clock.now(), signal),
      settle: (one, heldUntil) => this.#settling.add(workspace, id, one, heldUntil),
      giveBack: (all) => services.database.inWorkspace(workspace, (tx) => store.giveBack(tx, all)),
      roomy: () => this.told(workspace),
    })
    this.#lanes.set(id, lane)
    return lane
  }

  /** The secrets that sign: the one from before, too, for a day after a change. Null where the vault cannot open them any more. */
  async #secrets({ secret, oldSecret, oldUntil }: store.Receiver): Promise<readonly string[] | null> {
    const { vault, clock } = this.#setting.services
    const sealed = [secret, ...(oldSecret !== null && oldUntil !== null && oldUntil > clock.now() ? [oldSecret] : [])]
    const open = await Promise.all(sealed.map((one) => vault?.unseal(one) ?? null))
    const [first, second] = open
    if (first === null || first === undefined) return null
    return second === null || second === undefined ? [first] : [first, second]
  }

  /** What whoever made it may read now; null when they may not be told here any more. */
  async #readingOf(workspace: WorkspaceRef, { makerId, personal }: store.Receiver): Promise<Reading | null> {
    const company = workspace.id
    if (makerId === null) return { company, personal, rights: allRights }
    const member = await this.#setting.services.post?.memberOf(workspace, makerId)
    const role = member ? roleOf(member.actor) : null
    if (!member || (role !== 'owner' && role !== 'admin')) return null
    return { company, personal, rights: rightsOf(member.actor) }
  }

  #cannot(workspace: WorkspaceRef, { id }: store.Receiver, sealed: boolean): Promise<void> {
    const why = sealed
      ? 'Its secret was sealed with another signing secret and cannot be read any more. Make a new one.'
      : 'Whoever answers for it runs this company no more. Somebody who does may save it, and answers for it then.'
    return this.#settling.stop(workspace, { id, why })
  }

  async #tidy(): Promise<void> {
    const { database, clock, log } = this.#setting.services
    try {
      for (const workspace of await database.inPublic(listWorkspaces, { readOnly: true }))
        while (
          !this.#stop.signal.aborted &&
          (await database.inWorkspace(workspace, (tx) => store.forgetSent(tx, later(clock.now(), -keptMs))))
        );
    } catch (error) {
      log.warn({ err: error }, 'old webhooks could not be forgotten; they are in an hour')
    }
  }
}
