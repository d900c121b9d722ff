import { afterAll, beforeAll, expect, test } from 'vitest'
import { instant, later } from '#kernel/time'
import { listWorkspaces } from '#platform/store/workspaces'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { agree, handedOver } from '#test/kit/hand-over'
import { bring, ownerOf } from '#test/kit/people'
import { rowsOf } from '#test/kit/records'
import * as contract from '../contract.ts'

const hour = 3_600_000
const clock = { at: Date.parse('2026-03-02T10:00:00Z'), now: () => instant(new Date(clock.at)) }
let app: TestApp & { close(): Promise<void> }
let ann: Visitor
beforeAll(async () => {
  app = await testApp({}, clock)
  const owner = await ownerOf(app)
  const marketing = await bring(app, owner, 'marketing')
  ann = await bring(app, owner, 'sales', 'ann')
  await agree(app, { marketing, sales: ann })
}, 60_000)
afterAll(() => app?.close())

/** Nobody looks at the clocks from here on, until a lead is handed over or opened again: what they would find depends on when they look. */
async function clocksRest() {
  const { services } = app.served.app
  for (const workspace of await services.database.inPublic(listWorkspaces))
    await services.database.inWorkspace(workspace, (tx) => tx.query("UPDATE due_item SET lease_until = '2030-01-01' WHERE kind = 'clocks'"))
}

const promised = async (id: string) =>
  (await rowsOf(app, `SELECT promised_at, place_by, accept_by, contact_by, fails_at, cold_at, next_at FROM lead WHERE id = '${id}'`))[0]

test('a lead that is opened again has its deadlines anew, and undo puts the old ones back', async () => {
  const { id, version, placeBy } = await handedOver(app, { name: 'Pat Lee', owner: 'The ann' })
  const rejected = await app.call(contract.rejectLead, { id, version, reason: 'later' }, ann)
  const before = await promised(id)
  clock.at += 100 * hour
  const opened = await app.call(contract.reopenLead, { id, version: rejected.version }, ann)
  const now = clock.now()
  expect(await promised(id)).toEqual({
    ...{ promised_at: now, place_by: placeBy, accept_by: later(now, 4 * hour), contact_by: later(now, 8 * hour) },
    ...{ fails_at: later(now, 72 * hour), cold_at: later(now, 336 * hour), next_at: expect.stringMatching('2026-03-06T1[67]') },
  })
  expect((await app.call(contract.readQueue, { whose: 'mine' }, ann)).rows[0]?.clock).toMatchObject({ kind: 'accept', standing: 'in-time' })
  await app.call(contract.undoStep, { id, eventId: opened.eventId }, ann)
  expect(await promised(id)).toEqual(before)
})

test('what was done before a lead was closed is not judged anew', async () => {
  const { id, contactBy, coldAt } = await handedOver(app, { name: 'Kim Berg', owner: 'The ann' })
  await clocksRest()
  clock.at += 10 * hour
  await app.call(contract.logActivity, { id, kind: 'call', outcome: 'reached' }, ann)
  const versionOf = async () => String((await rowsOf(app, `SELECT touched_by FROM lead WHERE id = '${id}'`))[0]?.touched_by)
  // What is done wakes the clocks, which may write the lead at any moment: then it is loaded again.
  const loaded = async <T>(step: (version: string) => Promise<T>) => {
    const once = async () => step(await versionOf())
    return await once().catch(once).catch(once)
  }
  await loaded((version) => app.call(contract.returnLead, { id, version, reason: 'later' }, ann))
  clock.at += 50 * hour
  await loaded((version) => app.call(contract.reopenLead, { id, version }, ann))
  expect(await promised(id)).toMatchObject({ contact_by: contactBy, cold_at: coldAt, next_at: null })
  const { whole } = await app.call(contract.readFollowUp, {}, ann)
  expect(whole.contact).toMatchObject({ due: 1, within: 0 })
})
