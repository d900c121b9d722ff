import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { CallOf } from '#kernel/endpoint'
import { askMetric } from '#rooms/measure/contract'
import { type TestApp, testApp } from '#test/kit/app'
import { imported } from '#test/kit/importing'
import { listOwners, listRepairs, previewRepair, repairDeals, undoRepair } from '../contract.ts'

let app: TestApp & { close(): Promise<void> }
beforeAll(async () => {
  app = await testApp()
  await importDeals(
    Array.from({ length: 30 }, (_, n) => ({
      id: `D${n}`,
      owner: n < 12 ? '' : n % 2 ? 'Ann Ash' : 'Bo Birk',
      stage: n % 3 === 0 ? 'Closed Won' : n % 3 === 1 ? 'Closed Lost' : 'Proposal',
      amount: n === 2 ? '' : `${1000 + n}`,
      currency: n === 29 ? 'JPY' : 'EUR',
    })),
  )
}, 16_000)
afterAll(() => app.close())

interface Line {
  readonly id: string
  readonly owner: string
  readonly stage: string
  readonly amount: string
  readonly currency: string
}

async function importDeals(lines: readonly Line[]): Promise<void> {
  const head = 'Opportunity ID,Opportunity Name,Account Name,Opportunity Owner,Stage,Amount,Currency,Created Date,Close Date'
  const rows = lines.map(
    ({ id, owner, stage, amount, currency }, n) =>
      `${id},Deal ${id},Account ${n},${owner},${stage},${amount},${currency},2025-01-${10 + (n % 19)},2025-03-${10 + (n % 19)}`,
  )
  const done = await imported(app, [{ name: 'deals.csv', text: [head, ...rows].join('\n') }])
  expect(done.failure).toBeNull()
}

const found = async (metric: string) => (await app.call(askMetric, { name: metric })).answers[0]?.value ?? null
const ownerless = Array.from({ length: 12 }, (_, n) => `D${n}`)
const open = (ids: readonly number[]) => ids.map((n) => `D${n}`)

async function ownerNamed(name: string): Promise<string> {
  const one = (await app.call(listOwners, {})).owners.find((owner) => owner.name === name)
  if (!one) throw new Error(`There is no owner ${name}.`)
  return one.id
}

async function repaired(input: CallOf<typeof previewRepair>) {
  const preview = await app.call(previewRepair, input)
  const done = await app.call(repairDeals, { ...input, seen: preview.seen })
  const { eventId } = done
  if (eventId !== null) onTestFinished(async () => void (await app.call(undoRepair, { eventId, keepChanged: true }).catch(() => {})))
  return { preview, done, undo: () => app.call(undoRepair, { eventId: eventId ?? '' }) }
}

test('deals get an owner at once; the finding counts fewer, and after undo as many as before', { timeout: 60_000 }, async () => {
  const owner = await ownerNamed('Ann Ash')
  const before = await found('quality_without_owner')
  expect(before).toBe(12)
  const { preview, done, undo } = await repaired({ deals: [...ownerless.slice(0, 5), 'D13', 'gone'], repair: { what: 'owner', owner } })
  expect(preview).toMatchObject({
    change: 5,
    same: 1,
    refused: 1,
    refusals: [{ why: 'It is not in this workspace any more.', examples: ['gone'] }],
  })
  expect(preview.examples[0]).toMatchObject({ before: null, after: 'Ann Ash' })
  expect(done).toMatchObject({ changed: 5, same: 1, refused: 1, conflictCount: 0 })
  expect(await found('quality_without_owner')).toBe(7)
  expect((await app.call(listRepairs, {})).repairs[0]).toMatchObject({ says: 'Gave 5 deals to Ann Ash', deals: 5, undone: false })
  expect(await undo()).toEqual({ undone: true, deals: 5, conflictCount: 0 })
  expect(await found('quality_without_owner')).toBe(12)
  expect((await app.call(listRepairs, {})).repairs[0]).toMatchObject({ undone: true })
})

test('a preview writes nothing', async () => {
  const repairs = (await app.call(listRepairs, {})).repairs.length
  await app.call(previewRepair, { deals: ownerless, repair: { what: 'amount', amount: null } })
  expect((await app.call(listRepairs, {})).repairs).toHaveLength(repairs)
  expect(await found('quality_without_amount')).toBe(1)
})

test('a deal that changed since the preview is listed and left, also when the change was an undo', async () => {
  const owner = await ownerNamed('Bo Birk')
  const first = await repaired({ deals: ['D0'], repair: { what: 'owner', owner } })
  const deals = ['D0', 'D1']
  const preview = await app.call(previewRepair, { deals, repair: { what: 'owner', owner: await ownerNamed('Ann Ash') } })
  await first.undo()
  const done = await app.call(repairDeals, { deals, repair: { what: 'owner', owner: await ownerNamed('Ann Ash') }, seen: preview.seen })
  expect(done).toMatchObject({ changed: 1, conflictCount: 1, conflicts: [{ id: 'D0' }] })
  expect(done.conflicts[0]?.why).toMatch(/^Changed by .* since the preview\.$/)
  await app.call(undoRepair, { eventId: done.eventId ?? '' })
})

test('an amount is set in the currency that was named; deals in another are refused', async () => {
  await expect(app.call(previewRepair, { deals: open([2, 29]), repair: { what: 'amount', amount: '500' } })).rejects.toThrow(
    /409 These deals are in EUR, JPY\. Say in which/,
  )
  const { done, undo } = await repaired({ deals: open([2, 29]), repair: { what: 'amount', amount: '0500.50', currency: 'EUR' } })
  expect(done).toMatchObject({ changed: 1, refused: 1, refusals: [{ why: 'It is in JPY, the amount in EUR.' }] })
  expect(await found('quality_without_amount')).toBe(0)
  await undo()
  expect(await found('quality_without_amount')).toBe(1)
})

test('only open deals are expected to close, and not on a day that is over', async () => {
  await expect(app.call(previewRepair, { deals: ['D2'], repair: { what: 'expected', on: '2020-01-01' } })).rejects.toThrow(
    /2020-01-01 is over/,
  )
  const preview = await app.call(previewRepair, { deals: ['D0', 'D1', 'D2'], repair: { what: 'expected', on: '2099-01-01' } })
  expect(preview).toMatchObject({ change: 1, refused: 2 })
  expect(preview.refusals.map(({ why }) => why).toSorted()).toEqual([
    'It is lost; only open deals are expected to close.',
    'It is won; only open deals are expected to close.',
  ])
})

test('open deals are closed as lost with a reason, into the lost stage of their pipeline; undo opens them again', async () => {
  const [openBefore, lostBefore] = [await found('open_count'), await found('lost_count')]
  const { done, undo } = await repaired({ deals: open([2, 5, 8, 0]), repair: { what: 'lost', reason: 'No answer', on: '2025-06-01' } })
  expect(done).toMatchObject({ changed: 3, refused: 1, refusals: [{ why: 'It is won already.' }] })
  expect(await found('lost_count')).toBe((lostBefore ?? 0) + 3)
  expect(await found('open_count')).toBe((openBefore ?? 0) - 3)
  expect(await undo()).toMatchObject({ undone: true, deals: 3 })
  expect(await found('lost_count')).toBe(lostBefore)
  await expect(app.call(previewRepair, { deals: ['D2'], repair: { what: 'lost', reason: 'x', on: '2099-01-01' } })).rejects.toThrow(
    /still to come/,
  )
  const early = await app.call(previewRepair, { deals: ['D2'], repair: { what: 'lost', reason: 'x', on: '2025-01-01' } })
  expect(early.refusals).toMatchObject([{ why: 'It was opened after 2025-01-01, the day of the loss.' }])
})

test('the same request with the same key repairs once', async () => {
  const owner = await ownerNamed('Ann Ash')
  const { seen } = await app.call(previewRepair, { deals: ['D3'], repair: { what: 'owner', owner } })
  const again = () =>
    app.call(repairDeals, { deals: ['D3'], repair: { what: 'owner', owner }, seen }, { headers: { 'idempotency-key': 'repair-once' } })
  const [first, second] = [await again(), await again()]
  expect(second).toEqual(first)
  await app.call(undoRepair, { eventId: first.eventId ?? '' })
})

test('undoing a repair leaves a deal that was changed since, and asks first', async () => {
  const [ann, bo] = [await ownerNamed('Ann Ash'), await ownerNamed('Bo Birk')]
  const { undo, done } = await repaired({ deals: ['D6', 'D7'], repair: { what: 'owner', owner: ann } })
  const later = await repaired({ deals: ['D6'], repair: { what: 'owner', owner: bo } })
  expect(await undo()).toEqual({ undone: false, deals: 0, conflictCount: 1 })
  expect(await app.call(undoRepair, { eventId: done.eventId ?? '', keepChanged: true })).toMatchObject({ undone: true, deals: 1 })
  await later.undo()
})

test('six thousand deals are repaired in one step', { timeout: 16_000 }, async () => {
  const many = Array.from({ length: 6_000 }, (_, n) => `M${n}`)
  await importDeals(many.map((id) => ({ id, owner: 'Ann Ash', stage: 'Proposal', amount: '10', currency: 'EUR' })))
  const { done, undo } = await repaired({ deals: many, repair: { what: 'owner', owner: await ownerNamed('Bo Birk') } })
  expect(done).toMatchObject({ changed: 6_000, refused: 0, conflictCount: 0 })
  expect(await undo()).toMatchObject({ deals: 6_000 })
})
