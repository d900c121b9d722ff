import { normEmail } from '#kernel/normal'
import type { Tx } from '#platform/store/database'
import { phoneKey } from '../rules.ts'
import { suppressedAmong } from '../store/suppressions.ts'
import type { SuppressedBy } from '../tables.ts'

/** Whether each of these values is known by an erasure; a telephone number without its country is read by that of whoever says it. */
export type Erased = (by: SuppressedBy, values: readonly string[], countries?: readonly (string | null)[]) => Promise<boolean[]>

/** Which values, as files write them, belong to people who were erased; null where nobody ever was, so that there is nothing to ask. */
export async function erasedAmong(tx: Tx): Promise<Erased | null> {
  const ask = await suppressedAmong(tx)
  if (ask === null) return null
  return async (by, values, countries = []) =>
    await ask(values.map((value, place) => ({ by, value: known(by, value, countries[place] ?? null) })))
}

function known(by: SuppressedBy, value: string, country: string | null): string {
  if (by === 'address') return normEmail(value)
  return by === 'phone' ? (phoneKey(value, country) ?? '') : value
}
