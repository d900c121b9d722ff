import { customType, uuid } from 'drizzle-orm/pg-core'
import type pg from 'pg'
import pgPackage from 'pg'
import type { Id } from '#kernel/id'
import { type Day, type Instant, instant } from '#kernel/time'

/** timestamptz as our Instant (ISO 8601, UTC, milliseconds). */
export const instantColumn = customType<{ data: Instant; driverData: string | Date }>({
  dataType: () => 'timestamp with time zone',
  fromDriver: (value) => (typeof value === 'string' && value.endsWith('Z') ? (value as Instant) : instant(new Date(value))),
})

/** date as our Day (2026-01-31). */
export const dayColumn = customType<{ data: Day; driverData: string }>({ dataType: () => 'date' })

/** An exact amount as decimal text without trailing zeros; four places at most are kept. */
export const amountColumn = customType<{ data: string; driverData: string }>({ dataType: () => 'numeric(18, 4)', fromDriver: plainDecimal })

/** An exchange rate as decimal text without trailing zeros, with up to eight places. */
export const rateColumn = customType<{ data: string; driverData: string }>({ dataType: () => 'numeric(18, 8)', fromDriver: plainDecimal })

/** "2360.9100" is "2360.91", so that amounts from everywhere compare as text. */
function plainDecimal(value: string): string {
  return value.includes('.') ? value.replace(/\.?0+$/, '') : value
}

/** A uuid that is an id of one kind of thing. */
export const idColumn = <Kind extends string>(name: string) => uuid(name).$type<Id<Kind>>()

/** The event that wrote the row last. The ledger sets it and compares it before an undo. */
export const touchedBy = () => uuid('touched_by').$type<Id<'event'>>().notNull()

const { builtins } = pgPackage.types

/** How plain SQL answers arrive: instants as ISO text, days and numerics as text, bigint as number (ours stay under 2^53). */
export const answerTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === builtins.TIMESTAMPTZ) return (value: string) => instant(new Date(value))
    if (oid === builtins.DATE) return (value: string) => value
    if (oid === builtins.NUMERIC) return plainDecimal
    if (oid === builtins.INT8) return Number
    return pgPackage.types.getTypeParser(oid, format)
  }) as pg.CustomTypesConfig['getTypeParser'],
}
