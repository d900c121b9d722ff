import { type CustomField, type CustomKind, fieldNamed } from '#kernel/custom-field'
import type { ListDeclaration } from '#kernel/list'
import { said, t } from '#kernel/text'
import { no, ok, type Verdict } from '#kernel/verdict'
import type { Writing } from './lent.ts'

/** Whether a custom field may be called so: two of one name could not be told apart, on screens or in files. */
export function canCall(list: ListDeclaration, others: readonly Pick<CustomField, 'key' | 'label' | 'aliases'>[], label: string): Verdict {
  const own = list.columns.find((column) => [column.label, column.key].some((name) => name.toLowerCase() === label.toLowerCase()))
  if (own)
    return no(t('"{{label}}" is a field that all {{many}} have. Choose another name.', { label: said(own.label), many: said(list.many) }))
  const taken = fieldNamed(others, label)
  if (!taken) return ok
  return taken.label.toLowerCase() === label.toLowerCase()
    ? no(t('There is a custom field "{{label}}" already. Choose another name.', { label: taken.label }))
    : no(
        t('Files may still call the custom field "{{label}}" by the name "{{next}}". Choose another name.', {
          label: taken.label,
          next: label,
        }),
      )
}

/** The other names of a field, once it is called anew: what it was called stays known. */
export function aliasesOf({ key, label, aliases }: Pick<CustomField, 'key' | 'label' | 'aliases'>, next: string): string[] {
  return [...new Set([...aliases, label])].filter((name) => name !== next && name !== key)
}

/** The ways in which values of a kind may be written, where nobody said. */
export function writingsOf(kind: CustomKind, said: { readonly [Key in keyof Writing]: Writing[Key] | null }): Writing[] {
  const decimals = said.decimal !== null ? [said.decimal] : kind === 'number' || kind === 'money' ? (['.', ','] as const) : (['.'] as const)
  const orders = said.dateOrder !== null ? [said.dateOrder] : kind === 'day' ? (['dmy', 'mdy'] as const) : (['dmy'] as const)
  return decimals.flatMap((decimal) => orders.map((dateOrder) => ({ decimal, dateOrder })))
}

/** What became of the values of a field under one way of writing. */
export interface Reading {
  readonly writing: Writing
  /** In the order of the values; null for one that does not read. */
  readonly read: readonly (string | null)[]
}

/** The way by which most records read; `ambiguous` when another one reads as many, and some of them otherwise. */
export function bestReading(
  values: readonly { readonly records: number }[],
  readings: readonly Reading[],
): { readonly best: Reading; readonly ambiguous: boolean } {
  const count = ({ read }: Reading) => values.reduce((sum, { records }, place) => sum + (read[place] === null ? 0 : records), 0)
  const ranked = readings.map((reading) => ({ reading, reads: count(reading) })).toSorted((a, b) => b.reads - a.reads)
  const [first, ...others] = ranked
  if (!first) throw new TypeError('No way of writing was tried.')
  const differs = ({ read }: Reading) => read.some((one, place) => one !== first.reading.read[place])
  return { best: first.reading, ambiguous: others.some(({ reading, reads }) => reads === first.reads && differs(reading)) }
}
