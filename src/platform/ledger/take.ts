import type { Id } from '#kernel/id'
import type { Taken } from '#kernel/taken'
import type { Instant } from '#kernel/time'
import { newId } from '../ids.ts'
import { infoOf, type Kept, type NewRowOf, type PatchOf } from '../store/kept.ts'
import type { Ledger } from './ledger.ts'

type Values = Readonly<Record<string, unknown>>

/** One row that comes in, with the key that says which record it is; without a key it is always a new one. */
export interface Incoming<K extends Kept> {
  readonly key: string | null
  readonly row: Omit<NewRowOf<K>, 'id'>
  /** Ready-made verdict of the caller: the row is not taken. */
  readonly reject?: string
}

export interface TakeSetting<K extends Kept> {
  readonly table: K
  /** Records that are there already, by key. Rows made here are added, so a key that comes twice finds the first. */
  readonly existing: Map<string, Values & { readonly id: string }>
  /** Columns that keep their first value for ever, such as the origin. */
  readonly keepFirst?: readonly string[]
}

/**
 * Takes a batch: makes what is new, changes what differs, leaves what is the same. An empty cell never erases what is there;
 * custom fields are added to, field by field. One statement for all new rows, one for each set of changed columns.
 */
export async function takeRows<K extends Kept>(
  ctx: { ledger: Ledger; now: Instant },
  setting: TakeSetting<K>,
  incoming: readonly Incoming<K>[],
): Promise<Taken[]> {
  const made = new Map<string, Record<string, unknown>>()
  const patched = new Map<string, Record<string, unknown>>()
  const taken = incoming.map((one): Taken => {
    if (one.reject !== undefined) return { bucket: 'reject', why: one.reject }
    const current = one.key === null ? undefined : setting.existing.get(one.key)
    if (!current) {
      const id: Id<string> = newId(ctx.now)
      const row = { ...one.row, id }
      made.set(id, row)
      if (one.key !== null) setting.existing.set(one.key, row)
      return { bucket: 'create', id }
    }
    const patch = differences(current, one.row as Values, setting.keepFirst ?? [])
    const changed = Object.keys(patch)
    if (changed.length === 0) return { bucket: 'skip', id: current.id }
    const fresh = made.get(current.id)
    if (fresh) Object.assign(fresh, patch)
    else {
      patched.set(current.id, { ...patched.get(current.id), ...patch, id: current.id })
      if (one.key !== null) setting.existing.set(one.key, { ...current, ...patch })
    }
    return { bucket: 'update', id: current.id, changed }
  })
  if (made.size > 0) await ctx.ledger.insert(setting.table, complete(setting.table, made.values()))
  if (patched.size > 0) await ctx.ledger.update(setting.table, [...patched.values()] as PatchOf<K>[])
  return taken
}

function complete<K extends Kept>(table: K, rows: Iterable<Record<string, unknown>>): NewRowOf<K>[] {
  const keys = infoOf(table).columns.map((column) => column.key)
  return [...rows].map((row) => Object.fromEntries(keys.map((key) => [key, row[key] ?? null]))) as NewRowOf<K>[]
}

/** Columns in which the incoming row says something else than what is there. */
export function differences(current: Values, incoming: Values, keepFirst: readonly string[]): Record<string, unknown> {
  const patch: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(incoming)) {
    if (value === null || value === undefined) continue
    const before = current[key]
    if (isRecord(value)) {
      const merged = { ...(isRecord(before) ? before : {}), ...value }
      if (!sameRecord(merged, isRecord(before) ? before : {})) patch[key] = merged
    } else if (before === null || before === undefined) patch[key] = value
    else if (before !== value && !keepFirst.includes(key)) patch[key] = value
  }
  return patch
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function sameRecord(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => JSON.stringify(a[key]) === JSON.stringify(b[key]))
}
