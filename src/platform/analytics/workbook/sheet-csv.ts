import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { Covered } from './covered.ts'
import type { FoundRow, Merge } from './sheet.ts'

/** Rows that are looked at before the first is written, to know how wide the sheet is. */
const ahead = 2_000
/** Empty rows between two others that are kept, so that row numbers are those of the sheet. */
const mostGap = 10_000

/**
 * Writes a sheet as CSV: UTF-8, commas, every row with the same number of cells. `rows` begins to read the sheet; it is read a second time
 * when a row far down is wider than those above, or when merged cells hide values, since a sheet says both only at its end.
 * Answers how many rows were written; at 0 the sheet is empty.
 */
export async function writeSheetCsv(rows: (merges: Merge[]) => AsyncIterable<FoundRow[]>, path: string): Promise<number> {
  const merges: Merge[] = []
  const first = await write(rows(merges), path, 0, [])
  if (merges.length === 0 && !first.grew) return first.rows
  return (await write(rows([]), path, first.width, merges)).rows
}

async function write(pieces: AsyncIterable<FoundRow[]>, path: string, known: number, merges: readonly Merge[]) {
  const out = createWriteStream(path)
  const covered = new Covered(merges)
  let width = known
  let grew = false
  let rows = 0
  let next = 0
  let waiting: FoundRow[] = []
  const failed = finished(out)
  failed.catch(() => {})
  const flush = async () => {
    let text = ''
    for (const { row, cells } of waiting) {
      const gap = rows === 0 ? 0 : Math.min(Math.max(row - next, 0), mostGap)
      text += `${'\n'.repeat(gap)}${cells.map(csvCell).join(',')}${','.repeat(Math.max(0, width - cells.length))}\n`
      rows += gap + 1
      next = row + 1
    }
    waiting = []
    if (text !== '' && !out.write(text)) await Promise.race([once(out, 'drain'), failed])
  }
  try {
    for await (const found of pieces) {
      for (const row of found) {
        covered.clear(row)
        if (row.cells.length === 0) continue
        if (row.cells.length > width) {
          width = row.cells.length
          grew ||= rows > 0
        }
        waiting.push(row)
      }
      if (rows > 0 || waiting.length >= ahead) await flush()
    }
    await flush()
    out.end()
    await failed
  } finally {
    out.destroy()
  }
  return { rows, width, grew }
}

/** A cell in quotation marks where any reader could take a part of it for a delimiter. */
function csvCell(text: string): string {
  return /[",;\t|\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
