import { afterAll, beforeAll, expect, test } from 'vitest'
import { listDimensions } from '#rooms/measure/contract'
import { type TestApp, testApp } from '#test/kit/app'
import { imported } from '#test/kit/importing'
import { rowsOf } from '#test/kit/records'
import { addTerritory, changeTerritory, listTerritories, previewTerritory, undoTerritory } from '../contract/territories.ts'
import { accountEndpoints, accountRecord } from '../contract.ts'
import { placesWith } from '../rules/territories.ts'

const file = [
  'Account ID,Account Name,Billing Country,Billing Zip,Number of Employees,Industry',
  'A1,Alpha,Germany,80331,40,Energy',
  'A2,Beta,Germany,10115,4000,Energy',
  'A3,Gamma,France,75001,40,Retail',
  'A4,Delta,Spain,28001,90,',
].join('\n')

let app: TestApp & { close(): Promise<void> }
beforeAll(async () => {
  app = await testApp()
  expect((await imported(app, [{ name: 'accounts.csv', text: `${file}\n` }])).failure).toBeNull()
}, 60_000)
afterAll(() => app?.close())

const rule = (...rules: { field: string; operator: string; value?: unknown }[]) => ({ combinator: 'and', rules }) as never
const germany = rule({ field: 'country', operator: '=', value: 'germany' })
const south = rule({ field: 'custom:Billing Zip', operator: 'beginsWith', value: '8' })
const owners = { members: [], teams: ['South'] }
const within = async () => {
  const { rows } = await app.call(accountEndpoints.rows, { columns: 'name,territory' })
  return rows.map(({ cells }) => [cells.name, (cells.territory as { label: string } | null)?.label ?? null])
}
const undo = (eventId: string) => app.call(undoTerritory, { eventId: eventId as never })

test('accounts belong to the first territory whose rule holds; what a change would do is previewed, and each is taken back', async () => {
  const large = await app.call(addTerritory, { name: 'Large', rule: rule({ field: 'employees', operator: '>=', value: '1000' }), owners })
  const german = await app.call(addTerritory, { name: 'Germany', rule: germany })
  expect(await within()).toEqual([
    ['Alpha', 'Germany'],
    ['Beta', 'Large'],
    ['Delta', null],
    ['Gamma', null],
  ])
  const seen = await app.call(previewTerritory, { rule: south, place: 1 })
  expect(seen).toEqual({ holds: 1, gets: 1, moves: [{ from: 'Germany', to: '', accounts: 1 }] })
  const added = await app.call(addTerritory, { name: 'Bavaria', rule: south, place: 1 })
  const order = async () => (await app.call(listTerritories, {})).territories.map(({ name, accounts }) => [name, accounts])
  expect(await order()).toEqual([
    ['Large', 1],
    ['Bavaria', 1],
    ['Germany', 0],
  ])
  const moved = await app.call(changeTerritory, { id: german.id, place: 0 })
  expect(await order()).toEqual([
    ['Germany', 2],
    ['Large', 0],
    ['Bavaria', 0],
  ])
  await undo(moved.eventId)
  await undo(added.eventId)
  expect(await order()).toEqual([
    ['Large', 1],
    ['Germany', 1],
  ])
  const retired = await app.call(changeTerritory, { id: large.id, retired: true, name: 'Key accounts' })
  expect((await within())[1]).toEqual(['Beta', 'Germany'])
  await undo(retired.eventId)
  expect((await within())[1]).toEqual(['Beta', 'Large'])
})

test('an account that changes, by hand, by undo or by an import, is in its territory at once, and the diagnosis can be cut by it', async () => {
  const { rows } = await app.call(accountEndpoints.rows, { search: 'Gamma' })
  const gamma = rows[0]
  if (!gamma) throw new Error('There is no account.')
  const done = await app.call(accountRecord.change, { id: gamma.id, version: gamma.version, changes: { country: 'Germany' } })
  expect((await within())[3]).toEqual(['Gamma', 'Germany'])
  const deals = [
    'Deal ID,Deal Name,Account Name,Deal Stage,Amount,Create Date,Close Date',
    ...Array.from({ length: 6 }, (_, n) => `D${n},Deal ${n},${n % 2 ? 'Gamma' : 'Beta'},Closed Won,100,2025-01-01,2025-02-01`),
  ]
  await imported(app, [
    { name: 'deals.csv', text: `${deals.join('\n')}\n` },
    {
      name: 'more.csv',
      text: 'Account ID,Account Name,Billing Country,Billing Zip,Number of Employees,Industry\nA5,Eps,Germany,1,5,Energy\n',
    },
  ])
  expect((await within()).find(([name]) => name === 'Eps')).toEqual(['Eps', 'Germany'])
  const found = await app.call(accountEndpoints.rows, {
    filter: JSON.stringify({ combinator: 'and', rules: [{ field: 'territory', operator: '=', value: 'germany' }] }),
  })
  expect(found.rows.map(({ cells }) => cells.name)).toEqual(['Alpha', 'Eps', 'Gamma'])
  const cuts = (await app.call(listDimensions, {})).dimensions.map(({ key, label }) => [key, label])
  expect(cuts).toContainEqual(['account_territory', 'account territory'])
  await app.call(accountRecord.undo, { id: gamma.id, eventId: done.eventId ?? '' })
  expect((await within()).find(([name]) => name === 'Gamma')).toEqual(['Gamma', null])
  expect(
    await rowsOf(app, 'SELECT 1 FROM account_territory b WHERE NOT EXISTS (SELECT 1 FROM account a WHERE a.id = b.account_id)'),
  ).toEqual([])
})

test('a territory is not bound by the passing of days, by names of others, by fields that are not there, nor called like another', async () => {
  const add = (one: never, name = 'New') => app.call(addTerritory, { name, rule: one })
  await expect(add(rule({ field: 'made', operator: 'inLast', value: { count: 3, unit: 'day' } }))).rejects.toThrow(
    'does not change with the days',
  )
  await expect(add(rule({ field: 'owner', operator: 'contains', value: 'Ann' }))).rejects.toThrow('Choose Owner from the list')
  await expect(add(rule({ field: 'territory', operator: 'null' }))).rejects.toThrow('is no column of')
  await expect(add(germany, 'Germany')).rejects.toThrow('409')
})

test('places stay in a row when one goes to another', () => {
  const all = ['a', 'b', 'c'].map((id, place) => ({ id, place }))
  expect(placesWith(all, 'c', 0)).toEqual([
    { id: 'c', place: 0 },
    { id: 'a', place: 1 },
    { id: 'b', place: 2 },
  ])
  expect(placesWith(all, 'a', 0)).toEqual([])
})
