import { countedIn } from '#kernel/money'
import type { Duck } from '#platform/analytics/duck'
import type { Known } from './known.ts'

/** What one unit of a currency is worth in another one from a day on, until the next rate. The rate as exact decimal text. */
export interface ExchangeRate {
  readonly currency: string
  /** Null: into the one that money is counted in. */
  readonly into: string | null
  readonly day: string
  readonly rate: string
}

export interface MoneyOptions {
  /** The currency that the company counts in, where it said one. */
  readonly currency?: string | null | undefined
  readonly rates?: readonly ExchangeRate[] | undefined
}

/**
 * Finds in which currency money is counted, and converts every amount that is in another one and has a rate. Needs `as_of`. What a deal said stays
 * beside it in `said_amount` and `said_currency`; a deal without a rate keeps its own currency and is left out of money. Answers the currency.
 */
export async function settleMoney(duck: Duck, { currency, rates = [] }: MoneyOptions, known?: Known): Promise<string | null> {
  if (known ? known.has('converted') : await duck.one("SELECT 1 FROM about WHERE key = 'converted'")) {
    await duck.run(
      `UPDATE fact_deal SET amount = said_amount, currency = said_currency, said_amount = NULL, said_currency = NULL WHERE said_currency IS NOT NULL;
       DELETE FROM about WHERE key = 'converted'`,
    )
  }
  const target = countedIn(currency ?? null, await currenciesOf(duck), rates)
  const fitting = rates.filter((rate) => rate.into === target || rate.into === null)
  if (target !== null && fitting.length > 0) await convertAmounts(duck, target, fitting)
  return target
}

/** The currencies of deals, the most frequent first. Most have one, which need not be counted. */
async function currenciesOf(duck: Duck): Promise<string[]> {
  const named = await duck.all<{ currency: string }>('SELECT currency FROM fact_deal WHERE currency IS NOT NULL GROUP BY currency LIMIT 2')
  if (named.length < 2) return named.map((row) => row.currency)
  const found = await duck.all<{ currency: string }>(
    'SELECT currency FROM fact_deal WHERE currency IS NOT NULL GROUP BY currency ORDER BY count(amount) DESC, count(*) DESC, currency',
  )
  return found.map((row) => row.currency)
}

/** The day whose rate counts: a closed deal's closing; of an open one, or where no closing is known, the last day of the data. */
const rateDay = "CASE WHEN state IN ('won', 'lost') THEN closed_on END"

async function convertAmounts(duck: Duck, target: string, rates: readonly ExchangeRate[]): Promise<void> {
  await duck.run('CREATE OR REPLACE TEMP TABLE rate (currency VARCHAR, day DATE, rate DECIMAL(18,8))')
  const column = (pick: (rate: ExchangeRate) => string) => rates.map(pick)
  await duck.run('INSERT INTO rate SELECT unnest(?), unnest(?)::DATE, unnest(?)::DECIMAL(18,8)', [
    column(({ currency }) => currency),
    column(({ day }) => day),
    column(({ rate }) => rate),
  ])
  await duck.run(
    `UPDATE fact_deal SET said_amount = fact_deal.amount, said_currency = fact_deal.currency, amount = c.amount, currency = ?
     FROM (SELECT f.deal_id, round(f.amount * r.rate, 4)::DECIMAL(18,4) AS amount
       FROM (SELECT deal_id, amount, currency, coalesce(${rateDay}, (SELECT value::DATE FROM about WHERE key = 'as_of')) AS day
         FROM fact_deal WHERE currency <> ? AND amount IS NOT NULL) f
       ASOF JOIN rate r ON r.currency = f.currency AND f.day >= r.day) c
     WHERE c.deal_id = fact_deal.deal_id`,
    [target, target],
  )
  await duck.run("DROP TABLE rate; INSERT INTO about VALUES ('converted', 'yes')")
}

/** A currency that deals came in: with an amount, and how many of those were converted. */
export interface CurrencyCount {
  readonly currency: string
  readonly deals: number
  readonly converted: number
}

/** How many deals with an amount came in each currency, most first, and how many of them were converted. */
export async function currencyCounts(duck: Duck): Promise<CurrencyCount[]> {
  return duck.all<CurrencyCount & { [key: string]: string | number }>(
    `SELECT coalesce(said_currency, currency) AS currency, count(amount) AS deals, count(said_currency) AS converted FROM fact_deal
     WHERE currency IS NOT NULL GROUP BY 1 HAVING count(amount) > 0 ORDER BY 2 DESC, 1`,
  )
}

/** Whether any amount was converted. */
export async function anyConverted(duck: Duck): Promise<boolean> {
  return (await duck.one('SELECT 1 FROM fact_deal WHERE said_currency IS NOT NULL LIMIT 1')) !== undefined
}
