import { Problem } from '#kernel/problem'
import type { Instant } from '#kernel/time'
import type { Tx } from '../store/database.ts'
import { hasTable } from './catalogue.ts'

/**
 * A restore works in several transactions, so it first leaves a mark in the database and takes it away last. Whoever finds the mark knows that what is
 * there is not whole. It lies in the database, not beside it: a database of the operator may be opened from another data folder.
 */
const markSchema = 'interlock_restore'

export interface UnfinishedRestore {
  /** Which file was being restored. */
  readonly file: string
  readonly at: Instant
  /** What is the matter and what to do, in words. */
  readonly sentence: string
}

/** The restore that was begun here and not finished, or null. */
export async function unfinishedRestore(tx: Tx): Promise<UnfinishedRestore | null> {
  if (!(await hasTable(tx, markSchema, 'begun'))) return null
  const [begun] = await tx.query<{ file: string; at: Instant }>(`SELECT file, at FROM ${markSchema}.begun`)
  const { file, at } = begun ?? { file: 'a backup', at: '' as Instant }
  return {
    file,
    at,
    sentence: `A restore of ${file} into this database was begun${at ? ` at ${at}` : ''} and not finished, so what is in it is not whole. Run it again: interlock restore ${file}`,
  }
}

/** Refuses to work on a database in which a restore stopped half way. */
export async function refuseUnfinishedRestore(tx: Tx): Promise<void> {
  const unfinished = await unfinishedRestore(tx)
  if (unfinished) throw new Problem('conflict', unfinished.sentence)
}

export async function markRestore(tx: Tx, file: string, at: Instant): Promise<void> {
  await tx.query(`CREATE SCHEMA ${markSchema}`)
  await tx.query(`CREATE TABLE ${markSchema}.begun (file text NOT NULL, at timestamptz NOT NULL)`)
  await tx.query(`INSERT INTO ${markSchema}.begun (file, at) VALUES ($1, $2)`, [file, at])
}

export async function unmarkRestore(tx: Tx): Promise<void> {
  await tx.query(`DROP SCHEMA ${markSchema} CASCADE`)
}
