import { afterAll, beforeAll, expect, test } from 'vitest'
import { instant, later } from '#kernel/time'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { agree, handedOver } from '#test/kit/hand-over'
import { bring, ownerOf } from '#test/kit/people'
import { rowsOf } from '#test/kit/records'
import * as contract from '../contract.ts'

const clock = { at: Date.parse('2026-03-02T10:00:00Z'), now: () => instant(new Date(clock.at)) }
const pass = (minutes: number) => {
  clock.at += minutes * 60_000
}
let app: TestApp & { close(): Promise<void> }
let ann: Visitor
let marketing: Visitor
beforeAll(async () => {
  app = await testApp({}, clock)
  const owner = await ownerOf(app)
  marketing = await bring(app, owner, 'marketing')
  ann = await bring(app, owner, 'sales', 'ann')
  await agree(app, { marketing, sales: ann })
}, 60_000)
afterAll(() => app?.close())

const broken = (id: string) => rowsOf(app, `SELECT kind, due_at, noted_at, cause FROM clock_breach WHERE lead_id = '${id}' ORDER BY due_at`)
const kindsOf = async (id: string) => (await broken(id)).map(({ kind }) => kind)
const looked = async (id: string) => {
  app.served.app.services.nudge()
  await expect
    .poll(
      async () => (await rowsOf(app, `SELECT next_at IS NULL OR next_at > '${clock.now()}' AS done FROM lead WHERE id = '${id}'`))[0]?.done,
      { timeout: 10_000 },
    )
    .toBe(true)
}
const told = () => rowsOf(app, "SELECT payload FROM event WHERE kind = 'lead.clocks' ORDER BY seq")

test('a clock warns before its deadline, never strikes early, notes what was not kept with its true time, once, and offers the lead anew', async () => {
  const { id, acceptBy, contactBy, failsAt } = await handedOver(app, { name: 'Pat Lee', owner: 'The ann' })
  pass(200)
  await looked(id)
  expect(await kindsOf(id)).toEqual([])
  const { rows } = await app.call(contract.readQueue, { whose: 'mine' }, ann)
  expect(rows[0]).toMatchObject({
    id,
    clock: { kind: 'accept', dueAt: acceptBy, standing: 'in-time', minutesLeft: 40 },
    owner: { name: 'The ann' },
  })
  pass(15)
  await looked(id)
  expect((await app.call(contract.readQueue, {}, ann)).rows[0]?.clock).toMatchObject({ standing: 'soon' })
  expect((await told()).at(-1)?.payload).toMatchObject({ warned: [{ lead: id, kind: 'accept' }], broken: [] })
  pass(25)
  await looked(id)
  expect(await broken(id)).toMatchObject([{ kind: 'accept', cause: 'Its owner did nothing with it.' }])
  expect((await told()).at(-1)?.payload).toMatchObject({ offeredAnew: [{ lead: id, to: null }] })
  // The server was away for days: each deadline is told with the time at which it was due, by the next look.
  pass(5 * 24 * 60)
  await looked(id)
  const late = await broken(id)
  expect(late.map(({ kind }) => kind)).toEqual(['accept', 'accept', 'contact', 'failed'])
  // Whoever has it now was given as long as the first had; when it fails is counted from the first offer.
  expect(late[2]).toMatchObject({ due_at: later(contactBy, 4 * 3_600_000), noted_at: clock.now() })
  expect(late[3]).toMatchObject({ due_at: failsAt })
  await looked(id)
  expect(await broken(id)).toHaveLength(4)
  const { rows: list } = await app.call(contract.listBreaches, {}, marketing)
  expect(list[0]).toMatchObject({ lead: id, person: 'Pat Lee' })
  expect(await app.call(contract.readFollowUp, {}, marketing)).toMatchObject({
    offered: 1,
    waiting: 1,
    whole: { accept: { due: 1, within: 0, share: null } },
  })
  expect((await app.call(contract.listTouchedLate, {}, marketing)).rows).toMatchObject([{ lead: id, firstContactAt: null }])
  const whole = await app.call(contract.readHandOver, { id }, ann)
  expect(whole.steps).toMatchObject([{ reason: 'Not accepted in time', fromOwner: 'The ann', toOwner: null }])
  expect(whole.verbs.find(({ verb }) => verb === 'disqualify')).toMatchObject({ may: false, why: 'This lead is offered. Accept it first.' })
})

test('a call that was made in time and told later takes the broken promise back; undone, it is broken again', async () => {
  const { id } = await handedOver(app, { name: 'Kim Berg', owner: 'The ann' })
  const at = clock.now()
  pass(9 * 60)
  await looked(id)
  expect(await kindsOf(id)).toEqual(['accept', 'contact'])
  const logged = await app.call(contract.logActivity, { id, kind: 'call', outcome: 'reached', at }, ann)
  expect(await kindsOf(id)).toEqual([])
  await app.call(contract.undoStep, { id, eventId: logged.eventId }, ann)
  expect(await kindsOf(id)).toEqual(['accept', 'contact'])
})

test('who was given back stays in nurture with the reason, and nobody is in limbo until somebody is with nobody', async () => {
  const { id, version } = await handedOver(app, { name: 'Ola Nord', owner: 'The ann' })
  await app.call(contract.rejectLead, { id, version, reason: 'later' }, ann)
  const { rows, counts } = await app.call(contract.readNurture, {}, marketing)
  expect(rows).toMatchObject([{ person: { name: 'Ola Nord' }, why: contract.stayReasons.rejected, lastLead: id }])
  expect(counts).toMatchObject({ inPool: 1, resting: 1 })
  expect((await app.call(contract.readLimbo, {}, marketing)).rows).toEqual([])
})
