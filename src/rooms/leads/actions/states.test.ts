import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Id } from '#kernel/id'
import { type Instant, instant } from '#kernel/time'
import { listWorkspaces } from '#platform/store/workspaces'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { agree, handedOver } from '#test/kit/hand-over'
import { imported } from '#test/kit/importing'
import { bring, ownerOf } from '#test/kit/people'
import { rowsOf } from '#test/kit/records'
import * as contract from '../contract.ts'

const clock = { at: Date.parse('2026-03-02T10:00:00Z'), now: () => instant(new Date(clock.at)) }
const pass = (minutes: number) => {
  clock.at += minutes * 60_000
}
let app: TestApp & { close(): Promise<void> }
let owner: Visitor
let ann: Visitor
let ben: Visitor
beforeAll(async () => {
  app = await testApp({}, clock)
  const users = 'User ID,Full Name,Team\nU1,The ann,Field\nU2,The ben,Field\n'
  const deals =
    'Opportunity ID,Opportunity Name,Account Name,Opportunity Owner,Stage,Amount,Created Date\nD1,Fleet,Acme,The ann,Proposal,900,2026-01-10\n'
  const files = [
    { name: 'users.csv', text: users },
    { name: 'deals.csv', text: deals },
  ]
  expect((await imported(app, files)).failure).toBeNull()
  owner = await ownerOf(app)
  const marketing = await bring(app, owner, 'marketing')
  ann = await bring(app, owner, 'sales', 'ann')
  ben = await bring(app, owner, 'sales', 'ben')
  await agree(app, { marketing, sales: ann })
}, 60_000)
afterAll(() => app?.close())

const leadOf = async (id: string) => {
  const [row] = await rowsOf(
    app,
    `SELECT l.*, m.name AS owner, (SELECT count(*)::int FROM nurture_stay s WHERE s.person_id = l.person_id AND s.left_at IS NULL) AS pooled FROM lead l LEFT JOIN member m ON m.id = l.owner_id WHERE l.id = '${id}'`,
  )
  return row as Record<string, unknown> & { touched_by: string }
}
const versionOf = async (id: string) => (await leadOf(id)).touched_by
type Act = (id: Id<'lead'>, version: string, as: Visitor) => Promise<unknown>
const acts = {
  accept: (id, version, as) => app.call(contract.acceptLead, { id, version }, as),
  take: (id, version, as) => app.call(contract.takeLead, { id, version }, as),
  queue: (id, version, as) => app.call(contract.handLead, { id, version, to: null, queue: 'North' }, as),
  return: (id, version, as) => app.call(contract.returnLead, { id, version }, as),
  reject: (id, version, as) => app.call(contract.rejectLead, { id, version, reason: 'later' }, as),
  disqualify: (id, version, as) => app.call(contract.disqualifyLead, { id, version, reason: 'student' }, as),
  reopen: (id, version, as) => app.call(contract.reopenLead, { id, version }, as),
  call: (id, _, as) => app.call(contract.logActivity, { id, kind: 'call', outcome: 'reached' }, as),
} as const satisfies Record<string, Act>
const steps = (id: string) =>
  rowsOf(app, `SELECT from_state || '>' || to_state AS way, reason, by FROM lead_step WHERE lead_id = '${id}' ORDER BY at, id`)

test('a lead is accepted, called, given back with an agreed reason, rests in nurture and is opened again; each step is written and taken back', async () => {
  const { id, version } = await handedOver(app, { name: 'Pat Lee', owner: 'The ann' })
  await expect(acts.accept(id, version, ben)).rejects.toThrow('409 This lead was offered to The ann. Take it first, or ask them.')
  await expect(acts.disqualify(id, version, ann)).rejects.toThrow('409 This lead is offered. Accept it first.')
  pass(30)
  const accepted = await app.call(contract.acceptLead, { id, version }, ann)
  expect(accepted).toMatchObject({ state: 'accepted', owner: { name: 'The ann' } })
  await expect(acts.accept(id, version, ann)).rejects.toThrow('409 This lead changed after you opened it')
  expect(await leadOf(id)).toMatchObject({ accept_minutes: 30, state: 'accepted' })
  pass(10)
  const called = await app.call(contract.logActivity, { id, kind: 'call', outcome: 'not reached' }, ann)
  expect(called).toMatchObject({ state: 'working', tries: 1, returned: false })
  await app.call(contract.undoStep, { id, eventId: called.eventId }, ann)
  expect(await leadOf(id)).toMatchObject({ state: 'accepted', first_contact_at: null, first_activity_id: null, contact_minutes: null })
  await acts.call(id, '', ann)
  await expect(acts.reject(id, await versionOf(id), ann)).rejects.toThrow('409 This lead is working: sales had contact.')
  const wrong = { id, version: await versionOf(id), reason: 'mood' }
  await expect(app.call(contract.returnLead, wrong, ann)).rejects.toThrow('"mood" is no agreed reason')
  await expect(app.call(contract.returnLead, { ...wrong, reason: 'other' }, ann)).rejects.toThrow('say in a note what it is')
  const returned = await app.call(contract.returnLead, { ...wrong, reason: 'later', note: 'After the summer' }, ann)
  expect(await leadOf(id)).toMatchObject({ state: 'returned', end_reason: 'later', next_at: null, pooled: 1 })
  const again = await handedOver(app, { name: 'Pat Lee', owner: 'The ben', personId: (await leadOf(id)).person_id as Id<'person'> })
  await expect(acts.reopen(id, await versionOf(id), ann)).rejects.toThrow('409 This person has another lead that is open')
  await acts.reject(again.id, again.version, ben)
  await expect(app.call(contract.undoStep, { id, eventId: returned.eventId }, ann)).rejects.toThrow('409 This lead went on since')
  await acts.reopen(id, await versionOf(id), ann)
  expect(await leadOf(id)).toMatchObject({ state: 'working', end_reason: null, rests_until: null, pooled: 0 })
  expect((await steps(id)).map(({ way }) => way)).toEqual(['offered>accepted', 'accepted>working', 'working>returned', 'returned>working'])
})

test('tries without reaching them end in nurture, as agreed; a reason that does not return is for good; one who is reached stays', async () => {
  const { id } = await handedOver(app, { name: 'Kim Berg', owner: 'The ann' })
  const log = (outcome: 'reached' | 'not reached') => app.call(contract.logActivity, { id, kind: 'email', outcome }, ann)
  expect(await log('not reached')).toMatchObject({ state: 'working', returned: false })
  expect(await log('not reached')).toMatchObject({ state: 'returned', returned: true, tries: 2 })
  expect(await leadOf(id)).toMatchObject({ end_reason: 'tries', pooled: 1 })
  const other = await handedOver(app, { name: 'Ola Nord', owner: 'The ann' })
  await app.call(contract.rejectLead, { id: other.id, version: other.version, reason: 'student' }, ann)
  expect(await leadOf(other.id)).toMatchObject({ state: 'rejected', pooled: 0, rests_until: contract.forGood })
  const third = await handedOver(app, { name: 'Jo Falk', owner: 'The ben' })
  for (const outcome of ['not reached', 'reached', 'not reached'] as const)
    await app.call(contract.logActivity, { id: third.id, kind: 'call', outcome }, ben)
  expect(await leadOf(third.id)).toMatchObject({ state: 'working', tries: 3 })
})

test('a lead becomes a deal that names it; undone, both are as before', async () => {
  const { id, version } = await handedOver(app, { name: 'Max Muster', owner: 'The ann' })
  const { version: now } = await app.call(contract.acceptLead, { id, version }, ann)
  const wanted = { id, version: now, deal: { name: 'Max buys', amount: '1200', currency: 'EUR' } }
  const made = await app.call(contract.convertLead, wanted, ann)
  const dealOf = async (name: string) => (await rowsOf(app, `SELECT lead_ref, person_id, state FROM deal WHERE name = '${name}'`))[0]
  const { person_id } = await leadOf(id)
  expect(await dealOf('Max buys')).toEqual({ lead_ref: `test:${id}`, person_id, state: 'open' })
  expect(await leadOf(id)).toMatchObject({ state: 'converted', converted: true, next_at: null })
  await app.call(contract.undoStep, { id, eventId: made.eventId }, ann)
  expect(await dealOf('Max buys')).toBeUndefined()
  expect(await leadOf(id)).toMatchObject({ state: 'accepted', converted: null, deal_ref: null })
  // One that is there is picked instead.
  const [fleet] = await rowsOf(app, "SELECT id, person_id FROM deal WHERE name = 'Fleet'")
  const picked = { id, version: await versionOf(id), deal: { id: fleet?.id as Id<'deal'> } }
  const second = await app.call(contract.convertLead, picked, ann)
  expect(second.deal).toEqual({ id: fleet?.id, name: 'Fleet' })
  expect(await dealOf('Fleet')).toMatchObject({ lead_ref: `test:${id}`, person_id })
  await app.call(contract.undoStep, { id, eventId: second.eventId }, ann)
  expect(await dealOf('Fleet')).toMatchObject({ lead_ref: null, person_id: fleet?.person_id ?? null })
  expect(await leadOf(id)).toMatchObject({ state: 'accepted', converted: null, deal_ref: null })
})

/** The table of states once more, by hand: what an act makes of each state; left out, it is refused. */
const model: Record<string, Partial<Record<keyof typeof acts, string>>> = {
  offered: { accept: 'accepted', take: 'offered', queue: 'offered', return: 'returned', reject: 'rejected', call: 'working' },
  accepted: { take: 'accepted', queue: 'accepted', return: 'returned', reject: 'rejected', disqualify: 'disqualified', call: 'working' },
  working: { take: 'working', queue: 'working', return: 'returned', disqualify: 'disqualified', call: 'working' },
  returned: { reopen: 'before', call: 'returned' },
  rejected: { reopen: 'before', call: 'rejected' },
  disqualified: { reopen: 'before', call: 'disqualified' },
}

interface Model {
  state: string
  owner: 'ann' | 'ben' | null
  accepted: boolean
  contacted: boolean
}
interface Real {
  id: Id<'lead'>
}

class Do implements fc.AsyncCommand<Model, Real> {
  readonly act: keyof typeof acts
  readonly who: 'ann' | 'ben'
  constructor(act: keyof typeof acts, who: 'ann' | 'ben') {
    this.act = act
    this.who = who
  }
  check = () => true
  async run(m: Model, { id }: Real) {
    const to = model[m.state]?.[this.act]
    const mine = m.owner === this.who
    const own = { accept: m.owner === null || mine, take: !mine, queue: m.owner === null || mine }[this.act as 'accept'] ?? true
    pass(1)
    const done = await this.#done(id)
    expect({ act: this.act, from: m.state, done }).toEqual({ act: this.act, from: m.state, done: to !== undefined && own })
    if (done && to !== undefined) advance(m, this.act, this.who, to)
    const row = await leadOf(id)
    const owner = m.owner === null ? null : `The ${m.owner}`
    expect([row.state, row.owner]).toEqual([m.state, owner])
    expect(row.pooled).toBe(m.state === 'returned' || m.state === 'rejected' ? 1 : 0)
    expect(row.queue === null).toBe(m.owner !== null)
    expect(row.next_at === null || row.next_at instanceof Date || typeof row.next_at === 'string').toBe(true)
  }
  toString = () => `${this.who} ${this.act}`

  /** Whether it was done. Where a clock warned in between, the lead is another one than was opened: then it is opened again, as people do. */
  async #done(id: Id<'lead'>): Promise<boolean> {
    try {
      await acts[this.act](id, await versionOf(id), { ann, ben }[this.who])
      return true
    } catch (error) {
      const { message } = error as Error
      if (message.includes('changed after you opened it')) return await this.#done(id)
      expect(message).toMatch(/^409 /)
      return false
    }
  }
}

function advance(m: Model, act: keyof typeof acts, who: 'ann' | 'ben', to: string): void {
  const open = ['offered', 'accepted', 'working'].includes(m.state)
  if (act === 'accept' || act === 'take') m.owner = who
  if (act === 'queue') m.owner = null
  if (act === 'accept') m.accepted = true
  if (act === 'call' && open) {
    m.owner ??= who
    m.accepted = true
    m.contacted = true
  }
  m.state = to === 'before' ? (m.contacted ? 'working' : m.accepted ? 'accepted' : 'offered') : to
}

test('whatever two people do in whatever order, a lead stands where a model of the table says, and nobody is lost', async () => {
  let n = 0
  const commands = Object.keys(acts).flatMap((act) =>
    (['ann', 'ben'] as const).map((who) => fc.constant(new Do(act as keyof typeof acts, who))),
  )
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 12 }), async (all) => {
      n += 1
      const { id } = await handedOver(app, { name: `Model ${n}`, owner: 'The ann' })
      await fc.asyncModelRun(
        () => ({ model: { state: 'offered', owner: 'ann' as const, accepted: false, contacted: false } as Model, real: { id } }),
        all,
      )
    }),
    { numRuns: process.env.INTERLOCK_LONG === '1' ? 500 : 15 },
  )
  const lost = await rowsOf(
    app,
    `SELECT l.id FROM lead l WHERE (l.state IN ('offered', 'accepted', 'working') AND (l.owner_id IS NULL) = (l.queue IS NULL))
       OR (l.state IN ('returned') AND NOT EXISTS (SELECT 1 FROM nurture_stay s WHERE s.person_id = l.person_id AND s.left_at IS NULL) AND NOT EXISTS
         (SELECT 1 FROM lead o WHERE o.person_id = l.person_id AND o.state IN ('offered', 'accepted', 'working')))`,
  )
  expect(lost).toEqual([])
}, 600_000)

test('once a lead was handed on, taken or put into a queue that is why it is there, in its row, the list and the queue; taken back, the rule is again', async () => {
  const { id } = await handedOver(app, { name: 'Rui Moved', owner: 'The ann' })
  const rule = { version: 7, rule: 'round', why: 'Rule "round": of 2, it is the turn of The ann.' }
  const { database } = app.served.app.services
  const [workspace] = await database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  await database.inWorkspace(workspace, (tx) => tx.query('UPDATE lead SET routed = $2::jsonb WHERE id = $1', [id, JSON.stringify(rule)]))
  const routedOf = async () => (await leadOf(id)).routed
  const benId = (await rowsOf(app, "SELECT id FROM member WHERE name = 'The ben'"))[0]?.id as Id<'member'>
  const wanted = { id, version: await versionOf(id), to: benId, note: 'Speaks Portuguese' }
  const handed = await app.call(contract.handLead, wanted, ann)
  expect(await routedOf()).toEqual({ version: 7, rule: null, why: 'Handed on by The ann.' })
  const told = await app.call(contract.readHandOver, { id }, ben)
  expect([told.row.why, told.steps.at(-1)?.note]).toEqual(['Handed on by The ann.', 'Speaks Portuguese'])
  // Whose lead it is accepts it: nothing moved.
  const accepted = await app.call(contract.acceptLead, { id, version: await versionOf(id) }, ben)
  expect(await routedOf()).toMatchObject({ why: 'Handed on by The ann.' })
  const taken = await app.call(contract.takeLead, { id, version: await versionOf(id) }, ann)
  expect(await routedOf()).toEqual({ version: 7, rule: null, why: 'The ann took it.' })
  const queued = await app.call(contract.handLead, { id, version: await versionOf(id), to: null, queue: 'North' }, ann)
  expect(await routedOf()).toEqual({ version: 7, rule: null, why: 'Put into the queue North by The ann.' })
  const { entries } = await app.call(contract.readTimeline, { kind: 'lead', id }, ann)
  expect(entries.find(({ what }) => what === 'lead')?.by).toBe('The ann')
  for (const { eventId } of [queued, taken, accepted, handed]) await app.call(contract.undoStep, { id, eventId }, ann)
  expect(await routedOf()).toEqual(rule)
})

test('the table of states is told as data', async () => {
  const { verbs, states } = await app.call(contract.readVerbs, {}, ann)
  expect(verbs.find(({ verb }) => verb === 'reopen')).toEqual({
    verb: 'reopen',
    from: ['returned', 'rejected', 'disqualified', 'converted'],
    to: ['offered', 'accepted', 'working'],
  })
  expect(states.filter(({ open }) => open).map(({ state }) => state)).toEqual(['offered', 'accepted', 'working'])
  expect((await app.call(contract.readVerbs, {}, ben)).verbs).toHaveLength(contract.verbs.length)
  const at: Instant = clock.now()
  expect(at > '2026').toBe(true)
})

test('a lead that nobody accepted in time is offered to a colleague of the same rule, once, and the reason says so', async () => {
  const to = { kind: 'team', team: 'Field', by: 'turn' } as const
  const round = { key: 'round', name: 'round', rule: { combinator: 'and', rules: [] }, to, atWork: false, speaks: false, atMost: null }
  const { id: version } = await app.call(contract.draftRouting, { document: { rules: [round as never], fallback: 'Everyone' } }, owner)
  await app.call(contract.publishRouting, { id: version, reason: 'In turns' }, owner)
  const { id } = await handedOver(app, { name: 'Una Late', owner: 'The ann' })
  const stepsOf = async () => (await steps(id)).map(({ reason }) => reason)
  const struck = async (minutes: number, wanted: number) => {
    pass(minutes)
    app.served.app.services.nudge()
    const broken = async () => (await rowsOf(app, `SELECT 1 FROM clock_breach WHERE lead_id = '${id}'`)).length
    await expect.poll(broken, { timeout: 10_000 }).toBe(wanted)
  }
  await struck(241, 1)
  const moved = await leadOf(id)
  expect(moved).toMatchObject({ state: 'offered', owner: 'The ben', queue: null })
  expect((moved.routed as { why: string }).why).toMatch(/^It was not accepted in time before\. Rule "round"/)
  expect(await stepsOf()).toEqual(['not-accepted'])
  await struck(241, 2)
  expect(await stepsOf()).toEqual(['not-accepted'])
  expect(await acts.accept(id, await versionOf(id), ben)).toMatchObject({ state: 'accepted' })
})
