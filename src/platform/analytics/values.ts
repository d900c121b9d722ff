import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  LIST,
  listValue,
  VARCHAR,
} from '@duckdb/node-api'

/** What may stand for a `?`. Never put a value into the text of a query. */
export type DuckParam = string | number | bigint | boolean | null | readonly string[]

/** A value as `Duck` hands it out: see `plain` for how each type of DuckDB arrives. */
export type DuckValue = null | boolean | number | string | DuckValue[] | { [key: string]: DuckValue }

export type DuckRow = Record<string, DuckValue>

const smallest = -(2 ** 31)
const largest = 2 ** 31 - 1

/** A parameter with its type said out loud: DuckDB would take 5 for a DOUBLE and refuse it in LIMIT. */
export function bound(value: DuckParam): { value: DuckDBValue; type: DuckDBType } {
  if (typeof value === 'string') return { value, type: VARCHAR }
  if (typeof value === 'boolean') return { value, type: BOOLEAN }
  if (typeof value === 'bigint') return { value, type: BIGINT }
  if (value === null) return { value, type: VARCHAR }
  if (typeof value === 'object') return { value: listValue([...value]), type: LIST(VARCHAR) }
  if (!Number.isInteger(value)) return { value, type: DOUBLE }
  if (value >= smallest && value <= largest) return { value, type: INTEGER }
  return Number.isSafeInteger(value) ? { value: BigInt(value), type: BIGINT } : { value, type: DOUBLE }
}

/**
 * A value of DuckDB as plain JavaScript.
 *
 * Integers of every width are numbers (text when beyond 2^53, where a number would lie); DECIMAL is exact text without
 * trailing zeros ("2360.91"), because it is money; DATE is "2026-01-31"; TIMESTAMP is taken as UTC and is
 * "2026-01-31T09:30:00.000Z"; lists are arrays; structs and maps are objects; everything else is DuckDB's own text.
 */
export function plain(value: DuckDBValue): DuckValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') return value
  if (typeof value === 'bigint') return whole(value)
  if (value instanceof DuckDBDecimalValue) return trimmed(value.toString())
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) return stamp(value.micros)
  if (value instanceof DuckDBDateValue) return value.toString()
  if (value instanceof DuckDBListValue) return value.items.map(plain)
  if (value instanceof DuckDBStructValue) return record(Object.entries(value.entries))
  if (value instanceof DuckDBMapValue) return record(value.entries.map((entry) => [String(plain(entry.key)), entry.value] as const))
  return String(value)
}

function whole(value: bigint): number | string {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value.toString()
}

function trimmed(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal
}

/** ISO text where JavaScript knows the year; DuckDB's own text for dates beyond year 275760. */
function stamp(micros: bigint): string {
  const date = new Date(Number(micros / 1000n))
  return Number.isNaN(date.getTime()) ? new DuckDBTimestampValue(micros).toString() : date.toISOString()
}

function record(entries: Iterable<readonly [string, DuckDBValue]>): DuckRow {
  const made: DuckRow = Object.create(null)
  for (const [key, value] of entries) made[key] = plain(value)
  return made
}
