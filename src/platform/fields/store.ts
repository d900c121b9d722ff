import { type CustomField, type CustomKind, settledColumn } from '#kernel/custom-field'
import type { Id } from '#kernel/id'
import type { RecordKind } from '#kernel/list'
import type { Tx } from '../store/database.ts'
import { ident } from '../store/kept.ts'

/** A settled field with its row. */
export interface SettledField extends CustomField {
  readonly id: Id<'custom_field'>
  readonly object: RecordKind
  readonly place: number
  readonly byHand: boolean
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [])

/** Custom fields of which something is settled, in their order; of one kind of record, or of all. */
export async function settledFields(tx: Tx, object: RecordKind | null = null): Promise<SettledField[]> {
  const rows = await tx.query<SettledField & Record<string, unknown>>(
    `SELECT id, object, key, label, aliases, kind, currency, options, place, hidden, by_hand AS "byHand" FROM custom_field
     WHERE $1::text IS NULL OR object = $1 ORDER BY object, place, key`,
    [object],
  )
  return rows.map((row) => ({ ...row, aliases: texts(row.aliases), options: row.options === null ? null : texts(row.options) }))
}

/** Those fields as columns of a list. */
export const settledColumns = async (tx: Tx, object: RecordKind) => (await settledFields(tx, object)).map(settledColumn)

/** Holds all custom fields until the end of the transaction, so that two people who change them take turns. */
export async function holdFields(tx: Tx): Promise<void> {
  await tx.query('LOCK TABLE custom_field IN SHARE ROW EXCLUSIVE MODE')
}

/** How many records fill each custom field, by its key. */
export async function filledFields(tx: Tx, object: RecordKind): Promise<Map<string, number>> {
  const rows = await tx.query<{ key: string; n: number }>(
    `SELECT k AS key, count(*) AS n FROM ${ident(object)} t, jsonb_object_keys(t.custom) AS k GROUP BY 1 ORDER BY 1`,
  )
  return new Map(rows.map(({ key, n }) => [key, n]))
}

/** A field of which nothing is settled: text, called as in its file. */
export const asFound = (key: string): CustomField => ({
  ...{ key, label: key, aliases: [] },
  ...{ kind: 'text', currency: null, options: null, hidden: false },
})

/** All custom fields of one kind of record in their order, whoever may read them: settled ones first, then those that records have and nobody settled. */
export async function fieldsOf(tx: Tx, object: RecordKind) {
  const filled = await filledFields(tx, object)
  const settled = await settledFields(tx, object)
  const others = [...filled.keys()].filter((key) => settled.every((field) => field.key !== key)).toSorted()
  return { filled, fields: [...settled, ...others.map((key) => ({ ...asFound(key), id: null, byHand: false }))] }
}

/** The different values of a field, with how many records have each and one of them. */
export async function valuesOfField(
  tx: Tx,
  object: RecordKind,
  key: string,
): Promise<{ value: string; records: number; record: string }[]> {
  return await tx.query<{ value: string; records: number; record: string }>(
    `SELECT custom ->> $1::text AS value, count(*) AS records, min(id::text) AS record FROM ${ident(object)}
     WHERE custom ->> $1::text IS NOT NULL GROUP BY 1 ORDER BY records DESC, value`,
    [key],
  )
}

/** How many values of a field do not read as its kind. */
export async function unreadOf(
  tx: Tx,
  object: RecordKind,
  { key, kind, options }: Pick<CustomField, 'key' | 'kind' | 'options'>,
): Promise<number> {
  if (kind === 'text') return 0
  const [row] = await tx.query<{ n: number }>(
    `SELECT count(*) AS n FROM ${ident(object)} WHERE custom ->> $1::text IS NOT NULL AND ${kind === 'choice' ? 'NOT custom ->> $1::text = ANY($2::text[])' : `$2::text[] IS NULL AND ${typedAs(kind, 'custom ->> $1::text')} IS NULL`}`,
    [key, kind === 'choice' ? (options ?? []) : null],
  )
  return row?.n ?? 0
}

/** A kept text as a value of its kind, in SQL; NULL where it cannot be read so. The kernel's `customValue` says the same. */
export function typedAs(kind: CustomKind, text: string): string {
  switch (kind) {
    case 'number':
      return `(CASE WHEN ${text} ~ '^-?[0-9]{1,14}([.][0-9]{1,8})?$' THEN (${text})::double precision END)`
    case 'money':
      return `(CASE WHEN ${text} ~ '^-?[0-9]{1,14}([.][0-9]{1,8})?$' THEN (${text})::numeric END)`
    case 'day':
      return `(CASE WHEN ${text} ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' AND pg_input_is_valid(${text}, 'date') THEN (${text})::date END)`
    case 'flag':
      return `(CASE ${text} WHEN 'true' THEN true WHEN 'false' THEN false END)`
    default:
      return `(${text})`
  }
}

/** Records that fill a field, a piece at a time in the order of their ids, held for a change. */
export async function heldWith(
  tx: Tx,
  object: RecordKind,
  { key, after, limit }: { key: string; after: string | null; limit: number },
): Promise<{ id: string; custom: Record<string, string> }[]> {
  return await tx.query<{ id: string; custom: Record<string, string> }>(
    `SELECT id, custom FROM ${ident(object)} WHERE custom ->> $1::text IS NOT NULL AND ($2::uuid IS NULL OR id > $2::uuid) ORDER BY id LIMIT $3 FOR UPDATE`,
    [key, after, limit],
  )
}
