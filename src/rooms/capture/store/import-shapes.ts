import { eq } from 'drizzle-orm'
import type { Instant } from '#kernel/time'
import type { Tx } from '#platform/store/database'
import type { Remembered } from '../shapes.ts'
import { importShapes } from '../tables.ts'

const { table } = importShapes

/** What was said of the last file of a shape, and when. */
export async function saidOf(tx: Tx, shape: string): Promise<{ said: Remembered; at: Instant } | null> {
  const [row] = await tx.db.select().from(table).where(eq(table.shape, shape))
  return row ? { said: row.said, at: row.learnedAt } : null
}

/** Keeps what was said of a file of a shape in the place of what was said before. */
export async function keepSaid(tx: Tx, shape: string, said: Remembered, learnedAt: Instant): Promise<void> {
  await tx.db.insert(table).values({ shape, said, learnedAt }).onConflictDoUpdate({ target: table.shape, set: { said, learnedAt } })
}

export async function forgetSaid(tx: Tx, shape: string): Promise<void> {
  await tx.db.delete(table).where(eq(table.shape, shape))
}
