import { randomBytes, randomFillSync, timingSafeEqual } from 'node:crypto'
import { v7 } from 'uuid'
import type { Id } from '#kernel/id'
import { type Instant, millis } from '#kernel/time'

let lastMs = 0
let sequence = 0

/**
 * A new UUID version 7 (RFC 9562): sorts by time of making, then by a counter within one process.
 * Made in code because the SQL function is PostgreSQL 18 only and refused by Citus in updates.
 */
export function newId<Kind extends string>(now: Instant): Id<Kind> {
  const ms = millis(now)
  if (ms === lastMs) sequence = (sequence + 1) >>> 0
  else {
    lastMs = ms
    sequence = randomBytes(3).readUIntBE(0, 3)
  }
  return v7({ msecs: ms, seq: sequence, random: nextRandom() }) as Id<Kind>
}

const pool = Buffer.alloc(16 * 256)
let used = pool.length

/** Sixteen random bytes from a pool: asking the system for each id costs more than all else in it. */
function nextRandom(): Uint8Array {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += 16
  return pool.subarray(used - 16, used)
}

/** A secret of 256 bits for links and cookies, base64url. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** Whether a secret that was shown is the wanted one; the time it takes does not tell how much of it was right. */
export function sameSecret(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}
