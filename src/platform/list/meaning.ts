import type { Changes } from '#kernel/list-change'
import type { Day } from '#kernel/time'
import type { Ctx, ReadCtx } from '../action/context.ts'
import type { Kept } from '../store/kept.ts'

/** What somebody wants to change about one record or many, checked. */
export interface Wanted {
  readonly changes: Changes
  readonly reason: string | undefined
  readonly on: Day | undefined
}

/** What a change means for one record: further columns that it sets, or why it may not be. */
export type Meant = { readonly more: Readonly<Record<string, unknown>> } | { readonly why: string }

/** Rows that belong to a record and are taken back with it or stay with it: the column that names the record. */
export interface Part {
  readonly table: Kept
  readonly column: string
}

/**
 * What a room adds to changes by hand, because a field means more than its column: keys by which a record is found, the history of a deal. One record
 * is a set of one.
 */
export interface Meaning {
  /** Decides for each of these records. Throws a Problem when the change makes no sense for any of them. */
  readonly decide: (ctx: ReadCtx, ids: readonly string[], wanted: Wanted) => Promise<(id: string) => Meant>
  /** Writes what belongs to the change besides the records themselves; before those are written. */
  readonly remember?: (ctx: Ctx, ids: readonly string[], wanted: Wanted) => Promise<void>
  readonly parts?: readonly Part[]
}

/** A change that means what it says. */
export const plainMeaning: Meaning = { decide: async () => () => ({ more: {} }) }
