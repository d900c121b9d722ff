import { desc } from 'drizzle-orm'
import type { Tx } from '#platform/store/database'
import type { RowOf } from '#platform/store/kept'
import { exchangeRates } from '../tables.ts'

/** All exchange rates, by currency, the newest first. */
export function allRates(tx: Tx): Promise<RowOf<typeof exchangeRates>[]> {
  const { table } = exchangeRates
  return tx.db.select().from(table).orderBy(table.currency, table.into, desc(table.day))
}
