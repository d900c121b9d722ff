import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '#platform/wait'
import { findLikelyPairs, listLikelyPairs } from '#rooms/accounts/contract/likely'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { imported } from '#test/kit/importing'
import { bring, ownerOf } from '#test/kit/people'
import { rowsOf } from '#test/kit/records'
import * as contract from '../contract/origin.ts'

const first = ['Ada', 'Bela', 'Cora', 'Dino', 'Edda', 'Fritz', 'Gerd', 'Hilde', 'Ines', 'Jonas', 'Karla', 'Lars']
const last = ['Albrecht', 'Brunner', 'Claasen', 'Dombrowski', 'Ettl', 'Falk', 'Gruber', 'Hofer', 'Imhof', 'Jansen', 'Krause', 'Lindqvist']
const files = [
  {
    name: 'contacts.csv',
    text: [
      'Contact ID,First Name,Last Name,Email,Phone,Account Name,Lead Source,Created Date,Contact Owner',
      ...first.map(
        (one, n) =>
          `C${n},${one},${last[n]},p${n}@firm${n}.example,+49 30 55${n}71${n}0${n},Firm ${n},Webinar,2025-01-0${(n % 9) + 1},Mia Marketing`,
      ),
      'R1,Robert,Dombrowsky-Meier,robert@dm.example,+49 40 7766554,Dombrowsky Werke,Webinar,2025-02-03,Mia Marketing',
      'R2,Bob,Dombrowsky-Meier,bob.dm@dm.example,+49 40 7766554,Dombrowsky Werke,Cold call,2025-04-01,Sven Sales',
    ].join('\n'),
  },
  {
    name: 'campaigns.csv',
    text: 'Campaign ID,Campaign Name,Type,Start Date,Actual Cost\nK1,Spring webinar,Webinar,2025-01-15,1000\nK2,Fair,Event,2025-03-01,2000',
  },
  {
    name: 'members.csv',
    text: 'Campaign Member ID,Campaign ID,Contact ID,Status,Responded,First Responded Date\nM1,K1,R1,Responded,true,2025-02-03\nM2,K2,C1,Responded,true,2025-03-02',
  },
  {
    name: 'deals.csv',
    text: [
      'Deal ID,Deal Name,Account Name,Contact ID,Deal Stage,Amount,Create Date,Close Date,Owner,Campaign ID',
      'D1,Dombrowsky presses,Dombrowsky Werke,R2,Closed Won,9000,2025-04-05,2025-06-01,Sven Sales,',
      'D2,Firm 1 presses,Firm 1,C1,Closed Won,5000,2025-04-05,2025-06-01,Sven Sales,K2',
    ].join('\n'),
  },
]

let app: TestApp & { close(): Promise<void> }
let owner: Visitor
beforeAll(async () => {
  app = await testApp()
  const ended = await imported(
    app,
    files.map((file) => ({ ...file, text: `${file.text}\n` })),
  )
  expect(ended.failure).toBeNull()
  owner = await ownerOf(app)
  await app.call(findLikelyPairs, {}, owner)
  await until(
    async () => {
      const { lookedAt, running } = await app.call(listLikelyPairs, {}, owner)
      return lookedAt !== null && !running ? true : undefined
    },
    100,
    200,
  )
}, 90_000)
afterAll(() => app?.close())

const list = (more: object = {}) => app.call(contract.listOriginCases, { least: 0.1, ...more } as never, owner)

test('after a look for duplicates a person of marketing that was entered from the field is a case, with its parts in neutral words', async () => {
  const found = await until(async () => ((await list()).cases.length > 0 ? await list() : undefined), 100, 100)
  const one = found?.cases.find(({ kind }) => kind === 'person')
  expect(one).toMatchObject({
    first: { name: 'Robert Dombrowsky-Meier', origin: 'Webinar', entered: 'import', responses: [{ campaign: 'Spring webinar' }] },
    second: { name: 'Bob Dombrowsky-Meier', origin: 'Cold call', deals: [{ name: 'Dombrowsky presses' }] },
    gained: { deals: [{ name: 'Dombrowsky presses', state: 'won' }] },
    state: 'open',
  })
  expect(one?.links.map(({ words }) => words)).toContain('same phone')
  expect(one?.signs.map(({ words }) => words)).toContain('entered 57 days after the first')
  expect(one?.confidence).toBeCloseTo((one?.probability ?? 0) * (one?.entered ?? 0), 9)
  expect(found?.cases.filter(({ kind }) => kind === 'person')).toHaveLength(1)
  expect(await app.call(contract.findOriginCases, {}, owner)).toMatchObject({ found: 0, gone: 0 })
})

test('that the origin is marketing’s lets the deal name the campaign, tells the numbers before and after, keeps both origins, and is taken back exactly', async () => {
  const { id } = (await list()).cases.find(({ kind }) => kind === 'person') ?? { id: '' as never }
  const deal = async () => (await rowsOf(app, "SELECT campaign_ref FROM deal WHERE external_id = 'D1'"))[0]?.campaign_ref
  const before = await deal()
  expect(before).toBeNull()
  const { eventId, corrected } = await app.call(
    contract.decideOriginCase,
    { id, decision: 'marketing', reason: 'Came to the webinar' },
    owner,
  )
  expect(corrected).toBe(1)
  expect(await deal()).toBe('K1')
  expect(await rowsOf(app, "SELECT origin FROM person WHERE external_id IN ('R1', 'R2') ORDER BY external_id")).toMatchObject([
    { origin: 'Webinar' },
    { origin: 'Cold call' },
  ])
  const decided = await list({ state: 'decided' })
  expect(decided.cases[0]).toMatchObject({ state: 'marketing', reason: 'Came to the webinar', corrected: 1, eventId })
  expect(decided.cases[0]?.effects).toMatchObject([{ campaign: 'Spring webinar', after: { wins: 1, won: 9000 } }])
  await expect(app.call(contract.decideOriginCase, { id, decision: 'stands', reason: 'Twice' }, owner)).rejects.toThrow('decided already')
  await app.call(contract.undoOriginDecision, { eventId }, owner)
  expect(await deal()).toBeNull()
  const open = (await list()).cases.find((one) => one.id === id)
  expect(open).toMatchObject({ state: 'open', reason: null, corrected: 0 })
  expect(open?.effects).toMatchObject([{ after: { won: 9000 } }, { before: { won: 9000 }, after: { won: open?.effects[0]?.before.won } }])
})

test('a decision that they are different people, or that the origin stands, changes no deal and stays through the next look', async () => {
  const { id } = (await list()).cases.find(({ kind }) => kind === 'person') ?? { id: '' as never }
  await app.call(contract.decideOriginCase, { id, decision: 'different', reason: 'Father and son' }, owner)
  await app.call(contract.findOriginCases, {}, owner)
  expect((await list({ state: 'decided' })).cases.find((one) => one.id === id)).toMatchObject({
    state: 'different',
    effects: expect.any(Array),
  })
  expect((await list()).cases.find((one) => one.id === id)).toBeUndefined()
})

test('sales may neither see nor decide, and a reason is needed', async () => {
  const seller = await bring(app, owner, 'sales')
  await expect(app.call(contract.listOriginCases, {}, seller)).rejects.toThrow()
  const { id } = (await list({ state: 'decided' })).cases[0] ?? { id: '' as never }
  await expect(app.call(contract.decideOriginCase, { id, decision: 'stands', reason: 'no' }, owner)).rejects.toThrow()
})
