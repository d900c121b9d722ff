import { Button, Checkbox } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import type { BulkEndpoints, Which } from '#kernel/bulk-endpoints'
import type { CallOf } from '#kernel/endpoint'
import { count, tn } from '../format.ts'
import { t } from '../text.ts'
import classes from './bulk.module.css'
import type { Look } from './look.ts'

/** Rows of a list that somebody chose: one by one, or all that the filter and the search find. */
export interface Chosen {
  readonly all: boolean
  readonly ids: ReadonlySet<string>
  /** Chooses these, or no longer. */
  readonly put: (ids: readonly string[], on: boolean) => void
  readonly takeAll: () => void
  readonly clear: () => void
}

const none: ReadonlySet<string> = new Set()

/** What is chosen in a list. Another filter or search begins anew: what is not seen is not chosen. */
export function useChosen({ filter, search }: Pick<Look, 'filter' | 'search'>): Chosen {
  const place = JSON.stringify([filter, search])
  const [state, setState] = useState<{ readonly of: string; readonly all: boolean; readonly ids: ReadonlySet<string> }>()
  const { all, ids } = state?.of === place ? state : { all: false, ids: none }
  return {
    all,
    ids,
    put: (some, on) => {
      const next = new Set(ids)
      for (const id of some) on ? next.add(id) : next.delete(id)
      setState({ of: place, all: false, ids: next })
    },
    takeAll: () => setState({ of: place, all: true, ids: none }),
    clear: () => setState(undefined),
  }
}

/** What is chosen as the endpoints take it. */
export function whichOf(
  { all, ids }: Chosen,
  { filter, search }: Pick<Look, 'filter' | 'search'>,
): CallOf<BulkEndpoints['preview']>['which'] {
  return (all ? { filter, ...(search === '' ? {} : { search }) } : { records: [...ids] }) satisfies Which
}

/** The box that chooses a row. */
export function Tick({ chosen, id, name }: { chosen: Chosen; id: string; name: string }) {
  return (
    <Checkbox
      className="screen-only"
      size="xs"
      aria-label={t('Choose {{name}}', { name })}
      checked={chosen.all || chosen.ids.has(id)}
      // One that is taken out of all leaves those that are shown.
      disabled={chosen.all}
      onChange={(event) => chosen.put([id], event.currentTarget.checked)}
    />
  )
}

/** The box in the head that chooses all rows that are shown. */
export function TickShown({ chosen, ids }: { chosen: Chosen; ids: readonly string[] }) {
  const some = ids.filter((id) => chosen.ids.has(id)).length
  return (
    <Checkbox
      className="screen-only"
      size="xs"
      aria-label={t('Choose all that are shown')}
      checked={chosen.all || (some > 0 && some === ids.length)}
      indeterminate={!chosen.all && some > 0 && some < ids.length}
      disabled={chosen.all}
      onChange={(event) => chosen.put(ids, event.currentTarget.checked)}
    />
  )
}

interface ChosenBarProps {
  chosen: Chosen
  total: number | undefined
  onChange: () => void
}

/** How many rows are chosen and what can be done with them; nothing while none are. */
export function ChosenBar({ chosen, total, onChange }: ChosenBarProps) {
  const number = chosen.all ? (total ?? 0) : chosen.ids.size
  if (number === 0) return null
  return (
    <div className={`${classes.bar} screen-only`}>
      <span role="status">{tn(number, '{{n}} chosen', '{{n}} chosen')}</span>
      <Button size="xs" leftSection={<IconPencil size={14} aria-hidden="true" />} onClick={onChange}>
        {t('Change them …')}
      </Button>
      {!chosen.all && total !== undefined && total > number && (
        <Button size="xs" variant="default" onClick={chosen.takeAll}>
          {t('Choose all {{n}} that match', { n: count(total) })}
        </Button>
      )}
      <Button size="xs" variant="subtle" onClick={chosen.clear}>
        {t('Choose none')}
      </Button>
    </div>
  )
}
