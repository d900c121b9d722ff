import { afterAll, beforeAll, expect, test } from 'vitest'
import { instant } from '#kernel/time'
import * as agreement from '#rooms/agreement/contract'
import { postResponses } from '#rooms/capture/contract'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { bring, ownerOf } from '#test/kit/people'
import * as contract from '../contract.ts'

const clock = { at: Date.parse('2026-03-02T10:00:00Z'), now: () => instant(new Date(clock.at)) }
let app: TestApp & { close(): Promise<void> }
let owner: Visitor
let cmo: Visitor
let rep: Visitor

const size = {
  key: 'company',
  name: 'Writes from a company',
  kind: 'fit' as const,
  rule: { combinator: 'and', rules: [{ field: 'source', operator: '=', value: 'Website' }] } as never,
  points: 60,
  fade: null,
}
const document = {
  ...agreement.emptyDocument,
  criteria: [size],
  rejections: [{ key: 'budget', name: 'No budget this year', returns: true, restDays: 30 }],
}

beforeAll(async () => {
  app = await testApp({}, clock)
  owner = await ownerOf(app)
  cmo = await bring(app, owner, 'marketing')
  rep = await bring(app, owner, 'sales')
  const { id } = await app.call(agreement.draftContract, { document, reason: 'Leads die between us' }, cmo)
  await app.call(agreement.proposeContract, { id, from: '2026-03-02' }, cmo)
  const { open } = await app.call(agreement.readContract, {}, owner)
  await app.call(agreement.signContract, { id, side: 'marketing', seal: open?.seal ?? '' }, cmo)
  await app.call(agreement.signContract, { id, side: 'sales', seal: open?.seal ?? '' }, rep)
}, 60_000)
afterAll(() => app?.close())

async function respond(name: string, campaign: string | null, source = 'Website') {
  const email = `${name.toLowerCase()}@${name.toLowerCase()}.example`
  const { outcomes } = await app.call(
    postResponses,
    { email, fullName: name, source, what: 'Demo', ...(campaign ? { campaign } : {}) },
    owner,
  )
  const [one] = outcomes
  if (one?.state !== 'taken') throw new Error('It was not taken.')
  return one
}
const versionOf = async (id: string) => (await app.call(contract.readHandOver, { id: id as never }, owner)).row.version
const step = async (id: string | null) => ({ id: id as never, version: await versionOf(id ?? '') })

test('each number of what became of leads opens exactly as many, told apart by campaign, with why sales gave them back in the words of the contract', async () => {
  const ann = await respond('Ann', 'Spring')
  const bob = await respond('Bob', 'Spring')
  await respond('Cid', null)
  await respond('Dan', 'Spring', 'List')
  await app.call(contract.rejectLead, { ...(await step(ann.leadId)), reason: 'budget', note: 'Next year' }, rep)
  await app.call(contract.acceptLead, await step(bob.leadId), rep)
  const found = await app.call(contract.readOutcomes, {}, cmo)
  expect(found.whole).toMatchObject({ handedOver: 3, offered: 1, accepted: 1, rejected: 1, converted: 0, won: 0, wonMoney: [] })
  expect([found.responses, found.contacts]).toEqual([4, 1])
  expect(found.groups.map(({ name, handedOver, rejected }) => [name, handedOver, rejected])).toEqual([
    ['Spring', 2, 1],
    [null, 1, 0],
  ])
  expect(found.reasons).toEqual([
    { key: 'budget', name: 'No budget this year', agreed: true, count: 1, rejected: 1, returned: 0, disqualified: 0 },
  ])
  const list = (more: object) => app.call(contract.listOutcomes, more, cmo)
  for (const group of found.groups)
    for (const outcome of contract.leadStates)
      expect((await list({ campaign: group.name ?? '', outcome })).rows).toHaveLength(group[outcome])
  const { rows } = await list({ reason: 'budget' })
  expect(rows).toMatchObject([
    { person: 'Ann', state: 'rejected', reason: 'No budget this year', note: 'Next year', what: 'Demo', deal: null },
  ])
  const first = await list({ limit: 2 })
  expect((await list({ limit: 2, cursor: first.cursor })).rows).toHaveLength(1)
  await expect(list({ cursor: 'made up' })).rejects.toThrow('400 This cursor is none of this list')
  expect(await app.call(contract.readLateness, {}, cmo)).toMatchObject({ inTime: { leads: 0, won: 0 }, cost: null })
})

test('somebody in nurture is seen criterion by criterion, handed over by hand with a reason, and that is taken back', async () => {
  const eve = await respond('Eve', null, 'List')
  expect(await app.call(contract.readReadiness, { person: eve.personId }, cmo)).toMatchObject({
    ...{ contract: 1, result: 'contact', score: 0, threshold: 50, missing: [], exclusion: null },
    lines: [{ name: 'Writes from a company', held: false, points: 0, most: 60 }],
  })
  const promoted = await app.call(contract.promote, { person: eve.personId, reason: 'Met her at the fair' }, cmo)
  expect(promoted.made).toBe(true)
  const { row } = await app.call(contract.readHandOver, { id: promoted.lead }, rep)
  expect(row).toMatchObject({ state: 'offered', score: 0, source: null })
  const inPool = async () => (await app.call(contract.readNurture, {}, cmo)).rows.map(({ person }) => person.name)
  expect(await inPool()).not.toContain('Eve')
  await app.call(contract.undoPromotion, { person: eve.personId, eventId: promoted.eventId }, cmo)
  expect(await inPool()).toContain('Eve')
  const again = await app.call(contract.promote, { person: eve.personId, reason: 'Met her at the fair' }, cmo)
  await app.call(contract.acceptLead, await step(again.lead), rep)
  await expect(app.call(contract.undoPromotion, { person: eve.personId, eventId: again.eventId }, cmo)).rejects.toThrow(
    '409 Sales went on with this lead since',
  )
  await expect(app.call(contract.promote, { person: eve.personId, reason: 'x' }, cmo)).rejects.toThrow('Say why: sales read it.')
})
