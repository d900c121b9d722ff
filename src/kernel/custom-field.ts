import type { ColumnType, ListColumn } from './list.ts'
import { isDay } from './time.ts'

/** What a custom field can be read as. Its values are kept as text; one that cannot be read so stays as it is. */
export const customKinds = ['text', 'number', 'money', 'day', 'flag', 'choice'] as const satisfies readonly ColumnType[]
export type CustomKind = (typeof customKinds)[number]

/** What people settled about a custom field. Its key is the name in the first file, and stays whatever it is called. */
export interface CustomField {
  readonly key: string
  readonly label: string
  /** What it was called before, and what files may call it. */
  readonly aliases: readonly string[]
  readonly kind: CustomKind
  /** Of money: what its amounts are in. */
  readonly currency: string | null
  /** Of a choice: its values in their order. */
  readonly options: readonly string[] | null
  /** Screens do not offer it; its values stay. */
  readonly hidden: boolean
}

/** The column of a list that a settled custom field is. */
export function settledColumn({ key, label, aliases, kind, currency, options, hidden }: CustomField): ListColumn {
  return {
    key: `custom:${key}`,
    label,
    type: kind,
    edited: true,
    aliases,
    ...(options === null ? {} : { options: options.map((value) => ({ value, label: value })) }),
    ...(currency === null ? {} : { currency }),
    ...(hidden ? { away: true as const } : {}),
  }
}

const plain = (name: string) => name.normalize('NFC').trim().toLowerCase()

/** The field that a file, or a person, calls by this name: by its key, its label, or a name that it had; case does not count. */
export function fieldNamed<F extends Pick<CustomField, 'key' | 'label' | 'aliases'>>(fields: readonly F[], name: string): F | undefined {
  const same = (other: string) => plain(other) === plain(name)
  return (
    fields.find(({ key }) => key === name) ??
    fields.find(({ key, label }) => same(key) || same(label)) ??
    fields.find(({ aliases }) => aliases.some(same))
  )
}

const number = /^-?\d{1,14}(\.\d{1,8})?$/

/** The value that a kept text is when it is read as this type; null where it cannot be. */
export function customValue(type: ColumnType, text: string): string | number | boolean | null {
  switch (type) {
    case 'number':
      return number.test(text) ? Number(text) : null
    case 'money':
      return number.test(text) ? text : null
    case 'day':
      return isDay(text) ? text : null
    case 'flag':
      return text === 'true' ? true : text === 'false' ? false : null
    default:
      return text
  }
}
