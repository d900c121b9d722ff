import { asc } from 'drizzle-orm'
import type { Tx } from '#platform/store/database'
import type { RowOf } from '#platform/store/kept'
import { processReadings, processVersions } from '../tables/process.ts'

export type ProcessRow = RowOf<typeof processVersions>

/** All versions of the process by number, held until the end of the transaction where one is to change, so that two people take turns. */
export async function processVersionsKept(tx: Tx, hold?: 'change'): Promise<ProcessRow[]> {
  if (hold) await tx.query('LOCK TABLE process_version IN SHARE ROW EXCLUSIVE MODE')
  const { table } = processVersions
  return await tx.db.select().from(table).orderBy(asc(table.number))
}

/** Everybody who confirmed that they read a version of the process. */
export async function processReadingsKept(tx: Tx): Promise<RowOf<typeof processReadings>[]> {
  const { table } = processReadings
  return await tx.db.select().from(table).orderBy(asc(table.at))
}
