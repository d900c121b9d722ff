import { asc } from 'drizzle-orm'
import type { Id } from '#kernel/id'
import type { Group } from '#kernel/rule'
import type { Day } from '#kernel/time'
import { compileCases } from '#platform/list/compile-cases'
import type { Tx } from '#platform/store/database'
import type { RowOf } from '#platform/store/kept'
import { territories } from '../tables.ts'
import { accountSource } from './lists.ts'

export type TerritoryRow = RowOf<typeof territories>

/** Territories are held until the end of the transaction: by one that changes them, or by many that read them; so no account is told by rules that are being changed. */
const locks = { change: 'SHARE ROW EXCLUSIVE', read: 'SHARE' } as const

/** All territories in the order in which they are tried, held for a change where one is to come. */
export async function allTerritories(tx: Tx, hold?: 'change'): Promise<TerritoryRow[]> {
  if (hold) await tx.query(`LOCK TABLE territory IN ${locks[hold]} MODE`)
  const { table } = territories
  return await tx.db.select().from(table).orderBy(asc(table.place), asc(table.id))
}

/** The rules of the territories in use, in the order in which they are tried, as they stand in the table; they are held as for `read`. */
export async function rulesInUse(tx: Tx): Promise<{ id: string; rule: unknown }[]> {
  const [, rules] = await Promise.all([
    tx.query(`LOCK TABLE territory IN ${locks.read} MODE`),
    tx.query<{ id: string; rule: unknown }>(
      'SELECT id, rule FROM territory WHERE retired_at IS NULL ORDER BY place, id',
      [],
      'territories in use',
    ),
  ])
  return rules
}

/** Whether there is any territory in use. */
export async function hasTerritories(tx: Tx): Promise<boolean> {
  return (await tx.query('SELECT 1 FROM territory WHERE retired_at IS NULL LIMIT 1')).length > 0
}

/** How many accounts each territory has; under null those that are in none. */
export async function accountsByTerritory(tx: Tx): Promise<Map<string | null, number>> {
  const rows = await tx.query<{ id: string | null; n: number }>(
    'SELECT b.territory_id AS id, count(*)::int AS n FROM account a LEFT JOIN account_territory b ON b.account_id = a.id GROUP BY 1',
  )
  return new Map(rows.map(({ id, n }) => [id, n]))
}

type Case = { readonly id: string; readonly rule: Group }
const casesOf = (cases: readonly Case[]) => cases.map(({ id, rule }) => ({ value: id, rule }))

/** Whether an event has changed territories so far, or some accounts. */
export async function touchedBy(tx: Tx, eventId: string): Promise<{ all: boolean; some: boolean }> {
  const [row] = await tx.query<{ all: boolean; some: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM change WHERE event_id = $1 AND tbl = 'territory') AS "all",
       EXISTS (SELECT 1 FROM change WHERE event_id = $1 AND tbl = 'account') AS some`,
    [eventId],
  )
  return row ?? { all: false, some: false }
}

/** Writes down the territory of all accounts, or of those that an event changed, where it is another one than before. */
export async function settleAccounts(
  tx: Tx,
  cases: readonly Case[],
  { eventId, today }: { eventId: Id<'event'> | null; today: Day },
): Promise<void> {
  const changed = `SELECT unnest(c.row_ids) FROM change c WHERE c.tbl = 'account' AND c.event_id = '${eventId ?? ''}'`
  const { text, values } = compileCases(accountSource, casesOf(cases), { today, among: eventId === null ? null : changed })
  await tx.query(
    `WITH told AS MATERIALIZED (${text}),
     gone AS (DELETE FROM account_territory b WHERE ${eventId === null ? '' : `b.account_id IN (${changed}) AND `}NOT EXISTS (SELECT 1 FROM told WHERE told.id = b.account_id AND told.first IS NOT NULL))
     INSERT INTO account_territory AS b (account_id, territory_id) SELECT id, first FROM told WHERE first IS NOT NULL
     ON CONFLICT (account_id) DO UPDATE SET territory_id = excluded.territory_id WHERE b.territory_id <> excluded.territory_id`,
    [...values],
  )
}

/** How many accounts these rules alone would hold for. */
export async function countHolding(tx: Tx, one: Case, today: Day): Promise<number> {
  const { text, values } = compileCases(accountSource, casesOf([one]), { today, among: null })
  return (await tx.query<{ n: number }>(`SELECT count(first)::int AS n FROM (${text}) told`, [...values]))[0]?.n ?? 0
}

/** Where accounts would go by other rules: from which territory to which, and how many, those that stay included. */
export async function movesBy(
  tx: Tx,
  cases: readonly Case[],
  today: Day,
): Promise<{ before: string | null; after: string | null; accounts: number }[]> {
  const { text, values } = compileCases(accountSource, casesOf(cases), { today, among: null })
  return await tx.query<{ before: string | null; after: string | null; accounts: number }>(
    `SELECT b.territory_id AS before, told.first AS after, count(*)::int AS accounts
     FROM (${text}) told LEFT JOIN account_territory b ON b.account_id = told.id GROUP BY 1, 2 ORDER BY 3 DESC`,
    [...values],
  )
}
