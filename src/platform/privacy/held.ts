import type { Tx } from '../store/database.ts'
import { ident } from '../store/kept.ts'
import type { Holding } from './holdings.ts'

type Row = Readonly<Record<string, unknown>> & { readonly id: string }

/** Rows of one table that are held on a person. */
export interface HeldRows {
  readonly holding: Holding
  readonly rows: readonly Row[]
}

/** All rows that lead to a person, or to any of several, table by table. */
export async function heldOn(tx: Tx, holdings: readonly Holding[], subject: string, people: readonly string[]): Promise<HeldRows[]> {
  const ids = new Map<string, string[]>([[subject, [...people]]])
  const held: HeldRows[] = []
  for (const holding of holdings) {
    if (holding.bond === 'apart') continue
    const own = holding.table === subject
    const conditions = own
      ? ['t.id = ANY($1::uuid[])']
      : holding.via.map(({ column }, index) => `t.${ident(column)} = ANY($${index + 1}::uuid[])`)
    const values = own ? [people] : holding.via.map(({ to }) => ids.get(to) ?? [])
    const rows = await tx.query<{ row: Row }>(
      `SELECT to_jsonb(t) AS row FROM ${ident(holding.table)} t WHERE ${conditions.join(' OR ')} ORDER BY t.id`,
      values,
    )
    const found = rows.map(({ row }) => row)
    if (holding.bond === 'belongs') ids.set(holding.table, [...(own ? people : []), ...found.map((row) => row.id)])
    if (found.length > 0) held.push({ holding, rows: found })
  }
  return held
}

/** Words by which a person can be told: addresses and telephone numbers for sure, the name only where a row is theirs anyway. */
export interface Marks {
  readonly sure: readonly string[]
  readonly names: readonly string[]
}

/** The sure marks as a regular expression of PostgreSQL; null when there are none. */
export function patternOf(words: readonly string[]): string | null {
  const long = words.filter((word) => word.trim().length >= 6)
  return long.length === 0 ? null : long.map((word) => word.replaceAll(/[\\^$.|?*+()[\]{}"]/g, (sign) => `\\${sign}`)).join('|')
}

/** A row that no column binds to the person, and that has one of their marks in a personal column. */
export interface Mention {
  readonly table: string
  readonly id: string
  readonly column: string
}

const mostMentions = 1_000

/** Looks through personal columns for marks of a person; rows that are theirs are left out. */
export async function mentionsOf(
  tx: Tx,
  holdings: readonly Holding[],
  held: readonly HeldRows[],
  { sure, names }: Marks,
): Promise<Mention[]> {
  const pattern = patternOf([...sure, ...names])
  if (pattern === null) return []
  const found: Mention[] = []
  for (const { table, kept, personal, bond } of holdings) {
    if (kept.nature !== 'record' || bond === 'belongs') continue
    const own = held.find(({ holding }) => holding.table === table)?.rows.map((row) => row.id) ?? []
    for (const { name } of personal) {
      const rows = await tx.query<{ id: string }>(
        `SELECT id FROM ${ident(table)} WHERE ${ident(name)}::text ~* $1 AND NOT id = ANY($2::uuid[]) ORDER BY id LIMIT ${mostMentions}`,
        [pattern, own],
      )
      for (const { id } of rows) found.push({ table, id, column: name })
    }
  }
  return found
}

/** What the ledger knows of rows: who changed them when, and what stood there before and after. */
export async function changesOf(tx: Tx, held: readonly HeldRows[]): Promise<Record<string, unknown>[]> {
  const ids = held.filter(({ holding }) => holding.bond === 'belongs').flatMap(({ rows }) => rows.map((row) => row.id))
  return await tx.query(
    `SELECT e.at, e.kind, e.actor_name AS by, c.tbl AS "table", c.row_ids[1] AS id, c.before, c.after FROM change c JOIN event e ON e.id = c.event_id
     WHERE c.row_ids[1] = ANY($1::uuid[]) AND c.op <> 'insert' AND c.op = 'update' ORDER BY e.seq, c.no`,
    [ids],
  )
}
