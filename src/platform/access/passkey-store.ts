import type { Id } from '#kernel/id'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import type { Instant } from '#kernel/time'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/store/database'
import { mostPasskeys } from './contract.ts'
import type { KnownKey } from './webauthn.ts'

/** A passkey as its owner sees it. */
export interface Passkey {
  readonly id: Id<'passkey'>
  readonly name: string
  readonly createdAt: Instant
  readonly lastUsedAt: Instant | null
}

/** A passkey as a sign-in needs it. */
export interface OwnedKey extends KnownKey {
  readonly id: Id<'passkey'>
  readonly userId: string
  readonly name: string
}

const shown = 'id, name, created_at AS "createdAt", last_used_at AS "lastUsedAt"'

/** The passkeys of an account, newest first, with what browsers know them by. */
export async function passkeysOf(tx: Tx, userId: string): Promise<(Passkey & { credentialId: string })[]> {
  return await tx.query<Passkey & { credentialId: string }>(
    `SELECT ${shown}, credential_id AS "credentialId" FROM passkey WHERE user_id = $1 ORDER BY created_at DESC, id DESC`,
    [userId],
  )
}

/** Keeps a new passkey. Throws Problem `conflict` for one that is kept already, and beyond the most that an account may have. */
export async function keepPasskey(tx: Tx, userId: string, name: string, key: KnownKey, now: Instant): Promise<Passkey> {
  const [count] = await tx.query<{ n: number }>('SELECT count(*)::int AS n FROM passkey WHERE user_id = $1', [userId])
  if ((count?.n ?? 0) >= mostPasskeys)
    throw new Problem('conflict', t('An account has {{most}} passkeys at most. Remove one that you no longer use.', { most: mostPasskeys }))
  const [made] = await tx.query<Passkey & Record<string, unknown>>(
    `INSERT INTO passkey (id, user_id, name, credential_id, public_key, transports, sign_count, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (credential_id) DO NOTHING RETURNING ${shown}`,
    [newId<'passkey'>(now), userId, name, key.credentialId, key.publicKey, key.transports, key.signCount, now],
  )
  if (!made) throw new Problem('conflict', t('This passkey is kept here already. Use it to sign in, or make another one.'))
  return made
}

/** The passkey that a browser names, locked until the transaction ends, so that its count is compared by one after the other. */
export async function passkeyNamed(tx: Tx, credentialId: string): Promise<OwnedKey | null> {
  const [row] = await tx.query<OwnedKey & Record<string, unknown>>(
    `SELECT id, user_id AS "userId", name, credential_id AS "credentialId", public_key AS "publicKey", transports, sign_count::float8 AS "signCount"
     FROM passkey WHERE credential_id = $1 FOR UPDATE`,
    [credentialId],
  )
  return row ?? null
}

export async function notePasskeyUse(tx: Tx, id: string, signCount: number, now: Instant): Promise<void> {
  await tx.query('UPDATE passkey SET sign_count = $2, last_used_at = $3 WHERE id = $1', [id, signCount, now])
}

/** Removes a passkey of an account; gives its name, or null when there is none. */
export async function dropPasskey(tx: Tx, userId: string, id: string): Promise<string | null> {
  const [gone] = await tx.query<{ name: string }>('DELETE FROM passkey WHERE user_id = $1 AND id = $2 RETURNING name', [userId, id])
  return gone?.name ?? null
}
