import type { Instant } from '#kernel/time'
import type { Tx } from '#platform/store/database'
import { documentOf } from '../actions.ts'
import type { ContractDocument } from '../contract.ts'
import { spansOf } from '../rules/life.ts'
import * as store from '../store.ts'

/** What a version of the lead contract said, and when it held; `to` is null while it does. */
interface Held {
  readonly number: number
  readonly from: Instant
  readonly to: Instant | null
  readonly document: ContractDocument
}

/** Every version that held until now, the first first: what was promised counts for the time in which it did. */
export async function contractsHeld(tx: Tx, now: Instant): Promise<Held[]> {
  const held: Held[] = []
  for (const { version, from, to } of spansOf(await store.allVersions(tx), now))
    held.push({ number: version.number, from, to, document: (await documentOf(tx, version.id)).document })
  return held
}
