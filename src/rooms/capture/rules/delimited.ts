import { type Delimiter, delimiters } from '../shapes.ts'

/** What a look at the start of a file says about how it is cut into cells. */
export interface Dialect {
  readonly delimiter: Delimiter
  readonly hasHeader: boolean
  /** Lines above the header, such as a report's title or Excel's `sep=;`. */
  readonly skip: number
  readonly headers: readonly string[]
  /** Cells in a row: of the header, or more where most rows have more. */
  readonly width: number
}

/** The records of a piece of text, as RFC 4180 has it; a last record without an end is left out when the text was cut off. */
export function records(text: string, delimiter: string, cutOff: boolean): string[][] {
  const found: string[][] = []
  const [cut, mark, feed, back] = [delimiter.charCodeAt(0), 34, 10, 13]
  let row: string[] = []
  let cell = ''
  // Where what stands outside of marks and is not yet in the cell begins.
  let from = 0
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at)
    if (sign === mark && at === from && cell === '') {
      const { inside, end } = quoted(text, at)
      cell = inside
      from = end
      at = end - 1
    } else if (sign === cut || sign === feed || sign === back) {
      row.push(cell + text.slice(from, at))
      cell = ''
      if (sign !== cut) {
        if (sign === back && text.charCodeAt(at + 1) === feed) at += 1
        found.push(row)
        row = []
      }
      from = at + 1
    }
  }
  cell += text.slice(from)
  if (!cutOff && (cell !== '' || row.length > 0)) found.push([...row, cell])
  return found
}

/** What stands between the mark at a place and the one that closes it, and the place behind that; two marks in a row stand for one. */
function quoted(text: string, open: number): { inside: string; end: number } {
  let inside = ''
  for (let from = open + 1; ; ) {
    const close = text.indexOf('"', from)
    if (close < 0) return { inside: inside + text.slice(from), end: text.length }
    inside += text.slice(from, close)
    if (text[close + 1] !== '"') return { inside, end: close + 1 }
    inside += '"'
    from = close + 2
  }
}

/**
 * How the file is cut. The delimiter is the one that gives most rows the same number of cells, more than one if possible.
 * `said` are corrections: what a person says is not guessed.
 */
export function guessDialect(
  sample: string,
  cutOff: boolean,
  said: { delimiter?: Delimiter | undefined; hasHeader?: boolean | undefined } = {},
): Dialect {
  const sep = /^\ufeff?sep=(.)\r?\n/i.exec(sample)
  const told = said.delimiter ?? delimiters.find((each) => each === sep?.[1])
  const text = sep ? sample.slice(sep[0].length) : sample
  const { delimiter, rows } = told ? { delimiter: told, rows: records(text, told, cutOff) } : bestDelimiter(text, cutOff)
  const usual = usualWidth(rows)
  const first = said.hasHeader === false ? 0 : firstFullRow(rows, usual)
  const top = rows[first] ?? []
  const hasHeader = said.hasHeader ?? looksLikeHeader(top, rows.slice(first + 1, first + 30))
  const width = Math.max(hasHeader ? top.length : 0, usual)
  const headers = Array.from({ length: width }, (_, index) => (hasHeader ? (top[index] ?? '').trim() : ''))
  // A line break inside a cell above the header would make lines and records differ; titles have none.
  return { delimiter, hasHeader, skip: first + (sep ? 1 : 0), headers, width }
}

function bestDelimiter(text: string, cutOff: boolean): { delimiter: Delimiter; rows: string[][] } {
  let best: { delimiter: Delimiter; rows: string[][] } | undefined
  let most = 0
  for (const delimiter of delimiters) {
    // Without one there is one cell in each row.
    if (!text.includes(delimiter)) continue
    const all = records(text, delimiter, cutOff)
    const rows = all.filter((row) => row.length > 1 || row[0] !== '')
    const usual = usualWidth(rows)
    if (usual < 2 || rows.length === 0) continue
    const alike = rows.filter((row) => row.length === usual).length / rows.length
    const score = alike * Math.min(usual, 12)
    if (score > most) {
      best = { delimiter, rows: all }
      most = score
    }
  }
  return best ?? { delimiter: ',', rows: records(text, ',', cutOff) }
}

function usualWidth(rows: readonly (readonly string[])[]): number {
  const counts = new Map<number, number>()
  for (const row of rows) if (row.length > 1 || row[0] !== '') counts.set(row.length, (counts.get(row.length) ?? 0) + 1)
  let usual = rows.length > 0 ? 1 : 0
  let most = 0
  for (const [width, count] of counts) {
    if (count > most || (count === most && width > usual)) {
      usual = width
      most = count
    }
  }
  return usual
}

/** The first row that could be the header: as wide as the others and with most cells filled. Titles above are narrower. */
function firstFullRow(rows: readonly (readonly string[])[], usual: number): number {
  const at = rows
    .slice(0, 20)
    .findIndex((row) => row.length >= Math.max(1, usual - 1) && row.filter((cell) => cell.trim() !== '').length * 2 >= usual)
  return Math.max(0, at)
}

const valueLike = /^\s*(?:[-+(]?[\d.,' ]+\)?%?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*|[^\s@]+@[^\s@]+\.[^\s@]+|true|false|yes|no)\s*$/i

/** A header has no numbers, dates or addresses; a first row that has them where the rows below do too is data. */
function looksLikeHeader(top: readonly string[], below: readonly (readonly string[])[]): boolean {
  const values = top.filter((cell) => cell.trim() !== '' && valueLike.test(cell)).length
  if (values === 0) return true
  const alike = top.filter((cell, index) => valueLike.test(cell) && below.some((row) => valueLike.test(row[index] ?? ''))).length
  return alike * 4 < top.length && values * 2 < top.length
}

/** A text without what nobody sees: zero-width letters, marks of direction and byte order, soft hyphens. Joiners inside an emoji stay. */
export function visible(text: string): string {
  return text.replace(/[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '').trim()
}

/** Names that are never empty and never twice: "Email", "Email (2)", "Column 7". */
export function columnNames(headers: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return headers.map((header, index) => {
    const name = visible(header.replace(/\s+/g, ' ')) || `Column ${index + 1}`
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return times === 1 ? name : `${name} (${times})`
  })
}
