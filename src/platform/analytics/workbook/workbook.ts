import { t } from '#kernel/text'
import type { Archive, Part } from './archive.ts'
import { readNumberFormats } from './number-formats.ts'
import { damaged, refusal } from './refusal.ts'
import { readSharedStrings, SharedStrings } from './shared-strings.ts'
import { type FoundRow, type Merge, type SheetSetting, sheetRows } from './sheet.ts'
import { writeSheetCsv } from './sheet-csv.ts'
import { readXml } from './xml.ts'

export interface Sheet {
  readonly name: string
  readonly hidden: boolean
}

/** A workbook that is open for reading. Cells are text as people see them: see `rows`. */
export interface Workbook {
  readonly sheets: readonly Sheet[]
  /**
   * The rows of a sheet that have a value, in pieces; memory is bounded whatever the sheet's size. Dates and times are ISO 8601, numbers have a
   * point and all their digits, yes and no are TRUE and FALSE, formulas their last result, errors nothing. `merges` is filled at the end.
   */
  rows(sheet: Sheet, merges: Merge[]): AsyncGenerator<FoundRow[]>
  /** Writes one sheet as CSV (UTF-8, commas) to `path`, merged cells only in their first cell; answers its rows, 0 for an empty sheet. */
  writeCsv(sheet: Sheet, path: string): Promise<number>
}

/** The most sheets of one workbook that become files. */
const mostSheets = 200

/** Reads what the cells of a workbook (.xlsx, .xlsm) lean on, and the list of its sheets. Throws Problem when it is none. */
export async function openWorkbook(archive: Archive): Promise<Workbook> {
  const { name } = archive
  const main = await mainPart(archive)
  const links = await linksOf(archive, main)
  const { sheets, from1904 } = await readMain(archive, main, links)
  const parts = new Map<Sheet, Part>(sheets.map(({ part, ...sheet }) => [sheet, part]))
  const [strings, formats] = [linked(links, 'sharedStrings'), linked(links, 'styles')]
  const setting: SheetSetting = {
    name,
    strings: strings ? await readSharedStrings(archive.read(strings), name) : new SharedStrings(),
    formats: formats ? await readNumberFormats(archive.read(formats), name) : [],
    from1904,
  }
  const rows = (sheet: Sheet, merges: Merge[]) => {
    const part = parts.get(sheet)
    if (!part) throw new TypeError('This sheet belongs to another workbook.')
    return sheetRows(archive.read(part), setting, merges)
  }
  return {
    sheets: [...parts.keys()],
    rows,
    writeCsv: (sheet, path) => writeSheetCsv((merges) => rows(sheet, merges), path),
  }
}

interface Link {
  readonly id: string
  /** The last word of the type: worksheet, styles, sharedStrings. */
  readonly type: string
  readonly part: Part
}

const linked = (links: readonly Link[], type: string) => links.find((link) => link.type === type)?.part

async function mainPart(archive: Archive): Promise<Part> {
  const links = archive.find('_rels/.rels') ? await linksIn(archive, '_rels/.rels', '') : []
  const main = linked(links, 'officeDocument') ?? archive.find('xl/workbook.xml')
  if (!main) throw damaged(archive.name, new Error('the part that lists its sheets is missing'))
  return main
}

function linksOf(archive: Archive, { name }: Part): Promise<Link[]> {
  const [, folder = '', file = name] = /^(.*\/)?([^/]+)$/.exec(name) ?? []
  return linksIn(archive, `${folder}_rels/${file}.rels`, folder)
}

async function linksIn(archive: Archive, path: string, folder: string): Promise<Link[]> {
  const part = archive.find(path)
  if (!part) throw damaged(archive.name, new Error(`"${path}" is missing`))
  const links: Link[] = []
  const reading = readXml(archive.read(part), archive.name, {
    open: (tag, { Id: id, Type: type = '', Target: target = '', TargetMode: mode }) => {
      if (tag !== 'Relationship' || id === undefined || mode === 'External') return
      const found = archive.find(resolved(folder, target))
      if (found) links.push({ id, type: type.replace(/^.*\//, ''), part: found })
    },
  })
  for await (const _ of reading);
  return links
}

/** Where a link leads, as a name inside the archive: `../media/x` of `xl/` is `media/x`. */
function resolved(folder: string, target: string): string {
  const steps = target.startsWith('/') ? [] : folder.split('/').filter(Boolean)
  for (const step of target.split('/').filter(Boolean)) {
    if (step === '..') steps.pop()
    else if (step !== '.') steps.push(step)
  }
  return steps.join('/')
}

async function readMain(archive: Archive, main: Part, links: readonly Link[]) {
  const sheets: (Sheet & { part: Part })[] = []
  let from1904 = false
  const reading = readXml(archive.read(main), archive.name, {
    open: (tag, attributes) => {
      if (tag === 'workbookPr') from1904 = attributes.date1904 === '1' || attributes.date1904 === 'true'
      if (tag !== 'sheet') return
      const link = links.find((each) => each.id === attributes[idOf(attributes)])
      // Charts and macro sheets have no rows.
      if (link?.type !== 'worksheet') return
      const hidden = attributes.state === 'hidden' || attributes.state === 'veryHidden'
      sheets.push({ name: attributes.name ?? `Sheet ${sheets.length + 1}`, hidden, part: link.part })
      if (sheets.length > mostSheets) throw refusal(archive.name, t('has more than {{mostSheets}} sheets.', { mostSheets }))
    },
  })
  for await (const _ of reading);
  return { sheets, from1904 }
}

/** `r:id`, whatever the prefix is called in this file. */
function idOf(attributes: Readonly<Record<string, string>>): string {
  return Object.keys(attributes).find((key) => key.endsWith(':id')) ?? 'id'
}
