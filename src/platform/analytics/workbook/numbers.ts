import type { NumberFormat } from './number-formats.ts'

const day = 86_400_000
/** The last day that Excel knows, 9999-12-31. */
const lastSerial = 2_958_465

/** A number of a cell as text: digits with a point, or ISO 8601 where its format makes it a date or a time. */
export function numberText(written: string, format: NumberFormat | undefined, from1904: boolean): string {
  const value = Number(written)
  if (written === '' || !Number.isFinite(value)) return written
  if (!format || format.shows === 'number') return withCurrency(digits(written, value), format?.currency ?? '')
  const ms = rounded(value, format)
  if (format.shows === 'elapsed') return value < 0 ? digits(written, value) : clock(ms, format.fine)
  return moment(ms, format, from1904) ?? digits(written, value)
}

/** Excel writes 1.1 as 1.1000000000000001: the shortest text that names the same number is what people see. Whole numbers stay as written. */
function digits(written: string, value: number): string {
  if (/^-?\d+$/.test(written)) return written
  const text = String(value)
  const exponent = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text)
  if (!exponent) return text
  const [, sign = '', first = '', rest = '', power = '0'] = exponent
  const all = first + rest
  const point = 1 + Number(power)
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${all}`
  return `${sign}${all.padEnd(point, '0')}`
}

function withCurrency(text: string, currency: string): string {
  if (currency === '') return text
  return currency.length === 3 ? `${currency} ${text}` : `${currency}${text}`
}

/** Milliseconds, rounded to what is shown: a second is 0.0000115740740… of a day and never exact. */
function rounded(value: number, { fine }: NumberFormat): number {
  return fine ? Math.round(value * day) : Math.round(value * 86_400) * 1000
}

function moment(ms: number, { shows, fine }: NumberFormat, from1904: boolean): string | null {
  const days = Math.floor(ms / day)
  const inDay = ms - days * day
  const last = from1904 ? lastSerial - 1462 : lastSerial
  if (ms < 0 || days > last) return null
  if (days === 0 && (shows === 'time' || (inDay > 0 && !from1904))) return clock(inDay, fine)
  const date = dateOf(days, from1904)
  return inDay === 0 && shows === 'date' ? date : `${date}T${clock(inDay, fine)}`
}

/** The day of a serial number. In the system of 1900, day 60 is a 29 February that never was, and day 0 comes before the first. */
function dateOf(serial: number, from1904: boolean): string {
  if (from1904) return isoDay(Date.UTC(1904, 0, 1) + serial * day)
  if (serial === 0) return '1900-01-00'
  if (serial === 60) return '1900-02-29'
  return isoDay(Date.UTC(1899, 11, serial < 60 ? 31 : 30) + serial * day)
}

function isoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

function clock(ms: number, fine: boolean): string {
  const seconds = Math.floor(ms / 1000)
  const two = (value: number) => String(value).padStart(2, '0')
  const text = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return fine && ms % 1000 !== 0 ? `${text}.${String(ms % 1000).padStart(3, '0')}` : text
}
