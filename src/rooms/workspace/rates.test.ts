import { afterAll, beforeAll, expect, test } from 'vitest'
import { askMetric, readRecords } from '#rooms/measure/contract'
import { readDiagnosis } from '#rooms/plan/contract'
import { type TestApp, testApp } from '#test/kit/app'
import { imported } from '#test/kit/importing'
import { listRates, removeRate, saveRates, setCompany } from './contract.ts'

let app: TestApp & { close(): Promise<void> }
beforeAll(async () => {
  app = await testApp()
  const header = 'Deal ID,Deal Name,Deal Stage,Amount,Currency,Create Date,Close Date'
  const rows = [
    'D1,A,Closed Won,100,EUR,2025-01-01,2025-02-01',
    'D2,B,Closed Won,200,USD,2025-01-01,2025-02-01',
    'D3,C,Closed Won,10,EUR,2025-01-01,2025-02-01',
  ]
  await imported(app, [{ name: 'deals.csv', text: `${[header, ...rows].join('\n')}\n` }])
}, 60_000)
afterAll(() => app.close())

const won = async () => (await app.call(askMetric, { name: 'won_amount' })).answers[0]
const usd = (day: string, rate: string) => ({ currency: 'USD', into: 'EUR', day, rate, source: 'Treasury' })

test('a saved rate is seen, converts money at once, and stands beside what was recorded; without it the deal is left out and named', async () => {
  expect(await won()).toMatchObject({ value: 110, n: 2, currency: 'EUR' })
  const left = (await app.call(readDiagnosis, {})).diagnosis?.limits.find(({ key }) => key === 'several_currencies')
  expect(left?.says).toContain('not for USD (1)')
  expect(await app.call(saveRates, { rates: [usd('2025-01-01', '0.5')] })).toEqual({ added: 1, changed: 0, same: 0 })
  expect(await won()).toMatchObject({ value: 210, n: 3, currency: 'EUR' })
  const { columns, rows } = await app.call(readRecords, { name: 'won_amount' })
  expect(columns.map(({ label }) => label)).toContain('As recorded')
  expect(rows.map((row) => [row.ref, row.counted, row.said])).toContainEqual(['D2', 100, 'USD 200.0000'])
})

test('the same rate again changes nothing, another one for the day replaces it, and one of the day before the deal does not hold', async () => {
  expect(await app.call(saveRates, { rates: [usd('2025-01-01', '0.50')] })).toEqual({ added: 0, changed: 0, same: 1 })
  expect(await app.call(saveRates, { rates: [usd('2025-01-01', '0.6'), usd('2025-03-01', '0.9')] })).toEqual({
    added: 1,
    changed: 1,
    same: 0,
  })
  expect((await app.call(listRates, {})).rates.map(({ day, rate }) => [day, rate])).toEqual([
    ['2025-03-01', '0.9'],
    ['2025-01-01', '0.6'],
  ])
  expect(await won()).toMatchObject({ value: 230 })
})

test('a removed rate leaves its deals out again, and a rate that is not there cannot be removed', async () => {
  const [, first] = (await app.call(listRates, {})).rates
  if (!first) throw new Error('There is no rate.')
  await app.call(removeRate, { id: first.id })
  expect(await won()).toMatchObject({ value: 110, n: 2 })
  await expect(app.call(removeRate, { id: first.id })).rejects.toThrow(/not there any more/)
  await expect(app.call(saveRates, { rates: [{ ...usd('2025-01-01', '0.6'), into: 'USD' }] })).rejects.toThrow(/no rate to itself/)
  await expect(app.call(saveRates, { rates: [usd('2025-01-01', '0')] })).rejects.toThrow(/above zero/)
})

test('rates into another currency count when the company reports in it', async () => {
  await app.call(saveRates, {
    rates: ['EUR', 'USD'].map((currency) => ({ currency, into: 'CHF', day: '2024-01-01', rate: '0.9', source: null })),
  })
  await app.call(setCompany, { currency: 'CHF' })
  expect(await won()).toMatchObject({ value: 279, n: 3, currency: 'CHF' })
})
