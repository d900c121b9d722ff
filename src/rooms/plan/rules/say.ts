import { type Gaps, numbers, plural, t } from '#kernel/text'
import type { Answer, Step } from '../contract.ts'

const whole = numbers({ maximumFractionDigits: 0 })
/** With one digit behind the point: 12.0. */
export const oneDigit = numbers({ maximumFractionDigits: 1, minimumFractionDigits: 1 })
/** With two digits behind the point: 1.25. */
export const twoDigits = numbers({ maximumFractionDigits: 2, minimumFractionDigits: 2, useGrouping: false })
const inPercent = numbers({ style: 'percent', maximumFractionDigits: 1, minimumFractionDigits: 1 })
const threeDigits = numbers({ maximumSignificantDigits: 3, useGrouping: false })
/** With one digit behind the point where it is not whole: 91, 89.3. */
export const atMostOne = numbers({ maximumFractionDigits: 1 })

/** A count: 6,711. */
export function count(n: number): string {
  return whole(n)
}

/** A count with its word in the right number: 1 deal, 6,711 deals. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return tn(n, `{{n}} ${one}`, `{{n}} ${many}`)
}

/** A text about a number of things: what English says of one and of many, the number in the gap `{{n}}`. */
export function tn(n: number, one: string, many: string, gaps: Gaps = {}): string {
  return plural(n, one, many, { ...gaps, n: count(n) })
}

/** A share as percent: 63.2%. */
export function percent(share: number): string {
  return inPercent(share)
}

/** A small chance: 0.4%, below 0.1%. */
export function chance(p: number): string {
  return p < 0.001 ? t('below {{share}}', { share: percent(0.001) }) : percent(p)
}

/** A duration: 12.4 days. */
export function days(n: number): string {
  return inUnit(n, 'days', null)
}

/** Money without cents, with its currency where the data names one: USD 10,005,534. */
export function money(amount: number, currency: string | null): string {
  return currency ? `${currency} ${whole(amount)}` : whole(amount)
}

/** Money for a headline, in at most three digits: USD 1.24 million. */
export function roughMoney(amount: number, currency: string | null): string {
  const size = Math.abs(amount)
  const inThree = (unit: number) => threeDigits(Number((amount / unit).toPrecision(3)))
  const digits =
    size >= 1e9
      ? t('{{n}} billion', { n: inThree(1e9) })
      : size >= 1e6
        ? t('{{n}} million', { n: inThree(1e6) })
        : whole(size >= 1e3 ? Math.round(amount / 1e3) * 1e3 : amount)
  return `${currency ? `${currency} ` : ''}${digits}`
}

/** A value in its unit. */
export function inUnit(value: number, unit: Answer['unit'], currency: string | null): string {
  if (unit === 'share') return percent(value)
  if (unit === 'money') return money(value, currency)
  if (unit === 'days') return plural(value, '{{n}} day', '{{n}} days', { n: atMostOne(value) })
  return count(value)
}

/** The value of a step of arithmetic. */
export function stepValue({ value, unit }: Step, currency: string | null): string {
  if (value === null) return t('not known')
  if (unit === 'times') return `× ${twoDigits(value)}`
  if (unit === 'money a day') return t('{{amount}} a year', { amount: money(value, currency) })
  return unit === 'a year' ? t('{{amount}} a year', { amount: count(value) }) : inUnit(value, unit, currency)
}

/** An answer's value as people read it; "too few to say" where it is. */
export function value(answer: Answer): string {
  if (answer.value === null) return answer.enough ? t('none') : t('not known')
  return answer.enough ? inUnit(answer.value, answer.unit, answer.currency) : t('too few to say')
}

/** The interval of an answer: 62.0 to 64.3%; empty where there is none. */
export function interval({ low, high, unit, currency, enough }: Answer): string {
  if (!enough || (low === null && high === null)) return ''
  if (low === null) return t('up to {{high}}', { high: inUnit(high ?? 0, unit, currency) })
  if (high === null) return t('{{low}} or more', { low: inUnit(low, unit, currency) })
  const bare = unit === 'share' ? oneDigit(low * 100) : unit === 'days' ? atMostOne(low) : whole(low)
  return t('{{low}} to {{high}}', { low: bare, high: unit === 'share' || unit === 'days' ? inUnit(high, unit, currency) : whole(high) })
}

/** "this and that". */
export function allOf(texts: readonly string[]): string {
  return texts.reduce((first, second) => t('{{first}} and {{second}}', { first, second }))
}

/** A slice's value; blank ones say so. */
export function sliceValue(slice: string | null | undefined): string {
  return slice === null || slice === undefined || slice === '' ? t('(blank)') : slice
}
