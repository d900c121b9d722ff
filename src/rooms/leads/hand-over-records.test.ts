import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { allRights } from '#kernel/rights'
import { instant } from '#kernel/time'
import { setRights } from '#platform/access/contract'
import { postResponses } from '#rooms/capture/contract'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { agree, agreedDocument } from '#test/kit/hand-over'
import { bring, ownerOf } from '#test/kit/people'
import { rowsOf } from '#test/kit/records'
import * as contract from './contract.ts'

const clock = { at: Date.parse('2026-03-02T10:00:00Z'), now: () => instant(new Date(clock.at)) }
const criterion = {
  key: 'form',
  name: 'Wrote to us',
  kind: 'behaviour',
  points: 12.5,
  fade: null,
  rule: { combinator: 'and', rules: [] },
} as never
let app: TestApp & { close(): Promise<void> }
let owner: Visitor
let ann: Visitor
let id: never
beforeAll(async () => {
  app = await testApp({}, clock)
  owner = await ownerOf(app)
  const marketing = await bring(app, owner, 'marketing')
  ann = await bring(app, owner, 'sales', 'ann')
  await agree(app, { marketing, sales: ann }, { ...agreedDocument, criteria: [criterion], threshold: 10 })
  await app.call(
    postResponses,
    { responses: [{ email: 'pat@acme.example', fullName: 'Pat Lee', what: 'Webinar May', channel: 'Paid search', campaign: 'C1' }] },
    owner,
  )
  const [lead] = await rowsOf(app, 'SELECT id FROM lead')
  id = lead?.id as never
  const version = async () => (await app.call(contract.leadRecord.read, { id }, ann)).version as never
  clock.at += 5 * 3_600_000
  app.served.app.services.nudge()
  await vi.waitUntil(async () => (await rowsOf(app, 'SELECT 1 FROM clock_breach')).length > 0, { timeout: 10_000 })
  await app.call(contract.acceptLead, { id, version: await version() }, ann)
  await app.call(contract.logActivity, { id, kind: 'call', outcome: 'reached' }, ann)
  await app.call(contract.returnLead, { id, version: await version(), reason: 'later', note: 'After the summer' }, ann)
}, 60_000)
afterAll(() => app?.close())

const inGerman = async (path: string) =>
  await (await app.raw(path, { headers: { cookie: ann.cookie, 'accept-language': 'de' } } as RequestInit)).json()

test('the list of leads filters and sorts by where a hand-over stands, and shows its points as points', async () => {
  const columns = 'name,state,channel,campaign,score,queue,why,offered,acceptBy,contactBy,firstContact,contactMinutes,restsUntil'
  const rule = (field: string, operator: string, value: unknown) =>
    JSON.stringify({ combinator: 'and', rules: [{ field, operator, value }] })
  const { rows } = await app.call(contract.leadEndpoints.rows, { columns, sort: '-score,state' }, ann)
  expect(rows[0]?.cells).toMatchObject({
    ...{ state: 'returned', channel: 'Paid search', campaign: 'C1', score: 12.5, offered: '2026-03-02T10:00:00.000Z' },
    ...{ contactMinutes: 300, why: 'The ann took it.', restsUntil: '2026-03-12T15:00:00.000Z' },
  })
  for (const { key } of contract.leadList.columns) await app.call(contract.leadEndpoints.rows, { columns: 'name', sort: `-${key}` }, ann)
  const count = async (filter: string) => (await app.call(contract.leadEndpoints.count, { filter }, ann)).count
  expect([await count(rule('score', '>=', 12.5)), await count(rule('score', '>', 12.5))]).toEqual([1, 0])
  expect([await count(rule('state', 'in', ['returned'])), await count(rule('state', 'in', ['offered']))]).toEqual([1, 0])
})

test('the timeline tells the response, each step and each promise that was not kept, in the words of the contract', async () => {
  const { entries } = await app.call(contract.readTimeline, { kind: 'lead', id }, ann)
  const told = entries.map(({ what, title, text }) => [what, title, text])
  expect(told).toEqual(
    expect.arrayContaining([
      ['response', 'Responded: Webinar May', 'Met the lead contract and was handed over.\n12.5 points\nChannel: Paid search'],
      ['step', 'From offered to accepted', 'Now with The ann'],
      ['step', 'From working to returned', 'Not now\nAfter the summer'],
      ['breach', 'Not accepted in time', expect.stringContaining('It waited in the queue "Everyone".')],
    ]),
  )
  const person = (await app.call(contract.leadRecord.read, { id }, ann)).cells.person as { id: string }
  const above = await app.call(contract.readTimeline, { kind: 'person', id: person.id }, ann)
  expect(above.entries.find(({ what }) => what === 'step')?.about).toMatchObject({ kind: 'lead', label: 'Pat Lee' })
})

test('whoever asks in German reads German', async () => {
  const { entries } = await inGerman(`/api/v1/timelines/lead/${id}`)
  const words = JSON.stringify(entries.map(({ what, title, text }: Record<string, string>) => [what, title, text]))
  expect(words).toContain('Erfüllte den Lead-Vertrag und wurde übergeben.\\n12,5 Punkte\\nKanal: Paid search')
  expect(words).toContain('Von angeboten zu angenommen')
  expect(words).toContain('Er wartete in der Warteschlange „Everyone“.')
  const { cells } = await inGerman(`/api/v1/leads/${id}`)
  expect(cells.why).toBe('The ann hat ihn übernommen.')
  const all = [
    `/api/v1/leads/${id}/hand-over`,
    '/api/v1/queue?whose=everyone',
    '/api/v1/nurture',
    '/api/v1/limbo',
    '/api/v1/follow-up/breaches',
  ]
  for (const path of all)
    expect(JSON.stringify(await inGerman(path))).not.toMatch(/\b(It was|It waited|Sales gave|Its owner|This lead|belongs to)\b/)
})

test('what a role may not see of a lead is told neither in the list nor on the timeline', async () => {
  const rights = { ...allRights, hidden: ['lead.score', 'lead.channel', 'lead.owner', 'lead.contactBy'] }
  await app.call(setRights, { role: 'sales', ...rights }, owner)
  const { cells } = await app.call(contract.leadRecord.read, { id }, ann)
  for (const key of ['score', 'channel', 'owner', 'why', 'contactBy']) expect(cells).not.toHaveProperty(key)
  const { entries } = await app.call(contract.readTimeline, { kind: 'lead', id }, ann)
  expect(entries.filter(({ what }) => what === 'breach')).toEqual([])
  expect(entries.find(({ what }) => what === 'response')?.text).toBe('Met the lead contract and was handed over.')
  expect(entries.find(({ title }) => title === 'From offered to accepted')?.text).toBe('Handed on')
})
