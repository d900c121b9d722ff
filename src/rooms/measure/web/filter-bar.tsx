import { Button, CloseButton, NativeSelect, TextInput } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { useRouter, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useAsk } from '#web/client/queries'
import { count, day } from '#web/kit/format'
import { Notice } from '#web/kit/notice.tsx'
import { listDimensions, listValues } from '../contract.ts'
import classes from './filter-bar.module.css'
import { lookOf, type PeriodEnd, type ScopeParams, scopeParamsOf, scopeWhere, type Where, withDimension, withScope } from './slice.ts'

/** Which part of the records the page is about, from its address. */
export function useScope(): ScopeParams {
  return scopeParamsOf(useSearch({ strict: false }) as Record<string, string>)
}

interface FilterBarProps {
  /** What is looked at, in words, as the answer has it. */
  look: readonly string[]
  path: string
  /** Whether the numbers shown are still those of another filter. */
  pending: boolean
  /** The filter of the number itself, which stays. */
  where?: Where
}

/** Several filters at once, periods of opening and closing, and the day as known on; all of it in the address, so that it can be shared. */
export function FilterBar({ look, path, pending, where = {} }: FilterBarProps) {
  const router = useRouter()
  const scope = useScope()
  const { by } = useSearch({ strict: false }) as { by?: string }
  const [open, setOpen] = useState(false)
  const go = (next: ScopeParams) => router.history.push(withScope(path, next, where, { by }))
  const known = pending ? undefined : scope.asof
  return (
    <section className={classes.bar} aria-label="What is looked at">
      {known && (
        <Notice
          tone="warn"
          title={`As known on ${day(known)}`}
          actions={
            <Button className="screen-only" size="xs" variant="default" onClick={() => go(without(scope, 'asof'))}>
              Back to today
            </Button>
          }
        >
          Every number here is what was known then. What that cannot tell stands under the limits.
        </Notice>
      )}
      <div className={classes.chips}>
        <span className={classes.words} role="status">
          {pending
            ? 'Counting anew; the numbers below are still those of before'
            : look.length > 0
              ? `Only: ${look.join('; ')}`
              : 'All records, as known now'}
        </span>
        {Object.entries(scopeWhere(scope)).map(([key, value]) => (
          <span key={key} className={`${classes.chip} screen-only`}>
            {key.replaceAll('_', ' ')}: {value ?? 'blank'}
            <CloseButton size="xs" aria-label={`Remove the filter ${key}`} onClick={() => go(withDimension(scope, key, undefined))} />
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
          Filter
        </Button>
        {Object.keys(scope).length > 0 && (
          <Button className="screen-only" size="xs" variant="subtle" onClick={() => go({})}>
            Clear
          </Button>
        )}
      </div>
      {open && (
        <div className={`${classes.fields} screen-only`}>
          <AddDimension scope={scope} go={go} />
          <Days scope={scope} go={go} name="opened.from" label="Opened from" />
          <Days scope={scope} go={go} name="opened.to" label="Opened to" />
          <Days scope={scope} go={go} name="closed.from" label="Closed from" />
          <Days scope={scope} go={go} name="closed.to" label="Closed to" />
          <Days scope={scope} go={go} name="asof" label="As known on" />
        </div>
      )}
    </section>
  )
}

interface FieldProps {
  scope: ScopeParams
  go: (next: ScopeParams) => void
}

function AddDimension({ scope, go }: FieldProps) {
  const { asOf } = lookOf(scope)
  const [chosen, choose] = useState('')
  const dimensions = useAsk(listDimensions, { asOf })
  const values = useAsk(listValues, { key: chosen, asOf }, { enabled: chosen !== '' })
  const deals = (dimensions.data?.dimensions ?? []).filter(({ subject, origin }) => subject === 'deal' && origin !== 'date')
  return (
    <>
      <NativeSelect
        size="xs"
        label="Filter by"
        value={chosen}
        data={[{ value: '', label: 'Choose …' }, ...deals.map(({ key, label }) => ({ value: key, label }))]}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      <NativeSelect
        size="xs"
        label="Value"
        disabled={!values.data}
        value=""
        data={[
          { value: '', label: 'Choose …' },
          ...(values.data?.values ?? []).map(({ value, deals: n }, place) => ({
            value: String(place + 1),
            label: `${value ?? 'blank'} (${count(n)})`,
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
