import { NativeSelect, SegmentedControl } from '@mantine/core'
import { useRouter, useSearch } from '@tanstack/react-router'
import { useAsk } from '#web/client/queries'
import { count } from '#web/kit/format'
import { type Dimension, listDimensions, listMetrics, readSlices } from '../contract.ts'
import styles from './pictures.module.css'
import { type Where, whereOf, withWhere } from './slice.ts'

/** What a page of pictures shows, as its address says it, and a way to change that. */
export interface Asked {
  readonly search: Readonly<Record<string, string | undefined>>
  readonly where: Where
  /** The filter as the API takes it; undefined when there is none. */
  readonly filter: string | undefined
  /** Changes the address; undefined takes a choice out. A filter that is not given stays. */
  readonly choose: (changes: Readonly<Record<string, string | undefined>>, where?: Where) => void
}

/** Everything that is chosen stands in the address, so that a picture can be shared as a link. */
export function useAsked(path: string): Asked {
  const router = useRouter()
  const search = useSearch({ strict: false }) as Record<string, string | undefined>
  const where = whereOf(search)
  const own = Object.fromEntries(Object.entries(search).filter(([key]) => !key.startsWith('is.')))
  return {
    search: own,
    where,
    filter: Object.keys(where).length > 0 ? JSON.stringify(where) : undefined,
    choose: (changes, filter = where) => router.history.replace(withWhere(path, filter, { ...own, ...changes })),
  }
}

/** Which number a picture is of. */
export function MetricChoice({ value, onChange }: { value: string; onChange: (name: string) => void }) {
  const metrics = useAsk(listMetrics, {}, { staleTime: Number.POSITIVE_INFINITY })
  const all = (metrics.data?.metrics ?? []).filter(({ name, subject }) => subject !== 'entry' && !/^(quality|stuck|stage)_/.test(name))
  const group = (label: string, subject: string) => ({
    group: label,
    items: all.filter((metric) => metric.subject === subject).map(({ name, title }) => ({ value: name, label: title })),
  })
  const groups = [group('Deals', 'deal'), group('Leads', 'lead')].filter(({ items }) => items.length > 0)
  const unknown = !all.some(({ name }) => name === value)
  return (
    <NativeSelect
      label="Number"
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

/** What the numbers can be cut by, fewest values first where that matters. */
export function useDimensions(subject: 'deal' | 'lead'): readonly Dimension[] | undefined {
  const dimensions = useAsk(listDimensions, {})
  return dimensions.data?.dimensions.filter((one) => one.subject === subject)
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
  const items = all.map((one) => ({ value: one.key, label: `${one.label} (${count(one.values)})` }))
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

const blankChoice = 'blank '

/** One filter: a field, and which of its values. */
export function FilterChoice({ asked, all, what }: { asked: Asked; all: readonly Dimension[]; what: string }) {
  const [key] = Object.keys(asked.where)
  const picked = key ?? asked.search.only
  const values = useAsk(readSlices, { by: picked ?? '' }, { enabled: picked !== undefined && all.some((one) => one.key === picked) })
  const value = key === undefined ? undefined : asked.where[key]
  return (
    <>
      <DimensionChoice
        label="Only where"
        all={all}
        value={picked}
        none={`All ${what}`}
        onChange={(chosen) => asked.choose({ only: chosen }, {})}
      />
      {picked !== undefined && (
        <NativeSelect
          label="is"
          size="sm"
          value={key === undefined ? '' : (value ?? blankChoice)}
          data={[
            ...(key === undefined ? [{ value: '', label: 'Choose a value' }] : []),
            ...(values.data?.rows ?? (key === undefined ? [] : [{ value: value ?? null }])).map((row) => ({
              value: row.value ?? blankChoice,
              label: row.value ?? 'blank',
            })),
          ]}
          onChange={(event) => {
            const chosen = event.currentTarget.value
            if (chosen !== '') asked.choose({ only: undefined }, { [picked]: chosen === blankChoice ? null : chosen })
          }}
        />
      )}
    </>
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
