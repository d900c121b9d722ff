import type { Tx } from '../store/database.ts'
import type { FindSource, Told } from './source.ts'

/** A record as a search shows it. */
export interface Hit {
  readonly id: string
  readonly name: string
  readonly about: string[]
}

/** Records as they are now, in the order of the ids; those that are gone are left out. */
export async function recordsFound(
  tx: Tx,
  { from, id, name, about }: FindSource,
  may: (told: Told) => boolean,
  ids: readonly string[],
): Promise<Hit[]> {
  const beside = about.filter(may).map(({ sql }) => sql)
  const rows = await tx.query<{ id: string; name: string; about: string[] }>(
    `SELECT ${id} AS id, ${name} AS name, array_remove(ARRAY[${beside.join(', ')}]::text[], NULL) AS about FROM ${from} WHERE ${id} = ANY($1::uuid[])`,
    [ids],
  )
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((one) => byId.get(one) ?? [])
}
