import { normKey } from '#kernel/normal'
import type { Entered } from '#platform/access/gatekeeper'
import type { Ctx } from '#platform/action/context'
import { ensureMembers, knownMembers } from '../actions.ts'
import { memberEntered } from '../events.ts'
import { memberWithoutId } from '../store/members.ts'
import { members } from '../tables.ts'

/**
 * Somebody came into the company: from now on work can be given to them, before they have done anything. Whoever made the first account keeps what they had been
 * given while they had none.
 */
export async function enter(ctx: Ctx, { name, before }: Entered): Promise<void> {
  const me = { externalId: null, name }
  if ((await knownMembers(ctx.tx, [me]))[0]) return
  const was = before === undefined ? null : await memberWithoutId(ctx.tx, normKey(before))
  if (was === null) await ensureMembers(ctx, [me])
  else await ctx.ledger.update(members, [{ id: was, name, nameKey: normKey(name) }])
  ctx.tell(memberEntered, { name })
}
