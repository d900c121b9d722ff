import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { instant, later } from '#kernel/time'
import type { Tx } from '#platform/store/database'
import { listWorkspaces } from '#platform/store/workspaces'
import { erasePerson } from '#rooms/accounts/contract/privacy'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { ownerOf } from '#test/kit/people'
import { rowsOf } from '#test/kit/records'
import * as contract from '../contract/responses.ts'
import { hookSettingShape, makeHook, removeHook } from '../contract/webhooks.ts'
import { takeResponses } from './responses.ts'

const clock = { at: Date.parse('2026-03-02T10:00:00Z'), now: () => instant(new Date(clock.at)) }
const dayMs = 86_400_000
let app: TestApp & { close(): Promise<void> }
let owner: Visitor
beforeAll(async () => {
  app = await testApp({}, clock)
  owner = await ownerOf(app)
}, 60_000)
afterAll(() => app?.close())

const post = async (body: object) => (await app.call(contract.postResponses, body as never, owner)).outcomes
const count = async (sql: string) => Number((await rowsOf(app, `SELECT count(*) AS n FROM ${sql}`))[0]?.n)

async function inside<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  const { database } = app.served.app.services
  const [workspace] = await database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  return await database.inWorkspace(workspace, work)
}

/** Looks for due work until something is so. */
async function untilDone(isDone: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 200; turn++) {
    app.served.app.services.nudge()
    if (await isDone()) return
    await sleep(25)
  }
  throw new Error('It was never done.')
}

const secret = 'a-secret-of-this-test'
const hookOf = async (name: string) =>
  (await app.call(makeHook, { name, secret, setting: hookSettingShape.parse({ kind: 'hmac', idHeader: 'x-id' }) }, owner)).hook

/** Sends a delivery, and puts it back to how it is when the process ends right after it was kept. */
async function leftAsKept(hook: { readonly path: string }, id: string, body: string): Promise<string> {
  const signature = createHmac('sha256', secret).update(body).digest('hex')
  const headers = { 'content-type': 'application/octet-stream', 'x-signature': signature, 'x-id': id }
  // No transaction that says what became of it can end: it stays as it was kept.
  await inside((tx) => tx.query("ALTER TABLE delivery ADD CONSTRAINT only_kept CHECK (state = 'kept') NOT VALID"))
  try {
    expect((await app.raw(hook.path, { method: 'POST', body, headers })).status).toBe(500)
  } finally {
    await inside((tx) => tx.query('ALTER TABLE delivery DROP CONSTRAINT only_kept'))
  }
  const [row] = await rowsOf(app, `SELECT id, state FROM delivery WHERE key LIKE '% id ${id}'`)
  expect(row?.state).toBe('kept')
  return String(row?.id)
}

const stateOf = async (id: string) => (await rowsOf(app, `SELECT state, reason FROM delivery WHERE id = '${id}'`))[0]

test('a webhook that was kept when the process ended is taken later, once; one that breaks each time, or whose address is gone, is set aside', async () => {
  const hook = await hookOf('Crash')
  const id = await leftAsKept(hook, 'one', JSON.stringify({ email: 'kept@corp.example' }))
  expect(await count("due_item WHERE kind = 'take-delivery'")).toBe(1)
  clock.at += 130_000
  await untilDone(async () => (await stateOf(id))?.state === 'taken')
  expect(await count("person WHERE email_key = 'kept@corp.example'")).toBe(1)
  expect(await count("due_item WHERE kind = 'take-delivery'")).toBe(0)

  const broken = await leftAsKept(hook, 'two', JSON.stringify({ email: 'broken@corp.example' }))
  await inside((tx) => tx.query("UPDATE due_item SET tries = 5 WHERE kind = 'take-delivery'"))
  clock.at += 130_000
  await untilDone(async () => (await stateOf(broken))?.state === 'quarantined')
  expect((await stateOf(broken))?.reason).toContain('each time')
  expect(await app.call(contract.replayDeliveries, { id: broken as never }, owner)).toMatchObject({ taken: 1, quarantined: 0 })

  const closed = await leftAsKept(hook, 'three', JSON.stringify({ email: 'closed@corp.example' }))
  await app.call(removeHook, { id: hook.id }, owner)
  clock.at += 130_000
  await untilDone(async () => (await stateOf(closed))?.state === 'quarantined')
  expect((await stateOf(closed))?.reason).toContain('was removed')
  expect(await count("due_item WHERE kind = 'take-delivery'")).toBe(0)
})

test('whoever was erased is set aside by address, number and id, and the reason says so', async () => {
  const phone = '+49 30 901820'
  const [made] = await post({ email: 'gone@corp.example', phone, externalId: 'G-1', fullName: 'Gone Person' })
  if (made?.state !== 'taken') throw new Error('It was not taken.')
  await app.call(erasePerson, { id: made.personId, confirm: 'erase' }, owner)
  const before = await count('person')
  const outcomes = await post({
    responses: [
      { email: 'Gone@corp.example' },
      { email: 'new@corp.example', phone: '+4930901820' },
      { externalId: 'G-1' },
      { email: 'stays@corp.example' },
    ],
  })
  expect(outcomes.map(({ state }) => state)).toEqual(['quarantined', 'quarantined', 'quarantined', 'taken'])
  for (const one of outcomes.slice(0, 3)) expect(one).toMatchObject({ reason: expect.stringContaining('was erased') })
  expect(await count('person')).toBe(before + 1)
  const aside = outcomes[0]
  if (aside?.state !== 'quarantined') throw new Error('It was not set aside.')
  expect(await app.call(contract.replayDeliveries, { id: aside.deliveryId }, owner)).toMatchObject({ taken: 0, quarantined: 1 })
})

test('a response that makes the database refuse is set aside alone, in its own request and in those beside it; all of that reason are replayed', async () => {
  await inside((tx) => tx.query("ALTER TABLE person ADD CONSTRAINT planted CHECK (full_name NOT LIKE 'Breaks%')"))
  const of = (n: number) => ({
    email: `n${n}@broken.example`,
    fullName: n === 3 || n === 7 ? `Breaks ${n}` : `Fine ${n}`,
    deliveryId: `b${n}`,
  })
  const responses = Array.from({ length: 10 }, (_, n) => of(n))
  const [first, beside] = await Promise.all([post({ responses }), post({ email: 'beside@broken.example', fullName: 'Beside' })])
  expect(first.flatMap(({ state }, place) => (state === 'quarantined' ? [place] : []))).toEqual([3, 7])
  expect(beside[0]?.state).toBe('taken')
  expect(await count("person WHERE email_key LIKE '%@broken.example'")).toBe(9)
  const { reasons } = await app.call(contract.listQuarantine, {}, owner)
  const reason = reasons.find((one) => one.reason.startsWith('Something broke'))
  expect(reason?.count).toBe(2)
  expect(await app.call(contract.replayDeliveries, { reason: reason?.reason ?? '' }, owner)).toMatchObject({ taken: 0, quarantined: 2 })
  await inside((tx) => tx.query('ALTER TABLE person DROP CONSTRAINT planted'))
  const replayed = await app.call(contract.replayDeliveries, { reason: reason?.reason ?? '' }, owner)
  expect(replayed).toMatchObject({ taken: 2, quarantined: 0 })
  expect(await count("person WHERE email_key LIKE '%@broken.example'")).toBe(11)
  // What is sent again after it was replayed is answered by what it became.
  expect(replayed.outcomes.map(({ outcomes }) => outcomes)).toContainEqual(await post(of(3)))
  expect(await count("response r JOIN person p ON p.id = r.person_id WHERE p.email_key = 'n3@broken.example'")).toBe(1)
})

test('one response of the API that was set aside is replayed by its id', async () => {
  const [aside] = await post({ email: 'early@corp.example', at: later(clock.now(), 3 * dayMs) })
  if (aside?.state !== 'quarantined') throw new Error('It was not set aside.')
  expect(aside.reason).toContain('still to come')
  expect(await app.call(contract.replayDeliveries, { id: aside.deliveryId }, owner)).toMatchObject({ taken: 0, quarantined: 1 })
  clock.at += 3 * dayMs
  const { outcomes } = await app.call(contract.replayDeliveries, { id: aside.deliveryId }, owner)
  expect(outcomes).toMatchObject([{ id: aside.deliveryId, outcomes: [{ state: 'taken', known: false }] }])
  expect(await rowsOf(app, `SELECT state, tries FROM delivery WHERE id = '${aside.deliveryId}'`)).toEqual([{ state: 'taken', tries: 3 }])
  await expect(app.call(contract.replayDeliveries, { id: aside.deliveryId }, owner)).rejects.toThrow('404')
})

test('over the bound of what may wait it says 503 and when to come again, and keeps nothing', async () => {
  const { services } = app.served.app
  const [workspace] = await services.database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  const actor = { kind: 'system', id: null, name: 'Many' } as const
  const coming = { way: 'api', key: null, scope: 'test', sender: null } as const
  const many = Array.from({ length: 49_999 }, () => ({ email: 'same@many.example', deliveryId: 'the same' }))
  // While somebody else holds the ledger, the first commit cannot end.
  const { first, answer } = await services.database.inWorkspace(workspace, async (tx) => {
    await tx.query('SELECT seq FROM ledger_head FOR UPDATE')
    const taking = takeResponses(services, workspace, actor, many, coming)
    const refused = await app.raw('/api/v1/responses', {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: owner.cookie ?? '', origin: app.url },
      body: JSON.stringify({ responses: [{ email: 'a@over.example' }, { email: 'b@over.example' }] }),
    })
    return { first: taking, answer: refused }
  })
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2'])
  expect(new Set((await first).map((one) => (one.state === 'taken' ? one.responseId : one.reason))).size).toBe(1)
  expect(await count("person WHERE email_key LIKE '%@over.example'")).toBe(0)
  expect((await post({ email: 'c@over.example' }))[0]?.state).toBe('taken')
})

test('after 30 days what was kept of deliveries and requests is forgotten, and what is younger stays', async () => {
  const key = { ...owner, headers: { 'idempotency-key': 'a-key-that-is-forgotten' } }
  await app.call(contract.postResponses, { email: 'old@corp.example', deliveryId: 'old' } as never, key)
  clock.at += 20 * dayMs
  await post({ email: 'young@corp.example', deliveryId: 'young' })
  clock.at += 11 * dayMs
  await untilDone(async () => (await count("delivery WHERE key LIKE '% old'")) === 0)
  expect(await count("delivery WHERE key LIKE '% young'")).toBe(1)
  expect(await count("idempotency_key WHERE key = 'a-key-that-is-forgotten'")).toBe(0)
  expect(await count("due_item WHERE kind = 'forget-deliveries' AND NOT dead")).toBe(1)
  expect(await count("response r JOIN person p ON p.id = r.person_id WHERE p.email_key = 'old@corp.example'")).toBe(1)
})
