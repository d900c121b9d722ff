import type { Answer, Step } from '../contract.ts'

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 })
const oneDigit = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1, minimumFractionDigits: 1 })
const atMostOne = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 })

/** A count: 6,711. */
export function count(n: number): string {
  return whole.format(n)
}

/** A count with its word in the right number: 1 deal, 6,711 deals. */
export function many(n: number, word: string, words = `${word}s`): string {
  return `${whole.format(n)} ${n === 1 ? word : words}`
}

/** A share as percent: 63.2 %. */
export function percent(share: number): string {
  return `${oneDigit.format(share * 100)} %`
}

/** A small chance: 0.4 %, below 0.1 %. */
export function chance(p: number): string {
  return p < 0.001 ? 'below 0.1 %' : percent(p)
}

/** A duration: 12.4 days. */
export function days(n: number): string {
  return inUnit(n, 'days', null)
}

/** Money without cents, with its currency where the data names one: USD 10,005,534. */
export function money(amount: number, currency: string | null): string {
  return currency ? `${currency} ${whole.format(amount)}` : whole.format(amount)
}

/** Money for a headline, in at most three digits: USD 1.24 million. */
export function roughMoney(amount: number, currency: string | null): string {
  const steps = [
    [1e9, ' billion'],
    [1e6, ' million'],
    [1e3, ',000'],
  ] as const
  const [unit, word] = steps.find(([size]) => Math.abs(amount) >= size) ?? [1, '']
  const scaled = amount / unit
  const digits = unit >= 1e6 ? Number(scaled.toPrecision(3)).toString() : whole.format(scaled)
  return `${currency ? `${currency} ` : ''}${digits}${word}`
}

/** A value in its unit. */
export function inUnit(value: number, unit: Answer['unit'], currency: string | null): string {
  if (unit === 'share') return percent(value)
  if (unit === 'money') return money(value, currency)
  if (unit === 'days') return `${atMostOne.format(value)} ${value === 1 ? 'day' : 'days'}`
  return count(value)
}

/** The value of a step of arithmetic. */
export function stepValue({ value, unit }: Step, currency: string | null): string {
  if (value === null) return 'not known'
  if (unit === 'times') return `× ${value.toFixed(2)}`
  if (unit === 'money a day') return `${money(value, currency)} a year`
  return unit === 'a year' ? `${count(value)} a year` : inUnit(value, unit, currency)
}

/** An answer's value as people read it; "too few to say" where it is. */
export function value(answer: Answer): string {
  if (answer.value === null) return answer.enough ? 'none' : 'not known'
  return answer.enough ? inUnit(answer.value, answer.unit, answer.currency) : 'too few to say'
}

/** The interval of an answer: 62.0 to 64.3 %; empty where there is none. */
export function interval({ low, high, unit, currency, enough }: Answer): string {
  if (!enough || (low === null && high === null)) return ''
  if (low === null) return `up to ${inUnit(high ?? 0, unit, currency)}`
  if (high === null) return `${inUnit(low, unit, currency)} or more`
  const bare = unit === 'share' ? oneDigit.format(low * 100) : unit === 'days' ? atMostOne.format(low) : whole.format(low)
  return `${bare} to ${unit === 'share' || unit === 'days' ? inUnit(high, unit, currency) : whole.format(high)}`
}

/** A slice's value; blank ones say so. */
export function sliceValue(slice: string | null | undefined): string {
  return slice === null || slice === undefined || slice === '' ? '(blank)' : slice
}
