import { t } from '#kernel/text'
import type { NumberFormat } from './number-formats.ts'
import { numberText } from './numbers.ts'
import { damaged, refusal } from './refusal.ts'
import type { SharedStrings } from './shared-strings.ts'
import { TextCollector } from './text-collector.ts'
import { readXml } from './xml.ts'

/** What the cells of a sheet lean on. */
export interface SheetSetting {
  /** The workbook's name, for sentences. */
  readonly name: string
  readonly strings: SharedStrings
  readonly formats: readonly NumberFormat[]
  readonly from1904: boolean
}

/** Cells from row `top` to `bottom` and column `left` to `right`, from 0; only the first of them is seen. */
export interface Merge {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

export interface FoundRow {
  /** From 0. */
  readonly row: number
  /** Up to the last cell that is not empty; never empty itself. */
  readonly cells: string[]
}

/** The most that the format allows. */
const mostRows = 1_048_576
const mostColumns = 16_384
const mostMerges = 200_000

/** The rows of a sheet that have a value, in pieces, as text. `merges` is filled as they are met, which is after the last row. */
export async function* sheetRows(pieces: AsyncIterable<Buffer>, setting: SheetSetting, merges: Merge[]): AsyncGenerator<FoundRow[]> {
  const reader = new SheetReader(setting, merges)
  for await (const _ of readXml(pieces, setting.name, reader)) {
    const rows = reader.taken()
    if (rows.length > 0) yield rows
  }
}

class SheetReader {
  readonly #setting: SheetSetting
  readonly #merges: Merge[]
  readonly #collector: TextCollector
  #found: FoundRow[] = []
  #inData = false
  #row = -1
  #cells: string[] = []
  #column = -1
  #type = 'n'
  #style = 0

  constructor(setting: SheetSetting, merges: Merge[]) {
    this.#setting = setting
    this.#merges = merges
    this.#collector = new TextCollector(setting.name)
  }

  taken(): FoundRow[] {
    const rows = this.#found
    this.#found = []
    return rows
  }

  open(tag: string, attributes: Readonly<Record<string, string>>): void {
    if (tag === 'sheetData') this.#inData = true
    else if (tag === 'mergeCell') this.#merge(attributes.ref ?? '')
    else if (!this.#inData) return
    else if (tag === 'row') this.#beginRow(attributes.r)
    else if (tag === 'c') this.#beginCell(attributes)
    else this.#collector.open(tag)
  }

  text(text: string): void {
    if (this.#inData) this.#collector.text(text)
  }

  close(tag: string): void {
    if (!this.#inData) return
    if (tag === 'sheetData') this.#inData = false
    else if (tag === 'row') this.#endRow()
    else if (tag === 'c') this.#endCell()
    else this.#collector.close(tag)
  }

  #beginRow(number: string | undefined): void {
    this.#row = number === undefined ? this.#row + 1 : Number(number) - 1
    if (!(this.#row >= 0 && this.#row < mostRows)) throw damaged(this.#setting.name, new Error(`there is no row ${this.#row + 1}`))
    this.#cells = []
    this.#column = -1
  }

  #beginCell(attributes: Readonly<Record<string, string>>): void {
    this.#column = attributes.r === undefined ? this.#column + 1 : columnOf(attributes.r)
    if (!(this.#column >= 0 && this.#column < mostColumns))
      throw damaged(this.#setting.name, new Error(`there is no cell ${attributes.r ?? this.#column + 1}`))
    this.#type = attributes.t ?? 'n'
    this.#style = Number(attributes.s ?? 0)
    this.#collector.begin()
  }

  #endCell(): void {
    const text = this.#value(this.#collector.end())
    if (text === '') return
    while (this.#cells.length < this.#column) this.#cells.push('')
    this.#cells[this.#column] = text
  }

  #value(written: string): string {
    const { strings, formats, from1904, name } = this.#setting
    switch (this.#type) {
      case 's': {
        const text = written === '' ? '' : strings.at(Number(written))
        if (text === undefined) throw damaged(name, new Error(`there is no text ${written}`))
        return text
      }
      case 'n':
        return numberText(written, formats[this.#style], from1904)
      case 'b':
        return written === '' ? '' : written === '0' || written === 'false' ? 'FALSE' : 'TRUE'
      // "#N/A" and its like say that there is no value.
      case 'e':
        return ''
      default:
        return written
    }
  }

  #endRow(): void {
    if (this.#cells.length > 0) this.#found.push({ row: this.#row, cells: this.#cells })
  }

  #merge(ref: string): void {
    const [from = '', to = from] = ref.split(':')
    if (this.#merges.length >= mostMerges)
      throw refusal(this.#setting.name, t('has more than {{mostMerges}} merged cells in a sheet.', { mostMerges }))
    this.#merges.push({ top: rowOf(from), bottom: rowOf(to), left: columnOf(from), right: columnOf(to) })
  }
}

/** B7 is 1. */
function columnOf(ref: string): number {
  let column = 0
  for (let at = 0; at < ref.length; at += 1) {
    const letter = ref.charCodeAt(at) & 0xdf
    if (letter < 65 || letter > 90) break
    column = column * 26 + letter - 64
  }
  return column - 1
}

/** B7 is 6. */
function rowOf(ref: string): number {
  return Number(ref.replace(/^[$A-Za-z]+/, '')) - 1
}
