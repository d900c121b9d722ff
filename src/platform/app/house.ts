import type { ListDeclaration } from '#kernel/list'
import type { Entered } from '../access/gatekeeper.ts'
import type { Ctx } from '../action/context.ts'
import type { Job } from '../doctor/check.ts'
import type { DueHandler } from '../due/runner.ts'
import type { FindSource } from '../finding/source.ts'
import type { Route } from '../http/routes.ts'
import type { Reaction } from '../reactions/reaction.ts'
import type { Kept } from '../store/kept.ts'
import type { Migration } from '../store/migrate.ts'
import type { Stopped } from '../webhooks/settling.ts'

/** All that the rooms bring, in the order of the line. */
export interface House {
  readonly tables: readonly Kept[]
  readonly migrations: readonly Migration[]
  readonly routes: readonly Route[]
  /** What the search over everything finds. */
  readonly found: readonly FindSource[]
  /** What can be listed: its columns are the fields that rights are about. */
  readonly lists: readonly ListDeclaration[]
  /** What is told from other rows: told anew at the end of each transaction that wrote. */
  readonly settle: (ctx: Ctx) => Promise<void>
  /** Who does what is due, by kind. */
  readonly handlers: ReadonlyMap<string, DueHandler>
  /** Kinds of due work that take long: what is short does not wait for them. */
  readonly long: ReadonlySet<string>
  /** Sets the timers that a workspace needs and does not have, for records that came from elsewhere; asked at the start and every hour. */
  readonly timers: (ctx: Pick<Ctx, 'tx' | 'now'>) => Promise<void>
  /** What rooms do when others tell something; who runs them is among the handlers. */
  readonly reactions: readonly Reaction[]
  /** Somebody who may work on records came into the company: from now on others can hand them work. */
  readonly entered: (ctx: Ctx, person: Entered) => Promise<void>
  /** Tells the event that an address is told nothing any more. */
  readonly webhookStopped: (ctx: Ctx, one: Stopped) => void
  /** What the doctor looks after besides tables. */
  readonly jobs: readonly Job[]
  readonly version: string
}
