import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Instant, instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { inReading, inWriting } from '#platform/action/work'
import { newId } from '#platform/ids'
import { recordMade } from '#platform/list/making'
import { listWorkspaces } from '#platform/store/workspaces'
import { addTerritory } from '#rooms/accounts/contract/territories'
import { accounts, people } from '#rooms/accounts/tables'
import { factList } from '#rooms/agreement/actions/facts'
import { draftContract, emptyDocument, proposeContract, readContract, signContract } from '#rooms/agreement/contract'
import { postResponses } from '#rooms/capture/contract/responses'
import { activities } from '#rooms/leads/tables'
import { campaigns, touches } from '#rooms/programs/tables'
import { type TestApp, testApp } from '#test/kit/app'
import { imported } from '#test/kit/importing'
import { rowsOf } from '#test/kit/records'
import { lastOfPast } from '../store/past-facts.ts'
import { withPast } from './history-test.ts'

const moment = '2026-03-02T10:00:00.000Z' as Instant
/** What is true of Ada at that moment; instants as days where a rule asks for them. */
const truth = {
  ...{ source: 'Fair', title: 'Head of IT', emailDomain: 'acme.example', phone: true, origin: 'Web', industry: 'Energy' },
  ...{ country: 'Germany', company: 'Acme', employees: 120, revenue: '1000000.5000', city: 'Bonn', accountType: 'Customer' },
  ...{ openDeals: 1, wonDeals: 1, earlierLeads: 1, responses: 5, responses30: 3, lastResponse: moment, touches90: 3, lastTouch: moment },
  ...{ meetings90: 1, calls90: 1, emails90: 1, visits90: 1, lastActivity: '2026-02-20T08:00:00.000Z', responded: moment },
  ...{ territory: 'North', 'custom:Size': '7', 'custom:Segment': 'B', 'custom:Tier': 'A' },
} as const
const keys = Object.keys(truth)

const clock = { at: moment as string, now: () => instant(new Date(clock.at)) }
let app: TestApp & { close(): Promise<void> }
beforeAll(async () => {
  clock.at = '2026-02-20T10:00:00.000Z'
  app = await testApp({}, clock)
  const files = [
    {
      name: 'leads.csv',
      text: 'Lead ID,First Name,Last Name,Email,Company,Title,Lead Source,Created Date,Converted\nL0,Ada,Ash,ada@acme.example,Acme,Head of IT,Web,2025-06-01,false\n',
    },
    {
      name: 'deals.csv',
      text: [
        'Deal ID,Deal Name,Account Name,Deal Stage,Amount,Create Date,Close Date',
        'D1,One,Acme,Proposal,1000,2025-12-01,',
        'D2,Two,Acme,Closed Won,2000,2025-08-01,2025-09-01',
        'D3,Three,Acme,Closed Lost,2000,2025-08-01,2025-09-01\n',
      ].join('\n'),
    },
  ]
  expect((await imported(app, files)).failure).toBeNull()
  await written(history)
  const within = { combinator: 'and' as const, rules: [{ field: 'country', operator: '=' as const, value: 'Germany' }] }
  await app.call(addTerritory, { name: 'North', rule: within, owners: { members: [], teams: [] } })
}, 60_000)
afterAll(() => app?.close())

async function setting() {
  const { services } = app.served.app
  const [workspace] = await services.database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  return { services, workspace, actor: { kind: 'system', id: null, name: 'Test' } as const }
}

async function written(write: (ctx: Ctx) => Promise<void>): Promise<void> {
  await inWriting(await setting(), async (ctx) => {
    await write(ctx)
    ctx.tell(recordMade, { list: 'lead', name: 'History', along: 0 })
  })
}

const idsOf = async (ctx: Ctx) => {
  const [row] = await ctx.tx.query<{ person: string; account: string; lead: string }>(
    "SELECT p.id AS person, p.account_id AS account, l.id AS lead FROM person p JOIN lead l ON l.person_id = p.id AND l.external_id = 'L0'",
  )
  if (!row) throw new Error('Ada is not there.')
  return row as never as { person: never; account: never; lead: never }
}

async function history(ctx: Ctx): Promise<void> {
  const { person, account, lead } = await idsOf(ctx)
  const about = { industry: 'Energy', country: 'Germany', employees: 120, revenue: '1000000.5', city: 'Bonn', type: 'Customer' }
  await ctx.ledger.update(accounts, [{ id: account, ...about, custom: { Tier: 'A' } }])
  await ctx.ledger.update(people, [{ id: person, custom: { Segment: 'B', Size: '3' } }])
  const made = ['Webinar', 'Trade show', 'Old letter', 'Expo'].map((name) => ({
    ...{ id: newId<'campaign'>(ctx.now), externalId: null, name, nameKey: name.toLowerCase(), custom: {} },
  }))
  await ctx.ledger.insert(campaigns, made)
  const touch = (n: number, more: object) => ({
    ...{ id: newId<'touch'>(ctx.now), campaignId: made[n]?.id as never, personId: person, responded: false, refs: {}, custom: {} },
    ...more,
  })
  await ctx.ledger.insert(touches, [
    touch(0, { at: '2026-02-01T09:00:00Z' }),
    touch(1, { at: '2026-01-10T09:00:00Z', responded: true, firstRespondedAt: '2026-01-20T09:00:00Z' }),
    touch(2, { at: '2025-10-01T09:00:00Z' }),
  ])
  await ctx.ledger.insert(activities, [
    did(ctx, 'meeting', '2026-02-10T08:00:00Z', { personId: person }),
    did(ctx, 'meeting', '2026-04-10T08:00:00Z', { personId: person }),
    did(ctx, 'call', '2026-02-11T08:00:00Z', { personId: person }),
    did(ctx, 'call', '2025-10-11T08:00:00Z', { personId: person }),
    did(ctx, 'email', '2026-02-12T08:00:00Z', { leadId: lead }),
    did(ctx, 'visit', '2026-02-20T08:00:00Z', { personId: person }),
  ])
}

const did = (ctx: Ctx, kind: 'meeting' | 'call' | 'email' | 'visit', at: string, whose: object) => ({
  ...{ id: newId<'activity'>(ctx.now), externalId: `test ${kind} ${at}`, kind, at: instant(new Date(at)), refs: {}, custom: {} },
  ...whose,
})

/** A criterion for each fact, that holds when it is what is true; all of them make a lead. */
const document = {
  ...emptyDocument,
  criteria: keys.map((field, place) => {
    const value = truth[field as keyof typeof truth]
    const said = typeof value === 'boolean' ? value : /^\d{4}-.*Z$/.test(String(value)) ? String(value).slice(0, 10) : String(value)
    const rule = { combinator: 'and' as const, rules: [{ field, operator: '=' as const, value: said }] }
    return { key: `c${place}`, name: field, kind: 'fit' as const, rule, points: 1, fade: null }
  }),
  threshold: keys.length,
}

async function agreed(): Promise<void> {
  const { id } = await app.call(draftContract, { document, reason: 'The first' })
  await app.call(proposeContract, { id, from: clock.at.slice(0, 10) as never })
  const seal = (await app.call(readContract, {})).open?.seal ?? ''
  await app.call(signContract, { id, side: 'sales', seal })
  await app.call(signContract, { id, side: 'marketing', seal, elsewhere: { name: 'Kim Berg', how: 'on paper' } })
}

const post = async (responses: object[]) => (await app.call(postResponses, { responses } as never)).outcomes

async function pastOf(leadId: string) {
  const at = await setting()
  const list = await inReading(at, ({ tx }) => factList(tx))
  return await withPast(at, async (duck) => {
    const row = (await lastOfPast(duck, list, keys, 100)).find(({ id }) => id === leadId)
    return row && Object.fromEntries(keys.map((key) => [key, row.facts(key)]))
  })
}

test('facts that intake judges somebody by are, key by key, what history says of that moment, then and later', async () => {
  const email = 'ada@acme.example'
  // So that the fields are known when the contract asks for them.
  await post([{ email: 'someone@else.example', custom: { Size: 1 } }])
  await agreed()
  expect(await post([{ email, at: '2026-01-05T10:00:00Z' }])).toMatchObject([{ decision: 'contact' }])
  clock.at = '2026-02-25T10:00:00.000Z'
  expect(await post([{ email, campaign: 'Webinar' }])).toMatchObject([{ decision: 'contact' }])
  clock.at = moment
  const [outcome] = await post([
    { email, campaign: 'Expo', source: 'Fair', phone: '+49 30 901820', custom: { Size: 7 } },
    { email, at: '2026-02-28T10:00:00Z' },
  ])
  if (outcome?.state !== 'taken') throw new Error(JSON.stringify(outcome))
  expect(outcome.lines.filter(({ held }) => !held).map(({ name }) => name)).toEqual([])
  expect(outcome).toMatchObject({ decision: 'lead', score: keys.length })
  expect(await pastOf(outcome.leadId ?? '')).toEqual(truth)
  expect(await rowsOf(app, "SELECT count(*) AS n FROM touch WHERE refs ->> 'response' IS NOT NULL")).toEqual([{ n: 2 }])

  clock.at = '2026-03-02T12:00:00.000Z'
  expect(await post([{ email, campaign: 'Trade show', message: 'Again' }])).toMatchObject([{ decision: 'joined', leadId: outcome.leadId }])
  await written(async (ctx) => {
    const { person } = await idsOf(ctx)
    await ctx.ledger.insert(activities, [did(ctx, 'call', '2026-03-02T11:00:00Z', { personId: person })])
  })
  expect(await pastOf(outcome.leadId ?? '')).toEqual(truth)
})
