import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'

/** What a cell holds: text goes to the shared texts; `xml` is written as it stands, with `{ref}` for the cell's address. */
export type MadeCell = string | number | boolean | null | { readonly xml: string } | { readonly value: number; readonly format: string }

export interface MadeSheet {
  readonly name: string
  readonly rows: readonly (readonly MadeCell[])[]
  readonly state?: 'hidden' | 'veryHidden'
  /** What stands after the rows, such as merged cells. */
  readonly tail?: string
}

/** A zip file with these files in it. */
export async function zipOf(files: Readonly<Record<string, string | Buffer>>, compress = true): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name, { compress })
  zip.end()
  return await buffer(zip.outputStream)
}

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const types = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
export const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** The files of a workbook as Excel lays them out. `sharedXml` stands in for the shared texts of `rows`. */
export function workbookParts(sheets: readonly MadeSheet[], more: { date1904?: boolean; sharedXml?: string } = {}): Record<string, string> {
  const texts = new Map<string, number>()
  const formats = new Map<string, number>()
  const numberIn = (map: Map<string, number>, key: string) => map.get(key) ?? map.set(key, map.size).size - 1
  const cell = (value: MadeCell, ref: string): string => {
    if (value === null) return ''
    if (typeof value === 'string') return `<c r="${ref}" t="s"><v>${numberIn(texts, value)}</v></c>`
    if (typeof value === 'boolean') return `<c r="${ref}" t="b"><v>${value ? 1 : 0}</v></c>`
    if (typeof value === 'number') return `<c r="${ref}"><v>${value}</v></c>`
    if ('xml' in value) return value.xml.replaceAll('{ref}', ref)
    return `<c r="${ref}" s="${numberIn(formats, value.format) + 1}"><v>${value.value}</v></c>`
  }
  const row = (cells: readonly MadeCell[], index: number) =>
    `<row r="${index + 1}">${cells.map((value, column) => cell(value, `${columnName(column)}${index + 1}`)).join('')}</row>`
  const data = sheets.map(
    ({ rows, tail = '' }) => `${xml}<worksheet xmlns="${main}"><sheetData>${rows.map(row).join('')}</sheetData>${tail}</worksheet>`,
  )
  const ids = sheets.map((_, index) => `rId${index + 1}`)
  const link = (id: string, type: string, target: string) => `<Relationship Id="${id}" Type="${types}/${type}" Target="${target}"/>`
  const links = (inner: string) =>
    `${xml}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${inner}</Relationships>`
  const list = sheets.map(
    ({ name, state }, index) =>
      `<sheet name="${escaped(name)}" sheetId="${index + 1}"${state ? ` state="${state}"` : ''} r:id="${ids[index]}"/>`,
  )
  return {
    '[Content_Types].xml': `${xml}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
    '_rels/.rels': links(link('rId1', 'officeDocument', 'xl/workbook.xml')),
    'xl/workbook.xml': `${xml}<workbook xmlns="${main}" xmlns:r="${types}"><workbookPr${more.date1904 ? ' date1904="1"' : ''}/><sheets>${list.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': links(
      `${sheets.map((_, index) => link(ids[index] ?? '', 'worksheet', `worksheets/sheet${index + 1}.xml`)).join('')}${link('s', 'sharedStrings', '/xl/sharedStrings.xml')}${link('f', 'styles', 'styles.xml')}`,
    ),
    ...Object.fromEntries(data.map((text, index) => [`xl/worksheets/sheet${index + 1}.xml`, text])),
    'xl/sharedStrings.xml': `${xml}<sst xmlns="${main}">${more.sharedXml ?? [...texts.keys()].map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`).join('')}</sst>`,
    'xl/styles.xml': stylesXml([...formats.keys()]),
  }
}

/** A format is a code such as `yyyy-mm-dd`, or the number of one that every program knows, such as `14`. */
function stylesXml(formats: readonly string[]): string {
  const isKnown = (format: string) => /^\d{1,2}$/.test(format)
  const codes = formats.map((format, index) =>
    isKnown(format) ? '' : `<numFmt numFmtId="${164 + index}" formatCode="${escaped(format)}"/>`,
  )
  const cells = formats.map((format, index) => `<xf numFmtId="${isKnown(format) ? format : 164 + index}" applyNumberFormat="1"/>`)
  return `${xml}<styleSheet xmlns="${main}"><numFmts>${codes.join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${cells.join('')}</cellXfs></styleSheet>`
}

/** 0 is A, 27 is AB. */
function columnName(index: number): string {
  return (index >= 26 ? columnName(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26))
}

/** A workbook as bytes. */
export function workbookOf(sheets: readonly MadeSheet[], more: { date1904?: boolean; sharedXml?: string } = {}): Promise<Buffer> {
  return zipOf(workbookParts(sheets, more))
}

/** A container of Microsoft's old formats with a list of entries; enough for looking at what it is. */
export function oleOf(entries: readonly string[]): Buffer {
  const sector = 512
  const bytes = Buffer.alloc(sector * 4)
  Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]).copy(bytes)
  bytes.writeUInt16LE(9, 30)
  bytes.writeUInt32LE(1, 48)
  for (const [index, name] of entries.entries()) bytes.write(name, sector * 2 + index * 128, 'utf16le')
  return bytes
}
