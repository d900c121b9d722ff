import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Duck, openDuck } from '#platform/analytics/duck'
import { applyFacts, type DealFact } from '#test/kit/apply-facts'
import { limitsOf } from '../rules/limits.ts'
import { currencyCounts, type ExchangeRate, settleMoney } from './currency.ts'
import { createFacts, dropFacts } from './facts.ts'
import { setAbout } from './known.ts'
import { ratesInFile } from './rates-file.ts'

let folder: string
let duck: Duck
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rates-test-'))
  duck = await openDuck({ readable: [folder] })
})
afterAll(() => {
  duck.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  await dropFacts(duck)
  await createFacts(duck)
  await setAbout(duck, { as_of: '2025-12-31' })
})

const deal = (
  number: number,
  currency: string | null,
  amount: string | null,
  closed: string | null,
  state: DealFact['state'] = 'won',
): DealFact => ({
  deal_id: `${number}`,
  ref: `D${number}`,
  name: null,
  account: null,
  owner: null,
  pipeline: '',
  stage: null,
  state,
  amount,
  currency,
  opened_on: '2025-01-01',
  closed_on: closed,
  expected_on: null,
  dimensions: {},
})

const rate = (currency: string, day: string, worth: string, into: string | null = 'EUR'): ExchangeRate => ({
  currency,
  into,
  day,
  rate: worth,
})
const money = () => duck.all('SELECT ref, amount, currency, said_amount, said_currency FROM fact_deal ORDER BY ref')
const amounts = async () => (await money()).map((row) => [row.ref, row.amount, row.currency])

describe('money in several currencies', () => {
  const deals = [
    deal(1, 'EUR', '100', '2025-06-01'),
    deal(2, 'USD', '100', '2025-03-15'),
    deal(3, 'USD', '100', '2025-09-15', 'lost'),
    deal(4, 'USD', '100', null, 'open'),
    deal(5, 'GBP', '100', '2025-06-01'),
    deal(6, 'USD', '100', '2024-01-01'),
    deal(7, 'EUR', '3', '2025-06-01'),
    deal(8, 'EUR', '3', '2025-06-01'),
    deal(9, 'EUR', '3', '2025-06-01'),
  ]
  const rates = [
    rate('USD', '2025-01-01', '0.95'),
    rate('USD', '2025-07-01', '0.85'),
    rate('USD', '2025-12-01', '0.8'),
    rate('GBP', '2025-01-01', '1.2', 'USD'),
  ]

  test('is converted with the rate of the day of closing, of open deals with that of the last day; without a rate it stays as it is', async () => {
    await applyFacts(duck, { deals }, '1')
    expect(await settleMoney(duck, { rates })).toBe('EUR')
    expect((await amounts()).slice(0, 6)).toEqual([
      ['D1', '100', 'EUR'],
      ['D2', '95', 'EUR'],
      ['D3', '85', 'EUR'],
      ['D4', '80', 'EUR'],
      ['D5', '100', 'GBP'],
      ['D6', '100', 'USD'],
    ])
    expect(await currencyCounts(duck)).toEqual([
      { currency: 'EUR', deals: 4, converted: 0 },
      { currency: 'USD', deals: 4, converted: 3 },
      { currency: 'GBP', deals: 1, converted: 0 },
    ])
  })

  test('is as it was when the rates are taken away, and follows rates that change', async () => {
    await applyFacts(duck, { deals }, '1')
    const before = await money()
    await settleMoney(duck, { rates })
    await settleMoney(duck, { rates: [rate('USD', '2023-01-01', '0.5')] })
    expect((await amounts()).map(([, amount]) => amount).slice(1, 6)).toEqual(['50', '50', '50', '100', '50'])
    await settleMoney(duck, {})
    expect(await money()).toEqual(before)
  })

  test('is counted in the currency of the company when there are rates into it, though no deal is in it', async () => {
    await applyFacts(duck, { deals: [deal(1, 'USD', '100', '2025-06-01')] }, '1')
    expect(await settleMoney(duck, { currency: 'CHF', rates: [rate('USD', '2025-01-01', '0.9', 'CHF')] })).toBe('CHF')
    expect(await amounts()).toEqual([['D1', '90', 'CHF']])
    expect(await settleMoney(duck, { currency: 'CHF' })).toBe('USD')
  })

  test('keeps four places exactly', async () => {
    await applyFacts(
      duck,
      { deals: [deal(1, 'EUR', '1', '2025-06-01'), deal(2, 'EUR', '1', '2025-06-01'), deal(3, 'JPY', '123456789.1234', '2025-06-01')] },
      '1',
    )
    await settleMoney(duck, { rates: [rate('JPY', '2025-01-01', '0.00612345')] })
    // 123456789.1234 times 0.00612345 is 755981.475357….
    expect((await amounts())[2]).toEqual(['D3', '755981.4754', 'EUR'])
  })

  test('what is converted and what is left out is said, with the rates to add', async () => {
    await applyFacts(duck, { deals }, '1')
    const currency = await settleMoney(duck, { rates })
    const known = {
      deals: 9,
      won: 7,
      lost: 1,
      open: 1,
      opened: 9,
      closed: 8,
      timed: 8,
      amounts: 9,
      leads: 0,
      lead_dates: 0,
      lead_outcomes: 0,
      entries: 0,
      seen: 0,
    }
    const rest = { stageSource: 'none', datedStages: 0, lostReasons: true, asOf: '2025-12-31', takenBack: false } as const
    const history = { since: null, first: null, untracked: 0 }
    const limits = limitsOf({ ...known, ...rest, history, currency, currencies: await currencyCounts(duck) }, 'unknown')
    expect(limits.find(({ key }) => key === 'several_currencies')).toMatchObject({
      says: expect.stringContaining('shown for the 7 deals in EUR, USD only, not for USD (1), GBP (1)'),
      remedy: expect.stringContaining('Add a rate from USD, GBP into EUR'),
    })
    expect(limits.find(({ key }) => key === 'converted')?.says).toContain('Amounts in USD (3) are converted into EUR')
  })
})

describe('a file of exchange rates', () => {
  const file = (text: string) => {
    const path = join(folder, `rates-${text.length}.csv`)
    writeFileSync(path, text)
    return ratesInFile(duck, path, 'rates.csv')
  }

  test('has a currency, a day and a rate in each row, whatever the columns are called', async () => {
    expect(await file('Date,From Currency,Conversion Rate,Note\n2025-01-31,usd,0.95,x\n\n2025-02-28,GBP,1.2,\n')).toEqual([
      { currency: 'USD', into: null, day: '2025-01-31', rate: '0.95000000' },
      { currency: 'GBP', into: null, day: '2025-02-28', rate: '1.20000000' },
    ])
  })

  test('that lacks a column, or has a row that is no rate, is refused with the reason', async () => {
    await expect(file('currency,day\nUSD,2025-01-01\n')).rejects.toThrow(/rates\.csv has no column "rate"/)
    await expect(file('currency,day,rate\nUSD,2025-01-01,0\n')).rejects.toThrow(
      /The row "USD, 2025-01-01, 0" of rates\.csv is no exchange rate/,
    )
    await expect(file('currency,day,rate\nUSD,sometime,0.9\n')).rejects.toThrow(/sometime/)
  })
})
