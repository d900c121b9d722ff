import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Id } from '#kernel/id'
import { allRights } from '#kernel/rights'
import { instant } from '#kernel/time'
import { setRights } from '#platform/access/contract'
import { addTerritory } from '#rooms/accounts/contract/territories'
import { acceptLead, convertLead, logActivity, rejectLead, returnLead } from '#rooms/leads/contract'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { agree, agreedDocument, handedOver } from '#test/kit/hand-over'
import { imported } from '#test/kit/importing'
import { bring, ownerOf } from '#test/kit/people'
import { rowsOf } from '#test/kit/records'
import { type KeptOutcome, listCommitments, type PromiseKind, readCommitments } from '../contract/commitments.ts'
import { readTerritoryLoad } from '../contract/territory-load.ts'

const clock = { at: Date.parse('2026-02-02T10:00:00Z'), now: () => instant(new Date(clock.at)) }
let app: TestApp & { close(): Promise<void> }
let owner: Visitor
let ann: Visitor
let sides: { marketing: Visitor; sales: Visitor }
const first = { ...agreedDocument, marketing: { leadsAMonth: 2, acceptedShare: 0.5, pipelineShare: 0.4 } }
beforeAll(async () => {
  app = await testApp({}, clock)
  const files = [
    { name: 'users.csv', text: 'User ID,Full Name,Team\nU1,The ann,Field\nU2,The ben,Inside\n' },
    { name: 'accounts.csv', text: 'Account ID,Account Name,Billing Country\nA1,Acme,Germany\nA2,Beta,France\n' },
    {
      name: 'contacts.csv',
      text: 'Contact ID,First Name,Last Name,Email,Account ID\nC1,Ada,North,ada@acme.example,A1\nC2,Bo,South,bo@beta.example,A2\n',
    },
    {
      name: 'deals.csv',
      text: `${[
        'Deal ID,Deal Name,Account ID,Stage,Amount,Create Date',
        'D1,One,A2,Proposal,600,2026-02-10',
        'D2,Two,A1,Proposal,400,2026-02-20',
        'D3,Three,A1,Proposal,900,2026-02-01',
        'D4,Four,A2,Proposal,500,2026-03-03',
      ].join('\n')}\n`,
    },
  ]
  expect((await imported(app, files)).failure).toBeNull()
  owner = await ownerOf(app)
  sides = { marketing: await bring(app, owner, 'marketing'), sales: await bring(app, owner, 'sales', 'ann') }
  ann = sides.sales
  await agree(app, sides, first)
}, 60_000)
afterAll(() => app?.close())

/** It is then, and the clocks of all leads were looked at. */
const go = async (to: string) => {
  clock.at = Date.parse(to)
  app.served.app.services.nudge()
  const done = async () => (await rowsOf(app, `SELECT count(*)::int AS n FROM lead WHERE next_at <= '${clock.now()}'`))[0]?.n
  await expect.poll(done, { timeout: 10_000 }).toBe(0)
}
const versionOf = async (id: Id<'lead'>) => (await rowsOf(app, `SELECT touched_by FROM lead WHERE id = '${id}'`))[0]?.touched_by as string
const personOf = async (name: string) => (await rowsOf(app, `SELECT id FROM person WHERE full_name = '${name}'`))[0]?.id as Id<'person'>
const countsOf = (kept: readonly { promise: PromiseKind; counts: Record<'made' | KeptOutcome, number> }[], promise: PromiseKind) => {
  const { made, kept: done, late, missed, early } = kept.find((one) => one.promise === promise)?.counts ?? ({} as never)
  return [made, done, late, missed, early]
}

test('what was promised and kept follows what is done, by the version that held then, with counts by team and the leads behind each', async () => {
  expect(await app.call(readCommitments, { months: 3 }, owner)).toMatchObject({
    pieces: [{ month: '2026-02', version: 1, running: true }],
    teams: [],
  })
  const ada = await handedOver(app, { name: 'Ada North', owner: 'The ann', personId: await personOf('Ada North') })
  const bo = await handedOver(app, { name: 'Bo South', owner: 'The ben', personId: await personOf('Bo South') })
  const cy = await handedOver(app, { name: 'Cy West' })
  const before = await app.call(readCommitments, { months: 1 }, owner)
  expect(countsOf(before.whole, 'accept')).toEqual([3, 0, 0, 0, 3])
  await go('2026-02-02T11:00:00Z')
  await app.call(acceptLead, { id: ada.id, version: await versionOf(ada.id) }, ann)
  await app.call(logActivity, { id: ada.id, kind: 'call', outcome: 'not reached' }, ann)
  await go('2026-02-02T16:00:00Z')
  await app.call(rejectLead, { id: cy.id, version: await versionOf(cy.id), reason: 'student' }, ann)
  await go('2026-02-03T10:00:00Z')
  await app.call(returnLead, { id: ada.id, version: await versionOf(ada.id) }, ann)
  const found = await app.call(readCommitments, { months: 1 }, owner)
  // Ada in time; Cy was sent back late; nobody answered Bo.
  expect(countsOf(found.whole, 'accept')).toEqual([3, 1, 1, 1, 0])
  // Cy was closed before the first contact was due.
  expect(countsOf(found.whole, 'contact')).toEqual([2, 1, 0, 1, 0])
  // Ada went back after one try of two, and Bo is still open.
  expect(countsOf(found.whole, 'tries')).toEqual([2, 0, 0, 1, 1])
  expect(countsOf(found.whole, 'accepted')).toEqual([3, 1, 0, 1, 1])
  expect(found.pieces).toHaveLength(1)
  expect(found.pieces[0]?.promises.map(({ promise, promised, verdict }) => [promise, promised, verdict])).toEqual([
    ['leads', expect.closeTo(2 * (found.pieces[0]?.part ?? 0), 2), 'kept'],
    ['accepted', 0.5, 'early'],
    ['pipeline', 0.4, 'early'],
    ['accept', 4, 'each'],
    ['contact', 8, 'each'],
    ['tries', 2, 'each'],
  ])
  expect(found.teams.map(({ name, kept }) => [name, countsOf(kept, 'accept')])).toEqual([
    ['Field', [1, 1, 0, 0, 0]],
    ['Inside', [1, 0, 0, 1, 0]],
    [null, [1, 0, 1, 0, 0]],
  ])
  const behind = await app.call(listCommitments, { promise: 'accept', outcome: 'missed', by: 'team', name: 'Inside' }, owner)
  expect(behind).toMatchObject({
    total: 1,
    rows: [{ lead: bo.id, name: 'Bo South', account: 'Beta', owner: 'The ben', keptAt: null, dueAt: bo.acceptBy }],
  })
  expect((await app.call(listCommitments, { promise: 'accept', by: 'team' }, owner)).rows.map(({ lead }) => lead)).toEqual([cy.id])
})

test('a month in which the contract changed is told in two, each by its own promise; deals count for the month of their day, in the territory of their account', async () => {
  const rule = { combinator: 'and', rules: [{ field: 'country', operator: '=', value: 'Germany' }] } as never
  await app.call(addTerritory, { name: 'Home', rule }, owner)
  await go('2026-02-09T09:00:00Z')
  const dee = await handedOver(app, { name: 'Dee East', owner: 'The ann' })
  await app.call(acceptLead, { id: dee.id, version: await versionOf(dee.id) }, ann)
  const [deal] = await rowsOf(app, "SELECT id FROM deal WHERE name = 'One'")
  await app.call(convertLead, { id: dee.id, version: await versionOf(dee.id), deal: { id: deal?.id as Id<'deal'> } }, ann)
  await go('2026-02-16T12:00:00Z')
  await agree(app, sides, { ...first, marketing: { leadsAMonth: 4, acceptedShare: null, pipelineShare: 0.9 } })
  await go('2026-03-05T12:00:00Z')
  const found = await app.call(readCommitments, { months: 2 }, owner)
  const pieces = found.pieces.map(({ month, version, running, part, promises }) => {
    const pipeline = promises.find(({ promise }) => promise === 'pipeline')
    return [month, version, running, part, pipeline?.promised, pipeline?.money?.supplied, pipeline?.money?.all]
  })
  const second = found.pieces[1]?.part ?? 0
  expect(pieces).toEqual([
    ['2026-03', 2, true, 1, 0.9, 0, 500],
    // One was opened on the first day, before any contract held.
    ['2026-02', 2, false, second, 0.9, 0, 400],
    ['2026-02', 1, false, expect.any(Number), 0.4, 600, 600],
  ])
  const leads = found.pieces.map(({ promises }) => promises.find(({ promise }) => promise === 'leads'))
  expect(leads.map((one) => [one?.counts.made, one?.verdict])).toEqual([
    [0, 'early'],
    [0, 'missed'],
    [4, 'kept'],
  ])
  expect(leads[1]?.promised).toBeCloseTo(4 * second, 2)
  const pipeline = ({ kept }: (typeof found.territories)[number]) => kept.find(({ promise }) => promise === 'pipeline')?.money
  expect(found.territories.map((one) => [one.name, pipeline(one)?.supplied, pipeline(one)?.all, countsOf(one.kept, 'leads')[0]])).toEqual([
    ['Home', 0, 400, 1],
    [null, 600, 1100, 3],
  ])
  const supplied = { promise: 'pipeline', outcome: 'kept', version: 1 } as const
  expect(await app.call(listCommitments, supplied, owner)).toMatchObject({
    total: 1,
    rows: [{ name: 'One', amount: 600, on: '2026-02-10', lead: null }],
  })
  const march = { promise: 'pipeline', month: '2026-03' } as const
  expect(await app.call(listCommitments, march, owner)).toMatchObject({ total: 1, rows: [{ name: 'Four', outcome: 'missed' }] })
})

test('each territory and owner has its accounts with deals, money, leads, people in nurture and white accounts; what changes is seen at once', async () => {
  const { territories, owners, without } = await app.call(readTerritoryLoad, {}, owner)
  const [home, none] = territories
  // Ada went back to nurture; Two and Three are open with Acme.
  expect(home).toMatchObject({
    name: 'Home',
    accounts: 1,
    working: 1,
    openDeals: 2,
    openMoney: 1300,
    recentLeads: 1,
    openLeads: 0,
    nurtured: 1,
    white: 0,
  })
  expect(none).toMatchObject({
    name: null,
    id: null,
    accounts: 1,
    working: 1,
    openDeals: 2,
    openMoney: 1100,
    recentLeads: 1,
    openLeads: 1,
    white: 0,
  })
  expect(owners.map(({ name, territory, openDeals }) => [name, territory, openDeals])).toEqual([
    [null, 'Home', 2],
    [null, null, 2],
  ])
  // Cy and Dee came without a company.
  expect(without).toMatchObject({ openDeals: 0, recentLeads: 2, openLeads: 0 })
  const rule = { combinator: 'and', rules: [{ field: 'country', operator: '=', value: 'France' }] } as never
  await app.call(addTerritory, { name: 'West', rule, owners: { teams: ['Field'], members: [] } }, owner)
  await app.call(addTerritory, { name: 'Empty', rule }, owner)
  const after = await app.call(readTerritoryLoad, {}, owner)
  expect(after.territories.map(({ name, owners: whose, accounts, openMoney }) => [name, whose, accounts, openMoney])).toEqual([
    ['Home', [], 1, 1300],
    ['West', ['Field'], 1, 1100],
    ['Empty', [], 0, 0],
  ])
})

test('who may not see the owner of an account is not told what lies with each; who may not see that of a lead, nothing of promises', async () => {
  await app.call(setRights, { role: 'sales', ...allRights, hidden: ['account.owner'] }, owner)
  await expect(app.call(readTerritoryLoad, {}, ann)).rejects.toThrow('403')
  expect((await app.call(readCommitments, {}, ann)).pieces).toHaveLength(3)
  await app.call(setRights, { role: 'sales', ...allRights, hidden: ['lead.owner'] }, owner)
  await expect(app.call(readCommitments, {}, ann)).rejects.toThrow('403')
  await expect(app.call(listCommitments, { promise: 'accept' }, ann)).rejects.toThrow('403')
})
