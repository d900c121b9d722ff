import { describe, expect, test } from 'vitest'
import type { EventId } from '#kernel/id'
import { inWriting } from '#platform/action/work'
import { DueRunner } from '#platform/due/runner'
import { answered, answers, aside, begin, echo, inTx, isBehind, nOf, other, run, said, tell, told } from '#test/kit/reacting'
import { runs } from '#test/kit/runs'
import { testWorkspace } from '#test/kit/workspace'
import type { Heard, Reaction } from './reaction.ts'
import { mostCauses, reactionHandlers } from './runner.ts'
import * as store from './store.ts'
import { ReactionWaker } from './waker.ts'

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
    Object.assign(services, { committed: () => waker.told(workspace), lookSoon: () => waker.told(workspace) })
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
