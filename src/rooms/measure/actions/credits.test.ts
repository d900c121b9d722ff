import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Duck, DuckRow } from '#platform/analytics/duck'
import { listWorkspaces } from '#platform/store/workspaces'
import { type TestApp, testApp } from '#test/kit/app'
import { imported } from '#test/kit/importing'
import { withFacts } from './follow.ts'

/** Two leads of one company, of whom one became a deal and the other another: only what is known of the lead itself tells which campaign brought which. */
const people = [
  { lead: 'L1', who: 'Ada,Ash,ada@acme.example', campaign: 'K1', deal: 'D1' },
  { lead: 'L2', who: 'Bo,Birk,bo@acme.example', campaign: 'K2', deal: 'D2' },
  { lead: 'L3', who: 'Cy,Cole,cy@acme.example', campaign: 'K1', deal: 'D2' },
]
type Naming = 'deals name leads' | 'leads name deals'
const leadsFile = (naming: Naming, dealOf: (person: (typeof people)[number]) => string) => ({
  name: 'leads.csv',
  lines: [
    `Lead ID,First Name,Last Name,Email,Company,Created Date,Converted${naming === 'leads name deals' ? ',Converted Opportunity ID' : ''}`,
    ...people.map(
      (person) => `${person.lead},${person.who},Acme,2025-02-11,true${naming === 'leads name deals' ? `,${dealOf(person)}` : ''}`,
    ),
  ],
})
const filesOf = (naming: Naming) => [
  { name: 'campaigns.csv', lines: ['Campaign ID,Campaign Name,Actual Cost', 'K1,Trade show,90', 'K2,Webinar,50'] },
  leadsFile(naming, ({ deal }) => deal),
  {
    name: 'members.csv',
    lines: [
      'Campaign Member ID,Campaign ID,Lead ID,Status,Responded,First Responded Date',
      ...people.map(({ lead, campaign }, n) => `M${n},${campaign},${lead},Attended,true,2025-02-10`),
    ],
  },
  {
    name: 'deals.csv',
    lines: [
      `Deal ID,Deal Name,Account Name,Deal Stage,Amount,Create Date,Close Date${naming === 'deals name leads' ? ',Lead ID' : ''}`,
      `D1,One,Acme,Closed Won,1000,2025-04-01,2025-05-01${naming === 'deals name leads' ? ',L1' : ''}`,
      `D2,Two,Acme,Closed Lost,700,2025-04-01,2025-05-01${naming === 'deals name leads' ? ',L2' : ''}`,
    ],
  },
]

let app: TestApp & { close(): Promise<void> }
let other: TestApp & { close(): Promise<void> }
beforeAll(async () => {
  app = await testApp()
  other = await testApp()
}, 60_000)
afterAll(async () => {
  await app?.close()
  await other?.close()
})

const take = async (into: TestApp, files: readonly { readonly name: string; readonly lines: readonly string[] }[]) =>
  expect(
    (
      await imported(
        into,
        files.map(({ name, lines }) => ({ name, text: `${lines.join('\n')}\n` })),
      )
    ).failure,
  ).toBeNull()

const credited = (duck: Duck): Promise<DuckRow[]> =>
  duck.all(
    'SELECT f.ref, c.name, k.how FROM fact_credit k JOIN fact_deal f USING (deal_id) JOIN fact_campaign c USING (campaign_id) ORDER BY ALL',
  )

async function creditsOf(of: TestApp, anew = false): Promise<{ rebuilt: boolean; credits: DuckRow[] }> {
  const { services } = of.served.app
  const [workspace] = await services.database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  if (anew) await services.warehouse.forget(workspace.id)
  return await withFacts(services, workspace, async (duck, { rebuilt }) => ({ rebuilt, credits: await credited(duck) }))
}

const [d1ByShow, d2ByWebinar, d2ByShow] = [
  { ref: 'D1', name: 'Trade show', how: 'lead' },
  { ref: 'D2', name: 'Webinar', how: 'lead' },
  { ref: 'D2', name: 'Trade show', how: 'lead' },
]

test('a campaign is credited with the deal of its lead, whether deals name their leads or leads name their deals', async () => {
  await take(other, filesOf('deals name leads'))
  expect((await creditsOf(other)).credits).toEqual([d1ByShow, d2ByWebinar])
  await take(app, filesOf('leads name deals'))
  // Every lead that names the deal counts; a deal can name one only.
  expect((await creditsOf(app)).credits).toEqual([d1ByShow, d2ByShow, d2ByWebinar])
})

test('a lead that names another deal takes its campaign along, without making all facts anew', async () => {
  await take(app, [leadsFile('leads name deals', ({ lead }) => (lead === 'L2' ? 'D1' : lead === 'L3' ? 'D2' : 'D1'))])
  const moved = [d1ByShow, { ...d2ByWebinar, ref: 'D1' }, d2ByShow]
  expect(await creditsOf(app)).toEqual({ rebuilt: false, credits: moved })
  expect(await creditsOf(app, true)).toEqual({ rebuilt: true, credits: moved })
})
