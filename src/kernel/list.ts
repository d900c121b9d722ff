import { Problem } from './problem.ts'
import { said, t } from './text.ts'

/**
 * What a column holds. `choice` is one of a few known words; `reference` is another record, shown by its name; `text` is free.
 * Empty is a value of its own in all of them.
 */
export type ColumnType = 'text' | 'choice' | 'number' | 'money' | 'day' | 'instant' | 'flag' | 'reference'

/** A column of a list as people and programs know it. How it is asked of the database is said by the room's store. */
export interface ListColumn {
  readonly key: string
  readonly label: string
  readonly type: ColumnType
  /** Never empty. */
  readonly required?: true
  /** Not to be filtered or sorted by. */
  readonly fixed?: true
  /** Found by the search box of the list. */
  readonly searched?: true
  /** Part of the list until somebody chooses columns. */
  readonly shown?: true
  /** May be changed on the page of the record. */
  readonly edited?: true
  /** Says who or what one record is, so it is not set for many at once. */
  readonly single?: true
  /** Said when a record is made by hand, and not changed by hand after that. */
  readonly made?: true
  /** All values of a `choice`, in their order. */
  readonly options?: readonly { readonly value: string; readonly label: string }[]
  /** Kind of record that a `reference` leads to, where it has a page. */
  readonly to?: RecordKind
  /** The field of another object that is shown here, as `person.email`: who may not read it there may not read it here. */
  readonly of?: string
  /** Holds sentences of our own, kept in English, which are said in the language of whoever reads a list or a record; files keep the English ones. */
  readonly again?: true
  /** Of a custom field that is money: the currency of its amounts. */
  readonly currency?: string
  /** Of a custom field: names that it had before, or that files call it by. */
  readonly aliases?: readonly string[]
  /** A custom field that screens do not offer. */
  readonly away?: true
}

/** Kinds of record that have a list and a page. */
export type RecordKind = 'deal' | 'account' | 'person' | 'lead'

export interface SortKey {
  readonly key: string
  readonly descending: boolean
}

/** A list as data: HTTP, screens, saved views and the engine that compiles it to SQL read the same description. */
export interface ListDeclaration {
  readonly kind: RecordKind
  /** "deal", "deals" */
  readonly one: string
  readonly many: string
  /** The column that names a record and leads to its page. */
  readonly name: string
  readonly columns: readonly ListColumn[]
  readonly sort: readonly SortKey[]
  /** Custom fields of which somebody settled label or type; all others are text and called as in their file. */
  readonly custom?: readonly ListColumn[]
  /** Custom fields that whoever asks may not read, `*` for all; see readableList. They are asked as if no record had them. */
  readonly hiddenCustom?: readonly string[]
}

/** Whether a custom field is kept from whoever asks. */
export function hidesCustom({ hiddenCustom }: Pick<ListDeclaration, 'hiddenCustom'>, field: string): boolean {
  return hiddenCustom !== undefined && (hiddenCustom.includes('*') || hiddenCustom.includes(field))
}

const customPrefix = 'custom:'
const longestCustomKey = 200

/** The column of a custom field: text, named as in the file that it came from. */
export function customColumn(field: string): ListColumn {
  return { key: customPrefix + field, label: field, type: 'text', edited: true }
}

/** The name of the custom field behind a column; null for a column of the list's own. */
export function customField(key: string): string | null {
  return key.startsWith(customPrefix) ? key.slice(customPrefix.length) : null
}

/** The column with this key. Throws a Problem that names what can be asked instead; nothing outside of the declaration is ever a column. */
export function columnOf(list: ListDeclaration, key: string): ListColumn {
  const own = list.columns.find((column) => column.key === key)
  if (own) return own
  const field = customField(key)
  if (field !== null && field !== '' && field.length <= longestCustomKey && !field.includes('\u0000'))
    return list.custom?.find((column) => column.key === key) ?? customColumn(field)
  const shown = key.length > 60 ? `${key.slice(0, 60)}…` : key
  throw new Problem(
    'invalid-input',
    t('"{{shown}}" is no column of {{many}}. There are {{keys}}, and custom:<name> for custom fields.', {
      shown,
      many: said(list.many),
      keys: list.columns.map((column) => column.key).join(', '),
    }),
  )
}

/** Columns in the order in which they were named, comma-separated; those of the declaration when none were. Throws a Problem for unknown ones. */
export function readColumns(list: ListDeclaration, text: string | undefined): ListColumn[] {
  if (text === undefined || text === '') return list.columns.filter((column) => column.shown || column.key === list.name)
  const keys = [...new Set(text.split(',').map(decoded))]
  if (keys.length > mostColumns) throw new Problem('invalid-input', t('At most {{n}} columns are shown at once.', { n: mostColumns }))
  return keys.map((key) => columnOf(list, key))
}

const mostColumns = 60
const mostSortKeys = 5

/** "-amount,name" as keys: a minus in front is from high to low. Throws a Problem for what cannot be sorted by. */
export function readSort(list: ListDeclaration, text: string | undefined): SortKey[] {
  if (text === undefined || text === '') return [...list.sort]
  const keys = text.split(',').map((part) => {
    const descending = part.startsWith('-')
    const column = columnOf(list, decoded(descending ? part.slice(1) : part))
    if (column.fixed)
      throw new Problem('invalid-input', t('{{many}} cannot be sorted by {{label}}.', { many: said(list.many), label: column.label }))
    return { key: column.key, descending }
  })
  if (keys.length > mostSortKeys) throw new Problem('invalid-input', t('A list is sorted by at most {{n}} columns.', { n: mostSortKeys }))
  if (new Set(keys.map(({ key }) => key)).size < keys.length) throw new Problem('invalid-input', t('A list is sorted by each column once.'))
  return keys
}

/** Sort keys as text for an address, the other way of readSort. */
export function sortText(sort: readonly SortKey[]): string {
  return sort.map(({ key, descending }) => `${descending ? '-' : ''}${encoded(key)}`).join(',')
}

/** Column keys as text for an address, the other way of readColumns. */
export function columnsText(keys: readonly string[]): string {
  return keys.map(encoded).join(',')
}

/** A custom field may hold a comma, or begin with a minus. */
const encoded = (key: string) => (customField(key) === null ? key : encodeURIComponent(key))

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new Problem(
      'invalid-input',
      t('A column cannot be read: "%" begins no character there. Encode names of custom fields as in addresses.'),
    )
  }
}
