import { afterAll, beforeAll, expect, test } from 'vitest'
import { draftContract, emptyDocument, proposeContract, readContract, signContract } from '#rooms/agreement/contract'
import { leadEndpoints, leadRecord } from '#rooms/leads/contract'
import { type TestApp, testApp } from '#test/kit/app'
import { imported } from '#test/kit/importing'
import { listFactValues, listFlips, suggestContract, testContract } from '../contract/history-test.ts'

const industries = ['Energy', 'Retail', 'Health'] as const
/** 120 people over twelve weeks: those of Energy are won every second time, of Retail one in twenty, of Health never. */
const people = Array.from({ length: 120 }, (_, n) => {
  const industry = industries[n % 3] ?? 'Energy'
  const won = (industry === 'Energy' && n % 2 === 0) || n === 1 || n === 61
  return {
    n,
    industry,
    won,
    open: n === 3,
    day: new Date(Date.UTC(2025, 0, 6) + Math.floor(n / 10) * 7 * 86_400_000).toISOString().slice(0, 10),
  }
})
const leadsFile = [
  'Lead ID,First Name,Last Name,Email,Company,Industry,Lead Source,Status,Created Date,Converted',
  ...people.map(
    ({ n, industry, day, won }) =>
      `L${n},P${n},Q${n},p${n}@c${n}.example,Company ${n},${industry},Web,Open,${day},${won ? 'true' : 'false'}`,
  ),
].join('\n')
const dealsFile = [
  'Deal ID,Deal Name,Account Name,Deal Stage,Amount,Create Date,Close Date,Lead ID',
  ...people.flatMap(({ n, won, open, industry }) => {
    const stage = won ? 'Closed Won' : open ? 'Proposal' : 'Closed Lost'
    return won || open || industry === 'Retail'
      ? [`D${n},Deal ${n},Company ${n},${stage},${1000 + n},2025-06-01,${open ? '' : '2025-07-01'},L${n}`]
      : []
  }),
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

const rule = (field: string, operator: string, value?: unknown) => ({ combinator: 'and', rules: [{ field, operator, value }] }) as never
const only = (...values: string[]) => ({
  ...emptyDocument,
  criteria: [{ key: 'industry', name: 'Industry', kind: 'fit' as const, rule: rule('industry', 'in', values), points: 60, fade: null }],
})
const wonOf = (industry: string) => people.filter((one) => one.won && one.industry === industry).length

test('a draft is tested on everybody who was handed over: who flips, what became of them in deals and money, the load on sales, precision and recall', async () => {
  const found = await app.call(testContract, { document: only('Energy') })
  const energy = people.filter(({ industry }) => industry === 'Energy')
  expect(found).toMatchObject({ people: 120, undated: 0, against: null, target: 'won', from: '2025-01-06', to: '2025-03-24' })
  expect(found.before.leads.people).toBe(120)
  const sum = energy.filter(({ won }) => won).reduce((all, { n }) => all + 1000 + n, 0)
  expect(found.after.leads).toMatchObject({ people: 40, won: wonOf('Energy'), open: 1, wonAmount: sum, openAmount: 1003 })
  expect(found.after.precision).toMatchObject({ hits: wonOf('Energy'), n: 39, enough: true })
  expect(found.after.recall).toMatchObject({ hits: wonOf('Energy'), n: wonOf('Energy') + wonOf('Retail'), enough: false })
  expect(found.dropped).toMatchObject({ people: 80, won: wonOf('Retail'), lost: 40 - wonOf('Retail'), none: 40 })
  expect(found.gained.people).toBe(0)
  expect(found.stopped).toEqual({ points: 80, missing: 0, excluded: 0 })
  expect(found.weeks).toHaveLength(12)
  expect(found.weeks.reduce((all, { after }) => all + after, 0)).toBe(40)
  expect(found.before.weekly).toEqual({ mean: 10, p90: 10, most: 10 })
  expect(found.criteria).toEqual([{ key: 'industry', held: 40, won: expect.objectContaining({ hits: wonOf('Energy'), n: 39 }) }])
  expect((await app.call(testContract, { document: only('Energy'), last: 30 })).all.people).toBe(30)
  const flips = await app.call(listFlips, { document: only('Energy'), way: 'dropped', limit: 3 })
  expect(flips.people.map(({ name, account, outcome, amount, after }) => [name, account, outcome, amount, after])).toEqual([
    ['P61 Q61', 'Company 61', 'won', 1061, 0],
    ['P1 Q1', 'Company 1', 'won', 1001, 0],
    [expect.any(String), expect.any(String), expect.any(String), 0, 0],
  ])
})

test('it follows the records, and is compared with the version in force', async () => {
  const { rows } = await app.call(leadEndpoints.rows, { search: 'L0', limit: 1, sort: 'created' })
  const first = rows[0]
  if (!first) throw new Error('There is no lead.')
  await app.call(leadRecord.change, { id: first.id, version: first.version, changes: { source: 'Fair' } })
  expect((await app.call(listFactValues, { column: 'source' })).values.map(({ value, count }) => [value, count])).toEqual([
    ['Web', 119],
    ['Fair', 1],
  ])
  const { id } = await app.call(draftContract, { document: only('Energy', 'Health'), reason: 'The first' })
  await app.call(proposeContract, { id, from: new Date().toISOString().slice(0, 10) as never })
  const seal = (await app.call(readContract, {})).open?.seal ?? ''
  await app.call(signContract, { id, side: 'sales', seal })
  await app.call(signContract, { id, side: 'marketing', seal, elsewhere: { name: 'Kim Berg', how: 'on paper' } })
  const found = await app.call(testContract, { document: only('Energy', 'Retail') })
  expect([found.against, found.gained.people, found.dropped.people]).toEqual([1, 40, 40])
  expect((await app.call(testContract, { document: only('Energy', 'Retail'), against: 'nothing' })).dropped.people).toBe(40)
})

test('a first contract is suggested from what those who were won had in common, with what it rests on', async () => {
  const { document, because } = await app.call(suggestContract, {})
  expect(document.criteria[0]).toMatchObject({
    key: 'industry',
    kind: 'fit',
    rule: { rules: [{ field: 'industry', operator: 'in', value: ['Energy'] }] },
  })
  expect(because[0]).toContain('Industry that buys')
  expect(document.required).toEqual(['emailDomain', 'company'])
  expect((await app.call(testContract, { document, against: 'nothing' })).after.leads.people).toBe(40)
  expect(document.marketing.leadsAMonth).toBeGreaterThan(0)
})
