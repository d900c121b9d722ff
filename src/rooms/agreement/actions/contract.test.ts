import { afterAll, beforeAll, expect, test } from 'vitest'
import { instant, later } from '#kernel/time'
import { makeKey } from '#platform/access/contract'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { bring, ownerOf } from '#test/kit/people'
import { rowsOf } from '#test/kit/records'
import * as contract from '../contract.ts'

const clock = { at: Date.parse('2026-03-02T10:00:00Z'), now: () => instant(new Date(clock.at)) }
const days = (n: number) => {
  clock.at = Date.parse(later(clock.now(), n * 86_400_000))
}
let app: TestApp & { close(): Promise<void> }
let owner: Visitor
let cmo: Visitor
let cro: Visitor
beforeAll(async () => {
  app = await testApp({}, clock)
  owner = await ownerOf(app)
  cmo = await bring(app, owner, 'marketing')
  cro = await bring(app, owner, 'sales')
}, 60_000)
afterAll(() => app?.close())

const rule = (field: string, operator: string, value?: unknown) => ({ combinator: 'and', rules: [{ field, operator, value }] }) as never
const size = { key: 'size', name: 'Size', kind: 'fit' as const, rule: rule('employees', '>=', '50'), points: 60, fade: null }
const document = { ...contract.emptyDocument, criteria: [size], required: ['emailDomain'] }
const read = (as: Visitor = owner) => app.call(contract.readContract, {}, as)
const openOf = async () => {
  const { open } = await read()
  if (!open) throw new Error('Nothing is open.')
  return open
}
const sign = async (side: contract.Side, as: Visitor, more: object = {}) => {
  const { id, seal } = await openOf()
  return await app.call(contract.signContract, { id, side, seal: seal ?? '', ...more }, as)
}
const undo = (eventId: string, as: Visitor = owner) => app.call(contract.undoContract, { eventId: eventId as never }, as)

test('a contract is drafted, proposed, signed by a person of each side, holds from its day, is read by both teams, and is superseded', async () => {
  expect(await read()).toMatchObject({ inForce: null, open: null, versions: [], mine: { signs: ['marketing', 'sales'], records: true } })
  const { id } = await app.call(contract.draftContract, { document, reason: 'Leads die between us' }, cmo)
  await expect(app.call(contract.draftContract, { document, reason: 'Another' }, cro)).rejects.toThrow(
    '409 Version 1 is being drafted by The marketing',
  )
  await app.call(contract.proposeContract, { id, from: '2026-03-05' as never }, cmo)
  await expect(app.call(contract.changeDraft, { id, document }, cmo)).rejects.toThrow(
    '409 Version 1 was proposed, so it does not change any more',
  )
  await expect(sign('sales', cmo)).rejects.toThrow('409 Members of sales sign for sales')
  await sign('marketing', cmo, { title: 'CMO' })
  await sign('sales', cro)
  const coming = await read()
  expect(coming.inForce).toBeNull()
  expect(coming.coming).toMatchObject({ number: 1, state: 'signed', inForceAt: '2026-03-05T00:00:00.000Z' })
  expect(coming.coming?.signatures.map(({ side, name, title }) => [side, name, title])).toEqual([
    ['marketing', 'The marketing', 'CMO'],
    ['sales', 'The sales', null],
  ])
  await app.call(contract.confirmContract, { id }, cro)
  expect((await read(cro)).readers.map(({ name, team, readAt }) => [name, team, readAt !== null])).toEqual([
    ['The marketing', 'marketing', false],
    ['The sales', 'sales', true],
  ])
  days(4)
  expect((await read()).inForce).toMatchObject({ number: 1, state: 'in_force', document: { criteria: [size] } })
  expect(await app.call(contract.judgePerson, { facts: { employees: 80, emailDomain: 'acme.example' } }, cro)).toMatchObject({
    ...{ version: 1, result: 'lead', score: 60, threshold: 50, missing: [], exclusion: null },
    by: [{ key: 'size', name: 'Size', held: true, points: 60, days: null }],
  })
  const second = await app.call(contract.draftContract, { document: { ...document, threshold: 70 }, reason: 'Too many' }, cro)
  await app.call(contract.proposeContract, { id: second.id, from: '2026-03-06' as never }, cro)
  await sign('sales', cro)
  const signed = await sign('marketing', owner, { elsewhere: { name: 'Kim Berg', how: 'on paper, 6 March' } })
  const { inForce, versions } = await read()
  expect([inForce?.number, inForce?.basedOn, inForce?.signatures[0]?.recordedBy]).toEqual([2, 1, 'The owner'])
  expect(versions.map(({ number, state }) => [number, state])).toEqual([
    [2, 'in_force'],
    [1, 'superseded'],
  ])
  expect((await read()).readers.every(({ readAt }) => readAt === null)).toBe(true)
  await expect(undo(signed.eventId)).rejects.toThrow('409 Version 2 holds already')
})

test('each step is taken back until the version holds, none in the wrong order, and the audit log tells all of them', async () => {
  const drafted = await app.call(contract.draftContract, { document, reason: 'Third try' }, cmo)
  const { id } = drafted
  const changed = await app.call(contract.changeDraft, { id, document: { ...document, threshold: 10 } }, cmo)
  await undo(changed.eventId, cmo)
  expect((await openOf()).document.threshold).toBe(50)
  const proposed = await app.call(contract.proposeContract, { id, from: '2026-04-01' as never }, cmo)
  const first = await sign('marketing', cmo)
  await expect(undo(proposed.eventId)).rejects.toThrow('409 The lead contract went on since')
  const second = await sign('sales', cro)
  await expect(undo(first.eventId)).rejects.toThrow('409 The lead contract went on since')
  await undo(second.eventId)
  expect((await openOf()).signatures).toHaveLength(1)
  const withdrawn = await app.call(contract.withdrawContract, { id }, cmo)
  expect(await openOf()).toMatchObject({ state: 'draft', signatures: [], seal: null })
  await undo(withdrawn.eventId)
  expect(await openOf()).toMatchObject({ state: 'proposed', signatures: [{ side: 'marketing' }] })
  await app.call(contract.withdrawContract, { id }, cmo)
  const gone = await app.call(contract.discardDraft, { id }, cmo)
  expect((await read()).open).toBeNull()
  await undo(gone.eventId)
  expect(await openOf()).toMatchObject({ number: 3, reason: 'Third try' })
  await app.call(contract.discardDraft, { id }, cmo)
  const kinds = await rowsOf(app, "SELECT kind, count(*)::int AS n FROM event WHERE kind LIKE 'contract.%' GROUP BY 1 ORDER BY 1")
  expect(kinds.map(({ kind }) => kind)).toEqual(['contract.changed', 'contract.read', 'contract.signed'])
})

test('what cannot be agreed on is refused with the part and the reason, and a key neither signs nor reads', async () => {
  const draft = (more: object) => app.call(contract.draftContract, { document: { ...document, ...more }, reason: 'Try' }, cmo)
  await expect(draft({ criteria: [{ ...size, rule: rule('status', '=', 'Hot') }] })).rejects.toThrow(
    '"Size": "status" is no column of people',
  )
  await expect(draft({ criteria: [size, size] })).rejects.toThrow('400')
  await expect(draft({ required: ['nothing'] })).rejects.toThrow('"nothing" is no column of people')
  await expect(draft({ exclusions: [{ key: 'all', name: 'All', rule: { combinator: 'and', rules: [] } }] })).rejects.toThrow(
    'would keep everybody out',
  )
  await expect(app.call(contract.judgePerson, { facts: { employees: 'many' } }, cmo)).rejects.toThrow('"many" is no value for Employees')
  const { id } = await draft({})
  await app.call(contract.proposeContract, { id, from: '2026-05-01' as never }, cmo)
  const made = await app.call(makeKey, { name: 'A program', scope: 'write', role: 'admin', groups: [], days: 30 }, owner)
  const key: Visitor = { headers: { authorization: `Bearer ${made.secret}` } }
  await expect(sign('sales', key)).rejects.toThrow('API keys do not sign')
  await expect(app.call(contract.confirmContract, { id }, key)).rejects.toThrow('API keys do not read')
})
