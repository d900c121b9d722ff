import { type CustomField, fieldNamed } from '#kernel/custom-field'
import { systemPrefix } from '#kernel/source-system'
import { t } from '#kernel/text'
import { fieldsOf } from '../fields/kinds.ts'
import type { ColumnGuess, ColumnMapping, FileCorrection, FileKind, Formats, StagedKind } from '../shapes.ts'
import { lastNameFirst } from './values.ts'

/** A person's word about columns over the guess. A field that they give to one column is taken from any other. */
export function correctMapping(guess: readonly ColumnMapping[], said: FileCorrection['mapping']): ColumnMapping[] {
  if (!said || said.length === 0) return [...guess]
  const byColumn = new Map(said.map((each) => [each.column, each]))
  const given = new Set(said.map((each) => each.field).filter((field) => !['entered', 'custom', 'ignore'].includes(field)))
  return guess.map((each) => {
    const word = byColumn.get(each.column)
    if (word)
      return { column: each.column, field: word.field, ...(word.stage ? { stage: word.stage } : {}), confidence: 1, why: t('You said so.') }
    return given.has(each.field)
      ? { column: each.column, field: 'custom', confidence: 1, why: t('You gave its field to another column.') }
      : each
  })
}

/** What the compiler to SQL needs; see store/compile. */
export function planOf(file: {
  readonly no: number
  readonly kind: StagedKind
  readonly columns: readonly ColumnGuess[]
  readonly mapping: readonly ColumnMapping[]
  readonly formats: Formats
  readonly shortRowsAreWhole: boolean
  readonly unclosedQuote: boolean
  readonly system: string
  readonly named: boolean
  /** Custom fields of these records of which people settled name or kind. */
  readonly settled?: readonly CustomField[]
}) {
  const name = new Map(file.columns.map((column) => [column.index, column]))
  const fields = fieldsOf[file.kind].flatMap((field) => {
    const from = file.mapping.find((each) => each.field === field.key)
    const column = from ? name.get(from.column) : undefined
    if (!column) return []
    const hundred = field.type === 'share' && column.samples.some((sample) => Number(sample.replace('%', '').replace(',', '.')) > 1)
    return [
      { field, column: column.index, header: column.name, hundred, lastFirst: field.type === 'name' && lastNameFirst(column.samples) },
    ]
  })
  const used = new Set(fields.map((each) => each.column))
  const entered = file.mapping.flatMap((each) =>
    each.field === 'entered' && each.stage !== undefined && file.kind === 'deal'
      ? [{ column: each.column, header: name.get(each.column)?.name ?? '', stage: each.stage }]
      : [],
  )
  for (const each of entered) used.add(each.column)
  const ignored = new Set(file.mapping.filter((each) => each.field === 'ignore').map((each) => each.column))
  const left = file.columns.filter((column) => !used.has(column.index) && !ignored.has(column.index))
  return {
    no: file.no,
    kind: file.kind,
    width: file.columns.length,
    fields,
    custom: keptColumns(left, file.settled ?? []),
    entered,
    dateOrder: file.formats.dateOrder,
    decimal: file.formats.decimal,
    currency: file.formats.currency,
    shortRowsAreWhole: file.shortRowsAreWhole,
    unclosedQuote: file.unclosedQuote,
    idsBegin: systemPrefix(file.system),
    named: file.named,
  }
}

/**
 * Columns that are kept as custom fields, with the name under which they are: that of a field which is known by their header, else the header. Of two
 * columns for one field the first feeds it, and the other one stays by itself.
 */
export function keptColumns(columns: readonly Pick<ColumnGuess, 'index' | 'name'>[], settled: readonly CustomField[]) {
  const taken = new Set<string>()
  // A column that has the very name of a field feeds it, wherever it stands.
  const exact = new Set(columns.map(({ name }) => name))
  return columns.map(({ index, name }): { column: number; name: string; settled?: CustomField } => {
    const field = fieldNamed(settled, name)
    if (!field || taken.has(field.key) || (field.key !== name && exact.has(field.key))) return { column: index, name }
    taken.add(field.key)
    return { column: index, name: field.key, settled: field }
  })
}

/** Columns whose text has to be looked at for the order of dates, or for the decimal sign. */
export function columnsToLookAt(
  kind: FileKind,
  columns: readonly ColumnGuess[],
  mapping: readonly ColumnMapping[],
): { dates: number[]; numbers: number[]; mappedDates: number[]; mappedNumbers: number[] } {
  const fields = kind in fieldsOf ? fieldsOf[kind as StagedKind] : []
  const typeOf = (column: number) => fields.find((field) => field.key === mapping.find((each) => each.column === column)?.field)?.type
  const used = (column: number) => mapping.some((each) => each.column === column && each.field !== 'custom' && each.field !== 'ignore')
  const of = (wanted: readonly string[], looks: readonly string[]) =>
    columns
      .filter((column) => {
        const type = typeOf(column.index)
        return type
          ? wanted.includes(type)
          : looks.includes(column.type) ||
              mapping.some((each) => each.column === column.index && each.field === 'entered' && looks.includes('date'))
      })
      .map((column) => column.index)
  const dates = of(['instant', 'day'], ['date'])
  const numbers = of(['money', 'number', 'share'], ['money', 'share'])
  return { dates, numbers, mappedDates: dates.filter(used), mappedNumbers: numbers.filter(used) }
}
