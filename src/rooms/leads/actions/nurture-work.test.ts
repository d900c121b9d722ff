import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Id } from '#kernel/id'
import { instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { inWriting } from '#platform/action/work'
import { newId } from '#platform/ids'
import { recordMade } from '#platform/list/making'
import { listWorkspaces } from '#platform/store/workspaces'
import { people } from '#rooms/accounts/tables'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { agree, agreedDocument, handedOver } from '#test/kit/hand-over'
import { bring, ownerOf } from '#test/kit/people'
import { rowsOf } from '#test/kit/records'
import * as contract from '../contract.ts'
import { activities, nurtureStays } from '../tables.ts'
import { noteActivities } from './activity-done.ts'
import { setTimers } from './nurture-work.ts'

const clock = { at: Date.parse('2026-03-02T10:00:00Z'), now: () => instant(new Date(clock.at)) }
const dayMs = 86_400_000
let app: TestApp & { close(): Promise<void> }
let ann: Visitor
beforeAll(async () => {
  app = await testApp({}, clock)
  const owner = await ownerOf(app)
  ann = await bring(app, owner, 'sales', 'ann')
  const rule = { combinator: 'and' as const, rules: [{ field: 'title', operator: '=' as const, value: 'Buyer' }] }
  const document = {
    ...agreedDocument,
    threshold: 10,
    criteria: [{ key: 'buyer', name: 'A buyer', points: 10, kind: 'fit' as const, rule, fade: null }],
  }
  await agree(app, { marketing: await bring(app, owner, 'marketing'), sales: ann }, document)
}, 60_000)
afterAll(() => app?.close())

async function written<T>(work: (ctx: Ctx) => Promise<T>): Promise<T> {
  const { services } = app.served.app
  const [workspace] = await services.database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  return await inWriting({ services, workspace, actor: { kind: 'system', id: null, name: 'Test' } }, work)
}

const inNurture = (name: string, title: string, restsUntil: string | null = null) =>
  written(async (ctx) => {
    const personId = newId<'person'>(ctx.now)
    await ctx.ledger.insert(people, [{ id: personId, fullName: name, title, custom: {} }])
    const stay = { id: newId<'nurture_stay'>(ctx.now), personId, why: 'Responded', since: ctx.now, restsUntil: restsUntil as never }
    await ctx.ledger.insert(nurtureStays, [stay])
    ctx.tell(recordMade, { list: 'person', name, along: 0 }, { kind: 'person', id: personId })
    await setTimers(ctx)
    return personId
  })
const leadsOf = (id: string) => rowsOf(app, `SELECT state, score, accept_by, next_at FROM lead WHERE person_id = '${id}'`)

test('each morning whoever meets the contract by now is handed over, nobody before their rest is over, and the others stay with their reason', async () => {
  const buyer = await inNurture('Pat Lee', 'Buyer')
  const resting = await inNurture('Kim Rest', 'Buyer', instant(new Date(clock.at + 3 * dayMs)))
  const other = await inNurture('Ina Else', 'Clerk')
  const nextWork = () => rowsOf(app, "SELECT due_at FROM due_item WHERE kind = 'nurture'")
  await expect.poll(nextWork, { timeout: 10_000 }).toEqual([{ due_at: '2026-03-03T00:00:00.000Z' }])
  clock.at += dayMs
  app.served.app.services.nudge()
  await expect.poll(() => leadsOf(buyer), { timeout: 10_000 }).toMatchObject([{ state: 'offered', score: 1000 }])
  expect(await leadsOf(resting)).toEqual([])
  clock.at += 3 * dayMs
  app.served.app.services.nudge()
  await expect.poll(() => leadsOf(resting), { timeout: 10_000 }).toMatchObject([{ state: 'offered' }])
  expect(await leadsOf(buyer)).toHaveLength(1)
  expect(await leadsOf(other)).toEqual([])
  const { rows, counts } = await app.call(contract.readNurture, {}, ann)
  expect(rows.map(({ person, why }) => [person.name, why])).toEqual([['Ina Else', 'Responded']])
  expect(counts.promoted30).toBe(2)
})

test('an activity that is removed gives the clock back that it had stopped', async () => {
  const { id, personId } = await handedOver(app, { name: 'Lou Call', owner: 'The ann' })
  const activity = newId<'activity'>(clock.now())
  await written(async (ctx) => {
    const [{ owner_id: ownerId } = { owner_id: null }] = (await ctx.tx.query('SELECT owner_id FROM lead WHERE id = $1', [id])) as {
      owner_id: Id<'member'> | null
    }[]
    const row = { id: activity, kind: 'call' as const, at: ctx.now, personId, leadId: id, ownerId }
    await ctx.ledger.insert(activities, [{ ...row, externalId: 'call:1', done: true, madeAt: ctx.now, refs: {}, custom: {} }])
    await noteActivities(ctx, [row])
    ctx.tell(recordMade, { list: 'lead', name: 'Lou Call', along: 0 }, { kind: 'lead', id })
  })
  const contact = () => rowsOf(app, `SELECT state, first_contact_at, tries FROM lead WHERE id = '${id}'`)
  expect(await contact()).toMatchObject([{ state: 'working', first_contact_at: clock.now() }])
  await written(async (ctx) => {
    await ctx.ledger.remove(activities, [activity])
    ctx.tell(recordMade, { list: 'lead', name: 'Lou Call', along: 0 }, { kind: 'lead', id })
  })
  await expect.poll(contact, { timeout: 10_000 }).toMatchObject([{ state: 'offered', first_contact_at: null, tries: 0 }])
})

test('records that came from elsewhere without their timers get them', async () => {
  await handedOver(app, { name: 'Uma Back' })
  await written((ctx) => ctx.tx.query('DELETE FROM due_item'))
  await written((ctx) => setTimers(ctx))
  const kinds = await rowsOf(app, "SELECT kind FROM due_item WHERE kind IN ('clocks', 'nurture') ORDER BY kind")
  expect(kinds).toEqual([{ kind: 'clocks' }, { kind: 'nurture' }])
})
