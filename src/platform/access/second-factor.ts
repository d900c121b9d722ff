import { createHash, randomInt } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { type Instant, millis } from '#kernel/time'
import type { Tx } from '#platform/store/database'
import type { SignIn } from './sign-in.ts'

/** Seals secrets of authenticator apps with the signing secret of this Interlock. */
type Seal = Pick<SignIn, 'seal' | 'unseal'>

const periodSeconds = 30
const backupCodes = 10
/** Without letters that are taken for others; 16 of 32 are 80 bits, too many to be guessed from a plain hash. */
const letters = 'abcdefghijkmnpqrstuvwxyz23456789'

interface Factor {
  readonly sealed: string
  readonly since: Instant
}

const totpOf = (secret: string, email = '') =>
  new TOTP({ issuer: 'Interlock', label: email, secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: periodSeconds })

/** A new secret for an authenticator app (RFC 6238, 160 bits), with the address that apps read as a QR code. */
export function newTotp(email: string): { secret: string; uri: string } {
  const secret = new Secret({ size: 20 }).base32
  return { secret, uri: totpOf(secret, email).toString() }
}

/** The half minute to which a code belongs, or null for a wrong one. Clocks may differ by one. */
export function stepOf(secret: string, code: string, now: Instant): number | null {
  const plain = code.replaceAll(' ', '')
  if (!/^\d{6}$/.test(plain)) return null
  const delta = totpOf(secret).validate({ token: plain, window: 1, timestamp: millis(now) })
  return delta === null ? null : Math.floor(millis(now) / 1000 / periodSeconds) + delta
}

const hashOf = (userId: string, code: string) =>
  createHash('sha256')
    .update(`${userId} ${code.toLowerCase().replace(/[^a-z0-9]/g, '')}`)
    .digest('hex')

/** The app of an account. */
export async function factorOf(tx: Tx, userId: string): Promise<Factor | null> {
  const [row] = await tx.query<Factor & Record<string, unknown>>(
    'SELECT sealed_secret AS sealed, created_at AS since FROM second_factor WHERE user_id = $1',
    [userId],
  )
  return row ?? null
}

/** Those of some people who have a second factor: an app, a passkey, or both. */
export async function withFactor(tx: Tx, userIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ id: string }>(
    'SELECT user_id AS id FROM second_factor WHERE user_id = ANY($1) UNION SELECT user_id FROM passkey WHERE user_id = ANY($1)',
    [userIds],
  )
  return new Set(rows.map(({ id }) => id))
}

export async function backupCodesLeft(tx: Tx, userId: string): Promise<number> {
  return (await tx.query<{ n: number }>('SELECT count(*)::int AS n FROM backup_code WHERE user_id = $1', [userId]))[0]?.n ?? 0
}

export async function passkeyCount(tx: Tx, userId: string): Promise<number> {
  return (await tx.query<{ n: number }>('SELECT count(*)::int AS n FROM passkey WHERE user_id = $1', [userId]))[0]?.n ?? 0
}

/** Switches an app on, in the place of one that was there; gives new backup codes. */
export async function setFactor(tx: Tx, userId: string, sealed: string, step: number, now: Instant): Promise<string[]> {
  await dropFactor(tx, userId)
  await tx.query('INSERT INTO second_factor (user_id, sealed_secret, last_step, created_at) VALUES ($1, $2, $3, $4)', [
    userId,
    sealed,
    step,
    now,
  ])
  return await newBackupCodes(tx, userId, now)
}

/** Gives new backup codes in the place of those before; only hashes of them are kept. */
export async function newBackupCodes(tx: Tx, userId: string, now: Instant): Promise<string[]> {
  await tx.query('DELETE FROM backup_code WHERE user_id = $1', [userId])
  const codes = Array.from({ length: backupCodes }, newBackupCode)
  await tx.query('INSERT INTO backup_code (hash, user_id, created_at) SELECT unnest($2::text[]), $1, $3', [
    userId,
    codes.map((code) => hashOf(userId, code)),
    now,
  ])
  return codes
}

function newBackupCode(): string {
  const text = Array.from({ length: 16 }, () => letters[randomInt(letters.length)]).join('')
  return text.replace(/(.{4})(?=.)/g, '$1-')
}

/** Switches the app off; answers whether there was one. Backup codes stay while a passkey needs them. */
export async function dropFactor(tx: Tx, userId: string): Promise<boolean> {
  const gone = await tx.query('DELETE FROM second_factor WHERE user_id = $1 RETURNING user_id', [userId])
  await dropUselessCodes(tx, userId)
  return gone.length > 0
}

/** Takes app, passkeys and backup codes away; answers whether there were any. */
export async function dropAllFactors(tx: Tx, userId: string): Promise<boolean> {
  const keys = await tx.query('DELETE FROM passkey WHERE user_id = $1 RETURNING id', [userId])
  return (await dropFactor(tx, userId)) || keys.length > 0
}

/** Backup codes stand in for a second factor; where there is none any more they go. */
export async function dropUselessCodes(tx: Tx, userId: string): Promise<void> {
  if (!(await withFactor(tx, [userId])).has(userId)) await tx.query('DELETE FROM backup_code WHERE user_id = $1', [userId])
}

/**
 * Uses a code of an account up: one of the app counts once, also within its half minute, and a backup code goes. Answers which it was.
 * Throws Problem `not-signed-in` for a wrong or used one, `conflict` when the app cannot be checked any more.
 */
export async function spendCode(tx: Tx, seal: Seal, userId: string, code: string, now: Instant): Promise<'app' | 'backup'> {
  const factor = await factorOf(tx, userId)
  if (factor && /^[\d ]+$/.test(code)) {
    const secret = await seal.unseal(factor.sealed)
    if (secret === null) throw unreadable()
    const step = stepOf(secret, code, now)
    const fresh = await tx.query('UPDATE second_factor SET last_step = $2 WHERE user_id = $1 AND last_step < $2 RETURNING user_id', [
      userId,
      step ?? -1,
    ])
    if (fresh.length > 0) return 'app'
  } else {
    const gone = await tx.query('DELETE FROM backup_code WHERE user_id = $1 AND hash = $2 RETURNING hash', [userId, hashOf(userId, code)])
    if (gone.length > 0) return 'backup'
  }
  throw new Problem('not-signed-in', t('This code is wrong or was used already. Wait for the next one in your app, or use a backup code.'))
}

const unreadable = () =>
  new Problem(
    'conflict',
    t(
      'Codes of this authenticator app cannot be checked any more: the signing secret of this Interlock is another than when the app was set up, as after a restore. Use a backup code, or ask an owner to remove your second factor.',
    ),
  )
