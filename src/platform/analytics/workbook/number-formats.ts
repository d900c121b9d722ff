import { readXml } from './xml.ts'

/** What a number format makes of a number. */
export interface NumberFormat {
  readonly shows: 'number' | 'date' | 'time' | 'moment' | 'elapsed'
  /** Thousandths of a second are shown. */
  readonly fine: boolean
  /** The currency that the format writes beside the number: a sign, or three letters. Empty when it writes none. */
  readonly currency: string
}

const plain: NumberFormat = { shows: 'number', fine: false, currency: '' }
const as = (shows: NumberFormat['shows'], fine = false): NumberFormat => ({ shows, fine, currency: '' })

/** Formats that are known by number alone; 27 to 36, 50 to 58 and 71 to 81 are dates of East Asian and Thai versions. */
function builtIn(id: number): NumberFormat {
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 54) || id === 57 || id === 58) return as('date')
  if (id === 22 || (id >= 71 && id <= 74) || id === 77) return as('moment')
  if ((id >= 18 && id <= 21) || id === 45 || (id >= 32 && id <= 35) || id === 55 || id === 56 || id === 75 || id === 76) return as('time')
  if (id === 46 || id === 79) return as('elapsed')
  return id === 47 || id === 78 ? as('time', true) : plain
}

/** What a format says, from its code, such as `dd.mm.yyyy hh:mm` or `#,##0.00 "€"`. The part for positive numbers decides. */
export function formatOf(code: string): NumberFormat {
  const { letters, literals } = taken(code)
  if (/^general$/i.test(letters.trim())) return plain
  if (/\[(h+|m+|s+)\]/i.test(code)) return as('elapsed', /s\.0/i.test(letters))
  // The m of a time stands beside h or s; what is left of it is a month. E+00 is an exponent, e alone a year.
  const signs = letters.replace(/am\/pm|a\/p/gi, 'h').replace(/e[+-]/gi, '')
  const clock = /[hs]/i.test(signs)
  const calendar = /[ydeg]/i.test(signs) || (!clock && /m/i.test(signs))
  if (calendar) return as(clock ? 'moment' : 'date', /s\.0/i.test(letters))
  if (clock) return as('time', /s\.0/i.test(letters))
  return { ...plain, currency: currencyIn(literals) }
}

/** The first part of a code: what formats the number, and the text that stands beside it. */
function taken(code: string): { letters: string; literals: string } {
  let letters = ''
  let literals = ''
  for (const [part, quoted, escaped, bracket, sign] of code.matchAll(/"([^"]*)"?|\\(.)|\[([^\]]*)\]?|[_*].|(;)|./gs)) {
    if (sign) break
    if (quoted !== undefined || escaped !== undefined) literals += quoted ?? escaped
    else if (bracket !== undefined) literals += bracket.startsWith('$') ? (bracket.slice(1).split('-')[0] ?? '') : ''
    else if (/^[_*]/.test(part)) continue
    else if (/^\p{Sc}$/u.test(part)) literals += part
    else letters += part
  }
  return { letters, literals }
}

/** A currency sign or three capital letters, where nothing else stands beside the number. */
function currencyIn(literals: string): string {
  const text = literals.replace(/[\s\u00a0]/g, '')
  return /^(\p{Sc}|[A-Z]{3})$/u.test(text) ? text : ''
}

/** The number format of each cell style, by the number that cells carry. */
export async function readNumberFormats(pieces: AsyncIterable<Buffer>, name: string): Promise<NumberFormat[]> {
  const codes = new Map<number, NumberFormat>()
  const styles: NumberFormat[] = []
  let inCells = false
  const reading = readXml(pieces, name, {
    open: (tag, attributes) => {
      if (tag === 'numFmt') codes.set(Number(attributes.numFmtId), formatOf(attributes.formatCode ?? ''))
      else if (tag === 'cellXfs') inCells = true
      else if (tag === 'xf' && inCells) {
        const id = Number(attributes.numFmtId ?? 0)
        styles.push(codes.get(id) ?? builtIn(id))
      }
    },
    close: (tag) => {
      if (tag === 'cellXfs') inCells = false
    },
  })
  for await (const _ of reading);
  return styles
}
