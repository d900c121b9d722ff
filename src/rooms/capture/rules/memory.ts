import type { Correction, FileCorrection, FileGuess, Remembered } from '../shapes.ts'
import { addedColumns } from './returned.ts'

/** Fields that several columns may have. */
const shared: ReadonlySet<string> = new Set(['entered', 'custom', 'ignore'])

const nameKey = (name: string) => name.normalize('NFC').trim().toLowerCase()

/**
 * What tells files of one shape, as one text: the names of their columns, in any order. Nothing for a file without headers. The columns that we put
 * before returned rows do not count, so a repaired file has the shape of the file that its rows came from.
 */
export function shapeOf(
  file: Pick<FileGuess, 'hasHeader'> & { columns: readonly { readonly header: string; readonly name: string }[] },
): string | null {
  if (!file.hasHeader) return null
  const names = ownColumns(file.columns).map((column) => nameKey(column.name))
  return JSON.stringify(names.sort())
}

function ownColumns<C extends { readonly header: string }>(columns: readonly C[]): readonly C[] {
  return columns.slice(addedColumns(columns.map((column) => column.header)))
}

/** What a person says of this file over what they said of the last one of its shape. */
export function withMemory(
  said: FileCorrection,
  memory: Remembered | null,
  columns: readonly { readonly index: number; readonly name: string }[],
): FileCorrection {
  if (!memory) return said
  const { kind = memory.kind, vendor = memory.vendor, currency = memory.currency } = said
  const mapping = kind === memory.kind ? columnsWith(said, memory, columns) : said.mapping
  return { ...said, kind, ...(vendor ? { vendor } : {}), ...(currency ? { currency } : {}), ...(mapping ? { mapping } : {}) }
}

function columnsWith(
  said: FileCorrection,
  memory: Remembered,
  columns: readonly { readonly index: number; readonly name: string }[],
): FileCorrection['mapping'] {
  const now = said.mapping ?? []
  const taken = new Set(now.map((each) => each.field).filter((field) => !shared.has(field)))
  const before = (memory.columns ?? []).flatMap(({ column, ...to }) => {
    const index = columns.find((each) => nameKey(each.name) === column)?.index
    return index === undefined || taken.has(to.field) || now.some((each) => each.column === index) ? [] : [{ column: index, ...to }]
  })
  return [...before, ...now]
}

/** What is to be kept for the next file of the shape: new words, `forget`, or nothing new to be kept. */
export type Lesson = { readonly keep: Remembered } | 'forget' | null

/**
 * What an import teaches about files of one shape. Encoding and delimiter belong to the file and are not kept. A column is kept by its
 * name; what was said now replaces what was said before.
 */
export function lessonOf(file: FileGuess, correction: Correction, before: Remembered | null): Lesson {
  const { forget = false, ...said } = correction.files?.find((each) => each.file === file.file) ?? { file: file.file }
  const stages = file.kind === 'deal' ? correction.stages : undefined
  const own = { vendor: said.vendor, dateOrder: said.dateOrder, decimal: said.decimal, currency: said.currency, stages }
  const setCurrency = hasMoney(file) ? correction.currency : undefined
  const { system } = correction
  const isSaid = said.kind !== undefined || (said.mapping ?? []).length > 0 || setCurrency !== undefined || system !== undefined
  if (!isSaid && Object.values(own).every((value) => value === undefined)) return forget && before ? 'forget' : null
  const base = forget ? null : before
  const mapping = withMemory(said, base, file.columns).mapping ?? []
  const columns = mapping.flatMap(({ column, ...to }) => {
    const name = file.columns.find((each) => each.index === column)?.name
    return name === undefined ? [] : [{ column: nameKey(name), ...to }]
  })
  const kept = Object.fromEntries(Object.entries({ ...own, setCurrency, system }).filter(([, value]) => value !== undefined))
  return { keep: { ...base, ...kept, kind: file.kind, ...(columns.length > 0 ? { columns } : {}) } }
}

/** Kinds whose records keep the currency of their amounts. */
const withCurrency: ReadonlySet<string> = new Set(['deal', 'campaign', 'campaign_cost'])

/** Whether a column of the file becomes an amount of money with a currency. */
export function hasMoney(file: Pick<FileGuess, 'kind' | 'mapping'>): boolean {
  return withCurrency.has(file.kind) && file.mapping.some((each) => moneyFields.has(each.field))
}

/** Whether the file says itself which currency its amounts are in. */
export function namesCurrency({ formats, mapping, columns }: Pick<FileGuess, 'formats' | 'mapping' | 'columns'>): boolean {
  const column = mapping.find((each) => each.field === 'currency')?.column
  return formats.currency !== null || columns.some((each) => each.index === column && each.filled > 0)
}

/** Fields that are amounts of money. */
export const moneyFields: ReadonlySet<string> = new Set(['amount', 'price', 'revenue', 'budgeted_cost', 'actual_cost'])
