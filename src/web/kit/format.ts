import { type Gaps, plural, spoken, t } from './text.ts'

/**
 * How numbers, money, dates and durations are written, everywhere; nothing else in the web part calls Intl. Numbers follow
 * the company's setting. Days are written "31 Dec 2017", which no reader can take for another day.
 */
let locale = 'en-US'
let whole = wholeOf(locale)
let oneDecimal = decimalOf(locale)
/** Three letters each; the browser's own English ones differ by version ("Sept"). */
const englishMonths = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function wholeOf(tag: string): Intl.NumberFormat {
  return new Intl.NumberFormat(tag, { maximumFractionDigits: 0 })
}

function decimalOf(tag: string): Intl.NumberFormat {
  return new Intl.NumberFormat(tag, { maximumFractionDigits: 1 })
}

/** Writes numbers as this locale does from now on. A locale that this browser does not know changes nothing. */
export function writeNumbersAs(tag: string): void {
  try {
    whole = wholeOf(tag)
    oneDecimal = decimalOf(tag)
    locale = tag
  } catch {
    // RangeError: no such locale; what was in force stays.
  }
}

/** A dash for what is not known; screen readers hear the words beside it. */
export const unknown = '–'

/** 8800 as "8,800". */
export function count(n: number): string {
  return whole.format(n)
}

/** "1 deal", "8,800 deals"; the plural only has to be given when it is not the singular with an s. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return tn(n, `{{n}} ${one}`, `{{n}} ${many}`)
}

/** A text about a number of things: what English says of one and of many, the number in the gap `{{n}}`. */
export function tn(n: number, one: string, many: string, gaps: Gaps = {}): string {
  return plural(n, one, many, { ...gaps, n: count(n) })
}

/** A share between 0 and 1 as "63.2%". Shares that are not whole never read as 0% or 100%. */
export function share(ratio: number): string {
  if (ratio > 0.999 && ratio < 1) return `>${percent(0.999, 1)}`
  if (ratio > 0 && ratio < 0.001) return `<${percent(0.001, 1)}`
  return percent(ratio, ratio === 0 || ratio === 1 ? 0 : 1)
}

/** A chance between 0 and 1 as "5%" or "1.2%". */
export function chance(p: number): string {
  return percent(p, 0)
}

function percent(ratio: number, leastPlaces: number): string {
  return new Intl.NumberFormat(locale, { style: 'percent', minimumFractionDigits: leastPlaces, maximumFractionDigits: 1 }).format(ratio)
}

/** Money as decimal text or a number with its ISO 4217 code: whole units from 100 upwards, else two places. Without a code, only the number. */
export function money(amount: string | number, currency: string | null | undefined): string {
  const value = Number(amount)
  const places = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : 2
  const digits = { minimumFractionDigits: places, maximumFractionDigits: places }
  return currencyWriter(currency, digits).format(value)
}

/** Money as short as a headline needs, to three digits: "$10.01M", "€482K", "€11.9K". */
export function moneyShort(amount: string | number, currency: string | null | undefined): string {
  const value = Number(amount)
  if (Math.abs(value) < 10_000) return money(amount, currency)
  const places = Math.abs(value) >= 1_000_000 ? { minimumFractionDigits: 2 } : { maximumFractionDigits: Math.abs(value) < 100_000 ? 1 : 0 }
  // Whole, for languages that write thousands out: "11.900 €" beside "€11.9K".
  return currencyWriter(currency, { notation: 'compact', maximumFractionDigits: 2, ...places }).format(Math.round(value))
}

function currencyWriter(currency: string | null | undefined, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  if (!currency || !/^[A-Z]{3}$/.test(currency)) return new Intl.NumberFormat(locale, options)
  return new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', ...options })
}

/** A number with at most one decimal. */
export function decimal(n: number): string {
  return oneDecimal.format(n)
}

/** A number with exactly so many digits behind the point. */
export function places(n: number, digits: number): string {
  return new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(n)
}

/** A number with all its digits. */
export function exact(n: number): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 20 }).format(n)
}

/** A number of days as "51.8 days", or "1 day". */
export function days(n: number): string {
  const text = decimal(n)
  return plural(text === '1' ? 1 : 2, '{{n}} day', '{{n}} days', { n: text })
}

/** A calendar day or an instant as "31 Dec 2017" (UTC). Text that is no date is given back as it is. */
export function day(value: string): string {
  const at = new Date(value.length === 10 ? `${value}T00:00:00Z` : value)
  return Number.isNaN(at.getTime()) ? value : dayOf(at.getUTCDate(), at.getUTCMonth(), at.getUTCFullYear())
}

function dayOf(date: number, month: number, year: number): string {
  if (spoken() === 'en') return `${date} ${englishMonths[month]} ${year}`
  return new Intl.DateTimeFormat(spoken(), { dateStyle: 'medium', timeZone: 'UTC' }).format(Date.UTC(year, month, date))
}

/** An instant in the reader's own zone as "31 Dec 2017, 14:05". */
export function moment(value: string, timeZone?: string): string {
  const at = new Date(value)
  if (Number.isNaN(at.getTime())) return value
  const parts = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'numeric',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  }).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? ''
  return `${dayOf(Number(part('day')), Number(part('month')) - 1, Number(part('year')))}, ${part('hour')}:${part('minute')}`
}

/** A moment as short as it can be on a day: "9:40" on the day of `now`, else with its day before it. */
export function shortly(value: string, now: string): string {
  const [said, then] = [moment(value), moment(now)]
  const cut = said.lastIndexOf(', ')
  return said.slice(0, cut) === then.slice(0, then.lastIndexOf(', ')) ? said.slice(cut + 2) : said
}

/** Minutes as "45 min" or "2 h 10 min". */
export function minutes(n: number): string {
  const all = Math.round(n)
  if (all < 1) return t('under 1 min')
  const [hours, rest] = [Math.floor(all / 60), all % 60]
  return [hours > 0 ? `${count(hours)} h` : '', rest > 0 || hours === 0 ? `${rest} min` : ''].filter(Boolean).join(' ')
}

/** A period as "1 Mar 2017 – 31 Dec 2017"; an open end is said in words. */
export function period(from: string | null | undefined, to: string | null | undefined): string {
  if (from && to) return `${day(from)} – ${day(to)}`
  if (from) return t('since {{day}}', { day: day(from) })
  if (to) return t('until {{day}}', { day: day(to) })
  return t('whole history')
}

/** Bytes as "1.4 MB". */
export function bytes(n: number): string {
  if (n < 1000) return `${n} B`
  if (n < 1_000_000) return `${oneDecimal.format(n / 1000)} kB`
  return `${oneDecimal.format(n / 1_000_000)} MB`
}

/** Milliseconds of work as "0.4 s" or "2 min 5 s". */
export function elapsed(ms: number): string {
  if (ms < 60_000) return `${oneDecimal.format(ms / 1000)} s`
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`
}

/** What a value is counted in. */
export type Unit = 'share' | 'money' | 'days' | 'count'

/** A value in its unit. A value that is not known is a dash. */
export function inUnit(value: string | number | null | undefined, unit: Unit, currency?: string | null): string {
  if (value === null || value === undefined) return unknown
  switch (unit) {
    case 'share':
      return share(Number(value))
    case 'money':
      return money(value, currency)
    case 'days':
      return days(Number(value))
    case 'count':
      return count(Number(value))
  }
}
