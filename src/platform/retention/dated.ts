import { erasedValue, type Holding } from '../privacy/holdings.ts'
import { ident, infoOf } from '../store/kept.ts'

const dateTypes = ['timestamp with time zone', 'date']

/** The latest date of a row, in SQL; null for a table that has none. Days count from their beginning in UTC. */
export function latestOf({ kept }: Pick<Holding, 'kept'>, alias: string): string | null {
  const dates = infoOf(kept).columns.filter(({ sqlType }) => dateTypes.includes(sqlType))
  return dates.length === 0 ? null : `greatest(${dates.map(({ name }) => `${alias}.${ident(name)}::timestamptz`).join(', ')})`
}

/** When a row came here, by its id, which begins with the time. */
export const cameAt = (id: string) => `to_timestamp((('x' || translate(left(${id}::text, 13), '-', ''))::bit(48)::bigint) / 1000.0)`

/** Whether a row still holds something personal. */
export function holdsPersonal({ personal }: Pick<Holding, 'personal'>, alias: string): string {
  return `(${personal
    .map((column) => {
      const value = erasedValue(column)
      const literal = value === null ? 'NULL' : typeof value === 'string' ? `'${value}'` : `'{}'::jsonb`
      return `${alias}.${ident(column.name)} IS DISTINCT FROM ${literal}`
    })
    .join(' OR ')})`
}

/** For each way from a row to a person: a condition that the row, by its alias, leads to the person, an expression. */
export function leadsTo(holdings: readonly Holding[], holding: Holding, subject: string, alias: string, person: string): string[] {
  return holding.via.flatMap(({ column, to }) => {
    const own = `${alias}.${ident(column)}`
    if (to === subject) return [`${own} = ${person}`]
    const between = holdings.find(({ table }) => table === to)
    if (!between) return []
    const inner = `${alias}z`
    return leadsTo(holdings, between, subject, inner, person).map(
      (condition) => `${own} IN (SELECT ${inner}.id FROM ${ident(to)} ${inner} WHERE ${condition})`,
    )
  })
}
