import type { Ctx } from '../action/context.ts'
import { plainText, rowsOfImages } from '../ledger/images.ts'
import type { Tx } from '../store/database.ts'
import { ident, infoOf, type PatchOf } from '../store/kept.ts'
import { type HeldRows, type Marks, patternOf } from './held.ts'
import { erased, erasedValue, type Holding } from './holdings.ts'

/** Clears the personal columns of rows that are a person's, as part of the open event. Answers how many rows were changed. */
export async function clearRows({ ledger }: Ctx, held: readonly HeldRows[], marks: Marks): Promise<number> {
  let cleared = 0
  for (const { holding, rows } of held)
    cleared += await ledger.update(
      holding.kept,
      rows.flatMap((row) => patchFor(holding, row, marks)),
    )
  return cleared
}

type Row = HeldRows['rows'][number]

function patchFor(holding: Holding, row: Row, marks: Marks): PatchOf<Holding['kept']>[] {
  const columns = infoOf(holding.kept).columns
  const patch = columns.flatMap((column): [string, unknown][] => {
    const value = row[column.name]
    if (holding.personal.includes(column)) {
      const next = holding.bond === 'names' ? without(value, marks) : (clearedId(column, row) ?? erasedValue(column))
      return same(value, next) ? [] : [[column.key, next]]
    }
    // An id or a label that is an address is one all the same.
    if (column.sqlType !== 'text' || typeof value !== 'string' || holding.bond === 'names' || !marked(value, marks.sure)) return []
    return [[column.key, column.notNull ? `${erased} ${row.id}` : null]]
  })
  return patch.length === 0 ? [] : [{ id: row.id, ...Object.fromEntries(patch) } as PatchOf<Holding['kept']>]
}

/** Ids of other systems are told apart by the database: each cleared one stays one of its own. */
const clearedId = ({ key, notNull }: Holding['personal'][number], row: Row) =>
  key === 'externalId' && notNull ? `${erased} ${row.id}` : null

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
const marked = (text: string, words: readonly string[]) =>
  words.some((word) => word.trim().length >= 6 && text.toLowerCase().includes(word.toLowerCase()))

/** Custom fields without those that tell of the person. */
function without(value: unknown, { sure, names }: Marks): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).filter(([, one]) => !marked(typeof one === 'string' ? one : JSON.stringify(one), [...sure, ...names])),
  )
}

/**
 * Takes the same out of the ledger: what stood in these rows before and after each change, in whole rows that were removed and in the events about them. With it
 * goes the way back: no undo brings the values of an erased row again. Runs after all writes of the erasure, whose own images are among them.
 */
export async function clearLedger(tx: Tx, held: readonly HeldRows[], marks: Marks): Promise<void> {
  await clearHistory(tx, held)
  const everywhere = [...marks.sure, ...marks.names]
  const ids = held.flatMap(({ rows }) => rows.map((row) => row.id))
  await replaceIn(tx, { table: 'change', column: 'before', words: everywhere, where: 'row_ids && $3::uuid[]' }, [ids])
  await replaceIn(tx, { table: 'change', column: 'after', words: everywhere, where: 'row_ids && $3::uuid[]' }, [ids])
  await replaceIn(tx, { table: 'event', column: 'payload', words: everywhere, where: 'subject_id = ANY($3::uuid[])' }, [ids])
  for (const [table, column] of [
    ['change', 'before'],
    ['change', 'after'],
    ['event', 'payload'],
  ] as const)
    await replaceIn(tx, { table, column, words: marks.sure, where: 'TRUE' }, [])
}

/** What stood in the personal columns of these rows before and after each change, the one of the open event included. */
export async function clearHistory(tx: Tx, held: readonly HeldRows[]): Promise<void> {
  for (const { holding, rows } of held) {
    const ids = rows.map((row) => row.id)
    if (holding.bond !== 'names') await blankImages(tx, holding, ids)
    await blankRemoved(tx, holding, { rows: ids })
  }
}

/** Copies that the product keeps to work with: previews of imports and of bulk edits, answers that may be asked for again. */
export async function clearCopies(tx: Tx, holdings: readonly Holding[], { sure, names }: Marks): Promise<void> {
  const words = [...sure, ...names]
  for (const { kept, table, personal } of holdings) {
    if (kept.nature !== 'machine') continue
    for (const { name, sqlType } of personal)
      await replaceIn(tx, { table, column: name, words, where: 'TRUE', json: sqlType === 'jsonb' }, [])
  }
  const pattern = patternOf(words)
  if (pattern !== null) await tx.query('DELETE FROM idempotency_key WHERE answer::text ~* $1', [pattern])
}

interface Where {
  readonly table: string
  readonly column: string
  readonly words: readonly string[]
  /** A condition whose parameters begin with $3. */
  readonly where: string
  readonly json?: boolean
}

async function replaceIn(tx: Tx, { table, column, words, where, json = true }: Where, values: readonly unknown[]): Promise<void> {
  const pattern = patternOf(words)
  if (pattern === null) return
  const name = ident(column)
  await tx.query(
    `UPDATE ${ident(table)} SET ${name} = regexp_replace(${name}::text, $1, $2::text, 'gi')${json ? '::jsonb' : ''} WHERE (${where}) AND ${name}::text ~* $1`,
    [pattern, erased, ...values],
  )
}

/** In images of changed columns, what was personal is what an erased row holds. */
async function blankImages(tx: Tx, { table, personal }: Holding, ids: readonly string[]): Promise<void> {
  const blank = JSON.stringify(Object.fromEntries(personal.map((column) => [column.name, erasedValue(column)])))
  const blanked = (side: 'before' | 'after') =>
    `${side} || coalesce((SELECT jsonb_object_agg(b.key, b.value) FROM jsonb_each($3::jsonb) b WHERE ${side} ? b.key), '{}'::jsonb)`
  await tx.query(
    `UPDATE change SET before = ${blanked('before')}, after = ${blanked('after')}
     WHERE row_ids[1] = ANY($1::uuid[]) AND op <> 'insert' AND op = 'update' AND tbl = $2`,
    [ids, table, blank],
  )
}

/** The same in images of removed rows, which stand many in one note: of these rows, or of all that these events removed. */
export async function blankRemoved(
  tx: Tx,
  { kept, table, personal }: Holding,
  which: { readonly rows: readonly string[] } | { readonly events: readonly string[] },
): Promise<void> {
  await tx.query(`SELECT ${plainText}`)
  const rows = 'rows' in which ? which.rows : null
  const notes = await tx.query<{ no: number }>(
    `SELECT no FROM change WHERE op = 'delete' AND tbl = $1 AND ${rows ? 'row_ids && $2::uuid[]' : 'event_id = ANY($2::uuid[])'}`,
    [table, rows ?? ('events' in which ? which.events : [])],
  )
  const info = infoOf(kept)
  const picks = info.columns.map((column) => {
    const name = ident(column.name)
    if (!personal.includes(column)) return name
    const value = erasedValue(column)
    const literal = value === null ? 'NULL' : typeof value === 'string' ? `'${value}'` : `'{}'::jsonb`
    return `CASE WHEN $2::uuid[] IS NULL OR id = ANY($2::uuid[]) THEN ${literal} ELSE ${name} END AS ${name}`
  })
  for (const { no } of notes) {
    await tx.query(
      `UPDATE change SET before = (SELECT jsonb_agg(to_jsonb(g)) FROM (SELECT ${picks.join(', ')} FROM (${rowsOfImages(info, 'c.no = $1')}) AS i) AS g) WHERE no = $1`,
      [no, rows],
    )
  }
}
