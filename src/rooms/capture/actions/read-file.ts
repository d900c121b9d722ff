import { join } from 'node:path'
import { Problem } from '#kernel/problem'
import type { Instant } from '#kernel/time'
import type { Duck } from '#platform/analytics/duck'
import { type ByteFacts, byteFacts, copyAsUtf8, copyWithLongRecordsCut, copyWithoutNul, headText } from '#platform/analytics/text-file'
import { explainDiskError } from '#platform/disk'
import { guessEncoding, notText } from '../rules/bytes.ts'
import { columnNames, type Dialect, guessDialect, visible } from '../rules/delimited.ts'
import { guessKind, guessVendor } from '../rules/headers.ts'
import { guessMapping, kindByValues } from '../rules/mapping.ts'
import { moneyFields, shapeOf, withMemory } from '../rules/memory.ts'
import { columnsToLookAt, correctMapping } from '../rules/plan.ts'
import { addedColumns } from '../rules/returned.ts'
import { currencyOf, decideDateOrder, decideDecimal, guessType, looksAmerican } from '../rules/values.ts'
import type { ColumnGuess, ColumnMapping, Encoding, FileCorrection, FileGuess, FileKind, Formats, Remembered } from '../shapes.ts'
import {
  columnFacts,
  dateEvidence,
  decimalEvidence,
  isOutOfMemory,
  loadRaw,
  longestRow,
  sampledTexts,
  sampleRows,
  unreadable,
} from '../store/raw.ts'
import { isStaged } from '../store/staged.ts'

/** A file to be read. `problem` says why it cannot be, if that is known already. */
export interface GivenFile {
  readonly path: string
  readonly name: string
  readonly problem?: string
  /** What was left out when it was unpacked, as sentences. */
  readonly remarks?: readonly string[]
}

/** A file with everything that is known before its rows are staged. Columns carry many samples here; the guess shows three. */
export interface ReadFile {
  readonly guess: FileGuess
  readonly columns: readonly ColumnGuess[]
  readonly rows: number
  readonly shortRowsAreWhole: boolean
  readonly unclosedQuote: boolean
  /** What was said of the last file of this shape. */
  readonly memory: Remembered | null
}

/** What was said of the last file of a shape, and when. */
export interface Recalled {
  readonly said: Remembered
  readonly at: Instant
}

/** Asks for what was said of the last file of a shape. */
export type Recall = (shape: string) => Promise<Recalled | null>

interface Asked {
  readonly recall: Recall
  /** The work is begun again with more memory when that is short. */
  readonly again: boolean
  /** About how many cells the guesses look at. */
  readonly sampleCells?: number
}

const endlessFirstRow =
  'The first row is longer than 512 KB, so there is nothing to tell the columns by. Export the list with plain column names.'
const samplesEach = 200
/** Rows in which most columns show as many different values. */
const firstRows = 1_000
const usualSample = 200_000

/** Reads one file into DuckDB as text and guesses what it is. A file that cannot be read says why in `problem`; it never throws. */
export async function readFile(duck: Duck, no: number, file: GivenFile, said: FileCorrection, ask: Asked): Promise<ReadFile> {
  const bytes = await byteFacts(file.path)
  const found = guessEncoding(bytes)
  const encoding = said.encoding ?? found.encoding
  const told = { file: no, name: file.name, bytes: bytes.bytes, encoding, bom: found.bom, remarks: [...(file.remarks ?? [])] }
  const problem = file.problem ?? notText(bytes)
  if (problem) return without(told, problem)
  const { path, nuls } = await readable(duck, no, file.path, encoding, bytes)
  const bare = nuls === 0 ? told : { ...told, remarks: [...told.remarks, nulRemark(nuls)] }
  const head = await headText(path, 'utf-8')
  const cut = guessDialect(head.text, head.cutOff, said)
  if (cut.width === 0) return without(bare, head.cutOff ? endlessFirstRow : 'The file has no rows.')
  const unclosedQuote = encoding === 'utf-8' ? bytes.quotes % 2 === 1 : (await byteFacts(path)).quotes % 2 === 1
  try {
    const loaded = await loadRaw(duck, no, path, { ...cut, unclosedQuote, guarded: addedColumns(cut.headers) > 0 })
    return { ...(await describe(duck, no, bare, cut, loaded.rows, said, ask)), ...loaded, unclosedQuote }
  } catch (error) {
    // A full disk says nothing about the file.
    const trouble = explainDiskError(error, `"${file.name}" could not be read`)
    if (trouble instanceof Problem) throw trouble
    if (ask.again && isOutOfMemory(error)) throw error
    return without(bare, unreadable(error, cut.width))
  }
}

/** Where the text lies as UTF-8 that a reader of lines can take: the file itself, or a copy. */
async function readable(
  duck: Duck,
  no: number,
  given: string,
  encoding: Encoding,
  bytes: ByteFacts,
): Promise<{ path: string; nuls: number }> {
  const clean = join(duck.tempDir, `file-${no}.csv`)
  if (encoding !== 'utf-8') return { path: clean, nuls: await copyAsUtf8(given, encoding, clean) }
  const nuls = bytes.nulls > 0 ? await copyWithoutNul(given, clean) : 0
  const path = bytes.nulls > 0 ? clean : given
  if (bytes.quotes % 2 === 1 || bytes.longestQuoted < longestRow / 4) return { path, nuls }
  const copy = join(duck.tempDir, `cut-${no}.csv`)
  await copyWithLongRecordsCut(path, longestRow, copy)
  return { path: copy, nuls }
}

const nulRemark = (nuls: number) =>
  nuls === 1
    ? 'One NUL character was left out: nobody sees them and no database keeps them.'
    : `${nuls.toLocaleString('en')} NUL characters were left out: nobody sees them and no database keeps them.`

type Bare = Pick<FileGuess, 'file' | 'name' | 'bytes' | 'encoding' | 'bom' | 'remarks'>

async function describe(
  duck: Duck,
  no: number,
  bare: Bare,
  cut: Dialect,
  rows: number,
  given: FileCorrection,
  { recall, sampleCells = usualSample }: Asked,
) {
  const most = Math.max(200, Math.floor(sampleCells / cut.width))
  const sample = await sampleRows(duck, no, { width: cut.width, rows, most, first: firstRows })
  const columns = profile(cut, await textsOf(duck, no, cut.width, { sample, rows, most }), await columnFacts(duck, no, cut.width))
  const shape = given.forget ? null : shapeOf({ hasHeader: cut.hasHeader, columns })
  const recalled = shape === null ? null : await recall(shape)
  const said = withMemory(given, recalled?.said ?? null, columns)
  const added = addedColumns(cut.headers)
  const own = columns.slice(added)
  const headers = own.map((column) => column.header).filter((header) => header !== '')
  // Rows that were returned say which file they came from.
  const name = (added > 0 && columns[1]?.samples[0]) || bare.name
  const guessed = guessVendor(headers, name)
  const { vendor, confidence: vendorConfidence } = said.vendor ? { vendor: said.vendor, confidence: 1 } : guessed
  const named = guessKind(headers, name)
  const kind = said.kind
    ? { kind: said.kind, confidence: 1 }
    : ((named.kind === 'other' && named.confidence < 0.5 ? kindByValues(own) : undefined) ?? named)
  // Why a column was taken names a system only when that is nearly sure.
  const known = vendorConfidence >= 0.7 ? vendor : 'unknown'
  const mapping = correctMapping([...columns.slice(0, added).map(ofReturned), ...mappingFor(kind.kind, own, known)], said.mapping)
  const formats = await formatsOf(duck, no, cut, kind.kind, columns, mapping, { ...recalled?.said, ...given, currency: said.currency })
  const guess: FileGuess = {
    ...bare,
    delimiter: cut.delimiter,
    quote: '"',
    hasHeader: cut.hasHeader,
    headerRow: cut.skip,
    columns: columns.map((column) => ({ ...column, samples: column.samples.slice(0, 3) })),
    vendor,
    vendorConfidence,
    kind: kind.kind,
    kindConfidence: kind.confidence,
    mapping,
    formats,
    counts: { rows, staged: 0, deleted: 0, rejected: 0, duplicates: 0, left_out: 0 },
    unreadable: [],
    sampleRows: sample.slice(0, 3),
    problem: rows === 0 ? 'The file has headers and no rows.' : null,
    ...(recalled ? { remembered: recalled.at } : {}),
  }
  return { guess, columns, memory: recalled?.said ?? null }
}

function ofReturned(column: ColumnGuess): ColumnMapping {
  return { column: column.index, field: 'ignore', confidence: 1, why: 'Interlock put this column before rows that it returned.' }
}

function mappingFor(kind: FileKind, columns: readonly ColumnGuess[], vendor: FileGuess['vendor']): ColumnMapping[] {
  if (isStaged(kind) || kind === 'stage') return guessMapping(kind, columns, vendor)
  return columns.map((column) => ({ column: column.index, field: 'ignore', confidence: 1, why: 'Files of this kind are not read yet.' }))
}

/** Different texts of each column in the rows that are looked at. Where the first rows hold enough of them, no others are asked. */
async function textsOf(
  duck: Duck,
  no: number,
  width: number,
  { sample, rows, most }: { sample: readonly (readonly string[])[]; rows: number; most: number },
): Promise<string[][]> {
  const first = Array.from({ length: width }, (_, index) => differentTexts(sample.map((row) => row[index] ?? '')))
  const few = first.flatMap((texts, index) => (texts.length < samplesEach ? [index] : []))
  const all = sample.length < firstRows ? new Map<number, string[]>() : await sampledTexts(duck, no, few, { rows, most })
  return first.map((texts, index) => (all.has(index) ? differentTexts(all.get(index) ?? []) : texts))
}

function differentTexts(cells: readonly string[]): string[] {
  const values = new Set<string>()
  for (const cell of cells) {
    const value = visible(cell)
    if (value !== '') values.add(value.slice(0, 200))
    if (values.size >= samplesEach) break
  }
  return [...values]
}

function profile(cut: Dialect, texts: readonly string[][], facts: readonly { filled: number; distinct: number }[]): ColumnGuess[] {
  return columnNames(cut.headers).map((name, index) => {
    const samples = texts[index] ?? []
    const { filled = 0, distinct = 0 } = facts[index] ?? {}
    // Rows in the sample may all be empty where a rare value exists; then the type is not known, but the column is not empty.
    const type = samples.length === 0 && filled > 0 ? 'text' : guessType(samples)
    return { index, header: cut.headers[index] ?? '', name, samples, filled, distinct, type }
  })
}

async function formatsOf(
  duck: Duck,
  no: number,
  cut: Dialect,
  kind: FileKind,
  columns: readonly ColumnGuess[],
  mapping: readonly ColumnMapping[],
  said: Pick<FileCorrection, 'dateOrder' | 'decimal' | 'currency'>,
): Promise<Formats> {
  const look = columnsToLookAt(kind, columns, mapping)
  const dates = decideDateOrder(
    await dateEvidence(duck, no, look.dates),
    looksAmerican(columns.filter((column) => look.dates.includes(column.index)).flatMap((column) => column.samples)),
  )
  const decimal = decideDecimal(await decimalEvidence(duck, no, look.numbers), cut.delimiter)
  const money = columns.filter((column) => mapping.some((each) => each.column === column.index && moneyFields.has(each.field)))
  // Columns that become custom fields stay text: they help to tell, but nobody is asked because of them.
  const asksDates = said.dateOrder === undefined && dates.ambiguous
  const asksDecimal = said.decimal === undefined && decimal.ambiguous
  return {
    dateOrder: said.dateOrder ?? dates.order,
    dateOrderAmbiguous: asksDates && (await dateEvidence(duck, no, look.mappedDates)).unclear > 0,
    decimal: said.decimal ?? decimal.decimal,
    decimalAmbiguous: asksDecimal && unclear(await decimalEvidence(duck, no, look.mappedNumbers)),
    currency: said.currency ?? currencyOf(money.flatMap((column) => column.samples)),
  }
}

const unclear = (evidence: { point: number; comma: number; unclearPoint: number; unclearComma: number }) =>
  evidence.point + evidence.comma + evidence.unclearPoint + evidence.unclearComma > 0

function without(bare: Bare, problem: string): ReadFile {
  const guess: FileGuess = {
    ...bare,
    delimiter: ',',
    quote: '"',
    hasHeader: false,
    headerRow: 0,
    columns: [],
    vendor: 'unknown',
    vendorConfidence: 0,
    kind: 'other',
    kindConfidence: 0,
    mapping: [],
    formats: { dateOrder: 'ymd', dateOrderAmbiguous: false, decimal: '.', decimalAmbiguous: false, currency: null },
    counts: { rows: 0, staged: 0, deleted: 0, rejected: 0, duplicates: 0, left_out: 0 },
    unreadable: [],
    sampleRows: [],
    problem,
  }
  return { guess, columns: [], rows: 0, shortRowsAreWhole: false, unclosedQuote: false, memory: null }
}
