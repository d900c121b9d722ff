import type { Readable } from 'node:stream'
import type { Logger } from 'pino'
import type { z } from 'zod'
import type { Role } from '#kernel/access'
import type { Actor } from '#kernel/actor'
import type { EventKind } from '#kernel/event'
import type { Instant } from '#kernel/time'
import type { IdleDucks } from '#platform/analytics/idle-ducks'
import type { Warehouse } from '#platform/analytics/warehouse'
import type { Clock } from '#platform/clock'
import type { FileStore } from '#platform/files'
import type { Finder } from '#platform/finding/finder'
import type { Ledger, Subject } from '#platform/ledger/ledger'
import type { Outbox } from '#platform/mail/outbox'
import type { Outside } from '#platform/outbound/outside'
import type { Database, Tx, WorkOptions, WorkspaceRef } from '#platform/store/database'
import type { Kept } from '#platform/store/kept'

/** How work that no request began writes to somebody, and asks in their name. */
export interface Post {
  readonly outbox: Outbox
  /** The address under which people reach this Interlock. */
  origin(): string
  /** A member as they are now, with their role and rights, and where they get mail; null for who is none. */
  memberOf(workspace: WorkspaceRef, userId: string): Promise<{ readonly actor: Actor; readonly email: string | null } | null>
  /** Everybody who may enter a workspace, by name. */
  membersOf(workspace: WorkspaceRef): Promise<readonly { readonly userId: string; readonly name: string; readonly role: Role }[]>
}

/** What every action may use besides its transaction. Rooms add nothing here; it is machinery only. */
export interface Services {
  readonly clock: Clock
  readonly log: Logger
  readonly database: Database
  /** All tables of all rooms by SQL name. */
  readonly keptTables: ReadonlyMap<string, Kept>
  /** Uploaded files by the hash of their content. */
  readonly files: FileStore
  /** The facts of each workspace, for questions. */
  readonly warehouse: Warehouse
  /** What the records of each workspace are found by. */
  readonly finder: Finder
  /** Staged rows of small imports, open between two steps. */
  readonly idle: IdleDucks
  /** Directory for what can be made again: staged rows, facts. */
  readonly dataDir: string
  /** Hides secrets of other systems from whoever reads the database, and brings them back; null when another secret of ours hid them. Not there where none is kept. */
  readonly vault?: { seal(text: string): Promise<string>; unseal(sealed: string): Promise<string | null> }
  /** Mail to members, and who they are at the moment; not there where nobody sends. */
  readonly post?: Post
  /** Calls machines of others that somebody named in the settings; not there where nobody does. */
  readonly outside?: Outside
  /** Runs at the end of each transaction that wrote, before its event is sealed: what is told from other rows is told anew. */
  settle?(ctx: Ctx): Promise<void>
  /** Told after each commit that wrote an event, and whether it set something that is due; wakes reactions and facts. Must not throw. */
  committed(workspace: WorkspaceRef, seq: number, due: boolean): void
  /** Has due work looked for now instead of at the next tick: in one workspace, or in all. */
  nudge(workspace?: WorkspaceRef): void
  /** Has it looked for, in a moment, which reactions are behind. */
  lookSoon(workspace: WorkspaceRef): void
}

/** Who calls, from where. Made by the front doors (HTTP, CLI), never by a room. */
export interface Caller {
  readonly actor: Actor
  readonly workspace: WorkspaceRef | null
  /** Network address of the caller; null for work that no request began. */
  readonly address: string | null
  readonly requestId: string
  /** Aborted when the caller went away or the time is over. */
  readonly signal: AbortSignal
}

/** Inside one transaction that reads. */
export interface ReadCtx {
  readonly actor: Actor
  readonly workspace: WorkspaceRef
  readonly now: Instant
  readonly tx: Tx
  readonly services: Services
  readonly log: Logger
  readonly signal: AbortSignal
}

/** Inside one transaction that writes one event. */
export interface Ctx extends ReadCtx {
  readonly ledger: Ledger
  tell<P extends z.ZodType>(event: EventKind<P>, payload: z.input<P>, subject?: Subject): void
}

/** Inside one transaction that reads what was told behind one place of the ledger, up to another. It knows nobody: see `follow`. */
export interface FollowCtx extends Omit<ReadCtx, 'actor'> {
  readonly after: number
  readonly upTo: number
}

/** For long work: no transaction of its own, but a way to open short ones. */
export interface OutsideCtx extends Omit<ReadCtx, 'tx'> {
  read<T>(work: (ctx: ReadCtx) => Promise<T>, options?: WorkOptions): Promise<T>
  /** One transaction, one event. */
  write<T>(work: (ctx: Ctx) => Promise<T>, options?: WorkOptions): Promise<T>
  /** Raw bytes of an upload. */
  readonly upload: Readable | null
  /** The Idempotency-Key of the call, for a verb that minds it itself. */
  readonly idempotencyKey: string | null
}

/** For what belongs to no workspace: sign-in, the directory of workspaces. */
export interface PublicCtx extends Pick<ReadCtx, 'actor' | 'now' | 'services' | 'log' | 'signal'> {
  readonly caller: Caller
  /** Headers of the request, for sign-in and signatures only. */
  readonly headers: Headers
  /** Raw bytes of an upload. */
  readonly upload: Readable | null
  /** Headers that go out with the answer, for cookies. */
  readonly answerHeaders: Headers
}

/** What a download answers. */
export interface FileAnswer {
  readonly fileName: string
  readonly contentType: string
  readonly body: AsyncIterable<string | Uint8Array>
}
