import { inArray } from 'drizzle-orm'
import type { Instant } from '#kernel/time'
import type { Tx } from '#platform/store/database'
import type { RowOf } from '#platform/store/kept'
import { knownVisitors, trackers } from '../tables.ts'

export type TrackerRow = RowOf<typeof trackers>
export type KnownVisitor = RowOf<typeof knownVisitors>

/** Whose visits are noted; null before somebody said. */
export async function trackerOf(tx: Tx): Promise<TrackerRow | null> {
  return (await tx.db.select().from(trackers.table))[0] ?? null
}

/** A page view as it is kept. */
export interface PageViewRow {
  readonly id: string
  readonly visitor: string
  readonly at: Instant
  readonly path: string
  readonly referrer: string | null
  readonly utm: Record<string, string>
  readonly tied: boolean
}

export async function keepView(tx: Tx, { id, visitor, at, path, referrer, utm, tied }: PageViewRow): Promise<void> {
  await tx.query('INSERT INTO page_view (id, visitor, at, path, referrer, utm, tied) VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7)', [
    ...[id, visitor, at, path, referrer],
    ...[JSON.stringify(utm), tied],
  ])
}

/** What visitors opened, each in its order. */
export async function viewsOf(tx: Tx, visitors: readonly string[]): Promise<PageViewRow[]> {
  return await tx.query<PageViewRow & Record<string, unknown>>(
    'SELECT id, visitor, at, path, referrer, utm, tied FROM page_view WHERE visitor = ANY($1::text[]) ORDER BY visitor, at, id',
    [visitors],
  )
}

/** When a visitor opened a page last. */
export async function lastViewOf(tx: Tx, visitor: string): Promise<Instant | null> {
  const rows = await tx.query<{ at: Instant }>('SELECT at FROM page_view WHERE visitor = $1 ORDER BY at DESC LIMIT 1', [visitor])
  return rows[0]?.at ?? null
}

/** Notes that pages stand with a person as visits. */
export async function noteTied(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.query('UPDATE page_view SET tied = true WHERE id = ANY($1::uuid[])', [ids])
}

/** Who visitors turned out to be. */
export async function knownOf(tx: Tx, visitors: readonly string[]): Promise<KnownVisitor[]> {
  const { table } = knownVisitors
  return visitors.length === 0
    ? []
    : await tx.db
        .select()
        .from(table)
        .where(inArray(table.visitor, [...visitors]))
}

/** Forgets what was opened before a time. Answers how many pages are left. */
export async function forgetViews(tx: Tx, before: Instant): Promise<number> {
  await tx.query('DELETE FROM page_view WHERE at < $1', [before])
  return (await tx.query<{ n: number }>('SELECT count(*) AS n FROM page_view'))[0]?.n ?? 0
}

/** What came since a time: pages, visitors, and how many of them are known by now. */
export async function trafficSince(
  tx: Tx,
  since: Instant,
): Promise<{ views: number; visitors: number; known: number; lastAt: Instant | null }> {
  const [row] = await tx.query<{ views: number; visitors: number; known: number; lastAt: Instant | null }>(
    `SELECT count(*) AS views, count(DISTINCT p.visitor) AS visitors, max(p.at) AS "lastAt",
       count(DISTINCT k.visitor) AS known
     FROM page_view p LEFT JOIN known_visitor k ON k.visitor = p.visitor WHERE p.at >= $1`,
    [since],
  )
  return row ?? { views: 0, visitors: 0, known: 0, lastAt: null }
}
