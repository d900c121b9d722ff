import type { Id } from '#kernel/id'
import type { Instant } from '#kernel/time'
import type { Tx } from '#platform/store/database'
import type { HookSetting } from '../contract/webhooks.ts'
import { waitForTaking } from './deliveries.ts'

export interface HookKept {
  readonly id: Id<'hook'>
  readonly name: string
  readonly setting: HookSetting
  readonly secret: string
  readonly createdAt: Instant
}

const columns = 'h.id, h.name, h.setting, h.secret, h.created_at AS "createdAt"'

/** All addresses that are open, by name, with what came by them. */
export async function hooksKept(tx: Tx): Promise<(HookKept & { lastAt: Instant | null; quarantined: number })[]> {
  return await tx.query<HookKept & { lastAt: Instant | null; quarantined: number } & Record<string, unknown>>(
    `SELECT ${columns}, d.last AS "lastAt", d.quarantined FROM hook h
     CROSS JOIN LATERAL (SELECT max(received_at) AS last, count(*) FILTER (WHERE state = 'quarantined') AS quarantined FROM delivery WHERE hook_id = h.id) d
     WHERE h.removed_at IS NULL ORDER BY lower(h.name), h.id`,
  )
}

/** One that is open. */
export async function hookOf(tx: Tx, id: string): Promise<HookKept | null> {
  const [row] = await tx.query<HookKept & Record<string, unknown>>(
    `SELECT ${columns} FROM hook h WHERE h.id = $1::uuid AND h.removed_at IS NULL`,
    [id],
  )
  return row ?? null
}

export async function keepHook(tx: Tx, hook: HookKept): Promise<void> {
  await tx.query(
    `INSERT INTO hook (id, name, setting, secret, created_at) VALUES ($1, $2, $3::jsonb, $4, $5)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, setting = excluded.setting, secret = excluded.secret`,
    [hook.id, hook.name, JSON.stringify(hook.setting), hook.secret, hook.createdAt],
  )
}

/** Closes an address and forgets its secret. */
export async function closeHook(tx: Tx, id: string, at: Instant): Promise<void> {
  await tx.query("UPDATE hook SET removed_at = $2, secret = '' WHERE id = $1::uuid AND removed_at IS NULL", [id, at])
}

/** Keeps what was sent before it is read, and has it taken later should nobody come to it. Answers the delivery with this key: the new one, or the one that was there. */
export async function keepRaw(
  tx: Tx,
  one: { id: Id<'delivery'>; key: string; hookId: string; sender: string; hash: string; raw: string; headers: Record<string, string> },
  now: Instant,
): Promise<{ id: Id<'delivery'>; hash: string }> {
  await tx.query(
    `INSERT INTO delivery (id, key, way, hook_id, sender, hash, raw, headers, received_at, state, tries)
     VALUES ($1, $2, 'webhook', $3, $4, $5, $6, $7::jsonb, $8, 'kept', 0) ON CONFLICT (key) DO NOTHING`,
    [one.id, one.key, one.hookId, one.sender, one.hash, one.raw, JSON.stringify(one.headers), now],
  )
  const [row] = await tx.query<{ id: Id<'delivery'>; hash: string }>('SELECT id, hash FROM delivery WHERE key = $1', [one.key])
  if (!row) throw new Error('What was kept is not there.')
  if (row.id === one.id) await waitForTaking(tx, one.id, now)
  return row
}
