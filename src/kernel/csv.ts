/** What a spreadsheet takes for a formula when a cell begins with it; the full-width forms are read as the plain ones. */
const formulaStart = /^[\s"']*[=+\-@\t\r＝＋－＠]/u
const plainNumber = /^-?\d+([.,]\d+)?$/

/** One cell of CSV (RFC 4180), neutralised: what would run as a formula gets an apostrophe in front (OWASP, CSV injection). */
export function csvCell(value: string | number | null): string {
  if (value === null) return ''
  const text = typeof value === 'number' ? String(value) : value
  const safe = formulaStart.test(text) && !plainNumber.test(text) ? `'${text}` : text
  return /[",\r\n;\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** One line of CSV with its line end. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

/** Spreadsheets take UTF-8 for what it is only with this mark in front. */
export const byteOrderMark = '\uFEFF'
