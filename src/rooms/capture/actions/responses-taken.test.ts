import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#platform/ids'
import { emptyDocument } from '#rooms/agreement/contract'
import { takeLead } from '#rooms/leads/contract'
import { draftRouting, publishRouting } from '#rooms/leads/contract/routing-versions'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { agree, handedOver } from '#test/kit/hand-over'
import { bring, ownerOf } from '#test/kit/people'
import { rowsOf } from '#test/kit/records'
import { postResponses } from '../contract/responses.ts'
import { listResponses, listTaken, undoTaken } from '../contract/responses-taken.ts'

let app: TestApp & { close(): Promise<void> }
let owner: Visitor
let sales: Visitor
beforeAll(async () => {
  app = await testApp()
  owner = await ownerOf(app)
  sales = await bring(app, owner, 'sales')
  const rule = { combinator: 'and' as const, rules: [{ field: 'title', operator: 'contains' as const, value: 'head' }] }
  const criteria = [{ key: 'boss', name: 'Decides', kind: 'fit' as const, rule, points: 60, fade: null }]
  await agree(app, { marketing: await bring(app, owner, 'marketing'), sales }, { ...emptyDocument, criteria })
}, 60_000)
afterAll(() => app?.close())

const post = async (responses: object[], key?: string) =>
  (await app.call(postResponses, { responses } as never, { ...owner, ...(key ? { headers: { 'idempotency-key': key } } : {}) })).outcomes
const tables = ['person', 'account', 'lead', 'response', 'nurture_stay', 'touch', 'consent'] as const
const counts = async () => (await rowsOf(app, `SELECT ${tables.map((name) => `(SELECT count(*) FROM ${name}) AS ${name}`).join(', ')}`))[0]
const lastStep = async () => {
  const [step] = (await app.call(listTaken, {}, owner)).steps
  if (!step) throw new Error('Nothing was taken.')
  return step
}

test('responses of one step are taken back with what they made, and are taken again when they are sent again', async () => {
  await post([{ email: 'there@corp.example', title: 'Clerk' }])
  const before = await counts()
  const bodies = [
    { email: 'new@acme.example', title: 'Head', deliveryId: 'one', consent: [{ purpose: 'news', granted: true }] },
    { email: 'there@corp.example', title: 'Head of all', deliveryId: 'two' },
  ]
  const outcomes = await post(bodies, 'a-key-of-what-is-undone')
  const step = await lastStep()
  expect(step).toMatchObject({ responses: 2, people: 1, undone: false })
  const undone = await app.call(undoTaken, { eventId: step.eventId }, owner)
  expect(undone).toMatchObject({ undone: true, conflicts: [], conflictCount: 0 })
  expect(await counts()).toEqual(before)
  expect(await rowsOf(app, 'SELECT left_at FROM nurture_stay')).toEqual([{ left_at: null }])
  expect((await lastStep()).undone).toBe(true)
  await expect(app.call(undoTaken, { eventId: step.eventId }, owner)).rejects.toThrow('already undone')
  await expect(app.call(undoTaken, { eventId: newId<'event'>('2026-03-02T10:00:00.000Z' as never) }, owner)).rejects.toThrow('404')
  const again = await post(bodies, 'a-key-of-what-is-undone')
  expect(again.map(({ state }) => state)).toEqual(['taken', 'taken'])
  expect(again).not.toEqual(outcomes)
})

test('a hand-over that somebody took since is listed; the rest goes back when asked to, and its own response stays with it', async () => {
  const [first] = await post([
    { email: 'taken@beta.example', title: 'Head', message: 'Stays' },
    { email: 'goes@gamma.example', title: 'Head', message: 'Goes' },
  ])
  if (first?.state !== 'taken' || first.leadId === null) throw new Error(JSON.stringify(first))
  const { eventId } = await lastStep()
  const [lead] = await rowsOf(app, `SELECT touched_by FROM lead WHERE id = '${first.leadId}'`)
  await app.call(takeLead, { id: first.leadId, version: lead?.touched_by } as never, sales)
  const before = await counts()
  const refused = await app.call(undoTaken, { eventId }, owner)
  expect(refused).toMatchObject({ undone: false, rows: 0 })
  expect(refused.conflicts).toContainEqual(expect.objectContaining({ what: 'lead', id: first.leadId, why: 'changed since' }))
  expect(await counts()).toEqual(before)
  expect(await app.call(undoTaken, { eventId, keepChanged: true }, owner)).toMatchObject({ undone: true })
  expect(await rowsOf(app, "SELECT message FROM response WHERE message IN ('Stays', 'Goes')")).toEqual([{ message: 'Stays' }])
  expect(await rowsOf(app, "SELECT email_key FROM person WHERE email_key IN ('taken@beta.example', 'goes@gamma.example')")).toEqual([
    { email_key: 'taken@beta.example' },
  ])
})

test('responses are listed with what was decided, by person and decision, a page at a time', async () => {
  const outcomes = await post(
    Array.from({ length: 101 }, (_, n) => ({ email: `l${n}@list.example`, title: n === 50 ? 'Head' : 'Clerk', what: 'List' })),
  )
  const all = await app.call(listResponses, {}, owner)
  const rest = await app.call(listResponses, { after: all.responses.at(-1)?.id }, owner)
  const ids = [...all.responses, ...rest.responses].filter(({ what }) => what === 'List').map(({ id }) => id)
  expect([all.responses.length, ids.length, new Set(ids).size]).toEqual([100, 101, 101])
  const one = outcomes[50]
  if (one?.state !== 'taken') throw new Error('It was not taken.')
  const { responses } = await app.call(listResponses, { person: one.personId, decision: 'lead' }, owner)
  expect(responses).toMatchObject([
    { id: one.responseId, leadId: one.leadId, way: 'api', score: 60, contract: 1, decision: 'lead', eventId: (await lastStep()).eventId },
  ])
  expect((await app.call(listResponses, { person: one.personId, decision: 'contact' }, owner)).responses).toEqual([])
})

test('a turn goes back with what is undone while nobody was placed since; after others were, and where a hand-over stays, it was had', async () => {
  for (const name of ['Turn Ann', 'Turn Ben', 'Turn Cid']) await handedOver(app, { name: `Of ${name}`, owner: name })
  const members = (await rowsOf(app, "SELECT id AS member, 1 AS weight FROM member WHERE name LIKE 'Turn %' ORDER BY name")) as never
  const rule = { combinator: 'and' as const, rules: [] }
  const round = { key: 'round', name: 'round', rule, to: { kind: 'members' as const, members, by: 'turn' as const } }
  const rules = [{ ...round, atWork: false, speaks: false, atMost: null }]
  const { id } = await app.call(draftRouting, { document: { rules, fallback: 'Everyone' } }, owner)
  await app.call(publishRouting, { id, reason: 'In turns' }, owner)
  let n = 0
  const next = async () => {
    n += 1
    const [one] = await post([{ email: `turn${n}@turn${n}.example`, title: 'Head' }])
    if (one?.state !== 'taken') throw new Error(JSON.stringify(one))
    return { owner: one.owner?.name, leadId: one.leadId, eventId: (await lastStep()).eventId }
  }
  const [first, mistaken] = [await next(), await next()]
  expect([first.owner, mistaken.owner]).toEqual(['Turn Ann', 'Turn Ben'])
  await app.call(undoTaken, { eventId: mistaken.eventId }, owner)
  const third = await next()
  expect(third.owner).toBe('Turn Ben')
  // Another was placed after the first: that turn was had, and the round goes on.
  await app.call(undoTaken, { eventId: first.eventId }, owner)
  const fourth = await next()
  expect(fourth.owner).toBe('Turn Cid')
  const [lead] = await rowsOf(app, `SELECT touched_by FROM lead WHERE id = '${fourth.leadId}'`)
  await app.call(takeLead, { id: fourth.leadId, version: lead?.touched_by } as never, sales)
  await app.call(undoTaken, { eventId: fourth.eventId, keepChanged: true }, owner)
  expect((await next()).owner).toBe('Turn Ann')
})
