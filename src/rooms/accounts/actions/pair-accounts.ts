import type { Ctx } from '#platform/action/context'
import { newId } from '#platform/ids'
import { type AlikeAccounts, alikeAccounts } from '../store/alike.ts'
import { likelyDuplicates } from '../tables.ts'

/** Notes which companies that this event made or changed may be one with another. Nothing is merged: a person decides. Answers the new pairs. */
export async function noteAlikeAccounts(ctx: Ctx): Promise<AlikeAccounts[]> {
  const pairs = await alikeAccounts(ctx.tx, ctx.ledger.eventId)
  const rows = pairs.map(({ firstId, secondId, why }) => ({
    id: newId<'likely_duplicate'>(ctx.now),
    kind: 'account' as const,
    firstId,
    secondId,
    why,
    state: 'open' as const,
  }))
  await ctx.ledger.insert(likelyDuplicates, rows)
  return pairs
}
