import { type KeyboardEvent, type ReactNode, useRef } from 'react'
import { keysAreOn, useKeys } from '../keys.ts'
import { t } from '../text.ts'
import classes from './row-keys.module.css'

/** The keys of every list, as the help tells them. */
export const listKeys = [
  { keys: 'j', does: t('Next row of a list (in the list also ↓)') },
  { keys: 'k', does: t('Row before (in the list also ↑)') },
  { keys: 'Enter', does: t('Open the row') },
  { keys: 'x', does: t('Choose the row, or not') },
] as const

/** Rows that are gone through by keys. The name of a row is its link, so Enter opens it as anywhere. */
export function RowKeys({ children }: { children: ReactNode }) {
  const around = useRef<HTMLDivElement>(null)
  const last = useRef(-1)
  const rows = () => [...(around.current?.querySelectorAll<HTMLTableRowElement>('tbody tr') ?? [])]
  const place = (all: readonly HTMLElement[]) => {
    const focused = all.findIndex((row) => row.contains(document.activeElement))
    return focused >= 0 ? focused : Math.min(last.current, all.length - 1)
  }
  const step = (by: 1 | -1) => {
    const all = rows()
    const next = Math.max(0, Math.min(all.length - 1, place(all) + by))
    last.current = next
    const target = all[next]?.querySelector<HTMLElement>('th a')
    target?.focus()
    all[next]?.scrollIntoView({ block: 'nearest' })
  }
  // Arrows move the page until somebody is in the list.
  const arrows = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key] as 1 | -1 | undefined
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey || !keysAreOn()) return
    event.preventDefault()
    step(by)
  }
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    x: () => {
      const all = rows()
      all[place(all)]?.querySelector<HTMLInputElement>('input[type=checkbox]')?.click()
    },
  })
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the links in it are what has the focus
    <div ref={around} className={classes.rows} onKeyDown={arrows}>
      {children}
    </div>
  )
}
