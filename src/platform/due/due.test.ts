import { describe, expect, test } from 'vitest'
import { later } from '#kernel/time'
import { inReading } from '#platform/action/work'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/store/database'
import { testWorkspace } from '#test/kit/workspace'
import { type DueItem, fail, finish, LeaseLost, renew, schedule, takeDue, unschedule } from './due.ts'
import { type DueHandler, DueRunner } from './runner.ts'

type World = Awaited<ReturnType<typeof testWorkspace>>
const inTx = <T>({ services, workspace }: World, work: (tx: Tx) => Promise<T>) => services.database.inWorkspace(workspace, work)
const kinds = ['test.thing']
const subjectId = newId('2026-03-02T08:00:00.000Z' as Parameters<typeof newId>[0])

async function planned(world: World): Promise<void> {
  await inTx(world, (tx) => schedule(tx, world.services.clock.now(), { kind: 'test.thing', subjectId, payload: { n: 1 } }))
}

const take = (world: World, afterMs = 0) => inTx(world, (tx) => takeDue(tx, later(world.services.clock.now(), afterMs), 30_000, kinds))

async function taken(world: World, afterMs = 0): Promise<DueItem> {
  const item = await take(world, afterMs)
  if (!item) throw new Error('Nothing was due.')
  return item
}

describe('a due item', () => {
  test('is given to one worker until its lease is over, and never before its time', async () => {
    const world = await testWorkspace()
    await inTx(world, (tx) =>
      schedule(tx, world.services.clock.now(), {
        kind: 'test.thing',
        subjectId,
        payload: {},
        dueAt: later(world.services.clock.now(), 5_000),
      }),
    )
    expect(await take(world)).toBeNull()
    const first = await taken(world, 5_000)
    expect(await take(world, 34_999)).toBeNull()
    const second = await taken(world, 35_001)
    expect(second.fence).toBeGreaterThan(first.fence)
  })

  test('cannot be finished by a worker that lost its lease: its work is rolled back', async () => {
    const world = await testWorkspace()
    await planned(world)
    const slow = await taken(world)
    const quick = await taken(world, 31_000)
    await expect(inTx(world, (tx) => finish(tx, slow))).rejects.toThrow(LeaseLost)
    expect(await inTx(world, (tx) => renew(tx, slow, later(world.services.clock.now(), 60_000)))).toBe(false)
    await inTx(world, (tx) => finish(tx, quick))
    expect(await take(world, 120_000)).toBeNull()
  })

  test('that is set anew while someone is on it is done again', async () => {
    const world = await testWorkspace()
    await planned(world)
    const item = await taken(world)
    await planned(world)
    await expect(inTx(world, (tx) => finish(tx, item))).rejects.toThrow(LeaseLost)
    expect(await take(world)).not.toBeNull()
  })

  test('comes back after a failure with a growing pause, and is laid aside as dead after the last try', async () => {
    const world = await testWorkspace()
    await planned(world)
    let at = 0
    for (let tries = 1; tries <= 3; tries++) {
      const item = await taken(world, at)
      expect(item.tries).toBe(tries)
      const now = later(world.services.clock.now(), at)
      await inTx(world, (tx) => fail(tx, item, now, 'it broke', 3))
      expect(await take(world, at)).toBeNull()
      at += 4_000_000
    }
    expect(await take(world, at)).toBeNull()
    const dead = await inTx(world, (tx) => tx.query('SELECT dead, last_error FROM due_item'))
    expect(dead).toEqual([{ dead: true, last_error: 'it broke' }])
  })

  test('can be taken off the list', async () => {
    const world = await testWorkspace()
    await planned(world)
    await inTx(world, (tx) => unschedule(tx, 'test.thing', subjectId))
    expect(await take(world)).toBeNull()
  })
})

describe('the runner', () => {
  test('does each item once although it is nudged many times at once', async () => {
    const world = await testWorkspace()
    let done = 0
    const runner = new DueRunner(
      world.services,
      new Map([
        [
          'test.thing',
          async ({ item, workspace, services }) => {
            done += 1
            await services.database.inWorkspace(workspace, (tx) => finish(tx, item))
          },
        ],
      ]),
    )
    await planned(world)
    runner.start()
    for (let nudges = 0; nudges < 20; nudges++) runner.nudge()
    await expect.poll(() => inReading(world.setting, ({ tx }) => tx.query('SELECT 1 FROM due_item')), { timeout: 10_000 }).toEqual([])
    await runner.stop()
    expect(done).toBe(1)
  })

  test('lets nothing short wait for what takes long, and of each of the two does one at a time', async () => {
    const world = await testWorkspace()
    const begun: string[] = []
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const work =
      (name: string, wait?: Promise<void>): DueHandler =>
      async ({ item, workspace, services }) => {
        begun.push(name)
        await wait
        await services.database.inWorkspace(workspace, (tx) => finish(tx, item))
      }
    const handlers = new Map([
      ['test.long', work('long', held)],
      ['test.longer', work('longer')],
      ['test.short', work('short')],
    ])
    const runner = new DueRunner(world.services, handlers, new Set(['test.long', 'test.longer']))
    const now = world.services.clock.now()
    for (const [place, kind] of [...handlers.keys()].entries())
      await inTx(world, (tx) => schedule(tx, now, { kind, subjectId, payload: {}, dueAt: later(now, place - 10) }))
    runner.start()
    await expect.poll(() => begun.toSorted(), { timeout: 10_000 }).toEqual(['long', 'short'])
    release()
    await expect.poll(() => begun.slice(2), { timeout: 10_000 }).toEqual(['longer'])
    await runner.stop()
  })
})
