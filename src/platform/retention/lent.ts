import type { Id } from '#kernel/id'
import type { Instant } from '#kernel/time'
import type { Ctx } from '../action/context.ts'
import type { ListSource } from '../list/source.ts'
import type { RetentionRules } from './contract.ts'

/** What rooms lend to retention, which knows none of them. SQL of people speaks of the alias of their list. */
export interface Lent {
  readonly people: {
    readonly source: ListSource
    /** Conditions under which somebody stays: always, and as long as customers are left out. */
    readonly stays: readonly string[]
    readonly customers: readonly string[]
    /** Clears people as part of the open event and tells it. */
    erase(ctx: Ctx, ids: readonly string[], how: NonNullable<RetentionRules['people']>['how']): Promise<void>
  }
  readonly files: {
    /** A query of `id`, `what` and `at` of imports whose files lie here. */
    readonly query: string
    /** Has the files of imports removed, where no other import needs them. */
    forget(ctx: Ctx, ids: readonly Id<'import'>[]): Promise<void>
  }
  /** Events that repeat a text of a row: the keys of their payload that name the row and hold the text. */
  readonly told: readonly { readonly event: string; readonly row: string; readonly text: string }[]
}

/** A query of `id`, `what` and `at`, with the values of its parameters. */
export interface Query {
  readonly text: string
  readonly values: readonly unknown[]
}

/** A record that a rule goes for. */
export interface Candidate {
  readonly id: string
  readonly what: string
  readonly at: Instant
}
