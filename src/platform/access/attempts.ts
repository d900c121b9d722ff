import { createHash } from 'node:crypto'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import type { Instant } from '#kernel/time'
import type { Database, Tx } from '#platform/store/database'
import { accountPace, addressPace, linkPace, type Pace, type Tries, takeTry } from './slowing.ts'

/** Where a try comes from, and at which account. An account is known by its address whether it exists or not, so that nobody learns which do. */
export interface Try {
  readonly email: string
  readonly address: string | null
  readonly now: Instant
  /** What is tried; to sign in when not said. Tries of one kind do not slow the other, so who guesses passwords keeps no passkey out. */
  readonly to?: 'sign in' | 'passkey' | 'reset'
}

const accountKey = (email: string) => `account ${createHash('sha256').update(email.toLowerCase()).digest('hex')}`

const keysOf = ({ email, address, to }: Try): readonly (readonly [key: string, pace: Pace])[] => {
  const kind = to === undefined || to === 'sign in' ? '' : `${to} `
  return [
    [kind + accountKey(email), to === 'reset' ? linkPace : accountPace],
    ...(address === null ? [] : [[`${kind}address ${address}`, addressPace] as const]),
  ]
}

const keepMs = 86_400_000

/**
 * Counts a try before it is made. Kept in the database, so a restart forgets nothing and several servers count together.
 * Throws Problem `too-many` with the seconds to wait. Answers whether this try made the account wait.
 */
export async function countTry(database: Database, tried: Try): Promise<{ slowed: boolean }> {
  return await database.inPublic(async (tx) => {
    let slowed = false
    for (const [key, pace] of keysOf(tried)) {
      const turn = takeTry(await lockedTries(tx, key, tried.now), pace, tried.now)
      if (!turn.taken)
        throw tooMany(turn.waitMs, tried.to === 'reset' ? t('Too many links were asked for.') : t('Too many tries to sign in.'))
      if (turn.slowed && pace !== addressPace) slowed = true
      await tx.query('UPDATE sign_in_attempt SET count = $2, last_at = $3, free_at = $4 WHERE key = $1', [
        key,
        turn.tries.count,
        turn.tries.lastAt,
        turn.tries.freeAt,
      ])
    }
    return { slowed }
  })
}

/** After a try that was right: the account begins anew, and the address is not charged for it. */
export async function forgiveTry(database: Database, tried: Try): Promise<void> {
  await database.inPublic(async (tx) => {
    const [[account] = [''], [address] = ['']] = keysOf(tried)
    await tx.query('DELETE FROM sign_in_attempt WHERE key = $1 OR last_at < $2', [
      account,
      new Date(Date.parse(tried.now) - keepMs).toISOString(),
    ])
    await tx.query('UPDATE sign_in_attempt SET count = greatest(0, count - 1), free_at = $2 WHERE key = $1', [address, tried.now])
  })
}

/** What is known of a key, locked until the transaction ends: tries at the same time are counted one after the other. */
async function lockedTries(tx: Tx, key: string, now: Instant): Promise<Tries | null> {
  const fresh = await tx.query(
    'INSERT INTO sign_in_attempt (key, count, last_at, free_at) VALUES ($1, 0, $2, $2) ON CONFLICT (key) DO NOTHING RETURNING key',
    [key, now],
  )
  if (fresh.length > 0) return null
  const rows = await tx.query<Tries & Record<string, unknown>>(
    'SELECT count, last_at AS "lastAt", free_at AS "freeAt" FROM sign_in_attempt WHERE key = $1 FOR UPDATE',
    [key],
  )
  return rows[0] ?? null
}

function tooMany(waitMs: number, what: string): Problem {
  const retryAfter = Math.ceil(waitMs / 1000)
  return new Problem('too-many', t('{{what}} Wait {{retryAfter}} seconds and try again.', { what, retryAfter }), { retryAfter })
}
