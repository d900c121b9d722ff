import { expect, test } from 'vitest'
import type { EventId } from '#kernel/id'
import { inWriting } from '#platform/action/work'
import { aside, begin, inTx, isBehind, nOf, other, run, tell, told } from '#test/kit/reacting'
import { testWorkspace } from '#test/kit/workspace'
import type { Heard, Reaction } from './reaction.ts'

test('a reaction takes several events in one transaction where it can, without those that were undone; where that fails each has its own', async () => {
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
