import type { Id } from '#kernel/id'
import { normKey } from '#kernel/normal'
import type { Ctx } from '#platform/action/context'
import { newId } from '#platform/ids'
import * as store from '../store/resolve.ts'
import { likelyDuplicates } from '../tables.ts'

/** More records with one key than these are a placeholder or a provider. */
export const mostAlike = 5

/** Two who may be one. */
export type Pair = {
  readonly kind: 'person' | 'account'
  readonly first: string
  readonly second: string
  readonly why: 'address' | 'phone and name' | 'name and company' | 'name'
}

/** Notes who may be one: the pairs that were met on the way, and new people who have the name of somebody at the same company that was there before. */
export async function noteLikely(
  ctx: Ctx,
  met: readonly Pair[],
  fresh: readonly store.PersonKept[],
  isOld: (accountId: string) => boolean,
): Promise<void> {
  const pairs = new Map([...met, ...(await namesakes(ctx, fresh, isOld))].map((pair) => [`${pair.first} ${pair.second}`, pair]))
  // Two who were there both may be noted already.
  const old = met.filter(({ why }) => why === 'address').map(({ first }) => first)
  for (const key of old.length === 0 ? [] : await store.notedPairs(ctx.tx, old)) pairs.delete(key)
  if (pairs.size === 0) return
  await ctx.ledger.insert(
    likelyDuplicates,
    [...pairs.values()].map(({ kind, first, second, why }) => ({
      ...{ id: newId<'likely_duplicate'>(ctx.now), kind, why, state: 'open' as const },
      firstId: first as Id<'person'>,
      secondId: second as Id<'person'>,
    })),
  )
}

async function namesakes(ctx: Ctx, fresh: readonly store.PersonKept[], isOld: (accountId: string) => boolean): Promise<Pair[]> {
  const named = fresh.filter(({ accountId, fullName, emailKey }) => accountId !== null && isOld(accountId) && fullName !== emailKey)
  if (named.length === 0) return []
  const names = [...new Set(named.map(({ fullName }) => fullName.toLowerCase()))]
  const found = await store.namesakesAt(ctx.tx, names, [...new Set(named.map(({ accountId }) => accountId ?? ''))])
  // Those who are made now are not in the table yet.
  const at = Map.groupBy([...found, ...named], ({ accountId, fullName }) => `${accountId} ${normKey(fullName)}`)
  return named.flatMap(({ id, accountId, fullName }) =>
    (at.get(`${accountId} ${normKey(fullName)}`) ?? [])
      .filter((one) => one.id < id)
      .slice(0, mostAlike)
      .map((one): Pair => ({ kind: 'person', first: one.id, second: id, why: 'name and company' })),
  )
}
