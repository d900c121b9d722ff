import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { eventKind } from '#kernel/event'
import type { EventId, Id } from '#kernel/id'
import { instant } from '#kernel/time'
import { inWriting } from '#platform/action/work'
import { newId } from '#platform/ids'
import type { NewRowOf } from '#platform/store/kept'
import { accounts } from '#rooms/accounts/tables'
import { deals } from '#rooms/deals/tables'
import { everything, testWorkspace } from '#test/kit/workspace'
import { type Conflict, undoEvent } from './undo.ts'

const tested = eventKind('thing.tested', z.object({}), () => 'Tested')
type World = Awaited<ReturnType<typeof testWorkspace>>

const act = (world: World, work: Parameters<typeof inWriting>[1]) =>
  inWriting(world.setting, async (ctx) => {
    await work(ctx)
    ctx.tell(tested, {})
    return ctx.ledger.eventId
  })

const undo = (world: World, eventId: EventId) =>
  inWriting(world.setting, async (ctx) => ({
    ...(await undoEvent(ctx.tx, ctx.ledger, eventId, world.services.keptTables)),
    eventId: ctx.ledger.eventId,
  }))

const stamp = instant(new Date('2026-03-02T08:00:00Z'))

function account(name: string, more: Partial<NewRowOf<typeof accounts>> = {}): NewRowOf<typeof accounts> {
  const blank = {
    externalId: null,
    domain: null,
    website: null,
    phone: null,
    industry: null,
    employees: null,
    revenue: null,
    country: null,
    city: null,
    type: null,
    parentName: null,
    ownerId: null,
    madeAt: null,
  }
  return { ...blank, id: newId<'account'>(stamp), name, nameKey: name.toLowerCase(), custom: {}, ...more }
}

describe('the ledger', () => {
  test('gives events numbers in the order of commits, without gaps', async () => {
    const world = await testWorkspace()
    await Promise.all(
      Array.from({ length: 12 }, (_, index) => act(world, (ctx) => ctx.ledger.insert(accounts, [account(`Firm ${index}`)]))),
    )
    const seqs = await world.services.database.inWorkspace(world.workspace, (tx) =>
      tx.query<{ seq: number }>('SELECT seq FROM event ORDER BY seq'),
    )
    expect(seqs.map((row) => row.seq)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1))
  })

  test('refuses a write that tells no event', async () => {
    const world = await testWorkspace()
    await expect(inWriting(world.setting, (ctx) => ctx.ledger.insert(accounts, [account('Silent')]))).rejects.toThrow(
      'without telling an event',
    )
    expect((await everything(world)).account).toEqual([])
  })

  test('writes nothing at all when the work fails in the middle', async () => {
    const world = await testWorkspace()
    const before = await everything(world)
    await expect(
      act(world, async (ctx) => {
        await ctx.ledger.insert(accounts, [account('Half done')])
        throw new Error('power cut')
      }),
    ).rejects.toThrow('power cut')
    expect(await everything(world)).toEqual(before)
    expect(await world.services.database.inWorkspace(world.workspace, (tx) => tx.query('SELECT 1 FROM change'))).toEqual([])
  })
})

describe('undo', () => {
  test('of inserts, updates and deletes restores the state before, and undoing the undo brings it back', async () => {
    const world = await testWorkspace()
    const [first, second] = [account('First', { city: 'Lyon' }), account('Second', { custom: { Size: 'big' } })]
    await act(world, (ctx) => ctx.ledger.insert(accounts, [first, second]))
    const before = await everything(world)
    const eventId = await act(world, async (ctx) => {
      await ctx.ledger.insert(accounts, [account('Third')])
      await ctx.ledger.update(accounts, [{ id: first.id, city: 'Paris', employees: 12 }])
      await ctx.ledger.update(accounts, [{ id: first.id, city: 'Nice' }])
      await ctx.ledger.remove(accounts, [second.id])
    })
    const after = await everything(world)
    const undone = await undo(world, eventId)
    expect(undone.conflicts).toEqual([])
    expect(await everything(world)).toEqual(before)
    const redone = await undo(world, undone.eventId)
    expect(redone.conflicts).toEqual([])
    expect(await everything(world)).toEqual(after)
    await undo(world, eventId)
    expect(await everything(world)).toEqual(before)
  })

  test('leaves a row that was changed since, and says which event did it', async () => {
    const world = await testWorkspace()
    const [kept, gone] = [account('Kept'), account('Gone')]
    const eventId = await act(world, (ctx) => ctx.ledger.insert(accounts, [kept, gone]))
    const byEvent = await act(world, (ctx) => ctx.ledger.update(accounts, [{ id: kept.id, city: 'Oslo' }]))
    const { undone, conflicts } = await undo(world, eventId)
    expect(undone).toBe(1)
    expect(conflicts).toEqual<Conflict[]>([{ table: 'account', rowId: kept.id, why: 'changed since', byEvent }])
  })

  test('leaves a row that something else still refers to', async () => {
    const world = await testWorkspace()
    const firm = account('Firm')
    const eventId = await act(world, (ctx) => ctx.ledger.insert(accounts, [firm]))
    await act(world, async (ctx) => {
      await ctx.ledger.insert(deals, [
        { id: newId<'deal'>(ctx.now), externalId: 'D1', name: 'Deal', state: 'open', accountId: firm.id, custom: {} },
      ])
    })
    const { undone, conflicts } = await undo(world, eventId)
    expect(undone).toBe(0)
    expect(conflicts).toMatchObject([{ table: 'account', rowId: firm.id, why: 'still referred to' }])
  })

  test('of many rows with any values brings each back as it was when it is undone itself', { timeout: 60_000 }, async () => {
    const world = await testWorkspace()
    const text = fc.oneof(
      fc.constantFrom('', 'NULL', 'null', '{}', '{"a",b}', 'a,b', ' \\ " \' ', '\n', '{{1},{2}}'),
      fc.string({ unit: 'binary', maxLength: 12 }).map((value) => value.toWellFormed().replaceAll('\0', '')),
    )
    const row = fc.record({
      city: fc.option(text),
      employees: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
      revenue: fc.option(fc.constantFrom('0.1000', '-99999999999999.9999', '12.0000')),
      madeAt: fc.option(fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }).map(instant)),
      custom: fc.dictionary(fc.constantFrom('Size', 'a "b"'), text),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 8 }), fc.constantFrom(1, 100), async (rows, times) => {
        const made = Array.from({ length: times }, () => rows.map((more) => account('Firm', more))).flat()
        const eventId = await act(world, (ctx) => ctx.ledger.insert(accounts, made))
        const after = await everything(world)
        const undone = await undo(world, eventId)
        expect(undone).toMatchObject({ undone: made.length, conflicts: [] })
        expect(await undo(world, undone.eventId)).toMatchObject({ undone: made.length, conflicts: [] })
        expect(await everything(world)).toEqual(after)
        await undo(world, eventId)
      }),
      { numRuns: 20, endOnFailure: true },
    )
  })

  test('still reads removed rows that were noted as a list of objects', async () => {
    const world = await testWorkspace()
    const eventId = await act(world, (ctx) => ctx.ledger.insert(accounts, [account('First', { city: 'Lyon' }), account('Second')]))
    const after = await everything(world)
    const { eventId: undoing } = await undo(world, eventId)
    const rows = after.account?.map((one) => (one as { row: unknown }).row)
    await world.services.database.inWorkspace(world.workspace, (tx) =>
      tx.query('UPDATE change SET before = $1 WHERE event_id = $2', [JSON.stringify(rows), undoing]),
    )
    await undo(world, undoing)
    expect(await everything(world)).toEqual(after)
  })

  test('of something that is undone already is refused with the way back', async () => {
    const world = await testWorkspace()
    const eventId = await act(world, (ctx) => ctx.ledger.insert(accounts, [account('Once')]))
    await undo(world, eventId)
    await expect(undo(world, eventId)).rejects.toThrow('already undone')
  })

  test('in the opposite order of any events ends where it began', { timeout: 60_000 }, async () => {
    const world = await testWorkspace()
    const step = fc.record({ verb: fc.constantFrom('insert', 'update', 'remove'), pick: fc.nat(20), city: fc.constantFrom('A', 'B', 'C') })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 }), async (events) => {
        const before = await everything(world)
        const done: EventId[] = []
        for (const steps of events) {
          done.push(
            await act(world, async (ctx) => {
              for (const { verb, pick, city } of steps) {
                const rows = await ctx.tx.query<{ id: Id<'account'> }>('SELECT id FROM account ORDER BY id')
                const chosen = rows[pick % Math.max(1, rows.length)]
                if (verb === 'insert' || !chosen) await ctx.ledger.insert(accounts, [account(`Firm ${city}`)])
                else if (verb === 'update') await ctx.ledger.update(accounts, [{ id: chosen.id, city }])
                else await ctx.ledger.remove(accounts, [chosen.id])
              }
            }),
          )
        }
        for (const eventId of done.reverse()) expect((await undo(world, eventId)).conflicts).toEqual([])
        expect(await everything(world)).toEqual(before)
      }),
      { numRuns: 25 },
    )
  })
})
