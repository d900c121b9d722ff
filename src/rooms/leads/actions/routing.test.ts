import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Id } from '#kernel/id'
import type { Held } from '#kernel/rule-holds'
import { instant } from '#kernel/time'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/store/database'
import { listWorkspaces } from '#platform/store/workspaces'
import { addTerritory } from '#rooms/accounts/contract/territories'
import { testRouting } from '#rooms/measure/contract/routing-test'
import { addAbsence, setCalendar, setWorking, undoWorking, usualCalendar, whoWorksWhen } from '#rooms/workspace/contract'
import { type TestApp, testApp } from '#test/kit/app'
import { imported } from '#test/kit/importing'
import type { RoutingRule } from '../contract/routing.ts'
import * as contract from '../contract/routing-versions.ts'
import { openRouter, type Placement } from './routing.ts'

/** Wednesday, ten in the morning in UTC. */
const clock = { at: Date.parse('2026-02-25T10:00:00Z'), now: () => instant(new Date(clock.at)) }
const users = ['User ID,Full Name,Team', 'U1,Ann Berg,Field', 'U2,Ben Cole,Field', 'U3,Cid Diaz,Inside'].join('\n')
const accounts = [
  'Account ID,Account Name,Billing Country,Account Owner',
  'A1,Alpha,Germany,Ann Berg',
  'A2,Beta,France,Ben Cole',
  'A3,Gamma,Spain,',
].join('\n')
/** 60 people over ten weeks, a third of each account, two of whom nobody is the owner. */
const leads = [
  'Lead ID,First Name,Last Name,Email,Company,Lead Source,Status,Created Date',
  ...Array.from({ length: 60 }, (_, n) => {
    const day = new Date(Date.UTC(2025, 11, 1) + Math.floor(n / 6) * 7 * 86_400_000).toISOString().slice(0, 10)
    return `L${n},P${n},Q${n},p${n}@c${n}.example,${['Alpha', 'Beta', 'Gamma'][n % 3]},Web,Open,${day}`
  }),
].join('\n')

let app: TestApp & { close(): Promise<void> }
const ids = new Map<string, Id<'member'>>()
beforeAll(async () => {
  app = await testApp({}, clock)
  const files = [
    { name: 'users.csv', text: `${users}\n` },
    { name: 'accounts.csv', text: `${accounts}\n` },
    { name: 'leads.csv', text: `${leads}\n` },
  ]
  expect((await imported(app, files)).failure).toBeNull()
  for (const { id, name } of (await app.call(whoWorksWhen, {})).members) ids.set(name, id)
}, 60_000)
afterAll(() => app?.close())

const member = (name: string) => [...ids].find(([full]) => full.startsWith(name))?.[1] as Id<'member'>
const nameOf = (id: string | null) => [...ids].find(([, one]) => one === id)?.[0].split(' ')[0] ?? null
const lines = (...rules: object[]) => ({ combinator: 'and', rules }) as never
const ruleOf = (key: string, to: RoutingRule['to'], more: Partial<RoutingRule> = {}): RoutingRule => ({
  ...{ key, name: key, rule: lines(), to, atWork: false, speaks: false, atMost: null },
  ...more,
})
const documentOf = (...rules: RoutingRule[]) => ({ rules, fallback: 'Open desk' })
const round = ruleOf('round', { kind: 'team', team: 'Field', by: 'turn' })

async function inWorkspace<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  const { database } = app.served.app.services
  const [workspace] = await database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  return await database.inWorkspace(workspace, work)
}

/** Places so many people in one transaction, and keeps whose turn it is. */
async function placed(count: number, facts: Record<string, Held> = {}, accountOwnerId: Id<'member'> | null = null): Promise<Placement[]> {
  const { services } = app.served.app
  return await inWorkspace(async (tx) => {
    const router = await openRouter({ tx, now: clock.now(), services })
    const one = { facts: (key: string) => facts[key] ?? null, accountId: null, accountOwnerId, personOwnerId: null }
    const all = Array.from({ length: count }, () => router.route(one))
    await router.save({ tx, ledger: { eventId: newId<'event'>(clock.now()) } } as never)
    return all
  })
}

async function publish(document: ReturnType<typeof documentOf>) {
  const { id } = await app.call(contract.draftRouting, { document })
  return await app.call(contract.publishRouting, { id, reason: 'As agreed' })
}

test('without a routing whoever owns the account gets them, else they wait; a draft changes nothing until it is published, once, with why', async () => {
  expect((await placed(1, {}, member('Ann')))[0]).toMatchObject({
    ownerId: member('Ann'),
    routed: { version: null, why: 'The account belongs to Ann Berg.' },
  })
  expect((await placed(1))[0]).toMatchObject({ ownerId: null, queue: 'Everyone' })
  const { id } = await app.call(contract.draftRouting, { document: documentOf(round) })
  await expect(app.call(contract.draftRouting, { document: documentOf() })).rejects.toThrow('409 Version 1 is being drafted')
  expect((await placed(1))[0]?.queue).toBe('Everyone')
  await expect(app.call(contract.publishRouting, { id, reason: '' })).rejects.toThrow('400')
  const unknown = documentOf(ruleOf('gone', { kind: 'team', team: 'Nowhere', by: 'turn' }))
  await expect(app.call(contract.changeRouting, { id, document: unknown })).rejects.toThrow('400 "gone": Nobody is in the team Nowhere.')
  const wrong = documentOf(ruleOf('wrong', { kind: 'queue', queue: 'Q' }, { rule: lines({ field: 'status', operator: '=', value: 'x' }) }))
  await expect(app.call(contract.changeRouting, { id, document: wrong })).rejects.toThrow('400 "wrong": "status" is no column')
  const { eventId } = await app.call(contract.publishRouting, { id, reason: 'As agreed' })
  await expect(app.call(contract.changeRouting, { id, document: documentOf() })).rejects.toThrow('409 Version 1 was published')
  await app.call(contract.undoRouting, { eventId })
  expect((await app.call(contract.readRouting, {})).draft).toMatchObject({ number: 1, state: 'draft', publishedAt: null })
  await app.call(contract.publishRouting, { id, reason: 'As agreed after all' })
  expect((await app.call(contract.readRouting, {})).holds).toMatchObject({ number: 1, state: 'published', reason: 'As agreed after all' })
})

test('turns go on from batch to batch and from transaction to transaction, also when they come at the same time', async () => {
  expect((await placed(3)).map(({ ownerId }) => nameOf(ownerId))).toEqual(['Ann', 'Ben', 'Ann'])
  expect((await placed(1)).map(({ ownerId }) => nameOf(ownerId))).toEqual(['Ben'])
  const many = (await Promise.all(Array.from({ length: 8 }, () => placed(5)))).flat()
  expect(many.filter(({ ownerId }) => nameOf(ownerId) === 'Ann')).toHaveLength(20)
})

test('who is away is passed over until they are back, by the days of their own calendar, and who stands in takes it where nobody else can', async () => {
  const away = { member: member('Ann'), from: '2026-02-25', until: '2026-03-03', standIn: member('Cid') } as never
  await expect(app.call(addAbsence, { ...(away as object), standIn: member('Ann') } as never)).rejects.toThrow(
    '409 Nobody stands in for themselves',
  )
  const { eventId } = await app.call(addAbsence, away)
  expect((await placed(2)).map(({ ownerId }) => nameOf(ownerId))).toEqual(['Ben', 'Ben'])
  expect((await placed(1))[0]?.routed.why).toBe(
    'Rule "round": of 2 in team Field, it is the turn of Ben Cole. Ann Berg is away until 2026-03-03.',
  )
  const limit = await app.call(setWorking, { id: member('Ben'), capacity: 0 })
  expect((await placed(1))[0]).toMatchObject({
    ownerId: member('Cid'),
    routed: { why: expect.stringContaining('Cid Diaz stands in for Ann Berg.') },
  })
  await app.call(undoWorking, { eventId: limit.eventId as never })
  clock.at = Date.parse('2026-03-04T10:00:00Z')
  expect(new Set((await placed(2)).map(({ ownerId }) => nameOf(ownerId)))).toEqual(new Set(['Ann', 'Ben']))
  clock.at = Date.parse('2026-02-25T10:00:00Z')
  await app.call(undoWorking, { eventId })
  expect((await app.call(whoWorksWhen, {})).absences).toEqual([])
})

test('nobody gets more open leads than they take, counted with those that they have and those of the same batch; hours are those of the team', async () => {
  await app.call(setWorking, { id: member('Ann'), capacity: 4, languages: ['de'] })
  await inWorkspace((tx) => tx.query(`UPDATE lead SET state = 'offered', owner_id = '${member('Ann')}' WHERE external_id = 'L0'`))
  const all = await placed(9)
  expect(all.filter(({ ownerId }) => nameOf(ownerId) === 'Ann')).toHaveLength(3)
  await publish(
    documentOf(ruleOf('open', { kind: 'members', members: [{ member: member('Cid'), weight: 1 }], by: 'turn' }, { atWork: true })),
  )
  await app.call(setCalendar, { ...usualCalendar, team: 'Inside', zone: 'America/New_York' })
  expect((await placed(1))[0]).toMatchObject({
    queue: 'Open desk',
    routed: { why: expect.stringContaining('Cid Diaz is not at work now.') },
  })
  clock.at = Date.parse('2026-02-25T15:00:00Z')
  expect((await placed(1))[0]?.ownerId).toBe(member('Cid'))
})

test('a territory is known by its name, weights are kept, and an older version becomes a draft again', async () => {
  await app.call(addTerritory, {
    name: 'North',
    rule: lines({ field: 'country', operator: '=', value: 'germany' }),
    owners: { members: [member('Ben')], teams: [] },
  })
  const shares = [
    { member: member('Ann'), weight: 1 },
    { member: member('Cid'), weight: 3 },
  ]
  const north = ruleOf('north', { kind: 'territory-owners', by: 'turn' }, { rule: lines({ field: 'territory', operator: 'notNull' }) })
  await app.call(setWorking, { id: member('Ann'), capacity: null })
  await publish(documentOf(north, ruleOf('rest', { kind: 'members', members: shares, by: 'weight' })))
  expect((await placed(1, { territory: 'North' }))[0]?.routed.why).toBe('Rule "north": territory North belongs to Ben Cole.')
  expect((await placed(8)).filter(({ ownerId }) => nameOf(ownerId) === 'Cid')).toHaveLength(6)
  const { versions } = await app.call(contract.readRouting, {})
  expect(versions.map(({ number, state }) => [number, state])).toEqual([
    [3, 'published'],
    [2, 'superseded'],
    [1, 'superseded'],
  ])
  const first = await app.call(contract.readRoutingVersion, { id: versions.at(-1)?.id as never })
  const { eventId } = await app.call(contract.draftRouting, { document: first.document, basedOn: first.number })
  expect((await app.call(contract.readRouting, {})).draft).toMatchObject({ number: 4, basedOn: 1, document: { rules: [{ key: 'round' }] } })
  await app.call(contract.undoRouting, { eventId })
})

test('a draft is replayed on past hand-overs: who would have gone elsewhere, from whom to whom, with the people, and the load of each a week', async () => {
  const same = (await app.call(contract.readRouting, {})).holds?.document
  expect(await app.call(testRouting, { document: same as never })).toMatchObject({ leads: 60, elsewhere: 0, against: 3, moves: [] })
  const found = await app.call(testRouting, { document: documentOf(ruleOf('all', { kind: 'account-owner' })), limit: 3 })
  // Alpha lies in Germany, which Ben owns; Gamma belongs to nobody.
  expect(found.people).toHaveLength(3)
  expect(found.moves).toContainEqual({ from: { owner: 'Ben Cole', queue: null }, to: { owner: 'Ann Berg', queue: null }, leads: 20 })
  expect(found.rules).toEqual([
    { key: 'all', leads: 40 },
    { key: null, leads: 20 },
  ])
  const weeks = (Date.parse('2026-02-02') - Date.parse('2025-12-01')) / (7 * 86_400_000)
  expect(found.load.find(({ owner }) => owner === 'Ann Berg')?.after).toBeCloseTo(20 / weeks, 6)
  expect(found.load.reduce((sum, { after }) => sum + after, 0)).toBeCloseTo(60 / weeks, 6)
})
