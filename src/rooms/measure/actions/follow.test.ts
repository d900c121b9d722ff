import { rmSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { eventKind } from '#kernel/event'
import type { EventId, Id } from '#kernel/id'
import { inWriting } from '#platform/action/work'
import { newId } from '#platform/ids'
import { undoEvent } from '#platform/ledger/undo'
import { accounts } from '#rooms/accounts/tables'
import { deals } from '#rooms/deals/tables'
import { runs } from '#test/kit/runs'
import { testWorkspace } from '#test/kit/workspace'
import { withFacts } from './follow.ts'

const tested = eventKind('thing.tested', z.object({}), () => 'Tested')
type World = Awaited<ReturnType<typeof testWorkspace>>
type Writing = Parameters<typeof inWriting>[1]

const act = (world: World, work: Writing) =>
  inWriting(world.setting, async (ctx) => {
    await work(ctx)
    ctx.tell(tested, {})
    return ctx.ledger.eventId
  })

const insertDeal = (
  world: World,
  number: number,
  more: Partial<{ state: 'open' | 'won' | 'lost'; amount: string; accountId: Id<'account'> }> = {},
) =>
  act(world, (ctx) =>
    ctx.ledger.insert(deals, [
      { id: newId<'deal'>(ctx.now), externalId: `D${number}`, name: `Deal ${number}`, state: 'open', custom: {}, ...more },
    ]),
  )

const facts = (world: World) =>
  withFacts(world.services, world.workspace, async (duck, fresh) => ({
    fresh,
    rows: await duck.all('SELECT ref, name, state, amount, account FROM fact_deal ORDER BY ref'),
  }))

describe('facts', () => {
  test('include every commit before the question, also one that began earlier and committed late', async () => {
    const world = await testWorkspace()
    await insertDeal(world, 1)
    expect((await facts(world)).rows).toHaveLength(1)
    let goOn = () => {}
    const wait = new Promise<void>((resolve) => {
      goOn = resolve
    })
    const late = act(world, async (ctx) => {
      await ctx.ledger.insert(deals, [{ id: newId<'deal'>(ctx.now), externalId: 'D-late', name: 'Late', state: 'open', custom: {} }])
      await wait
    })
    await insertDeal(world, 2)
    expect((await facts(world)).rows).toHaveLength(2)
    goOn()
    await late
    expect((await facts(world)).rows.map((row) => row.ref)).toEqual(['D-late', 'D1', 'D2'])
  })

  test('follow a change of a record that they only refer to', async () => {
    const world = await testWorkspace()
    const accountId = newId<'account'>(world.services.clock.now())
    await act(world, (ctx) => ctx.ledger.insert(accounts, [{ id: accountId, name: 'Before', nameKey: 'before', custom: {} }]))
    await insertDeal(world, 1, { accountId })
    expect((await facts(world)).rows).toMatchObject([{ account: 'Before' }])
    await act(world, (ctx) => ctx.ledger.update(accounts, [{ id: accountId, name: 'After' }]))
    expect((await facts(world)).rows).toMatchObject([{ account: 'After' }])
  })

  test('whose file was deleted are made again, the same', async () => {
    const world = await testWorkspace()
    for (let number = 0; number < 5; number++) await insertDeal(world, number, { state: 'won', amount: `${number}.25` })
    const before = await facts(world)
    await world.services.warehouse.close()
    rmSync(join(world.services.dataDir, 'analytics'), { recursive: true })
    const after = await facts(world)
    expect(after.fresh).toEqual({ seq: before.fresh.seq, rebuilt: true })
    expect(after.rows).toEqual(before.rows)
  })

  test('that followed step by step equal facts made from nothing, after any changes and undos', { timeout: 120_000 }, async () => {
    const world = await testWorkspace()
    const step = fc.record({
      verb: fc.constantFrom('insert', 'update', 'remove', 'undo'),
      pick: fc.nat(9),
      state: fc.constantFrom('open', 'won', 'lost'),
      cents: fc.nat(99),
    })
    let number = 0
    const events: EventId[] = []
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
        for (const { verb, pick, state, cents } of steps) {
          const there = await world.services.database.inWorkspace(world.workspace, (tx) =>
            tx.query<{ id: Id<'deal'> }>('SELECT id FROM deal ORDER BY id'),
          )
          const chosen = there[pick % Math.max(1, there.length)]
          if (verb === 'insert' || !chosen) events.push(await insertDeal(world, number++, { state, amount: `10.${cents}` }))
          else if (verb === 'update')
            events.push(await act(world, (ctx) => ctx.ledger.update(deals, [{ id: chosen.id, state, amount: `20.${cents}` }])))
          else if (verb === 'remove') events.push(await act(world, (ctx) => ctx.ledger.remove(deals, [chosen.id])))
          else {
            const last = events.pop()
            if (last) await inWriting(world.setting, (ctx) => undoEvent(ctx.tx, ctx.ledger, last, world.services.keptTables))
          }
          await facts(world)
        }
        const followed = await facts(world)
        await world.services.warehouse.forget(world.workspace.id)
        const made = await facts(world)
        expect(made.fresh.rebuilt).toBe(true)
        expect(followed.rows).toEqual(made.rows)
      }),
      { numRuns: runs(4, 12) },
    )
  })
})
