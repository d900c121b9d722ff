import { Button, CloseButton, NativeSelect, TextInput } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { useRouter, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useAsk } from '#web/client/queries'
import { count, day } from '#web/kit/format'
import { Notice } from '#web/kit/notice.tsx'
import { t } from '#web/kit/text'
import { type Dimension, listDimensions, listValues } from '../contract.ts'
import classes from './filter-bar.module.css'
import {
  choicesOf,
  type PeriodEnd,
  type ScopeParams,
  saidIn,
  scopeParamsOf,
  scopeWhere,
  type Where,
  withDimension,
  withScope,
} from './slice.ts'
import { fieldNamed, fieldText, scopeTexts, valueText } from './words.ts'

/** Which part of the records the page is about, from its address. */
export function useScope(): ScopeParams {
  return scopeParamsOf(useSearch({ strict: false }))
}

interface FilterBarProps {
  path: string
  /** Whether the numbers shown are still those of another filter. */
  pending: boolean
  /** The filter of the number itself, which stays. */
  where?: Where
  /** By whose fields can be filtered. */
  subject?: Dimension['subject']
}

/** Several filters at once, periods of opening and closing, and the day as known on; all of it in the address, so that it can be shared. */
export function FilterBar({ path, pending, where = {}, subject = 'deal' }: FilterBarProps) {
  const router = useRouter()
  const scope = useScope()
  const choices = choicesOf(useSearch({ strict: false }))
  const dimensions = useAsk(listDimensions, { asOf: scope.asof })
  const look = scopeTexts(saidIn(scope), dimensions.data?.dimensions)
  const [open, setOpen] = useState(false)
  const go = (next: ScopeParams) => router.history.push(withScope(path, next, where, choices))
  const known = pending ? undefined : scope.asof
  return (
    <section className={classes.bar} aria-label={t('What is looked at')}>
      {known && (
        <Notice
          tone="warn"
          title={t('As known on {{day}}', { day: day(known) })}
          actions={
            <Button className="screen-only" size="xs" variant="default" onClick={() => go(without(scope, 'asof'))}>
              {t('Back to today')}
            </Button>
          }
        >
          {t('Every number here is what was known then. What that cannot tell stands under the limits.')}
        </Notice>
      )}
      <div className={classes.chips}>
        <span className={classes.words} role="status">
          {pending
            ? t('Counting anew; the numbers below are still those of before')
            : look.length > 0
              ? t('Only: {{filters}}', { filters: look.join('; ') })
              : t('All records, as known now')}
        </span>
        {Object.entries(scopeWhere(scope)).map(([key, value]) => (
          <span key={key} className={`${classes.chip} screen-only`}>
            {fieldNamed(key, dimensions.data?.dimensions)}: {valueText(key, value)}
            <CloseButton
              size="xs"
              aria-label={t('Remove the filter {{field}}', { field: key })}
              onClick={() => go(withDimension(scope, key, undefined))}
            />
          </span>
        ))}
        <Button
          className="screen-only"
          size="xs"
          variant="default"
          leftSection={<IconFilter size={14} aria-hidden="true" />}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {t('Filter')}
        </Button>
        {Object.keys(scope).length > 0 && (
          <Button className="screen-only" size="xs" variant="subtle" onClick={() => go({})}>
            {t('Clear')}
          </Button>
        )}
      </div>
      {open && (
        <div className={`${classes.fields} screen-only`}>
          <AddDimension scope={scope} go={go} all={dimensions.data?.dimensions ?? []} subject={subject} />
          {(['opened.from', 'opened.to', 'closed.from', 'closed.to'] as const).map((end) => (
            <Days key={end} scope={scope} go={go} name={end} label={endLabels[subject][end]} />
          ))}
          <Days scope={scope} go={go} name="asof" label={t('As known on')} />
        </div>
      )}
    </section>
  )
}

interface FieldProps {
  scope: ScopeParams
  go: (next: ScopeParams) => void
}

const endLabels: Readonly<Record<Dimension['subject'], Readonly<Record<PeriodEnd, string>>>> = {
  deal: {
    'opened.from': t('Opened from'),
    'opened.to': t('Opened to'),
    'closed.from': t('Closed from'),
    'closed.to': t('Closed to'),
  },
  lead: {
    'opened.from': t('Created from'),
    'opened.to': t('Created to'),
    'closed.from': t('Converted from'),
    'closed.to': t('Converted to'),
  },
}

function AddDimension({ scope, go, all, subject }: FieldProps & { all: readonly Dimension[]; subject: Dimension['subject'] }) {
  const [chosen, choose] = useState('')
  const values = useAsk(listValues, { key: chosen, asOf: scope.asof }, { enabled: chosen !== '' })
  const offered = all.filter((one) => one.subject === subject && one.origin !== 'date')
  return (
    <>
      <NativeSelect
        size="xs"
        label={t('Filter by')}
        value={chosen}
        data={[{ value: '', label: t('Choose …') }, ...offered.map(({ key, label }) => ({ value: key, label: fieldText(key, label) }))]}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      <NativeSelect
        size="xs"
        label={t('Value')}
        disabled={!values.data}
        value=""
        data={[
          { value: '', label: t('Choose …') },
          ...(values.data?.values ?? []).map(({ value, n }, place) => ({
            value: String(place + 1),
            label: `${valueText(chosen, value)} (${count(n)})`,
          })),
        ]}
        onChange={(event) => {
          const picked = values.data?.values[Number(event.currentTarget.value) - 1]
          if (picked) go(withDimension(scope, chosen, picked.value))
        }}
      />
    </>
  )
}

function Days({ scope, go, name, label }: FieldProps & { name: PeriodEnd | 'asof'; label: string }) {
  return (
    <TextInput
      size="xs"
      type="date"
      label={label}
      defaultValue={scope[name] ?? ''}
      key={scope[name] ?? ''}
      onBlur={(event) => {
        const value = event.currentTarget.value
        if (value !== (scope[name] ?? '')) go(value === '' ? without(scope, name) : { ...scope, [name]: value })
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur()
      }}
    />
  )
}

function without(scope: ScopeParams, name: string): ScopeParams {
  const { [name]: _, ...others } = scope
  return others
}
