import { z } from 'zod'
import { eventKind } from '#kernel/event'
import type { EventId } from '#kernel/id'
import { later } from '#kernel/time'
import { inWriting } from '#platform/action/work'
import { takeDue } from '#platform/due/due'
import { type Heard, type Reaction, workOf } from '#platform/reactions/reaction'
import { reactionHandlers } from '#platform/reactions/runner'
import * as store from '#platform/reactions/store'
import type { Tx } from '#platform/store/database'
import type { testWorkspace } from './workspace.ts'

export const told = eventKind('test.told', z.object({ n: z.int() }), ({ n }) => `Told ${n}`)
export const other = eventKind('test.other', z.object({ n: z.int() }), ({ n }) => `Told another ${n}`)
export const answered = eventKind('test.answered', z.object({ n: z.int() }), ({ n }) => `Answered ${n}`)

export type World = Awaited<ReturnType<typeof testWorkspace>>
export const inTx = <T>({ services, workspace }: World, work: (tx: Tx) => Promise<T>) => services.database.inWorkspace(workspace, work)
export const tell = (world: World, n: number, kind: typeof told = told) => inWriting(world.setting, async (ctx) => ctx.tell(kind, { n }))
export const nOf = ({ payload }: Pick<Heard, 'payload'>) => (payload as { n: number }).n

/** Answers each event by one of its own. */
export function echo(name: string, before: (n: number) => void | Promise<void> = () => {}): Reaction {
  return {
    name,
    hears: [told.kind],
    async react(ctx, event) {
      ctx.tell(answered, { n: nOf(event) })
      await before(nOf(event))
    },
  }
}

/** One run of a reaction, as the runner of due work does it. False when nothing is due at that time. */
export async function run(world: World, reaction: Reaction, afterMs = 0, signal = new AbortController().signal): Promise<boolean> {
  const { services, workspace } = world
  const now = later(services.clock.now(), afterMs)
  await inTx(world, async (tx) => {
    const { behind } = await store.behind(tx, [reaction.name])
    if (behind.length > 0) await store.wake(tx, services.clock.now(), workOf(reaction), workspace.id)
  })
  const item = await inTx(world, (tx) => takeDue(tx, now, 30_000, [workOf(reaction)]))
  if (!item) return false
  await new Map(reactionHandlers([reaction])).get(workOf(reaction))?.({ services, workspace, item, signal })
  return true
}

/** Asked until an answer comes: the connection of the question may be one of those that were killed. */
export const isBehind = (world: World): Promise<boolean> =>
  inTx(world, (tx) => store.behind(tx, ['test'])).then(
    ({ behind }) => behind.length > 0,
    () => isBehind(world),
  )

export const begin = (world: World, ...reactions: Reaction[]) =>
  inTx(world, (tx) =>
    store.markNew(
      tx,
      reactions.map(({ name }) => name),
    ),
  )

export const answers = (world: World) =>
  inTx(world, (tx) =>
    tx.query<{ n: number; cause: EventId; causeN: number }>(
      `SELECT (e.payload->>'n')::int AS n, e.cause, (c.payload->>'n')::int AS "causeN" FROM event e LEFT JOIN event c ON c.id = e.cause WHERE e.kind = $1 ORDER BY e.seq`,
      [answered.kind],
    ),
  )
export const said = async (world: World) => (await answers(world)).map(({ n }) => n)
export const aside = (world: World) => inTx(world, store.allLaidAside)
