import type { z } from 'zod'
import type { Actor } from '#kernel/actor'
import type { EventKind } from '#kernel/event'
import type { EventId } from '#kernel/id'
import { setsDue } from '#platform/due/due'
import { newId } from '#platform/ids'
import { Ledger, type Subject } from '#platform/ledger/ledger'
import type { Tx, WorkOptions, WorkspaceRef } from '#platform/store/database'
import type { Ctx, ReadCtx, Services } from './context.ts'

interface Setting {
  readonly services: Services
  readonly workspace: WorkspaceRef
  readonly actor: Actor
  readonly signal?: AbortSignal
  /** The event that made this work necessary, for reactions. */
  readonly cause?: EventId
}

const never = new AbortController().signal

function readCtx(setting: Setting, tx: Tx): ReadCtx {
  const { services, workspace, actor, signal = never } = setting
  return { actor, workspace, now: services.clock.now(), tx, services, log: services.log, signal }
}

/** One read-only transaction in a workspace. */
export function inReading<T>(setting: Setting, work: (ctx: ReadCtx) => Promise<T>, options: WorkOptions = {}): Promise<T> {
  return setting.services.database.inWorkspace(setting.workspace, (tx) => work(readCtx(setting, tx)), { ...options, readOnly: true })
}

/** One transaction that writes one event. Facts and reactions are told after the commit. */
export async function inWriting<T>(setting: Setting, work: (ctx: Ctx) => Promise<T>, options: WorkOptions = {}): Promise<T> {
  const { services, workspace, actor } = setting
  const end: { sealed: ReturnType<Ledger['seal']>; tx: Tx | null } = { sealed: null, tx: null }
  const result = await services.database.inWorkspace(
    workspace,
    async (tx) => {
      end.tx = tx
      const reading = readCtx(setting, tx)
      const ledger = new Ledger(tx, newId<'event'>(reading.now), actor, reading.now, setting.cause)
      const ctx: Ctx = {
        ...reading,
        ledger,
        tell: <P extends z.ZodType>(event: EventKind<P>, payload: z.input<P>, subject?: Subject) => ledger.tell(event, payload, subject),
      }
      const answer = await work(ctx)
      await ledger.flush()
      if (ledger.writes > 0) await services.settle?.(ctx)
      await ledger.flush()
      // The commit goes out right behind it: whoever waits for the lock on the last number waits for no answer to us.
      end.sealed = ledger.seal()
      if (end.sealed) tx.follow(end.sealed)
      return answer
    },
    options,
  )
  const told = await end.sealed
  if (told) services.committed(workspace, told.seq, end.tx !== null && setsDue(end.tx))
  return result
}

/** Thrown inside a rehearsal to leave the transaction; never seen outside. */
class RehearsalOver extends Error {}

/**
 * Does the work and takes it back before the commit: what a preview shows is what the work would do, because it did it.
 * Nothing is written, no event is told.
 */
export async function rehearse<T>(setting: Setting, work: (ctx: Ctx) => Promise<T>, options: WorkOptions = {}): Promise<T> {
  let answer: { readonly value: T } | undefined
  try {
    await inWriting(
      setting,
      async (ctx) => {
        answer = { value: await work(ctx) }
        await ctx.ledger.flush()
        throw new RehearsalOver()
      },
      options,
    )
  } catch (error) {
    if (!(error instanceof RehearsalOver)) throw error
  }
  if (!answer) throw new Error('The rehearsal ended without an answer.')
  return answer.value
}
