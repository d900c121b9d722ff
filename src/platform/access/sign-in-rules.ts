import type { WorkspaceId } from '#kernel/id'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { publicly } from '#platform/action/action'
import { noteAudit } from '#platform/audit/audit'
import type { Route } from '#platform/http/routes'
import type { Tx } from '#platform/store/database'
import { readSignInRules, setSignInRules } from './contract.ts'
import { signInRuleSet } from './events.ts'
import type { Gatekeeper } from './gatekeeper.ts'
import { doingOf, workspaceOf } from './members.ts'
import { withFactor } from './second-factor.ts'

/** What a company asks of everybody who signs in. */
export function signInRuleRoutes(gate: Gatekeeper): readonly Route[] {
  return [
    publicly(readSignInRules, async (ctx) => ({
      secondFactor: await ctx.services.database.inPublic((tx) => asksForFactor(tx, workspaceOf(ctx).id), { readOnly: true }),
    })),
    publicly(setSignInRules, async (ctx, { secondFactor }) => {
      const { id } = workspaceOf(ctx)
      await ctx.services.database.inPublic(async (tx) => {
        if (secondFactor) await ensureStaysIn(tx, ctx.actor.id ?? '', await gate.cameByProvider(ctx.headers, ctx.now))
        if ((await asksForFactor(tx, id)) === secondFactor) return
        await tx.query(
          `INSERT INTO sign_in_rule (workspace_id, second_factor, set_at) VALUES ($1, $2, $3)
           ON CONFLICT (workspace_id) DO UPDATE SET second_factor = excluded.second_factor, set_at = excluded.set_at`,
          [id, secondFactor, ctx.now],
        )
        await noteAudit(tx, doingOf(ctx), signInRuleSet, { secondFactor })
      })
      return { secondFactor }
    }),
  ]
}

/** Whoever asks it of others has one: else they would lock themselves out, and perhaps the only owner. */
async function ensureStaysIn(tx: Tx, userId: string, byProvider: boolean): Promise<void> {
  if (byProvider || (await withFactor(tx, [userId])).has(userId)) return
  throw new Problem('conflict', t('You have no second factor yourself. Set one up first, an app or a passkey; then ask it of everybody.'))
}

async function asksForFactor(tx: Tx, workspaceId: WorkspaceId): Promise<boolean> {
  const rows = await tx.query('SELECT 1 FROM sign_in_rule WHERE workspace_id = $1 AND second_factor', [workspaceId])
  return rows.length > 0
}
