import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EventId, Id } from '#kernel/id'
import { instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { inWriting } from '#platform/action/work'
import { eventUndone, undoEvent } from '#platform/ledger/undo'
import { listWorkspaces } from '#platform/store/workspaces'
import { erasePerson } from '#rooms/accounts/contract/privacy'
import { importDone } from '#rooms/capture/events'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { agree, handedOver } from '#test/kit/hand-over'
import { bring, ownerOf } from '#test/kit/people'
import { rowsOf } from '#test/kit/records'
import * as contract from '../contract.ts'
import { takeActivities } from './take-activities.ts'

const clock = { at: Date.parse('2026-03-02T10:00:00Z'), now: () => instant(new Date(clock.at)) }
let app: TestApp & { close(): Promise<void> }
let owner: Visitor
let ann: Visitor
beforeAll(async () => {
  app = await testApp({}, clock)
  owner = await ownerOf(app)
  ann = await bring(app, owner, 'sales', 'ann')
  await agree(app, { marketing: await bring(app, owner, 'marketing'), sales: ann })
}, 60_000)
afterAll(() => app?.close())

async function written<T>(work: (ctx: Ctx) => Promise<T>): Promise<T> {
  const { services } = app.served.app
  const [workspace] = await services.database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  const done = await inWriting({ services, workspace, actor: { kind: 'system', id: null, name: 'Test' } }, work)
  services.nudge()
  return done
}

/** A file that knows of a call with somebody, taken in. */
const called = (name: string, id: string) =>
  written(async (ctx) => {
    const none = { type: null, subject: null, endsAt: null, dueAt: null, durationMinutes: null, note: null, ownerExternalId: null }
    const who = { contactRef: null, leadRef: null, whoRef: null, firstName: null, lastName: null, fullName: name, email: null, phone: null }
    await takeActivities(ctx, [
      {
        ...{ ...none, externalId: `call:${id}`, kind: 'call', at: ctx.now, done: true, status: null, direction: 'out', outcome: 'reached' },
        ...{ ownerName: 'The ann', account: { externalId: null, name: null }, deal: { externalId: null, name: null }, whatRef: null },
        ...{ who: { ...who, leadRef: `test:${id}`, title: null, company: null, origin: null, at: null }, campaignRef: null },
        ...{ madeAt: ctx.now, sourceModifiedAt: null, refs: {}, custom: {} },
      },
    ])
    ctx.tell(importDone, { importId: id, name: 'calls.csv', kinds: [], sample: false }, { kind: 'import', id })
    return ctx.ledger.eventId
  })
const undone = (eventId: EventId) =>
  written(async (ctx) => {
    await undoEvent(ctx.tx, ctx.ledger, eventId, ctx.services.keptTables)
    return ctx.ledger.eventId
  })
const standing = (id: Id<'lead'>) => async () =>
  (await rowsOf(app, `SELECT state, first_contact_at, tries FROM lead WHERE id = '${id}'`))[0]

test('an import that is undone gives clocks back, and undone once more it stops them again, also where somebody took the lead meanwhile', async () => {
  for (const between of [false, true]) {
    const { id } = await handedOver(app, { name: `Pat Lee ${between}`, owner: 'The ann' })
    const at = clock.now()
    const event = await called(`Pat Lee ${between}`, id)
    expect(await standing(id)()).toEqual({ state: 'working', first_contact_at: at, tries: 1 })
    const [{ version } = { version: '' }] = await rowsOf(app, `SELECT touched_by AS version FROM lead WHERE id = '${id}'`)
    if (between) await app.call(contract.takeLead, { id, version: String(version), note: '' }, owner)
    const undo = await undone(event)
    await expect.poll(standing(id), { timeout: 10_000 }).toEqual({ state: 'offered', first_contact_at: null, tries: 0 })
    await undone(undo)
    await expect.poll(standing(id), { timeout: 10_000 }).toEqual({ state: 'working', first_contact_at: at, tries: 1 })
  }
  expect(await rowsOf(app, `SELECT kind FROM event WHERE kind = '${eventUndone.kind}'`)).toHaveLength(4)
})

test('an erasure takes no call away, so the hand-over keeps its times', async () => {
  const { id, personId } = await handedOver(app, { name: 'Kim Berg', owner: 'The ann' })
  await called('Kim Berg', id)
  const before = await standing(id)()
  await app.call(erasePerson, { id: personId, confirm: 'erase' }, owner)
  expect(await standing(id)()).toEqual(before)
})
