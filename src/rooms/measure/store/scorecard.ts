import type { ListColumn } from '#kernel/list'
import type { Instant } from '#kernel/time'
import { type Duck, type DuckRow, quoteIdent } from '#platform/analytics/duck'
import type { Outcome } from '../contract/history-test.ts'
import { factSql } from './contract-sql.ts'

type Kind = 'text' | 'number' | 'flag' | 'moment'

/** A fact of the lead contract, and what sort it is of. */
export interface AskedFact {
  readonly column: ListColumn
  readonly kind: Kind
}

/** One entry for each person, in the order of their hand-over; moments are days before it. */
export interface PastPeople {
  readonly won: Uint8Array
  /** Milliseconds. */
  readonly at: Float64Array
  readonly facts: readonly {
    readonly key: string
    readonly label: string
    readonly kind: Kind
    readonly values: readonly (string | number | null)[]
  }[]
}

/** Who was handed over so short ago that most who will be won were not won yet: the days that nine of ten wins took, and how many people that are. */
export interface Early {
  readonly days: number
  readonly people: number
}

/** Looks for them by the days that those took who were won; null where nobody was won on a known day. */
export async function tooEarly(duck: Duck, now: Instant): Promise<Early | null> {
  const row = await duck.one<{ days: number | null; people: number }>(
    `WITH usual AS (SELECT greatest(0, quantile_cont(date_diff('day', judged_at, won_at), 0.9))::INTEGER AS days FROM past WHERE won_at IS NOT NULL)
     SELECT days, count(p.record_id)::INTEGER AS people FROM usual LEFT JOIN past p ON p.judged_at > ?::TIMESTAMP - to_days(days) GROUP BY days`,
    [now.slice(0, -1)],
  )
  return row && row.days !== null ? { days: row.days, people: row.people } : null
}

/** The last so many whose outcome is known, by their hand-over until a moment, with the facts that are asked for. */
export async function knownPeople(
  duck: Duck,
  asked: readonly AskedFact[],
  { target, until, last }: { readonly target: Outcome; readonly until: Instant; readonly last: number },
): Promise<PastPeople> {
  const columns = asked.map(({ column, kind }, place) => `${valueSql(column, kind)} AS ${quoteIdent(`f${place}`)}`)
  const rows = await duck.all<DuckRow>(
    `SELECT * FROM (SELECT epoch_ms(judged_at)::DOUBLE AS handed, record_id, (outcome = '${target}')::INTEGER AS won${columns.map((one) => `, ${one}`).join('')}
       FROM past WHERE outcome <> 'open' AND judged_at <= ?::TIMESTAMP ORDER BY judged_at DESC, record_id DESC LIMIT ${Math.trunc(last)}) ORDER BY handed, record_id`,
    [until.slice(0, -1)],
  )
  return {
    won: Uint8Array.from(rows, ({ won }) => Number(won)),
    at: Float64Array.from(rows, ({ handed }) => Number(handed)),
    facts: asked.map(({ column: { key, label }, kind }, place) => ({
      ...{ key, label, kind },
      values: rows.map((row) => known(row[`f${place}`])),
    })),
  }
}

const known = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? value : null)

function valueSql(column: ListColumn, kind: Kind): string {
  const fact = factSql(column)
  switch (kind) {
    case 'number':
      return `(${fact})::DOUBLE`
    case 'moment':
      return `date_diff('day', (${fact})::DATE, judged_at::DATE)::INTEGER`
    default:
      return `(${fact})::VARCHAR`
  }
}
