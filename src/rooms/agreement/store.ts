import { asc } from 'drizzle-orm'
import type { Tx } from '#platform/store/database'
import type { RowOf } from '#platform/store/kept'
import { contractReadings, contractSignatures, contractVersions } from './tables.ts'

export type VersionRow = RowOf<typeof contractVersions>
export type SignatureRow = RowOf<typeof contractSignatures>
export type ReadingRow = RowOf<typeof contractReadings>

/** All versions by number, held until the end of the transaction where one is to change, so that two people take turns. */
export async function allVersions(tx: Tx, hold?: 'change'): Promise<VersionRow[]> {
  if (hold) await tx.query('LOCK TABLE contract_version IN SHARE ROW EXCLUSIVE MODE')
  const { table } = contractVersions
  return await tx.db.select().from(table).orderBy(asc(table.number))
}

/** Every signature, in the order in which they were given. */
export async function allSignatures(tx: Tx): Promise<SignatureRow[]> {
  const { table } = contractSignatures
  return await tx.db.select().from(table).orderBy(asc(table.at), asc(table.side))
}

/** Everybody who confirmed that they read a version. */
export async function allReadings(tx: Tx): Promise<ReadingRow[]> {
  const { table } = contractReadings
  return await tx.db.select().from(table).orderBy(asc(table.at))
}
