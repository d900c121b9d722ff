import { columnOf, type ListColumn, type ListDeclaration } from '#kernel/list'
import type { Held } from '#kernel/rule-holds'
import { type Instant, instant } from '#kernel/time'
import type { Duck } from '#platform/analytics/duck'
import { factSql } from './contract-sql.ts'

/** Somebody who was handed over, with facts as of then. */
export interface PastFacts {
  readonly id: string
  readonly at: Instant
  readonly facts: (key: string) => Held
}

/** The last so many who were handed over, the first first, with these facts of the list. */
export async function lastOfPast(duck: Duck, list: ListDeclaration, keys: readonly string[], last: number): Promise<PastFacts[]> {
  const columns = keys.map((key) => columnOf(list, key))
  const facts = columns.map((column, place) => `, ${textSql(column)} AS f${place}`).join('')
  const rows = await duck.all<Record<string, string | null> & { id: string; at: number }>(
    `SELECT record_id::VARCHAR AS id, epoch_ms(judged_at) AS at${facts} FROM (FROM past ORDER BY judged_at DESC, record_id DESC LIMIT ?) ORDER BY judged_at, record_id`,
    [last],
  )
  return rows.map((row) => {
    const held = new Map(columns.map((column, place) => [column.key, heldIn(column, row[`f${place}`] ?? null)]))
    return { id: row.id, at: instant(new Date(Number(row.at))), facts: (key) => held.get(key) ?? null }
  })
}

const textSql = (column: ListColumn) =>
  column.type === 'instant' ? `epoch_ms(${factSql(column)})::VARCHAR` : `(${factSql(column)})::VARCHAR`

function heldIn({ type }: ListColumn, text: string | null): Held {
  if (text === null) return null
  if (type === 'number') return Number(text)
  if (type === 'flag') return text === 'true'
  return type === 'instant' ? instant(new Date(Number(text))) : text
}
