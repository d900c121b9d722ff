import { afterAll, beforeAll, expect, test } from 'vitest'
import { draftContract, emptyDocument, judgePerson } from '#rooms/agreement/contract'
import { type TestApp, testApp } from '#test/kit/app'
import { imported } from '#test/kit/importing'
import { testContract } from '../contract/history-test.ts'
import { learnScorecard } from '../contract/scorecard.ts'

const industries = ['Energy', 'Retail', 'Health'] as const
/** 600 people over sixty days: of Energy six of ten are won, of Retail and Health one in ten; the title and the country say nothing. */
const people = Array.from({ length: 600 }, (_, n) => {
  const industry = industries[n % 3] ?? 'Energy'
  const turn = Math.floor(n / 3) % 10
  return {
    n,
    industry,
    title: ['Head of IT', 'Buyer', 'Assistant'][Math.floor(n / 7) % 3],
    won: industry === 'Energy' ? turn < 6 : turn === 4,
    open: n === 595,
    day: new Date(Date.UTC(2025, 0, 6) + Math.floor(n / 10) * 86_400_000).toISOString().slice(0, 10),
  }
})
const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
const leadsFile = [
  'Lead ID,First Name,Last Name,Email,Company,Industry,Title,Created Date,Converted',
  ...Array.from({ length: 40 }, (_, n) => `N${n},N${n},M${n},n${n}@n${n}.example,New ${n},Retail,Buyer,${yesterday},false`),
  ...people.map(({ n, industry, title, day }) => `L${n},P${n},Q${n},p${n}@c${n}.example,Company ${n},${industry},${title},${day},false`),
].join('\n')
const dealsFile = [
  'Deal ID,Deal Name,Account Name,Deal Stage,Amount,Create Date,Close Date,Lead ID',
  ...people.flatMap(({ n, won, open }) =>
    won || open
      ? [`D${n},Deal ${n},Company ${n},${open ? 'Proposal' : 'Closed Won'},1000,2025-06-01,${open ? '' : '2025-07-01'},L${n}`]
      : [],
  ),
].join('\n')

let app: TestApp & { close(): Promise<void> }
beforeAll(async () => {
  app = await testApp()
  const files = [
    { name: 'leads.csv', text: `${leadsFile}\n` },
    { name: 'deals.csv', text: `${dealsFile}\n` },
  ]
  expect((await imported(app, files)).failure).toBeNull()
}, 60_000)
afterAll(() => app?.close())

test('what did tell who was won is learned from history, tried on others, and taken as a draft only when somebody sends it', async () => {
  const card = await app.call(learnScorecard, {})
  expect(card).toMatchObject({ people: 599, hits: 160, target: 'won', why: null, double: 20, left: 0, laterWhy: null })
  expect(card.facts.filter(({ used }) => used).map(({ key }) => key)).toEqual(['industry'])
  expect(card.facts[0]?.levels.map(({ name, n }) => [name, n])).toEqual([
    ['Energy', 200],
    ['Health', 200],
    ['Retail', 199],
  ])
  expect(card.folds).toMatchObject({ n: 599, hits: 160, from: null })
  expect(card.folds?.auc.value).toBeGreaterThan(0.7)
  expect(card.later?.n).toBeGreaterThan(140)
  expect(card.folds?.calibration.reduce((sum, { n }) => sum + n, 0)).toBe(599)
  const document = { ...emptyDocument, criteria: card.criteria, threshold: card.threshold }
  const tested = await app.call(testContract, { document, against: 'nothing' })
  expect(tested.after.leads.people).toBe(200)
  const { score } = await app.call(judgePerson, { document, facts: { industry: 'Retail' } })
  expect(score).toBe(card.facts[0]?.levels.find(({ name }) => name === 'Retail')?.points)
  await app.call(draftContract, { document, reason: 'What history taught' })
})

test('who was handed over too short ago to be won yet is left out, and counted', async () => {
  const { people: known, limits } = await app.call(learnScorecard, {})
  expect(known).toBe(599)
  expect(limits.find(({ key }) => key === 'too-early')?.says).toMatch(/within 1\d\d days\. 40 who were handed over since are left out/)
})

test('the facts to use can be named, and a fact that there is not is refused', async () => {
  const card = await app.call(learnScorecard, { facts: ['title', 'industry'] })
  expect(card.facts.filter(({ used }) => used).map(({ key }) => key)).toEqual(['industry', 'title'])
  await expect(app.call(learnScorecard, { facts: ['shoe size'] })).rejects.toThrow('"shoe size" is no fact')
})
