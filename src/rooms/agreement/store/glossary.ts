import { asc } from 'drizzle-orm'
import type { Tx } from '#platform/store/database'
import type { RowOf } from '#platform/store/kept'
import { wordConfirmations, wordVersions } from '../tables/glossary.ts'

export type WordRow = RowOf<typeof wordVersions>
export type ConfirmationRow = RowOf<typeof wordConfirmations>

/** What the company wrote about words, of each word by number; held until the end of the transaction where one is to change. */
export async function wordVersionsKept(tx: Tx, hold?: 'change'): Promise<WordRow[]> {
  if (hold) await tx.query('LOCK TABLE word_version IN SHARE ROW EXCLUSIVE MODE')
  const { table } = wordVersions
  return await tx.db.select().from(table).orderBy(asc(table.key), asc(table.number))
}

/** Every confirmation of a wording, in the order in which they were given. */
export async function confirmationsKept(tx: Tx): Promise<ConfirmationRow[]> {
  const { table } = wordConfirmations
  return await tx.db.select().from(table).orderBy(asc(table.at), asc(table.id))
}
