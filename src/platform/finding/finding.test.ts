import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CallOf } from '#kernel/endpoint'
import { allRights } from '#kernel/rights'
import * as access from '#platform/access/contract'
import { personRecord } from '#rooms/accounts/contract'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { imported, takenBack } from '#test/kit/importing'
import { bring, ownerOf } from '#test/kit/people'
import { find } from './contract.ts'

const deals = [
  'Opportunity ID,Opportunity Name,Account Name,Opportunity Owner,Stage,Amount,Created Date,Close Date',
  'D-100,Pumps for Lübeck,Müller Maschinenbau GmbH,Ann Ash,Proposal,1000,2025-01-10,2026-12-10',
  'D-101,Valves,Smithson Ltd,Ann Ash,Proposal,1000,2025-01-10,2026-12-10',
].join('\n')
const leads = [
  'Lead ID,First Name,Last Name,Email,Phone,Company,Title,Lead Source,Lead Status,Created Date',
  'L-1,John,Smith,john.smith@acme-pumps.example,+49 (30) 1234-567,Acme Pumps,Buyer,Fair,Working,2025-01-10',
  'L-2,Joan,Smythe,joan@valves.example,+49 40 998877,Valves & Co,Head of IT,Fair,Working,2025-01-10',
  'L-3,Jürgen,Groß,jg@tief.example,,Tiefbau Nord,Buyer,Fair,Working,2025-01-10',
].join('\n')

let app: TestApp & { close(): Promise<void> }
let boss: Visitor
let sales: Visitor
let leadsImport: Awaited<ReturnType<typeof imported>>
beforeAll(async () => {
  app = await testApp()
  await imported(app, [{ name: 'deals.csv', text: deals }])
  leadsImport = await imported(app, [{ name: 'leads.csv', text: leads }])
  const first = await ownerOf(app)
  const home = (await app.call(access.getSession, {}, first)).workspaces[0]?.id ?? ''
  boss = { ...first, workspace: home }
  sales = { ...(await bring(app, boss, 'sales')), workspace: home }
}, 60_000)
afterAll(() => app?.close())

/** What is found, as "kind name", the best of each kind first. */
async function found(search: string, as = boss, more: CallOf<typeof find> = {}): Promise<string[]> {
  const { groups } = await app.call(find, { search, ...more }, as)
  return groups.flatMap(({ kind, hits }) => hits.map(({ name }) => `${kind} ${name}`))
}

test('finds people by name, parts of it, address, digits of the phone, company, title and id, with their leads', async () => {
  for (const search of [
    'john smith',
    'Smith, John',
    'joh smi',
    'john.smith@acme',
    'acme-pumps.example',
    '1234567',
    '30 1234',
    'smith buyer acme',
  ])
    expect([search, await found(search)]).toEqual([search, expect.arrayContaining(['person John Smith', 'lead John Smith'])])
  expect(await found('L-2')).toEqual(['lead Joan Smythe'])
  expect(await found('nobody at all')).toEqual([])
  expect(await found('  %%% ')).toEqual([])
})

test('forgives slips of the keys, and says that it did', async () => {
  for (const search of ['jhon smtih', 'jon smit', 'johhn smith', 'smith jihn'])
    expect([search, (await found(search)).slice(0, 2)]).toEqual([search, ['person John Smith', 'lead John Smith']])
  expect(await app.call(find, { search: 'jhon smtih' }, boss)).toMatchObject({ ready: true, instead: true })
  expect(await app.call(find, { search: 'john smith' }, boss)).toMatchObject({ ready: true, instead: false })
})

test('takes letters with and without accents for one', async () => {
  for (const search of ['muller maschinenbau', 'MÜLLER', 'lubeck', 'Mu\u0308ller'])
    expect([search, await found(search)]).toEqual([search, expect.arrayContaining(['deal Pumps for Lübeck'])])
  expect(await found('jurgen gross')).toEqual(['person Jürgen Groß', 'lead Jürgen Groß'])
})

test('puts the very name before names that begin so, and says how many there are of each kind', async () => {
  expect((await found('valves'))[0]).toBe('deal Valves')
  const { groups } = await app.call(find, { search: 'valves', limit: 1 }, boss)
  expect(groups.map(({ kind, total, hits }) => `${kind} ${total} ${hits.length}`)).toContain('deal 1 1')
  expect(groups.find(({ kind }) => kind === 'deal')?.hits[0]?.about).toEqual(['Smithson Ltd', 'Proposal'])
})

test('looks only through the kinds and fields that a role may read', async () => {
  const may = (hidden: string[], objects = {}) =>
    app.call(access.setRights, { role: 'sales', ...allRights, hidden, objects: { ...allRights.objects, ...objects } }, boss)
  await may(['person.email', 'person.phone'])
  expect(await found('john smith', sales)).toEqual(['person John Smith', 'lead John Smith'])
  for (const hidden of ['john.smith@acme-pumps.example', 'acme-pumps.example', '1234567', 'valves.example', 'L-2'])
    expect([hidden, await found(hidden, sales)]).toEqual([hidden, []])
  await may([], { person: 'none', lead: 'none' })
  expect(await found('smith', sales)).toEqual(['account Smithson Ltd', 'deal Valves'])
  expect(await found('jhon', sales)).toEqual([])
  await may([])
  const { secret } = await app.call(
    access.makeKey,
    { name: 'deals only', role: 'viewer', scope: 'read', groups: ['search', 'deals'] },
    boss,
  )
  expect(await found('smith', { headers: { authorization: `Bearer ${secret}` } })).toEqual(['deal Valves'])
})

test('sees a change at once, and nothing of what was taken back', async () => {
  const { groups } = await app.call(find, { search: 'groß' }, boss)
  const { id = '' } = groups.find(({ kind }) => kind === 'person')?.hits[0] ?? {}
  const { version } = await app.call(personRecord.read, { id }, boss)
  await app.call(personRecord.change, { id, version, changes: { name: 'Xaver Quandt' } }, boss)
  expect(await found('xavre quandt')).toEqual(['person Xaver Quandt', 'lead Xaver Quandt'])
  expect(await found('jürgen')).toEqual([])
  await takenBack(app, leadsImport.id, { keepChanged: true, as: boss })
  expect(await found('jhon smtih')).toEqual([])
  expect(await found('quandt')).toContain('person Xaver Quandt')
})
