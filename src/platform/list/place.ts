import { type SQL, sql } from 'drizzle-orm'
import { type SortKey, sortText } from '#kernel/list'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import type { Expressions } from './source.ts'

/** Where a page ended: what its last row is sorted by, as text, and its id. */
export interface Place {
  readonly values: readonly (string | null)[]
  readonly id: string
}

/** A column to sort by, with how it is asked. */
export interface Order {
  readonly by: Expressions
  readonly descending: boolean
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A place as an opaque word for an address. It belongs to one order of the list. */
export function placeText(sort: readonly SortKey[], { values, id }: Place): string {
  return Buffer.from(JSON.stringify([sortText(sort), values, id])).toString('base64url')
}

/** The place behind the word. Throws a Problem when it was made for another order, or by somebody else. */
export function readPlace(sort: readonly SortKey[], text: string): Place {
  let raw: unknown
  try {
    raw = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    raw = null
  }
  const [order, values, id] = Array.isArray(raw) ? (raw as unknown[]) : []
  const fits =
    order === sortText(sort) &&
    Array.isArray(values) &&
    values.length === sort.length &&
    values.every((value) => value === null || (typeof value === 'string' && !value.includes('\u0000'))) &&
    typeof id === 'string' &&
    uuid.test(id)
  if (!fits) throw lostPlace()
  return { values: values as (string | null)[], id }
}

/** A place that cannot be used; also for one whose values are none of their columns. */
export function lostPlace(): Problem {
  return new Problem('invalid-input', t('This cursor does not belong to this order of the list. Begin again without it.'))
}

/**
 * A list with a first column that may be empty is read in two stretches, first the known values and then the empty ones: each can follow an index.
 * Columns that are never empty need one stretch.
 */
export type Stretch = 'all' | 'known' | 'empty'

export function stretchesFrom(orders: readonly Order[], place: Place | null): Stretch[] {
  const [first] = orders
  if (!first || first.by.column.required) return ['all']
  return place !== null && place.values[0] === null ? ['empty'] : ['known', 'empty']
}

/** The order of a stretch; ties are broken by the id, in the direction of the first column. */
export function orderOf(orders: readonly Order[], stretch: Stretch, id: SQL): SQL {
  const [first] = orders
  const parts = orders.map(({ by, descending }, index) => {
    if (index === 0 && stretch === 'empty') return null
    const direction = descending ? 'DESC' : 'ASC'
    // Where nothing is empty its place does not matter, and the plain order is that of an index read in either direction.
    const nulls = index === 0 || by.column.required ? '' : ' NULLS LAST'
    return sql`${by.order} ${sql.raw(direction + nulls)}`
  })
  const last = sql`${id} ${sql.raw(first?.descending ? 'DESC' : 'ASC')}`
  return sql.join([...parts.filter((part) => part !== null), last], sql`, `)
}

/** The condition that a row stands in a stretch and behind a place. */
export function behind(orders: readonly Order[], stretch: Stretch, place: Place | null, id: SQL): SQL[] {
  const [first] = orders
  const conditions: SQL[] = []
  if (first && stretch === 'known') conditions.push(sql`${first.by.order} IS NOT NULL`)
  if (first && stretch === 'empty') conditions.push(sql`${first.by.order} IS NULL`)
  // The first place of the empty ones lies behind every place of the known ones.
  if (place === null || (stretch === 'empty' && place.values[0] !== null)) return conditions
  const skipped = stretch === 'empty' ? 1 : 0
  const rest = orders.slice(skipped).map((order, index) => ({ ...order, value: place.values[index + skipped] ?? null }))
  conditions.push(after(rest, { id, value: place.id, descending: first?.descending ?? false }, stretch !== 'empty'))
  return conditions
}

interface Placed extends Order {
  readonly value: string | null
}

function after(rest: readonly Placed[], last: { id: SQL; value: string; descending: boolean }, leading: boolean): SQL {
  const [key, ...others] = rest
  const beyondId = sql`${last.id} ${sql.raw(last.descending ? '<' : '>')} ${last.value}::uuid`
  if (!key) return beyondId
  const { by, descending, value } = key
  if (value === null) return sql`(${by.order} IS NULL AND ${after(others, last, false)})`
  const bound = sql`${value}::${sql.raw(by.orderType)}`
  const sign = sql.raw(descending ? '<' : '>')
  // A comparison of rows is a range of an index.
  if (leading && others.length === 0) return sql`(${by.order}, ${last.id}) ${sign} (${bound}, ${last.value}::uuid)`
  const beyond =
    by.column.required || leading ? sql`${by.order} ${sign} ${bound}` : sql`(${by.order} ${sign} ${bound} OR ${by.order} IS NULL)`
  const either = sql`(${beyond} OR (${by.order} = ${bound} AND ${after(others, last, false)}))`
  return leading ? sql`(${by.order} ${sign}= ${bound} AND ${either})` : either
}
