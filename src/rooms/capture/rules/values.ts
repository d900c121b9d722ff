import type { ColumnType, DateOrder, DecimalSign } from '../shapes.ts'

/** Currency signs that name one currency; `$` and `kr` could be several and name none. */
const signs: ReadonlyMap<string, string> = new Map([
  ['€', 'EUR'],
  ['£', 'GBP'],
  ['₹', 'INR'],
  ['₽', 'RUB'],
  ['₺', 'TRY'],
  ['₩', 'KRW'],
  ['₪', 'ILS'],
  ['₴', 'UAH'],
  ['zł', 'PLN'],
  ['Kč', 'CZK'],
  ['R$', 'BRL'],
  ['US$', 'USD'],
  ['C$', 'CAD'],
  ['A$', 'AUD'],
  ['$', 'USD'],
  ['¥', 'JPY'],
])

const blank = /^(?:|-|--|–|—|n\/a|#n\/a|null|none|nan|\(blank\))$/i
const number = /^[(+-]?\s*[-+]?\d[\d.,'’\s\u00a0]*(?:[eE][+-]?\d+)?[)-]?$/
const money =
  /^[(+-]?\s*(?:[A-Z]{1,3}\$|[A-Z]{3}|\p{Sc}|kr\.?|zł|Kč|Fr\.?)?\s*[(+-]?\s*\d[\d.,'’\s\u00a0]*(?:[kKmMbB]|mm|mio\.?|mn|bn|mrd\.?|tsd\.?)?\s*(?:[A-Z]{3}|\p{Sc}|kr\.?|zł|Kč|Ft)?[)-]?$/u
const iso = /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ].*)?$/
const numericDate = /^(\d{1,2})([./-]) ?(\d{1,2})\2 ?(?:\d{4}|\d{2})(?:\D.*)?$/
const monthNames =
  'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|gen|fev|fév|mär|mae|maa|abr|avr|mai|mag|mei|giu|juin|juil|lug|ago|aoû|aou|okt|ott|out|set|dez|dic|déc'
const namedDate = new RegExp(
  `^(?:\\p{L}+[.,]* +)?(?:\\d{1,2}(?:st|nd|rd|th|\\.)?[-. /]*(?:de +)?(?:${monthNames})\\p{L}*|(?:${monthNames})\\p{L}*[. ]+\\d{1,2})[.,-]*.*\\d{2}`,
  'iu',
)
const email = /^[^\s@]+@[^\s@]+\.[^\s@]+(?:\s*[,;]\s*[^\s@]+@[^\s@]+)*$/
const url =
  /^(?:https?:\/\/\S+|(?:www\.)?[\p{L}\d-]+(?:\.[\p{L}\d-]+)*\.(?:com|net|org|io|ai|co|de|fr|es|eu|uk|at|ch|nl|it|br|us|biz|info)(?:\/\S*)?)$/iu
const phone = /^\+?[\d\s()./-]{7,20}$/
const flags = new Set('yes no true false 1 0 y n ja nein wahr falsch si sí oui non vrai faux verdadero falso x'.split(' '))

const isNumber = (text: string) => number.test(text)
const isDate = (text: string) => iso.test(text) || numericDate.test(text) || namedDate.test(text)

/**
 * The type of a column from different values in it. Numbers and dates may be six in ten: the others are then mistakes that a person
 * wants to see, while a text that happens to be a number now and then stays below. The rest wants nine in ten.
 */
export function guessType(samples: readonly string[]): ColumnType {
  const values = samples.map((each) => each.trim()).filter((each) => !blank.test(each))
  if (values.length === 0) return 'empty'
  const most = (is: (text: string) => boolean, share = 0.9) => values.filter(is).length >= values.length * share
  if (values.length <= 3 && values.every((each) => flags.has(each.toLowerCase()))) return 'flag'
  if (most(isDate, 0.6)) return 'date'
  if (most((each) => /^\d{13}$/.test(each)) || most((each) => /^(?:19|20)\d{2}(?:0\d|1[0-2])[0-3]\d$/.test(each))) return 'date'
  if (most((each) => each.endsWith('%') && isNumber(each.slice(0, -1)))) return 'share'
  if (most((each) => email.test(each))) return 'email'
  if (most(isNumber, 0.6)) return values.some((each) => /^0\d+$/.test(each)) ? 'text' : 'number'
  if (most((each) => money.test(each), 0.6)) return 'money'
  if (most((each) => phone.test(each))) return 'phone'
  if (most((each) => url.test(each))) return 'url'
  return 'text'
}

/** Whether whole numbers of a column can be days as Excel counts them, from 1982 to 2064. */
export function couldBeSerials(samples: readonly string[]): boolean {
  const values = samples.filter((each) => each.trim() !== '')
  return values.length > 0 && values.every((each) => /^\d{5}(?:\.\d+)?$/.test(each) && Number(each) >= 30_000 && Number(each) < 60_000)
}

/** How often values say day first, month first, or neither. Points between are always day first. */
export interface DateEvidence {
  readonly dmy: number
  readonly mdy: number
  readonly unclear: number
}

/** The order of numeric dates in a file from all its dates. Where none tells, `american` only says what to show first; it is asked. */
export function decideDateOrder(evidence: DateEvidence, american = false): { order: DateOrder; ambiguous: boolean } {
  if (evidence.dmy > evidence.mdy) return { order: 'dmy', ambiguous: false }
  if (evidence.mdy > evidence.dmy) return { order: 'mdy', ambiguous: false }
  if (evidence.dmy + evidence.unclear === 0) return { order: 'ymd', ambiguous: false }
  return { order: american ? 'mdy' : 'dmy', ambiguous: true }
}

/** Whether times are written with a 12-hour clock behind dates with slashes, as in the United States. */
export function looksAmerican(samples: readonly string[]): boolean {
  return samples.some((each) => /^\d{1,2}\/\d{1,2}\/\d{2,4},? +\d{1,2}:\d{2}.*[ap]\.?m/i.test(each))
}

/** How often numbers of a file show a point or a comma as decimal sign, or neither (1.234, 1,234). */
export interface DecimalEvidence {
  readonly point: number
  readonly comma: number
  /** Numbers such as 1.234, where the point may also part thousands. */
  readonly unclearPoint: number
  readonly unclearComma: number
}

/** The decimal sign. Without a telling number, a file with semicolons is taken to come from where the comma is the sign. */
export function decideDecimal(evidence: DecimalEvidence, delimiter: string): { decimal: DecimalSign; ambiguous: boolean } {
  if (evidence.point > evidence.comma) return { decimal: '.', ambiguous: false }
  if (evidence.comma > evidence.point) return { decimal: ',', ambiguous: false }
  const unclear = evidence.unclearPoint + evidence.unclearComma > 0 || evidence.point > 0
  if (delimiter === ';') return { decimal: ',', ambiguous: unclear }
  // Whole amounts such as 1,234 in a file with commas between cells had to be quoted: thousands, not decimals.
  return { decimal: '.', ambiguous: unclear && evidence.unclearComma === 0 }
}

/** The one currency that these amounts carry as a sign or code, if it is one. */
export function currencyOf(samples: readonly string[]): string | null {
  const found = new Set<string>()
  for (const sample of samples) {
    const mark = /(?:US\$|R\$|C\$|A\$|zł|Kč|\p{Sc}|\b[A-Z]{3}\b)/u.exec(sample)?.[0]
    if (mark) found.add(signs.get(mark) ?? mark)
  }
  const [only, second] = found
  return only !== undefined && second === undefined && /^[A-Z]{3}$/.test(only) ? only : null
}

/** Whether names of a column are written "Last, First". */
export function lastNameFirst(samples: readonly string[]): boolean {
  const values = samples.filter((each) => each.trim() !== '')
  return values.length > 0 && values.filter((each) => /^[^,]+,\s*[^,]+$/.test(each)).length >= values.length * 0.8
}
