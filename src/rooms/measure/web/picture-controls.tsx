import { NativeSelect, SegmentedControl } from '@mantine/core'
import { useRouter, useSearch } from '@tanstack/react-router'
import { useAsk } from '#web/client/queries'
import { count } from '#web/kit/format'
import { said, t } from '#web/kit/text'
import { type Dimension, listDimensions, listMetrics } from '../contract.ts'
import { useScope } from './filter-bar.tsx'
import styles from './pictures.module.css'
import { choicesOf, lookOf, type ScopeParams, scopeWhere, withScope } from './slice.ts'
import { eitherOf, fieldNamed, fieldText } from './words.ts'

/** What a page of pictures shows, as its address says it, and a way to change that. */
export interface Asked {
  readonly search: Readonly<Record<string, string | undefined>>
  readonly scope: ScopeParams
  /** The part of the records that is looked at, as the API takes it. */
  readonly look: ReturnType<typeof lookOf>
  /** Changes the address; undefined takes a choice out. The filters stay. */
  readonly choose: (changes: Readonly<Record<string, string | undefined>>) => void
}

/** Everything that is chosen stands in the address, so that a picture can be shared as a link. */
export function useAsked(path: string): Asked {
  const router = useRouter()
  const search = choicesOf(useSearch({ strict: false }))
  const scope = useScope()
  return {
    search,
    scope,
    look: lookOf(scope),
    choose: (changes) => router.history.replace(withScope(path, scope, {}, { ...search, ...changes })),
  }
}

/** Which number a picture is of. */
export function MetricChoice({ value, onChange }: { value: string; onChange: (name: string) => void }) {
  const metrics = useAsk(listMetrics, {}, { staleTime: Number.POSITIVE_INFINITY })
  const all = (metrics.data?.metrics ?? []).filter(({ name, subject }) => subject !== 'entry' && !/^(quality|stuck|stage)_/.test(name))
  const group = (label: string, subject: string) => ({
    group: label,
    items: all.filter((metric) => metric.subject === subject).map(({ name, title }) => ({ value: name, label: said(title) })),
  })
  const groups = [group(t('Deals'), 'deal'), group(t('Leads'), 'lead')].filter(({ items }) => items.length > 0)
  const unknown = !all.some(({ name }) => name === value)
  return (
    <NativeSelect
      label={t('Number')}
      size="sm"
      value={value}
      data={unknown ? [{ value, label: value.replaceAll('_', ' ') }, ...groups] : groups}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

/** The subject of a metric, because leads and deals are cut by different fields. */
export function useSubject(metric: string): 'deal' | 'lead' {
  const metrics = useAsk(listMetrics, {}, { staleTime: Number.POSITIVE_INFINITY })
  return metrics.data?.metrics.find(({ name }) => name === metric)?.subject === 'lead' ? 'lead' : 'deal'
}

/** What a metric is called. */
export function useTitle(metric: string): string {
  const metrics = useAsk(listMetrics, {}, { staleTime: Number.POSITIVE_INFINITY })
  return said(metrics.data?.metrics.find(({ name }) => name === metric)?.title ?? metric.replaceAll('_', ' '))
}

/** What the numbers can be cut by on the day that is looked at. */
export function useDimensions(subject: 'deal' | 'lead'): readonly Dimension[] | undefined {
  const dimensions = useAsk(listDimensions, { asOf: useScope().asof })
  return dimensions.data?.dimensions.filter((one) => one.subject === subject)
}

/** Why filters leave nothing of this kind, in words: it does not have the fields that are filtered by. Null where it has them all. */
export function useFilteredOut(subject: 'deal' | 'lead', scope: ScopeParams): string | null {
  const dimensions = useDimensions(subject)
  if (!dimensions) return null
  const unknown = Object.keys(scopeWhere(scope)).filter((key) => !dimensions.some((one) => one.key === key))
  if (unknown.length === 0) return null
  const fields = eitherOf(unknown.map((key) => fieldNamed(key)))
  return subject === 'lead'
    ? t('Leads have no field {{fields}}, so this filter leaves none of them. Take it away to see them.', { fields })
    : t('Deals have no field {{fields}}, so this filter leaves none of them. Take it away to see them.', { fields })
}

interface DimensionChoiceProps {
  label: string
  all: readonly Dimension[]
  value: string | undefined
  /** The choice of none, in words; without it one has to be chosen. */
  none?: string
  onChange: (key: string | undefined) => void
}

/** Which field to cut by. */
export function DimensionChoice({ label, all, value, none, onChange }: DimensionChoiceProps) {
  const items = all.map((one) => ({ value: one.key, label: `${fieldText(one.key, one.label)} (${count(one.values)})` }))
  return (
    <NativeSelect
      label={label}
      size="sm"
      value={value ?? ''}
      data={none === undefined ? items : [{ value: '', label: none }, ...items]}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  )
}

interface SwitchProps<T extends string> {
  label: string
  value: T
  data: readonly { value: T; label: string }[]
  onChange: (value: T) => void
}

/** A choice of a few, all of them in sight. */
export function SmallSwitch<T extends string>({ label, value, data, onChange }: SwitchProps<T>) {
  return (
    <div className={styles.choice}>
      <span className={styles.choiceLabel} aria-hidden="true">
        {label}
      </span>
      <SegmentedControl size="sm" aria-label={label} value={value} data={[...data]} onChange={(chosen) => onChange(chosen as T)} />
    </div>
  )
}
