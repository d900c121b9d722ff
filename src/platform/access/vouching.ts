import type { Actor } from '#kernel/actor'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import type { Tx } from '#platform/store/database'

/**
 * Whoever lets somebody into an account lets them into each of its companies. So only who owns all of these may do it: an owner of one company must not
 * get into another by a colleague's account. Throws Problem `not-allowed`.
 */
export async function ensureVouchesFor(tx: Tx, actor: Actor, userId: string): Promise<void> {
  // The command line of this machine has no account; whoever may use it owns the data folder.
  if (actor.kind === 'user' && actor.id === 'command-line') return
  if (!(await ownsAllOf(tx, actor.id ?? '', userId))) {
    throw new Problem(
      'not-allowed',
      t(
        'This account also opens a company that you do not own, so you cannot change how it signs in. Somebody who owns all of its companies can.',
      ),
    )
  }
}

/**
 * Ending sessions lets nobody in, but it reaches beyond one company: whoever does it owns or administers all of the account's. Throws Problem `not-allowed`
 * with what helps without it.
 */
export async function ensureRunsAllOf(tx: Tx, actor: Actor, userId: string): Promise<void> {
  if (actor.kind === 'user' && actor.id === 'command-line') return
  const foreign = await tx.query(
    `SELECT 1 FROM membership m WHERE m.user_id = $2
     AND NOT EXISTS (SELECT 1 FROM membership o WHERE o.workspace_id = m.workspace_id AND o.user_id = $1
       AND (o.role = 'owner' OR (o.role = 'admin' AND m.role <> 'owner'))) LIMIT 1`,
    [actor.id ?? '', userId],
  )
  if (foreign.length > 0) {
    throw new Problem(
      'not-allowed',
      t(
        'This account also opens a company that you do not run, so you cannot end its sessions. Take its access to this company away: that counts at once.',
      ),
    )
  }
}

/** Whether every company of an account is owned by a person. */
export async function ownsAllOf(tx: Tx, ownerId: string, userId: string): Promise<boolean> {
  const foreign = await tx.query(
    `SELECT 1 FROM membership m WHERE m.user_id = $2
     AND NOT EXISTS (SELECT 1 FROM membership o WHERE o.workspace_id = m.workspace_id AND o.user_id = $1 AND o.role = 'owner') LIMIT 1`,
    [ownerId, userId],
  )
  return foreign.length === 0
}
