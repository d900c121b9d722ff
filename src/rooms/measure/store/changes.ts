import type { Lent } from '#platform/analytics/lent'
import { valuesOfImages } from '#platform/ledger/images'
import { uuidArray } from '#platform/ledger/since'
import type { Tx } from '#platform/store/database'

/** What a column of a table held before the changes after a place in the ledger. */
async function heldBefore(tx: Tx, seq: number, table: string, column: string): Promise<string[]> {
  const since = 'c.event_id IN (SELECT id FROM event WHERE seq > $1) AND c.tbl = $2'
  const rows = await tx.query<{ value: string }>(
    `SELECT DISTINCT value FROM (${valuesOfImages(column, since)}) AS held(value) WHERE value IS NOT NULL`,
    [seq, table],
  )
  return rows.map((row) => row.value)
}

export const tableOf = (lent: Lent) => lent.from.split(' ')[0] ?? ''

/**
 * The records of a kind whose facts may have changed after a place in the ledger, those that are gone among them: changed themselves or in their parts, or
 * taking something from a record that changed. `also` names a column of theirs and values by which more are found.
 */
export async function concernedSince(
  tx: Tx,
  seq: number,
  changed: ReadonlyMap<string, readonly string[]>,
  lent: Lent,
  all: readonly Lent[],
  also?: { readonly column: string; readonly values: readonly string[] },
): Promise<string[]> {
  const found = new Set(changed.get(tableOf(lent)) ?? [])
  const queries = concernedSql(lent, lent.id, changed, tableOf(lent))
  const wanted = lent.columns.find((each) => each.name === also?.column)?.sql
  const more = wanted
    ? await tx.query<{ id: string }>(`SELECT ${lent.id} AS id FROM ${lent.from} WHERE ${wanted} = ANY($1)`, [also?.values ?? []])
    : []
  for (const row of more) found.add(row.id)
  for (const part of all.filter((each) => each.partOf?.kind === lent.kind)) {
    const { id, column } = part.partOf ?? { id: '', column: '' }
    queries.push(...concernedSql(part, id, changed, tableOf(lent)))
    if (changed.has(tableOf(part))) for (const whole of await heldBefore(tx, seq, tableOf(part), column)) found.add(whole)
  }
  for (const { kind, column, by } of lent.reaches ?? []) {
    const reached = all.find((each) => each.kind === kind)
    const ids = reached && changed.get(tableOf(reached))
    const key = reached?.columns.find((each) => each.name === column)?.sql
    if (!reached || !ids || !key) continue
    const before = await heldBefore(tx, seq, tableOf(reached), column)
    const held = await tx.query<{ id: string }>(`SELECT ${lent.id} AS id FROM ${lent.from} WHERE ${by} = ANY($1)`, [before])
    for (const row of held) found.add(row.id)
    queries.push(
      `SELECT ${lent.id} AS id FROM ${lent.from} WHERE ${by} IN (SELECT ${key} FROM ${reached.from} WHERE ${reached.id} = ANY(${uuidArray(ids)}))`,
    )
  }
  // One condition a query: joined by OR, PostgreSQL would look through the whole table.
  for (const query of queries) for (const row of await tx.query<{ id: string }>(query)) found.add(row.id)
  return [...found]
}

/** Queries of what is concerned by other tables than `own`: whose own rows changed is known already. */
function concernedSql(lent: Lent, id: string, changed: ReadonlyMap<string, readonly string[]>, own: string): string[] {
  return Object.entries(lent.concerns).flatMap(([table, condition]) => {
    const ids = table === own ? undefined : changed.get(table)
    return ids && ids.length > 0
      ? [`SELECT DISTINCT ${id} AS id FROM ${lent.from} WHERE ${condition.replaceAll('$ids', uuidArray(ids))}`]
      : []
  })
}

/** How many records of a kind there are, as PostgreSQL estimates it: for choices, not for answers. */
export async function aboutHowMany(tx: Tx, lent: Lent): Promise<number> {
  const rows = await tx.query<{ n: number }>('SELECT greatest(reltuples, 0)::bigint AS n FROM pg_class WHERE oid = to_regclass($1)', [
    tableOf(lent),
  ])
  return Number(rows[0]?.n ?? 0)
}
