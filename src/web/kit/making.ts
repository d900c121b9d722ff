import { useSyncExternalStore } from 'react'
import type { RecordKind } from '#kernel/list'
import { t } from './text.ts'

/** A new record that somebody wants to make, with what is known of it where they stand. */
export interface MakingStart {
  readonly kind: RecordKind
  /** By column; of a column that names another record its id. */
  readonly values?: Readonly<Record<string, string>>
  /** What the records among the values are called. */
  readonly named?: Readonly<Record<string, string>>
}

/** What is offered, and how the dialog is called. */
export const newWords: Readonly<Record<RecordKind, string>> = {
  deal: t('New deal'),
  account: t('New account'),
  person: t('New person'),
  lead: t('New lead'),
}

/** The keys that open the dialog from anywhere, as the help tells them. */
export const newKeys: readonly { readonly keys: string; readonly kind: RecordKind }[] = [
  { keys: 'n d', kind: 'deal' },
  { keys: 'n a', kind: 'account' },
  { keys: 'n p', kind: 'person' },
  { keys: 'n l', kind: 'lead' },
]

const listeners = new Set<() => void>()
let current: MakingStart | null = null

function tell(start: MakingStart | null): void {
  current = start
  for (const listener of listeners) listener()
}

/** Opens the dialog in which a record is made. The shell shows it, over whatever screen is there. */
export const openMaking = (start: MakingStart) => tell(start)
export const closeMaking = () => tell(null)

/** What is being made at the moment. */
export function useMaking(): MakingStart | null {
  return useSyncExternalStore(subscribe, () => current)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
