import type { Actor } from '#kernel/actor'
import type { Tx } from '../store/database.ts'
import { compileSet } from './compile.ts'
import { sourceSeen } from './settled.ts'
import type { ListSource } from './source.ts'

/** What records are called, by their ids, for somebody who may read that. */
export type NamesOf = (
  reader: { readonly tx: Tx; readonly actor: Actor },
  ids: readonly string[],
) => Promise<ReadonlyMap<string, string | null>>

/** Asks for the names of records of a list; one that is gone, or whose name the reader may not read, has none. */
export function namesIn(source: ListSource): NamesOf {
  return async (reader, ids) => namesSeen(reader.tx, await sourceSeen(reader, source), ids)
}

/** The same where the source is already that of the reader. */
export async function namesSeen(tx: Tx, source: ListSource, ids: readonly string[]): Promise<Map<string, string | null>> {
  const name = source.list.columns.find(({ key }) => key === source.list.name)
  if (ids.length === 0 || !name) return new Map()
  const { text, values } = compileSet(source, { ids }, [name], false)
  return new Map((await tx.query(text, values)).map((row) => [String(row.id), row.c0 === null ? null : String(row.c0 ?? '')]))
}
