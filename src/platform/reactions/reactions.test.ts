import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { eventKind } from '#kernel/event'
import type { EventId } from '#kernel/id'
import { later } from '#kernel/time'
import { inWriting } from '#platform/action/work'
import { takeDue } from '#platform/due/due'
import { DueRunner } from '#platform/due/runner'
import type { Tx } from '#platform/store/database'
import { runs } from '#test/kit/runs'
import { testWorkspace } from '#test/kit/workspace'
import { type Heard, type Reaction, workOf } from './reaction.ts'
import { mostCauses, reactionHandlers } from './runner.ts'
import * as store from './store.ts'
import { ReactionWaker } from './waker.ts'

const told = eventKind('test.told', z.object({ n: z.int() }), ({ n }) => `Told ${n}`)
const other = eventKind('test.other', z.object({ n: z.int() }), ({ n }) => `Told another ${n}`)
const answered = eventKind('test.answered', z.object({ n: z.int() }), ({ n }) => `Answered ${n}`)

type World = Awaited<ReturnType<typeof testWorkspace>>
const inTx = <T>({ services, workspace }: World, work: (tx: Tx) => Promise<T>) => services.database.inWorkspace(workspace, work)
const tell = (world: World, n: number, kind: typeof told = told) => inWriting(world.setting, async (ctx) => ctx.tell(kind, { n }))
const nOf = ({ payload }: Pick<Heard, 'payload'>) => (payload as { n: number }).n

/** Answers each event by one of its own. */
function echo(name: string, before: (n: number) => void | Promise<void> = () => {}): Reaction {
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
async function run(world: World, reaction: Reaction, afterMs = 0, signal = new AbortController().signal): Promise<boolean> {
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
const isBehind = (world: World): Promise<boolean> =>
  inTx(world, (tx) => store.behind(tx, ['test'])).then(
    ({ behind }) => behind.length > 0,
    () => isBehind(world),
  )

const begin = (world: World, ...reactions: Reaction[]) =>
  inTx(world, (tx) =>
    store.markNew(
      tx,
      reactions.map(({ name }) => name),
    ),
  )

const answers = (world: World) =>
  inTx(world, (tx) =>
    tx.query<{ n: number; cause: EventId; causeN: number }>(
      `SELECT (e.payload->>'n')::int AS n, e.cause, (c.payload->>'n')::int AS "causeN" FROM event e LEFT JOIN event c ON c.id = e.cause WHERE e.kind = $1 ORDER BY e.seq`,
      [answered.kind],
    ),
  )
const said = async (world: World) => (await answers(world)).map(({ n }) => n)
const aside = (world: World) => inTx(world, store.allLaidAside)

describe('a reaction', () => {
  test('hears what was told after it was first seen, in the order of commits, each once, and what it does has the event as its cause', async () => {
    const world = await testWorkspace()
    await tell(world, 1)
    const one = echo('test')
    await begin(world, one)
    for (const n of [2, 3, 4]) await tell(world, n)
    await tell(world, 99, other)
    await run(world, one)
    await run(world, one)
    expect((await answers(world)).map(({ n, causeN }) => [n, causeN])).toEqual([
      [2, 2],
      [3, 3],
      [4, 4],
    ])
  })

  test('follows tables: an event that wrote rows there is heard, whoever told it', async () => {
    const world = await testWorkspace()
    const heard: string[] = []
    const one: Reaction = { name: 'test', hears: [], follows: ['due_item'], react: async (_, { kind }) => void heard.push(kind) }
    await begin(world, one)
    await tell(world, 1)
    await inWriting(world.setting, async (ctx) => {
      ctx.tell(told, { n: 2 })
      await ctx.tx.query("INSERT INTO change (event_id, tbl, op, row_ids) VALUES ($1, 'due_item', 'insert', ARRAY[$1::uuid])", [
        ctx.ledger.eventId,
      ])
    })
    await run(world, one)
    expect(heard).toEqual([told.kind])
  })

  test('whose transaction fails leaves neither its effect nor its mark, and does both at the next try', async () => {
    const world = await testWorkspace()
    let fails = true
    const one = echo('test', (n) => {
      if (fails && n === 2) throw new Error('cut off')
    })
    await begin(world, one)
    for (const n of [1, 2, 3]) await tell(world, n)
    await run(world, one)
    expect(await said(world)).toEqual([1])
    fails = false
    expect(await run(world, one)).toBe(false)
    expect(await run(world, one, 2_000)).toBe(true)
    expect(await said(world)).toEqual([1, 2, 3])
  })

  test('lays an event aside that it can never take, with the reason, and goes on with the next; others do not notice', async () => {
    const world = await testWorkspace()
    const poisoned = echo('poisoned', (n) => {
      if (n === 2) throw new Error('two is no good')
    })
    const healthy = echo('healthy')
    await begin(world, poisoned, healthy)
    for (const n of [1, 2, 3]) await tell(world, n)
    await run(world, healthy)
    expect(await said(world)).toEqual([1, 2, 3])
    for (let tries = 1, at = 0; tries <= 5; tries++, at += 4_000_000) {
      expect(await aside(world)).toEqual([])
      await run(world, poisoned, at)
    }
    expect(await aside(world)).toMatchObject([{ name: 'poisoned', kind: told.kind, why: 'two is no good' }])
    expect(await said(world)).toEqual([1, 2, 3, 1, 3])
  })

  test('lays an event aside at which the whole process dies each time', async () => {
    const world = await testWorkspace()
    const deadly: Reaction = { ...echo('test'), react: () => new Promise(() => {}) }
    await begin(world, deadly)
    await tell(world, 1)
    for (let n = 0; n < 5; n++) await inTx(world, (tx) => store.noteTry(tx, 'test', null))
    const calm = echo('test')
    await tell(world, 2)
    await run(world, calm)
    expect(await aside(world)).toMatchObject([{ why: expect.stringContaining('ended each time') }])
    expect(await said(world)).toEqual([2])
  })

  test('does not react to an event that was undone by then, and stops a ring of reactions', async () => {
    const world = await testWorkspace()
    const ring: Reaction = {
      name: 'ring',
      hears: [told.kind, answered.kind],
      react: async (ctx, event) => ctx.tell(answered, { n: nOf(event) + 1 }),
    }
    await begin(world, ring)
    await tell(world, 0)
    for (let n = 0; n < mostCauses + 2; n++) await run(world, ring)
    expect(await said(world)).toHaveLength(mostCauses + 1)
    expect(await aside(world)).toMatchObject([{ why: expect.stringContaining('ring') }])
    const first = await inTx(world, (tx) => tx.query<{ id: EventId }>('SELECT id FROM event WHERE kind = $1', [told.kind]))
    const caused = await inTx(world, (tx) => store.causedBy(tx, first[0]?.id as EventId))
    expect(caused).toHaveLength(mostCauses + 1)
    expect(caused.map(({ seq }) => seq)).toEqual(caused.map(({ seq }) => seq).toSorted((a, b) => b - a))

    const one = echo('calm')
    await begin(world, one)
    await tell(world, 50)
    await inWriting(world.setting, async (ctx) => {
      const [last] = await ctx.tx.query<{ id: EventId }>("SELECT id FROM event WHERE payload->>'n' = '50'")
      ctx.ledger.undoes(last?.id as EventId)
      ctx.tell(other, { n: 51 })
    })
    await run(world, one)
    expect((await said(world)).includes(50)).toBe(false)
  })

  test('picks in one look which of many events may have an effect', async () => {
    const world = await testWorkspace()
    let looks = 0
    const seen: number[] = []
    const one: Reaction = {
      ...echo('test', (n) => void seen.push(n)),
      picks: async (_, events) => {
        looks += 1
        return new Set(events.filter((event) => nOf(event) % 10 === 0).map(({ id }) => id))
      },
    }
    await begin(world, one)
    for (let n = 1; n <= 30; n++) await tell(world, n)
    await run(world, one)
    expect([looks, seen]).toEqual([1, [10, 20, 30]])
  })

  test('takes several events in one transaction where it can, without those that were undone; where that fails each has its own', async () => {
    const world = await testWorkspace()
    const heard: (number | number[])[] = []
    const bad = new Set<number>()
    const one: Reaction = {
      name: 'test',
      hears: [told.kind],
      react: async (_, event) => {
        if (bad.has(nOf(event))) throw new Error('Not this one.')
        heard.push(nOf(event))
      },
      reactTogether: async ({ tx }, events) => {
        await tx.query("INSERT INTO idempotency_key (key, endpoint, input_hash, at) VALUES ($1, 'test', '', now())", [
          `k${nOf(events[0] as Heard)}`,
        ])
        if (events.some((event) => bad.has(nOf(event)))) throw new Error('One of these.')
        heard.push(events.map(nOf))
      },
    }
    await begin(world, one)
    for (let n = 1; n <= 4; n++) await tell(world, n)
    await inWriting(world.setting, async (ctx) => {
      const [third] = await ctx.tx.query<{ id: EventId }>("SELECT id FROM event WHERE payload->>'n' = '3'")
      ctx.ledger.undoes(third?.id as EventId)
      ctx.tell(other, { n: 5 })
    })
    await run(world, one)
    expect(heard).toEqual([[1, 2, 4]])
    expect(await isBehind(world)).toBe(false)

    bad.add(7)
    for (let n = 6; n <= 8; n++) await tell(world, n)
    for (let turn = 0; turn < 5; turn++) await run(world, one, turn * 4_000_000)
    expect(heard).toEqual([[1, 2, 4], 6, 8])
    expect(await aside(world)).toMatchObject([{ why: 'Not this one.' }])
    const kept = await inTx(world, (tx) => tx.query<{ key: string }>("SELECT key FROM idempotency_key WHERE endpoint = 'test'"))
    expect(kept).toEqual([{ key: 'k1' }])
  })

  test('cannot happen twice when a worker that froze past its lease goes on beside the next one', async () => {
    const world = await testWorkspace()
    let thaw = () => {}
    const frozen = new Promise<void>((resolve) => {
      thaw = resolve
    })
    const slow = {
      ...echo('test'),
      picks: async (_: unknown, events: readonly Heard[]) => frozen.then(() => new Set(events.map(({ id }) => id))),
    }
    await begin(world, slow)
    for (const n of [1, 2, 3]) await tell(world, n)
    const late = run(world, slow)
    // The first worker reads its events and stands still; the second takes over after the lease.
    await expect.poll(() => inTx(world, (tx) => tx.query('SELECT 1 FROM due_item WHERE lease_until IS NOT NULL'))).toHaveLength(1)
    await run(world, echo('test'), 31_000)
    thaw()
    await expect(late).rejects.toThrow('taken over')
    expect(await said(world)).toEqual([1, 2, 3])
  })

  test('skips nothing while many write at once, and two runners work at once, woken by the commits', async () => {
    const world = await testWorkspace()
    const { services, workspace } = world
    const one = echo('test')
    await begin(world, one)
    const runners: DueRunner[] = []
    const waker = new ReactionWaker({
      ...{ database: services.database, clock: services.clock, log: services.log, reactions: [one] },
      nudge: () => {
        for (const runner of runners) runner.nudge()
      },
    })
    for (const _ of [1, 2]) runners.push(new DueRunner(services, new Map(reactionHandlers([one]))))
    for (const runner of runners) runner.start()
    Object.assign(services, { committed: () => waker.told(workspace) })
    waker.start()
    const writers = runs(6, 20)
    const each = runs(15, 500)
    await Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        for (let n = 0; n < each; n++) await tell(world, writer * each + n)
      }),
    )
    const all = writers * each
    await expect.poll(async () => (await said(world)).length, { timeout: 120_000, interval: 200 }).toBe(all)
    await waker.stop()
    await Promise.all(runners.map((runner) => runner.stop()))
    const heard = await answers(world)
    expect(new Set(heard.map(({ n }) => n)).size).toBe(all)
    const order = await inTx(world, (tx) =>
      tx.query<{ n: number }>("SELECT (payload->>'n')::int AS n FROM event WHERE kind = $1 ORDER BY seq", [told.kind]),
    )
    expect(heard.map(({ n }) => n)).toEqual(order.map(({ n }) => n))
  }, 150_000)

  test.runIf(process.env.INTERLOCK_LONG)(
    'does everything once although its connections are killed again and again',
    async () => {
      const world = await testWorkspace()
      const { services } = world
      const one = echo('test')
      await begin(world, one)
      const all = 3_000
      for (let n = 0; n < all; n++) await tell(world, n)
      let kills = 0
      for (let at = 0; await isBehind(world); at += 40_000) {
        const over = new AbortController()
        let goes = true
        const going = run(world, one, at, over.signal)
          .catch(() => false)
          .finally(() => {
            goes = false
          })
        for (let n = 0; goes && n < 50; n++) {
          await new Promise((resolve) => setTimeout(resolve, 5 + ((at / 40_000 + n) % 23)))
          const gone = await services.database.pool.query(
            "SELECT count(pg_terminate_backend(pid)) AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'",
          )
          kills += Number(gone.rows[0]?.n ?? 0)
        }
        if (at % 200_000 === 0) over.abort()
        await going
      }
      expect(kills).toBeGreaterThan(20)
      expect(await said(world)).toEqual(Array.from({ length: all }, (_, n) => n))
      expect(await aside(world)).toEqual([])
    },
    600_000,
  )
})
