import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Duck, DuckRow } from '#platform/analytics/duck'
import { listWorkspaces } from '#platform/store/workspaces'
import { accountMerging, personMerging } from '#rooms/accounts/contract/merge'
import { type TestApp, testApp } from '#test/kit/app'
import { imported } from '#test/kit/importing'
import { rowsOf } from '#test/kit/records'
import { withPast } from './history-test.ts'

/** Ada and her company stand twice in these files, under two names, ids and addresses each. */
const files = [
  {
    name: 'accounts.csv',
    lines: [
      'Account ID,Account Name,Industry,Billing Country,Employees,Account Owner',
      'A1,Acme GmbH,Energy,Germany,120,Cleo',
      'A2,Acme Holding,,Germany,,Cleo',
      'A3,Birk,Retail,Austria,9,Dana',
    ],
  },
  {
    name: 'contacts.csv',
    lines: [
      'Contact ID,First Name,Last Name,Email,Phone,Title,Account ID,Account Name,Lead Source,Created Date',
      'C1,Ada,Ash,ada@acme.example,+49 30 901820,Head of IT,A1,Acme GmbH,Fair,2025-01-01',
      'C2,Ada,Ash,a.ash@holding.example,,,A2,Acme Holding,,',
      'C3,Bo,Birk,bo@birk.example,,Buyer,A3,Birk,Web,2025-01-01',
    ],
  },
  {
    name: 'leads.csv',
    lines: [
      'Lead ID,First Name,Last Name,Email,Company,Lead Source,Created Date,Converted,Converted Date',
      'L1,Ada,Ash,ada@acme.example,Acme GmbH,Fair,2025-03-01,true,2025-04-01',
      'L2,Ada,Ash,a.ash@holding.example,Acme Holding,Fair,2025-06-01,true,2025-07-01',
      'L3,Bo,Birk,bo@birk.example,Birk,Web,2025-06-01,false,',
    ],
  },
  {
    name: 'deals.csv',
    lines: [
      'Deal ID,Deal Name,Account ID,Account Name,Deal Stage,Amount,Create Date,Close Date,Contact ID',
      'D1,One,A1,Acme GmbH,Closed Won,1000,2025-04-01,2025-05-01,C1',
      'D2,Two,A2,Acme Holding,Proposal,2500,2025-08-01,,C2',
      'D3,Three,A2,Acme Holding,Closed Lost,700,2025-02-01,2025-03-01,C2',
      'D4,Four,A3,Birk,Proposal,50,2025-08-01,,C3',
    ],
  },
  { name: 'campaigns.csv', lines: ['Campaign ID,Campaign Name,Budgeted Cost,Actual Cost', 'K1,Trade show,100,90', 'K2,Webinar,50,50'] },
  {
    name: 'members.csv',
    lines: [
      'CampaignId,ContactId,Email,Status,HasResponded,FirstRespondedDate,CreatedDate',
      'K1,C1,ada@acme.example,Attended,1,2025-02-10,2025-02-01',
      'K2,C2,a.ash@holding.example,Attended,1,2025-05-20,2025-05-10',
      'K2,C3,bo@birk.example,Sent,0,,2025-05-10',
    ],
  },
]
const asOne = (text: string) =>
  text.replaceAll('Acme Holding', 'Acme GmbH').replaceAll('A2,', 'A1,').replaceAll('C2', 'C1').replaceAll('a.ash@holding', 'ada@acme')

let apart: TestApp & { close(): Promise<void> }
let whole: TestApp & { close(): Promise<void> }
beforeAll(async () => {
  apart = await testApp()
  whole = await testApp()
  const text = (lines: readonly string[]) => `${lines.join('\n')}\n`
  for (const { name, lines } of files) expect((await imported(apart, [{ name, text: text(lines) }])).failure).toBeNull()
  for (const { name, lines } of files) {
    const own = lines
      .map(asOne)
      .filter((line, place, all) => !/^[AC]1,/.test(line) || all.findIndex((other) => other.startsWith(line.slice(0, 3))) === place)
    expect((await imported(whole, [{ name, text: text(own) }])).failure).toBeNull()
  }
}, 60_000)
afterAll(async () => {
  await apart?.close()
  await whole?.close()
})

/** All that facts say, and what is judged by, without the numbers and ids that rows have only here. */
async function everythingOf(duck: Duck): Promise<Record<string, DuckRow[]>> {
  const account = (key: string) => `(SELECT a.name FROM fact_account a WHERE a.account_key = ${key}) AS account_name`
  const campaign = (key: string) => `(SELECT c.name FROM fact_campaign c WHERE c.campaign_key = ${key}) AS campaign_name`
  return {
    deals: await duck.all('SELECT * EXCLUDE (deal_id, record_id) FROM fact_deal ORDER BY ref'),
    leads: await duck.all('SELECT * EXCLUDE (lead_id, record_id) FROM fact_lead ORDER BY ref'),
    campaigns: await duck.all('SELECT * EXCLUDE (campaign_id, record_id, campaign_key) FROM fact_campaign ORDER BY ref'),
    touches: await duck.all(
      `SELECT * EXCLUDE (touch_id, record_id, campaign_key, account_key, ref), ${account('t.account_key')}, ${campaign('t.campaign_key')} FROM fact_touch t ORDER BY ALL`,
    ),
    accounts: await duck.all('SELECT * EXCLUDE (account_id, record_id, account_key) FROM fact_account ORDER BY ALL'),
    links: await duck.all(
      `SELECT coalesce(f.ref, l.ref) AS ref, k.* EXCLUDE (id, account_key), ${account('k.account_key')} FROM fact_link k
       LEFT JOIN fact_deal f ON k.subject = 'deal' AND f.deal_id = k.id LEFT JOIN fact_lead l ON k.subject = 'lead' AND l.lead_id = k.id ORDER BY ALL`,
    ),
    credits: await duck.all(
      'SELECT f.ref, c.label, k.how, k.first, k.last FROM fact_credit k LEFT JOIN fact_deal f USING (deal_id) LEFT JOIN fact_campaign c USING (campaign_id) ORDER BY ALL',
    ),
    past: await duck.all('SELECT l.ref, p.* EXCLUDE (record_id) FROM past p JOIN fact_lead l USING (record_id) ORDER BY l.ref'),
    cuts: await duck.all('SELECT subject, origin, field, custom, key, buckets FROM cut ORDER BY ALL'),
    values: await duck.all('SELECT * FROM cut_value ORDER BY ALL'),
  }
}

async function factsOf(app: TestApp): Promise<Record<string, DuckRow[]>> {
  const { services } = app.served.app
  const [workspace] = await services.database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  return await withPast({ services, workspace }, everythingOf)
}

const idOf = async (table: string, externalId: string) =>
  String((await rowsOf(apart, `SELECT id FROM ${table} WHERE external_id = '${externalId}'`))[0]?.id)

test('after merging the facts are those of a workspace in which they were one from the beginning, and after un-merging those that were', async () => {
  const before = await factsOf(apart)
  const one = await factsOf(whole)
  expect(before).not.toEqual(one)
  expect(Object.keys(one).filter((table) => one[table]?.length === 0)).toEqual([])
  const [a1, a2, c1, c2] = [
    await idOf('account', 'A1'),
    await idOf('account', 'A2'),
    await idOf('person', 'C1'),
    await idOf('person', 'C2'),
  ]
  await apart.call(accountMerging.merge, { keep: a1, gone: [a2], choices: { name: a1 } })
  await apart.call(personMerging.merge, { keep: c1, gone: [c2], choices: { email: c1, account: c1 } })
  const followed = await factsOf(apart)
  expect(followed).toEqual(one)
  // Also when they are made from nothing.
  const { services } = apart.served.app
  const [workspace] = await services.database.inPublic(listWorkspaces)
  await services.warehouse.forget(workspace?.id as never)
  expect(await factsOf(apart)).toEqual(one)

  expect((await apart.call(accountMerging.undo, { which: { id: a2 } })).undone).toBe(true)
  expect((await apart.call(personMerging.undo, { which: { id: c2 } })).undone).toBe(true)
  expect(await factsOf(apart)).toEqual(before)
})
