import type { Duck } from '#platform/analytics/duck'
import type { Lent } from '#platform/analytics/lent'
import type { Tx } from '#platform/store/database'
import { lent as accountsLend } from '#rooms/accounts/facts'
import { lent as programsLend } from '#rooms/programs/facts'
import { concernedSince } from '../store/changes.ts'
import { lendPart } from '../store/lending.ts'
import { type FollowedKind, followedKinds } from '../store/marketing-of-part.ts'

/** What is lent to tell what marketing did. Members of campaigns are many, so they are taken over only where they changed. */
export const marketingLent: readonly Lent[] = [...programsLend, ...accountsLend.map((each) => ({ ...each, kind: `changed_${each.kind}` }))]

/** The campaigns, members and accounts that changed after a place in the ledger, those that are gone among them. */
export async function marketingSince(
  tx: Tx,
  from: number,
  changed: ReadonlyMap<string, readonly string[]>,
): Promise<Map<FollowedKind, string[]>> {
  const wanted = new Map<FollowedKind, string[]>()
  for (const kind of followedKinds) {
    const own = marketingLent.find((each) => each.kind === kind)
    if (own) wanted.set(kind, await concernedSince(tx, from, changed, own, marketingLent))
  }
  return wanted
}

/** Takes over what changed of marketing. */
export async function lendMarketing(tx: Tx, duck: Duck, wanted: ReadonlyMap<FollowedKind, readonly string[]>): Promise<void> {
  if ([...wanted.values()].some((ids) => ids.length > 0)) await (await lendPart(tx, duck, marketingLent, wanted)).whole()
}
