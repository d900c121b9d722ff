import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { imported } from '#test/kit/importing'
import { bring, ownerOf } from '#test/kit/people'
import * as contract from '../contract/pay.ts'

const text = [
  'Deal ID,Deal Name,Account Name,Deal Stage,Amount,Create Date,Close Date,Owner,Lead Source',
  'D1,One,Alpha,Closed Won,1000,2025-04-05,2025-06-01,Sven Sales,Cold call',
  'D2,Two,Beta,Closed Won,2000,2025-04-05,2025-06-01,Mia Maier,Webinar',
  'D3,Three,Gamma,Closed Won,500,2025-04-05,2025-06-01,Mia Maier,Other',
  'D4,Four,Delta,Closed Lost,700,2025-04-05,2025-06-01,Mia Maier,Webinar',
].join('\n')

let app: TestApp & { close(): Promise<void> }
let owner: Visitor
let marketer: Visitor
beforeAll(async () => {
  app = await testApp()
  expect((await imported(app, [{ name: 'deals.csv', text: `${text}\n` }])).failure).toBeNull()
  owner = await ownerOf(app)
  marketer = await bring(app, owner, 'marketing')
}, 60_000)
afterAll(() => app?.close())

const rate = { origin: 'any', role: 'seller', motion: 'any', percent: 5, above: 0 } as const
const alike = { rates: [rate] }
const uneven = { rates: [rate, { ...rate, origin: 'field' as const, percent: 10 }] }
const list = (as: Visitor = owner) => app.call(contract.listPayPlans, {}, as)

test('a plan that pays alike is saved at once; one that does not only by whoever read the warning, and both versions stay', async () => {
  const { id, number } = await app.call(contract.savePayPlan, { name: 'Sellers', document: alike }, owner)
  expect(number).toBe(1)
  await expect(app.call(contract.savePayPlan, { id, name: 'Sellers', document: uneven }, owner)).rejects.toThrow(
    'rewards entering customers again',
  )
  await app.call(contract.savePayPlan, { id, name: 'Sellers', document: uneven, understood: true, why: 'As agreed in 2024' }, owner)
  const { plans, mayChange } = await list()
  expect(mayChange).toBe(true)
  expect(plans).toMatchObject([{ name: 'Sellers', gaps: [{ role: 'seller', marketing: 500, field: 1_000 }] }])
  expect(plans[0]?.versions).toMatchObject([
    { number: 2, warned: true, why: 'As agreed in 2024' },
    { number: 1, warned: false },
  ])
})

test('what a plan would have paid is told by origin and owner beside one that pays alike, and deals without an origin are left out', async () => {
  const { warning, past } = await app.call(contract.tryPayPlan, { document: uneven }, owner)
  expect(warning).toContain('rewards')
  expect(past).toMatchObject({ deals: 2, unknown: 1, paid: 200, alike: 150 })
  expect(past.owners).toMatchObject([
    { owner: 'Mia Maier', paid: 100, alike: 100 },
    { owner: 'Sven Sales', paid: 100, alike: 50 },
  ])
})

test('both sides may comment, only owners and administrators change, and each is taken back', async () => {
  const id = (await list()).plans[0]?.id as never
  const { eventId } = await app.call(contract.commentPayPlan, { id, text: 'Please alike' }, marketer)
  expect((await list(marketer)).mayChange).toBe(false)
  expect((await list()).plans[0]?.comments).toMatchObject([{ text: 'Please alike' }])
  await expect(app.call(contract.savePayPlan, { name: 'Mine', document: alike }, marketer)).rejects.toThrow()
  await expect(app.call(contract.tryPayPlan, { document: alike }, marketer)).rejects.toThrow()
  await app.call(contract.undoPayPlan, { eventId }, marketer)
  expect((await list()).plans[0]?.comments).toEqual([])
  const saved = await app.call(contract.savePayPlan, { id, name: 'Sellers', document: alike }, owner)
  await expect(app.call(contract.undoPayPlan, { eventId: saved.eventId }, marketer)).rejects.toThrow('Only owners')
  await app.call(contract.undoPayPlan, { eventId: saved.eventId }, owner)
  expect((await list()).plans[0]?.versions.map(({ number }) => number)).toEqual([2, 1])
})
