import writeExcelFile, { type Cell } from 'write-excel-file/node'
import type { BookCell, BookSheet } from '#kernel/workbook'

/** A cell holds no more letters; a program that opens such a file would call it damaged. */
const mostLetters = 32_767

const formats = { share: '0.0%', money: '#,##0.00', days: '0.0', count: '#,##0' } as const

/** The sheets as one .xlsx file. Numbers are numbers and days are days; text is never a formula. */
export async function workbookFile(sheets: readonly BookSheet[]): Promise<Buffer> {
  return await writeExcelFile(
    sheets.map(({ name, widths, frozen, rows }) => ({
      sheet: name,
      columns: widths.map((width) => ({ width })),
      stickyRowsCount: frozen,
      dateFormat: 'yyyy-mm-dd',
      data: rows.map((row) => row.map(cellOf)),
    })),
  ).toBuffer()
}

function cellOf(cell: BookCell): Cell {
  if (cell === null) return null
  if (typeof cell === 'string') return { value: clean(cell), type: String, format: '@' }
  if (typeof cell === 'number') return { value: cell, type: Number }
  if ('head' in cell) return { value: clean(cell.head), type: String, fontWeight: 'bold', wrap: true, alignVertical: 'bottom' }
  if ('day' in cell) {
    const day = new Date(`${cell.day.slice(0, 10)}T00:00:00Z`)
    return Number.isNaN(day.getTime()) ? { value: clean(cell.day), type: String } : { value: day, type: Date, format: 'yyyy-mm-dd' }
  }
  return { value: cell.value, type: Number, format: formats[cell.as] }
}

/** Without letters that XML cannot hold. */
function clean(text: string): string {
  return [...text.toWellFormed()]
    .filter((letter) => letter >= ' ' || letter === '\n' || letter === '\t')
    .join('')
    .replaceAll(/[\ufffe\uffff]/g, '')
    .slice(0, mostLetters)
}
