import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Id } from '#kernel/id'
import { setRights } from '#platform/access/contract'
import { listWorkspaces } from '#platform/store/workspaces'
import { accountMaking, personMaking } from '#rooms/accounts/contract'
import { noteConsent } from '#rooms/accounts/contract/consents'
import { postResponses } from '#rooms/capture/contract/responses'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { bring, ownerOf } from '#test/kit/people'
import { type ContactProblem, listContactQuality, readContactQuality } from '../contract/contact-quality.ts'

let app: TestApp & { close(): Promise<void> }
let owner: Visitor
const ids: Record<string, Id<'person'>> = {}

beforeAll(async () => {
  app = await testApp()
  owner = await ownerOf(app)
  const { made: acme } = await app.call(accountMaking.make, { values: { name: 'Acme' } as never }, owner)
  const make = async (name: string, values: object) => {
    const { made } = await app.call(personMaking.make, { values: { name, ...values } as never }, owner)
    if (!made) throw new Error('Nobody was made.')
    ids[name] = made.id as Id<'person'>
  }
  await make('Ada Ash', { email: 'ada@acme.example', phone: '+49 30 1234567', title: 'Head', account: acme?.id, source: 'Fair' })
  await make('Bo', { source: 'List' })
  await make('Cy Cole', { email: 'cy@cole.example', phone: '0301234', source: 'List' })
  await make('Cyrus Cole', { email: 'cyrus@cole.example', phone: '+49 30 7654321', title: 'Buyer' })
  await app.call(
    noteConsent,
    { id: ids['Cyrus Cole'] as Id<'person'>, purpose: 'newsletter', basis: 'legitimate interests', status: 'objected' } as never,
    owner,
  )
  await app.call(postResponses, { responses: [{ email: 'cy@cole.example', campaign: 'Spring' }] } as never, owner)
  const { database } = app.served.app.services
  const [workspace] = await database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('No workspace.')
  await database.inWorkspace(workspace, async (tx) => {
    await tx.query("UPDATE person SET made_at = now() - interval '3 years' WHERE full_name IN ('Bo', 'Cy Cole')")
    await tx.query(
      `INSERT INTO likely_pair (id, kind, first_id, second_id, weight, probability, parts, hangs, model_at, state, touched_by)
       SELECT gen_random_uuid(), 'person', least(a.id, b.id), greatest(a.id, b.id), 2, 0.8, '[]', 0, now(), 'open', a.touched_by FROM person a, person b WHERE a.full_name = 'Cy Cole' AND b.full_name = 'Cyrus Cole'`,
    )
  })
}, 60_000)
afterAll(() => app?.close())

const one = async (name: string) => (await app.call(listContactQuality, { person: ids[name] as Id<'person'> }, owner)).people[0]

test('each person is judged by four parts that count the same, and what is missing is said', async () => {
  expect(await one('Ada Ash')).toMatchObject({ problems: [], parts: { complete: 1, reachable: 1, once: 1 }, about: 'Head, Acme' })
  expect((await one('Ada Ash'))?.score).toBeGreaterThan(99)
  expect(await one('Bo')).toMatchObject({
    score: 25,
    problems: ['noName', 'noEmail', 'noPhone', 'noTitle', 'noCompany', 'unreachable', 'old'],
  })
  const cy = await one('Cy Cole')
  // A number that nobody abroad can call is none; a response makes them recent.
  expect(cy).toMatchObject({ problems: expect.arrayContaining(['noTitle', 'twice']), parts: { reachable: 0.5, once: expect.closeTo(0.2) } })
  expect(cy?.parts.recent).toBeGreaterThan(0.99)
  expect(await one('Cyrus Cole')).toMatchObject({ parts: { reachable: 0 }, problems: expect.arrayContaining(['objected', 'twice']) })
})

test('the whole is the mean of all, and each count is the people behind it', async () => {
  const all = await app.call(readContactQuality, {}, owner)
  const { people, total } = await app.call(listContactQuality, {}, owner)
  expect([all.people, total, people.map(({ name }) => name)[0]]).toEqual([4, 4, 'Bo'])
  expect(all.score).toBeCloseTo(people.reduce((sum, { score }) => sum + score, 0) / 4, 5)
  expect(all.spread.reduce((sum, n) => sum + n, 0)).toBe(4)
  for (const [problem, n] of Object.entries(all.problems))
    expect([problem, (await app.call(listContactQuality, { problem: problem as ContactProblem }, owner)).total]).toEqual([problem, n])
  for (const { name, people: n } of all.groups) expect((await app.call(listContactQuality, { group: name ?? '' }, owner)).total).toBe(n)
  const byCampaign = await app.call(readContactQuality, { by: 'campaign' }, owner)
  expect(byCampaign.groups.map(({ name, people: n }) => [name, n])).toEqual([
    [null, 3],
    ['Spring', 1],
  ])
})

test('nobody is told who may not see all of a person', async () => {
  const seller = await bring(app, owner, 'sales')
  const objects = { deal: 'change', account: 'see', person: 'see', lead: 'see', campaign: 'see', activity: 'see' }
  await app.call(setRights, { role: 'sales', objects, hidden: ['person.phone'], export: true } as never, owner)
  await expect(app.call(readContactQuality, {}, seller)).rejects.toThrow('403')
})
