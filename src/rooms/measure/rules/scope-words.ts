import type { Period } from '#kernel/period'
import type { Slice } from '../contract.ts'

interface Said {
  /** The filter of the number itself. */
  readonly where?: Slice['where']
  /** The part that is looked at. */
  readonly scope?: Slice
  readonly asOf?: string
}

/** What is looked at in words, one for each filter, the day last: "Owner is Kim", "opened 2025-01-01 to 2025-03-31". */
export function scopeInWords(
  { where = {}, scope, asOf }: Said,
  dimensions: readonly { readonly key: string; readonly label: string }[] = [],
): string[] {
  const label = (key: string) => dimensions.find((each) => each.key === key)?.label ?? key.replaceAll('_', ' ')
  const filters = Object.entries({ ...scope?.where, ...where }).map(([key, value]) => `${label(key)} is ${value ?? 'blank'}`)
  return [
    ...filters,
    ...periodWords('opened', scope?.opened),
    ...periodWords('closed', scope?.closed),
    ...(asOf ? [`as known on ${asOf}`] : []),
  ]
}

function periodWords(word: string, period: Period | undefined): string[] {
  const { from, to } = period ?? {}
  if (from && to) return [`${word} ${from} to ${to}`]
  if (from) return [`${word} on or after ${from}`]
  return to ? [`${word} on or before ${to}`] : []
}
