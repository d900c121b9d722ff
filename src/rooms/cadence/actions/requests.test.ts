import { afterAll, beforeAll, expect, test } from 'vitest'
import { instant } from '#kernel/time'
import { erasePerson } from '#rooms/accounts/contract/privacy'
import { dealEndpoints } from '#rooms/deals/contract'
import { readCampaigns } from '#rooms/measure/contract'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { imported } from '#test/kit/importing'
import { bring, ownerOf } from '#test/kit/people'
import { rowsOf } from '#test/kit/records'
import * as ideas from '../contract/ideas.ts'
import * as contract from '../contract/requests.ts'

/** A Monday, ten in the morning. */
const clock = { at: Date.parse('2026-03-02T10:00:00Z'), now: () => instant(new Date(clock.at)) }
const pass = (hours: number) => {
  clock.at += hours * 3_600_000
}
const lines = (...all: readonly string[]) => `${all.join('\n')}\n`
const files = [
  {
    name: 'campaigns.csv',
    text: lines(
      'Campaign ID,Campaign Name,Type,Status,Start Date,End Date,Actual Cost',
      'C1,Webinar on noise,Webinar,Completed,2025-05-01,2025-05-02,6000',
      'C2,Fair in May,Event,Completed,2025-05-01,2025-05-02,9000',
    ),
  },
  {
    name: 'leads.csv',
    text: lines(
      'Lead ID,First Name,Last Name,Email,Company,Created Date,Converted',
      ...[0, 1, 2, 3].map((n) => `L${n},P${n},Q${n},p${n}@c${n}.example,Company ${n},2025-05-03,false`),
    ),
  },
  {
    name: 'campaign_members.csv',
    text: lines(
      'Campaign Member ID,Campaign ID,Lead ID,Status,Responded,First Responded Date',
      ...[0, 1, 2, 3].map((n) => `M${n},${n < 3 ? 'C1' : 'C2'},L${n},Attended,true,2025-05-01`),
    ),
  },
  {
    name: 'deals.csv',
    text: lines(
      'Deal ID,Deal Name,Account Name,Deal Stage,Amount,Create Date,Close Date,Lead ID',
      ...[0, 1, 3].map((n) => `D${n},Deal ${n},Company ${n},Closed Won,1000,2025-06-01,2025-07-01,L${n}`),
    ),
  },
]

let app: TestApp & { close(): Promise<void> }
let rep: Visitor
let marketer: Visitor
let owner: Visitor
let dealId = ''
beforeAll(async () => {
  app = await testApp({}, clock)
  expect((await imported(app, files)).failure).toBeNull()
  owner = await ownerOf(app)
  rep = await bring(app, owner, 'sales', 'rep')
  marketer = await bring(app, owner, 'marketing', 'marketer')
  dealId = (await app.call(dealEndpoints.rows, { limit: 1 }, owner)).rows[0]?.id ?? ''
}, 60_000)
afterAll(() => app?.close())

const ask = async (wanted: Partial<Parameters<typeof app.call<typeof contract.askTeam>>[1]> = {}, as = rep) =>
  await app.call(contract.askTeam, { kind: 'deck', of: 'marketing', title: 'A deck on noise', ...wanted }, as)
const read = (id: string, as = rep) => app.call(contract.readRequest, { id }, as)
const told = async (id: string) =>
  (await rowsOf(app, `SELECT kind FROM event WHERE payload ->> 'request' = '${id}' ORDER BY seq`)).map(({ kind }) => kind)
const struck = async (id: string, kind: string) => {
  app.served.app.services.nudge()
  await expect.poll(() => told(id), { timeout: 10_000 }).toContain(kind)
}

test('a request goes from the rep to marketing and back: promised for a working day, delivered, rated, and each step can be taken back', async () => {
  const { id } = await ask({ about: { kind: 'deal', id: dealId }, text: 'For Thursday', wantedBy: '2026-03-05' })
  const first = await read(id, marketer)
  expect(first).toMatchObject({ state: 'asked', askedBy: { name: 'The rep' }, about: { kind: 'deal', id: dealId }, promise: null })
  expect(first.steps.filter(({ may }) => may).map(({ step }) => step)).toEqual(['promise', 'deliver', 'decline', 'say'])
  await expect(app.call(contract.promiseRequest, { id, dueOn: '2026-03-04' }, rep)).rejects.toThrow('somebody of that team answers')
  await expect(app.call(contract.promiseRequest, { id, dueOn: '2026-03-07' }, marketer)).rejects.toThrow(
    'Nobody works on 2026-03-07; the next working day is 2026-03-09.',
  )
  await expect(app.call(contract.promiseRequest, { id, dueOn: '2026-02-27' }, marketer)).rejects.toThrow('are over')
  const promised = await app.call(contract.promiseRequest, { id, dueOn: '2026-03-04', text: 'With your numbers' }, marketer)
  expect(await read(id)).toMatchObject({ state: 'promised', promise: 'open', promisedBy: { name: 'The marketer' } })
  await expect(app.call(contract.undoRequest, { id, eventId: promised.eventId }, rep)).rejects.toThrow('theirs to take back')
  await app.call(contract.undoRequest, { id, eventId: promised.eventId }, marketer)
  expect(await read(id)).toMatchObject({ state: 'asked', dueAt: null, promisedBy: null })
  await app.call(contract.promiseRequest, { id, dueOn: '2026-03-04' }, marketer)
  await expect(app.call(contract.deliverRequest, { id, link: 'javascript:alert(1)' }, marketer)).rejects.toThrow()
  await expect(app.call(contract.deliverRequest, { id }, marketer)).rejects.toThrow('a link, or a note')
  await app.call(contract.deliverRequest, { id, link: 'https://files.example/deck.pdf', text: 'Six pages' }, marketer)
  await expect(app.call(contract.rateRequest, { id, rating: 5, used: 'yes' }, marketer)).rejects.toThrow('Whoever asked rates')
  await app.call(contract.rateRequest, { id, rating: 4, used: 'yes', text: 'It opened the door' }, rep)
  const ended = await read(id)
  expect(ended).toMatchObject({
    state: 'rated',
    promise: 'kept',
    answer: 'rated',
    rating: 4,
    used: 'yes',
    link: 'https://files.example/deck.pdf',
  })
  expect(ended.talk.map(({ kind, by }) => `${kind} ${by}`)).toEqual([
    'ask The rep',
    'promise The marketer',
    'deliver The marketer',
    'rate The rep',
  ])
  expect((await app.call(contract.requestsOfRecord, { kind: 'deal', id: dealId }, rep)).requests[0]?.talk).toHaveLength(4)
  await expect(app.call(contract.withdrawRequest, { id }, rep)).rejects.toThrow('at its end')
})

test('a promise tells once when it is due and once when it is late; moved in time it is moved, and the counts open exactly their requests', async () => {
  const [late, moved, dropped] = [await ask(), await ask({ title: 'A second one' }), await ask({ title: 'A third one' })]
  for (const { id } of [late, moved, dropped]) await app.call(contract.promiseRequest, { id, dueOn: '2026-03-03' }, marketer)
  await app.call(contract.promiseRequest, { id: moved.id, dueOn: '2026-03-05' }, marketer)
  await app.call(contract.declineRequest, { id: dropped.id, text: 'The customer is gone' }, marketer)
  pass(20)
  await struck(late.id, 'request.due')
  pass(30)
  await struck(late.id, 'request.late')
  expect((await told(late.id)).filter((kind) => kind === 'request.due' || kind === 'request.late')).toEqual(['request.due', 'request.late'])
  await app.call(contract.deliverRequest, { id: moved.id, text: 'Here it is' }, marketer)
  const list = await app.call(contract.listRequests, { state: 'late' }, rep)
  expect(list.requests.map(({ id }) => id)).toEqual([late.id])
  expect(list.requests[0]).toMatchObject({ promise: 'overdue', lateMinutes: expect.any(Number) })
  expect(list.counts).toMatchObject({ late: 1, toRate: 1, all: 4 })
  expect((await app.call(contract.listRequests, {}, rep)).requests[0]?.id).toBe(late.id)
  const { sides } = await app.call(contract.countPromises, {}, rep)
  const marketing = sides.find(({ of }) => of === 'marketing')
  expect(marketing?.whole.tally).toEqual({ made: 4, kept: 1, moved: 1, late: 0, overdue: 1, dropped: 1, open: 0 })
  expect(marketing?.whole.share).toMatchObject({ hits: 1, n: 4, enough: false })
  const person = marketing?.promised.find(({ member }) => member?.name === 'The marketer')
  for (const end of ['kept', 'moved', 'overdue', 'dropped', 'late', 'open'] as const) {
    const { requests } = await app.call(contract.listRequests, { of: 'marketing', promise: end, member: person?.member?.id ?? '' }, rep)
    expect(requests).toHaveLength(person?.tally[end] ?? -1)
  }
  expect(marketing?.answered.find(({ member }) => member?.name === 'The rep')?.tally).toMatchObject({
    delivered: 2,
    rated: 1,
    used: 1,
    open: 1,
  })
})

test('marketing asks sales at the same desk, and nobody asks their own team', async () => {
  await expect(ask({ of: 'sales', kind: 'feedback' })).rejects.toThrow('the other team')
  await expect(ask({ of: 'sales', kind: 'deck' }, marketer)).rejects.toThrow('not asked for this')
  const { id } = await ask({ of: 'sales', kind: 'feedback', title: 'What did they say at the fair?' }, marketer)
  await app.call(contract.promiseRequest, { id, dueOn: '2026-03-06' }, rep)
  await app.call(contract.withdrawRequest, { id, text: 'Solved' }, marketer)
  expect(await read(id)).toMatchObject({ state: 'withdrawn', promise: null })
  await app.call(contract.reopenRequest, { id, text: 'Not solved' }, marketer)
  expect(await read(id)).toMatchObject({ state: 'asked' })
})

test('an idea keeps its author’s credit through the campaign that used it to the money that was won, as the campaigns page counts it', async () => {
  const { id } = await ask({ kind: 'idea', title: 'A webinar on noise' })
  const { rows } = await app.call(readCampaigns, {}, owner)
  const webinar = rows.find(({ campaign }) => campaign === 'Webinar on noise')
  const { eventId } = await app.call(ideas.useIdea, { id, campaignId: webinar?.id ?? '' }, marketer)
  await expect(app.call(ideas.useIdea, { id, campaignId: webinar?.id ?? '' }, marketer)).rejects.toThrow('already')
  const found = await app.call(ideas.listIdeas, {}, rep)
  expect(found.ideas[0]).toMatchObject({
    author: { name: 'The rep' },
    campaigns: [{ name: 'Webinar on noise', by: 'The marketer' }],
    credit: { responses: 3, leads: 3, deals: 2, won: 2000 },
  })
  expect(found.authors).toMatchObject([{ name: 'The rep', ideas: 1, used: 1, won: 2000 }])
  expect(found.ideas[0]?.campaigns?.[0]?.answers).toEqual(
    webinar?.answers.filter(({ name }) => /^(response_count|response_lead_count|campaign_(deals|won)_first)$/.test(name)),
  )
  expect((await app.call(ideas.listIdeas, { campaign: webinar?.id ?? '' }, owner)).ideas).toHaveLength(1)
  await app.call(contract.undoRequest, { id, eventId }, marketer)
  expect((await app.call(ideas.listIdeas, {}, rep)).ideas[0]).toMatchObject({ campaigns: [], credit: null })
})

test('a request can be taken back as long as nothing came after it, and leaves nothing', async () => {
  const { id, eventId } = await ask({ title: 'By mistake' })
  const { eventId: said } = await app.call(contract.sayOnRequest, { id, text: 'Which product?' }, marketer)
  await expect(app.call(contract.undoRequest, { id, eventId }, rep)).rejects.toThrow('Take the later step back first')
  await app.call(contract.undoRequest, { id, eventId: said }, marketer)
  expect(await app.call(contract.undoRequest, { id, eventId }, rep)).toEqual({ gone: true })
  await expect(read(id)).rejects.toThrow('does not exist')
})

test('whoever is erased takes along what was asked and said about their lead; what was promised and kept still counts', async () => {
  const [lead] = await rowsOf(app, "SELECT l.id, l.person_id AS person FROM lead l WHERE l.external_id = 'L2'")
  const { id } = await ask({ title: 'A letter for P2 Q2', text: 'They know p2@c2.example', about: { kind: 'lead', id: String(lead?.id) } })
  await app.call(contract.sayOnRequest, { id, text: 'P2 Q2 called again' }, marketer)
  await app.call(erasePerson, { id: String(lead?.person), confirm: 'erase' }, owner)
  const kept = JSON.stringify(
    await rowsOf(app, `SELECT r.*, s.* FROM request r JOIN request_step s ON s.request_id = r.id WHERE r.id = '${id}'`),
  )
  expect(kept).not.toMatch(/P2 Q2|p2@c2/)
  expect(await read(id, owner)).toMatchObject({ title: 'Erased', state: 'asked', askedBy: { name: 'The rep' } })
})
