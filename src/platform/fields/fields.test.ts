import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ListRow } from '#kernel/list-endpoints'
import { allRights } from '#kernel/rights'
import { getSession, setRights } from '#platform/access/contract'
import { dealEndpoints, dealMany, dealRecord } from '#rooms/deals/contract'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { lines } from '#test/kit/import-files'
import { imported } from '#test/kit/importing'
import { bring, ownerOf } from '#test/kit/people'
import * as contract from './contract.ts'

let app: TestApp & { close(): Promise<void> }
let boss: Visitor = {}
let importId: string

beforeAll(async () => {
  app = await testApp()
  const text = lines(
    'Deal ID;Deal Name;Stage;Potenzial;Vertragsende;Größe;Schulung',
    'D1;Pumps;Talks;1.200,50;31.12.2026;S;ja',
    'D2;Valves;Talks;80;01.02.2027;m;nein',
    'D3;Hoses;Talks;viel;offen;S;',
    'D4;Seals;Talks;;;;',
  )
  importId = (await imported(app, [{ name: 'deals.csv', text }])).id
}, 60_000)
afterAll(() => app.close())

const used = async (key: string) =>
  (await app.call(contract.usedCustomFields, { object: 'deal' }, boss)).fields.find((one) => one.key === key)
const listed = async (said: { filter?: object; sort?: string; columns?: string }) => {
  const filter = said.filter ? JSON.stringify({ combinator: 'and', rules: [said.filter] }) : undefined
  return (await app.call(dealEndpoints.rows, { ...said, filter, columns: said.columns ?? 'name' }, boss)).rows
}
const names = (rows: readonly ListRow[]) => rows.map(({ cells }) => cells.name)
const deal = { object: 'deal' } as const

test('fields that an import brought are told with their import and how many records fill them', async () => {
  expect(await used('Potenzial')).toMatchObject({ label: 'Potenzial', kind: 'text', filled: 3, unread: 0, from: { import: importId } })
})

test('a preview of another kind says which values would not read and changes nothing', async () => {
  const seen = await app.call(contract.tryKind, { ...deal, key: 'Potenzial', kind: 'money', currency: 'EUR' }, boss)
  expect(seen).toMatchObject({ filled: 3, reads: 2, rewritten: 1, unread: 1, decimal: ',', ambiguous: false })
  expect(seen.examples).toEqual([{ before: '1.200,50', after: '1200.5' }])
  expect(seen.left).toMatchObject([{ value: 'viel', records: 1 }])
  expect(await used('Potenzial')).toMatchObject({ kind: 'text' })
})

test('a field with a kind is compared and sorted by it, and what does not read stays as text', async () => {
  const done = await app.call(contract.setKind, { ...deal, key: 'Potenzial', kind: 'money', currency: 'EUR' }, boss)
  expect(done).toMatchObject({ rewritten: 1, unread: 1 })
  await app.call(contract.setKind, { ...deal, key: 'Vertragsende', kind: 'day' }, boss)
  await app.call(contract.setKind, { ...deal, key: 'Schulung', kind: 'flag' }, boss)
  const choice = await app.call(contract.setKind, { ...deal, key: 'Größe', kind: 'choice', options: ['S', 'M', 'L'] }, boss)
  expect(choice).toMatchObject({ rewritten: 1, unread: 0 })
  expect(await used('Potenzial')).toMatchObject({ kind: 'money', currency: 'EUR', unread: 1 })
  expect(names(await listed({ filter: { field: 'custom:Potenzial', operator: '>', value: '100' } }))).toEqual(['Pumps'])
  expect(names(await listed({ sort: '-custom:Potenzial,name' }))).toEqual(['Pumps', 'Valves', 'Hoses', 'Seals'])
  expect(names(await listed({ filter: { field: 'custom:Vertragsende', operator: '<', value: '2027-01-01' } }))).toEqual(['Pumps'])
  expect(names(await listed({ filter: { field: 'custom:Schulung', operator: '=', value: true } }))).toEqual(['Pumps'])
  expect(names(await listed({ filter: { field: 'custom:Größe', operator: 'in', value: ['M'] } }))).toEqual(['Valves'])
  const rows = await listed({ sort: 'name', columns: 'name,custom:Potenzial,custom:Schulung' })
  expect(rows.map(({ cells }) => cells['custom:Potenzial'])).toEqual([
    'viel',
    { amount: '1200.5', currency: 'EUR' },
    null,
    { amount: '80', currency: 'EUR' },
  ])
  expect(rows[1]?.cells['custom:Schulung']).toBe(true)
})

test('a value is checked by the kind of its field, by hand and for many at once', async () => {
  const [row] = await listed({ filter: { field: 'name', operator: '=', value: 'Seals' } })
  const { id, version } = row ?? { id: '', version: '' }
  const change = (value: string | boolean) => app.call(dealRecord.change, { id, version, changes: { 'custom:Vertragsende': value } }, boss)
  await expect(change('soon')).rejects.toThrow('Vertragsende is a day such as 2026-01-31.')
  expect((await change('2026-05-01')).cells['custom:Vertragsende']).toBe('2026-05-01')
  const many = (changes: Record<string, string>) => app.call(dealMany.preview, { which: { filter: '' }, changes }, boss)
  await expect(many({ 'custom:Größe': 'XL' })).rejects.toThrow('Größe is one of its values.')
  const { previewId, change: changing, same } = await many({ 'custom:Größe': 'S' })
  expect({ changing, same }).toEqual({ changing: 2, same: 2 })
  const { eventId } = await app.call(dealMany.run, { previewId }, boss)
  await app.call(dealMany.undo, { eventId: eventId as never }, boss)
})

test('a renamed field keeps its key, its rights and its place in files, and its old name is not given to another one', async () => {
  await app.call(contract.changeCustomField, { ...deal, key: 'Potenzial', label: 'Umsatzpotenzial' }, boss)
  await expect(app.call(contract.addCustomField, { ...deal, label: 'potenzial' }, boss)).rejects.toThrow(
    'Files may still call the custom field "Umsatzpotenzial"',
  )
  await expect(app.call(contract.addCustomField, { ...deal, label: 'Amount' }, boss)).rejects.toThrow('is a field that all deals have')
  const { columns } = await app.call(dealEndpoints.columns, {}, boss)
  expect(columns.find(({ key }) => key === 'custom:Potenzial')).toMatchObject({ label: 'Umsatzpotenzial', type: 'money', currency: 'EUR' })
  const next = lines('Deal ID;Deal Name;Stage;umsatzpotenzial;Vertragsende', 'D5;Gaskets;Talks;2.500,00;05.03.2027')
  await imported(app, [{ name: 'more.csv', text: next }])
  const [row] = await listed({
    filter: { field: 'name', operator: '=', value: 'Gaskets' },
    columns: 'custom:Potenzial,custom:Vertragsende',
  })
  expect(row?.cells).toEqual({ 'custom:Potenzial': { amount: '2500', currency: 'EUR' }, 'custom:Vertragsende': '2027-03-05' })
})

test('a role that may not read a field does not find it by its key, its label or its history', async () => {
  const first = await ownerOf(app)
  boss = { ...first, workspace: (await app.call(getSession, {}, first)).workspaces[0]?.id ?? '' }
  await app.call(setRights, { role: 'sales', ...allRights, hidden: ['deal.custom:Potenzial'] }, boss)
  const sales = { ...(await bring(app, boss, 'sales')), workspace: boss.workspace ?? '' }
  const told = JSON.stringify([
    await app.call(contract.listCustomFields, {}, sales),
    await app.call(dealEndpoints.columns, {}, sales),
    await app.call(dealEndpoints.rows, { columns: 'name,custom:Potenzial,custom:Umsatzpotenzial' }, sales).then(({ rows }) => rows),
  ])
  expect(told).not.toContain('"Umsatzpotenzial"')
  // As an amount: an id may have these digits too.
  expect(told).not.toMatch(/[":]1200(\.0+)?[",}]/)
  await expect(app.call(contract.setKind, { ...deal, key: 'Größe', kind: 'text' }, sales)).rejects.toThrow()
})

test('a removed field comes back with its values, and records that changed since are left', async () => {
  const order = async () => (await app.call(contract.usedCustomFields, { object: 'deal' }, boss)).fields.map(({ key }) => key)
  const [first = '', second = ''] = await order()
  await app.call(contract.changeCustomField, { ...deal, key: second, place: 0 }, boss)
  expect((await order()).slice(0, 2)).toEqual([second, first])
  const gone = await app.call(contract.removeCustomField, { ...deal, key: 'Größe' }, boss)
  expect(gone.values).toBe(3)
  expect(await used('Größe')).toBeUndefined()
  const [row] = await listed({ filter: { field: 'name', operator: '=', value: 'Pumps' } })
  await app.call(dealRecord.change, { id: row?.id ?? '', version: row?.version ?? '', changes: { source: 'Fair' } }, boss)
  expect(await app.call(contract.undoCustomField, { eventId: gone.eventId }, boss)).toEqual({ undone: false, conflicts: 1 })
  expect(await app.call(contract.undoCustomField, { eventId: gone.eventId, keepChanged: true }, boss)).toEqual({
    undone: true,
    conflicts: 1,
  })
  expect(await used('Größe')).toMatchObject({ kind: 'choice', filled: 2 })
})
