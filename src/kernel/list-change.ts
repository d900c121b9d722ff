import { customValue } from './custom-field.ts'
import { columnOf, customField, hidesCustom, type ListColumn, type ListDeclaration } from './list.ts'
import { Problem } from './problem.ts'
import { said, t } from './text.ts'
import { isDay } from './time.ts'

/** New values of a record by column; null is empty. Amounts and days are text, as everywhere. */
export type Changes = ReadonlyMap<string, string | number | boolean | null>

/** A value as text; null where none is said. */
export function textIn(values: Changes, key: string): string | null {
  const value = values.get(key)
  return value === undefined || value === null ? null : String(value)
}

const longest = 4000
const decimal = /^-?\d{1,14}(\.\d{1,4})?$/
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * What somebody wants to change of one record, or of many, or says of a new one: only columns that may be, and values of their type. Throws a Problem that
 * says which is wrong.
 */
export function readChanges(
  list: ListDeclaration,
  raw: Readonly<Record<string, string | number | boolean | null>>,
  of: 'one' | 'many' | 'new' = 'one',
): Changes {
  const entries = Object.entries(raw)
  if (entries.length === 0) throw refusal(t('Name at least one field to change.'))
  return new Map(
    entries.map(([key, value]) => {
      const column = columnOf(list, key)
      const field = customField(key)
      if (!(column.edited || (of === 'new' && column.made)) || (field !== null && hidesCustom(list, field)))
        throw refusal(t('{{label}} of a {{one}} is not changed by hand.', { label: said(column.label), one: said(list.one) }))
      if (column.single && of === 'many')
        throw refusal(
          t('{{label}} is changed on the page of each {{one}}, not for many at once.', { label: said(column.label), one: said(list.one) }),
        )
      return [column.key, checked(column, typeof value === 'string' && value.trim() === '' ? null : value)]
    }),
  )
}

function checked(column: ListColumn, value: string | number | boolean | null): string | number | boolean | null {
  if (value === null) {
    if (column.required) throw refusal(t('{{label}} cannot be empty.', { label: said(column.label) }))
    return null
  }
  if (column.type === 'flag') return typeof value === 'boolean' ? value : fail(column, t('true or false'))
  const text = String(value).trim()
  if (text.length > longest || text.includes('\u0000')) return fail(column, t('text of at most {{longest}} characters', { longest }))
  // A custom field is kept as text, so a number is kept as it reads.
  if (column.type === 'number' && customField(column.key) !== null)
    return customValue('number', text) !== null ? plain(text) : fail(column, t('a number such as 1500 or 12.5'))
  switch (column.type) {
    case 'number':
      return Number.isFinite(Number(text)) ? Number(text) : fail(column, 'a number')
    case 'money':
      return decimal.test(text) ? plain(text) : fail(column, t('digits with a point before up to four decimals, for example 12500.50'))
    case 'day':
      return isDay(text) ? text : fail(column, t('a day such as 2026-01-31'))
    case 'instant':
      return isDay(text) ? `${text}T00:00:00.000Z` : fail(column, t('a day such as 2026-01-31'))
    case 'reference':
      return uuid.test(text) ? text.toLowerCase() : fail(column, t('chosen from the list'))
    case 'choice':
      return column.options?.some((option) => option.value === text) === false ? fail(column, t('one of its values')) : text
    default:
      return text
  }
}

const fail = (column: ListColumn, what: string): never => {
  throw refusal(t('{{label}} is {{what}}.', { label: said(column.label), what }))
}

const refusal = (why: string) => new Problem('invalid-input', why)

/** Amounts as the book keeps them: 0500.50 is 500.5. */
function plain(text: string): string {
  const [whole = '', part = ''] = text.replace('-', '').split('.')
  const end = part.replace(/0+$/, '')
  const size = `${whole.replace(/^0+(?=\d)/, '')}${end === '' ? '' : `.${end}`}`
  return text.startsWith('-') && size !== '0' ? `-${size}` : size
}

/** The changes of custom fields, by the field's name. */
export function customChanges(changes: Changes): [field: string, value: string | null][] {
  return [...changes].flatMap(([key, value]) => {
    const field = customField(key)
    return field === null ? [] : [[field, value === null ? null : String(value)] as [string, string | null]]
  })
}
