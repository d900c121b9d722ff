import { afterAll, beforeAll, expect, test } from 'vitest'
import { postResponses } from '#rooms/capture/contract/responses'
import { readCampaigns } from '#rooms/measure/contract'
import { type TestApp, testApp } from '#test/kit/app'
import { agree, agreedDocument } from '#test/kit/hand-over'
import { imported } from '#test/kit/importing'
import { bring, ownerOf } from '#test/kit/people'
import { type Goal, listCampaignPeople, readCampaign, setCampaignGoal, undoCampaignGoal } from '../contract/campaign-goals.ts'

/** Sixty people were invited to a webinar of the past and forty to one of the future; every second of the past one attended, and every fourth of those was won. */
const leads = Array.from({ length: 100 }, (_, n) => ({
  n,
  of: n < 60 ? 'C1' : 'C2',
  attended: n < 60 && n % 2 === 0,
  won: n < 60 && n % 8 === 0,
}))
const files = [
  {
    name: 'campaigns.csv',
    text: [
      'Campaign ID,Campaign Name,Type,Status,Start Date,End Date,Actual Cost',
      'C1,Webinar May,Webinar,Completed,2025-05-01,2025-05-02,6000',
      'C2,Webinar Next,Webinar,Planned,2099-05-01,2099-05-02,',
    ].join('\n'),
  },
  {
    name: 'leads.csv',
    text: [
      'Lead ID,First Name,Last Name,Email,Company,Created Date,Converted',
      ...leads.map(({ n }) => `L${n},P${n},Q${n},p${n}@c${n}.example,Company ${n},2025-05-03,false`),
    ].join('\n'),
  },
  {
    name: 'campaign_members.csv',
    text: [
      'Campaign Member ID,Campaign ID,Lead ID,Status,Responded,First Responded Date',
      ...leads.map(
        ({ n, of, attended }) => `M${n},${of},L${n},${attended ? 'Attended' : 'Sent'},${attended},${attended ? '2025-05-01' : ''}`,
      ),
    ].join('\n'),
  },
  {
    name: 'deals.csv',
    text: [
      'Deal ID,Deal Name,Account Name,Deal Stage,Amount,Create Date,Close Date,Lead ID',
      ...leads.filter(({ won }) => won).map(({ n }) => `D${n},Deal ${n},Company ${n},Closed Won,1000,2025-06-01,2025-07-01,L${n}`),
    ].join('\n'),
  },
].map(({ name, text }) => ({ name, text: `${text}\n` }))

let app: TestApp & { close(): Promise<void> }
const ids: Record<string, never> = {}
beforeAll(async () => {
  app = await testApp()
  expect((await imported(app, files)).failure).toBeNull()
  for (const { campaign, id } of (await app.call(readCampaigns, {})).rows) ids[campaign ?? ''] = id as never
}, 60_000)
afterAll(() => app?.close())

const attended: Goal = { conversion: { is: 'said', words: ['attended'] }, of: 'reached', target: 0.35 }

test('a campaign has its own definition of conversion and a target, and tells whom it reached, what became of them and what each cost', async () => {
  const id = ids['Webinar May'] as never
  expect(await app.call(readCampaign, { id })).toMatchObject({ begun: true, goal: null, rate: null, verdict: null })
  await app.call(setCampaignGoal, { id, number: 0, ...attended })
  const found = await app.call(readCampaign, { id })
  expect(found.goal).toMatchObject({ ...attended, number: 1, late: true, reason: null })
  expect(found.counts).toEqual({ reached: 60, responded: 30, converted: 30, leads: 60, won: 8 })
  expect(found.rate).toMatchObject({ hits: 30, n: 60, value: 0.5, enough: true })
  expect(found.verdict).toBe('above')
  expect(found.cost).toMatchObject({ amount: 6000, from: 'actual' })
  expect(found.became).toEqual([
    { ending: 'lead', reason: null, people: 52 },
    { ending: 'won', reason: null, people: 8 },
  ])
  expect(found.choices.words).toContain('Attended')
  const { people } = await app.call(listCampaignPeople, { id, limit: 9 })
  expect(people.map(({ ending, converted }) => [ending, converted]).slice(7)).toEqual([
    ['won', true],
    ['lead', expect.any(Boolean)],
  ])
  expect((await app.call(listCampaignPeople, { id, ending: 'silent' })).people).toEqual([])
})

test('once it has begun, a target changes only with a reason, which is kept and shown; who saw an older one is refused', async () => {
  const id = ids['Webinar May'] as never
  await expect(app.call(setCampaignGoal, { id, number: 1, ...attended, target: 0.5 })).rejects.toThrow('its target is locked')
  await expect(app.call(setCampaignGoal, { id, number: 0, ...attended, reason: 'The venue changed' })).rejects.toThrow(
    'after you opened it',
  )
  const { eventId } = await app.call(setCampaignGoal, { id, number: 1, ...attended, target: 0.5, reason: 'The venue changed' })
  const changed = await app.call(readCampaign, { id })
  expect(changed.verdict).toBe('open')
  expect(changed.history.map(({ target, reason, late }) => [target, reason, late])).toEqual([
    [0.5, 'The venue changed', true],
    [0.35, null, true],
  ])
  await app.call(undoCampaignGoal, { eventId })
  expect((await app.call(readCampaign, { id })).goal?.target).toBe(0.35)
  await expect(app.call(undoCampaignGoal, { eventId })).rejects.toThrow()
})

test('before its start a target is free; past campaigns of the type stand beside it by the same definition', async () => {
  const id = ids['Webinar Next'] as never
  await app.call(setCampaignGoal, { id, number: 0, ...attended, target: 0.2 })
  const { eventId } = await app.call(setCampaignGoal, { id, number: 1, conversion: { is: 'won' }, of: 'reached', target: 0.1 })
  const found = await app.call(readCampaign, { id })
  expect(found).toMatchObject({ begun: false, verdict: 'below', goal: { late: false, number: 2 }, cost: null })
  expect(found.past.map(({ name, rate }) => [name, rate.hits, rate.n])).toEqual([['Webinar May', 8, 60]])
  expect(found.pastRate).toMatchObject({ hits: 8, n: 60 })
  await app.call(undoCampaignGoal, { eventId })
  expect((await app.call(readCampaign, { id })).goal?.target).toBe(0.2)
})

test('who responded here to a campaign and became a lead is its lead in the numbers too, and counts as not converted until they do', async () => {
  const boss = await ownerOf(app)
  await agree(
    app,
    { marketing: await bring(app, boss, 'marketing'), sales: await bring(app, boss, 'sales') },
    { ...agreedDocument, threshold: 0 },
  )
  const answerOf = async (which: string) => {
    const row = (await app.call(readCampaigns, {}, boss)).rows.find(({ campaign }) => campaign === 'Webinar Next')
    return row?.answers.find(({ name }) => name === which)
  }
  const leadsOf = async () => (await answerOf('response_lead_count'))?.value ?? 0
  const before = await leadsOf()
  const post = { email: 'new.one@fresh.example', fullName: 'New One', company: 'Fresh', campaign: 'C2', source: 'Webinar' }
  expect((await app.call(postResponses, post, boss)).outcomes).toMatchObject([{ state: 'taken', decision: 'lead' }])
  await expect.poll(leadsOf, { timeout: 15_000, interval: 300 }).toBe(before + 1)
  expect(await answerOf('response_conversion')).toMatchObject({ n: 1, value: 0 })
})
