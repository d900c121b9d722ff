import type { Period } from '#kernel/period'
import { said, t } from '#kernel/text'
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
  const filters = Object.entries({ ...scope?.where, ...where }).map(([key, value]) =>
    value === null ? t('{{field}} is blank', { field: said(label(key)) }) : t('{{field}} is {{value}}', { field: said(label(key)), value }),
  )
  return [
    ...filters,
    ...openedWords(scope?.opened),
    ...closedWords(scope?.closed),
    ...(asOf ? [t('as known on {{day}}', { day: asOf })] : []),
  ]
}

function openedWords({ from, to }: Period = {}): string[] {
  if (from && to) return [t('opened {{from}} to {{to}}', { from, to })]
  if (from) return [t('opened on or after {{from}}', { from })]
  return to ? [t('opened on or before {{to}}', { to })] : []
}

function closedWords({ from, to }: Period = {}): string[] {
  if (from && to) return [t('closed {{from}} to {{to}}', { from, to })]
  if (from) return [t('closed on or after {{from}}', { from })]
  return to ? [t('closed on or before {{to}}', { to })] : []
}
