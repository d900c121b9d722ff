import { normEmail } from '#kernel/normal'
import type { Tx } from '#platform/store/database'
import { phoneKey } from '../rules.ts'
import { suppressedAmong } from '../store/suppressions.ts'
import type { SuppressedBy } from '../tables.ts'

/** Which values, as files write them, belong to people who were erased; null where nobody ever was, so that there is nothing to ask. */
export async function erasedAmong(tx: Tx): Promise<((by: SuppressedBy, values: readonly string[]) => Promise<boolean[]>) | null> {
  const ask = await suppressedAmong(tx)
  if (ask === null) return null
  return async (by, values) => await ask(values.map((value) => ({ by, value: known(by, value) })))
}

function known(by: SuppressedBy, value: string): string {
  if (by === 'address') return normEmail(value)
  return by === 'phone' ? (phoneKey(value, null) ?? '') : value
}
