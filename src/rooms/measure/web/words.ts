import { chance } from '#web/kit/format'
import { said, t } from '#web/kit/text'
import type { Dimension, Slice } from '../contract.ts'

/** What a field is called: the heading of the file as it is; where we name the field ourselves, in the reader's language. */
export function fieldText(key: string, label: string): string {
  const ours = key.includes('.') || label === key.replaceAll('_', ' ')
  return ours ? said(label) : label
}

/** What a field is called that is only known by its key. */
export function fieldNamed(key: string, dimensions: readonly Pick<Dimension, 'key' | 'label'>[] = []): string {
  return fieldText(key, dimensions.find((each) => each.key === key)?.label ?? key.replaceAll('_', ' '))
}

/** A value of a field; blank ones say so, and our own words for the part of marketing are translated. */
export function valueText(key: string, value: string | null): string {
  if (value === null) return t('blank')
  return key === 'touch.marketing' ? said(value) : value
}

/** One filter: "owner is Kim". */
export function filterText(key: string, value: string | null, dimensions?: readonly Pick<Dimension, 'key' | 'label'>[]): string {
  return t('{{field}} is {{value}}', { field: fieldNamed(key, dimensions), value: valueText(key, value) })
}

/** What is looked at, one text for each filter, the day last; as `scopeInWords` says it to programs. */
export function scopeTexts(
  { scope, asOf }: { scope: Slice; asOf?: string },
  dimensions?: readonly Pick<Dimension, 'key' | 'label'>[],
): string[] {
  const filters = Object.entries(scope.where).map(([key, value]) => filterText(key, value, dimensions))
  return [
    ...filters,
    ...openedText(scope.opened ?? {}),
    ...closedText(scope.closed ?? {}),
    ...(asOf ? [t('as known on {{day}}', { day: asOf })] : []),
  ]
}

type Ends = NonNullable<Slice['opened']>

function openedText({ from, to }: Ends): string[] {
  if (from && to) return [t('opened {{from}} to {{to}}', { from, to })]
  if (from) return [t('opened on or after {{from}}', { from })]
  return to ? [t('opened on or before {{to}}', { to })] : []
}

function closedText({ from, to }: Ends): string[] {
  if (from && to) return [t('closed {{from}} to {{to}}', { from, to })]
  if (from) return [t('closed on or after {{from}}', { from })]
  return to ? [t('closed on or before {{to}}', { to })] : []
}

/** How likely a finding is without anything behind it. `p` is corrected for how many were looked at. */
export function chanceText(p: number): string {
  const share = p < 0.001 ? t('below {{share}}', { share: chance(0.001) }) : chance(p)
  return t('Chance of it if nothing were behind it: {{chance}}.', { chance: share })
}

/** "this or that". */
export function eitherOf(texts: readonly string[]): string {
  return texts.reduce((first, second) => t('{{first}} or {{second}}', { first, second }))
}

/** "this and that". */
export function allOf(texts: readonly string[]): string {
  return texts.reduce((first, second) => t('{{first}} and {{second}}', { first, second }))
}
