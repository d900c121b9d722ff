import { createHash } from 'node:crypto'
import { type Instant, later } from '#kernel/time'
import { newSecret } from '#platform/ids'
import type { Tx } from '#platform/store/database'

/** What a ticket opens. One for a purpose opens nothing else. */
export type Purpose = 'password' | 'second-factor' | 'new-factor' | 'provider' | 'passkey' | 'new-passkey'

export interface Ticket {
  /** Whom it is for; null where that is not known yet, or where there is nobody. */
  readonly userId: string | null
  readonly payload: Record<string, unknown>
}

/** The secret of a ticket holds 256 random bits, so a plain hash of it gives nothing away and needs no salt. */
const hashOf = (purpose: Purpose, secret: string) => createHash('sha256').update(`${purpose} ${secret}`).digest('hex')

/** Makes a ticket and gives its secret, which is kept nowhere. */
export async function giveTicket(
  tx: Tx,
  now: Instant,
  { purpose, userId, payload = {}, lastsMs }: { purpose: Purpose; userId: string | null; payload?: Ticket['payload']; lastsMs: number },
): Promise<string> {
  const secret = newSecret()
  await tx.query('DELETE FROM sign_in_ticket WHERE expires_at <= $1', [now])
  await tx.query(
    'INSERT INTO sign_in_ticket (hash, purpose, user_id, payload, created_at, expires_at) VALUES ($1, $2, $3, $4::jsonb, $5, $6)',
    [hashOf(purpose, secret), purpose, userId, JSON.stringify(payload), now, later(now, lastsMs)],
  )
  return secret
}

/** Takes a ticket, once: of two who come at the same time one gets null, as everybody does when it is over. */
export async function takeTicket(tx: Tx, now: Instant, purpose: Purpose, secret: string): Promise<Ticket | null> {
  const [taken] = await tx.query<Ticket & { expiresAt: Instant }>(
    'DELETE FROM sign_in_ticket WHERE hash = $1 AND purpose = $2 RETURNING user_id AS "userId", payload, expires_at AS "expiresAt"',
    [hashOf(purpose, secret), purpose],
  )
  return taken && taken.expiresAt > now ? taken : null
}

/** What a ticket opens, without taking it; for who comes with it. */
export async function readTicket(tx: Tx, now: Instant, purpose: Purpose, secret: string): Promise<Ticket | null> {
  const [found] = await tx.query<Ticket & Record<string, unknown>>(
    'SELECT user_id AS "userId", payload FROM sign_in_ticket WHERE hash = $1 AND purpose = $2 AND expires_at > $3',
    [hashOf(purpose, secret), purpose, now],
  )
  return found ?? null
}

/** Ends all tickets of one purpose that somebody has. */
export async function endTickets(tx: Tx, purpose: Purpose, userId: string): Promise<void> {
  await tx.query('DELETE FROM sign_in_ticket WHERE purpose = $1 AND user_id = $2', [purpose, userId])
}
