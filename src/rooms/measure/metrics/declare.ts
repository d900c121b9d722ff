import type { Subject, Unit } from '../contract.ts'

/**
 * How counted rows become one value.
 * `quantile` interpolates linearly between the two closest ranks (type 7, as spreadsheets and pandas do).
 * `survival` is Kaplan-Meier over whole days: the first day at which the share still there is at or below 1 - `at`.
 * `composed` adds up several things over the rows and calculates with the sums; its records carry what each row put into each sum.
 */
export type Fold =
  | { readonly kind: 'count' }
  | { readonly kind: 'sum' }
  | { readonly kind: 'mean' }
  | { readonly kind: 'share' }
  | { readonly kind: 'quantile'; readonly at: number }
  | { readonly kind: 'survival'; readonly at: number; readonly ended: string }
  | {
      readonly kind: 'composed'
      readonly sums: Readonly<Record<string, Sum>>
      /** The value, or null where something that it needs is missing. */
      readonly value: (sums: Sums) => number | null
      /** What the value is made of, in the order of the arithmetic. */
      readonly parts: (sums: Sums) => readonly { readonly label: string; readonly value: number | null; readonly unit: Unit }[]
    }

/** Something that is added up over the rows: SQL of what a row puts in (null is nothing), and below which sum the answer is "too few to say". */
export interface Sum {
  readonly label: string
  readonly unit: 'count' | 'money' | 'days'
  readonly sql: string
  readonly least?: number
}

export type Sums = Readonly<Record<string, number>>

/** A number declared once. Screens, reports, API and CLI ask this and nothing else. */
export interface Metric {
  readonly name: string
  readonly title: string
  readonly definition: string
  readonly unit: Unit
  readonly subject: Subject
  /** SQL condition: the rows that it counts. `f` is the deal or lead, `e` the stage entry. */
  readonly rows: string
  /** SQL expression: what each counted row puts in. Of a share: true or false. */
  readonly of: string
  readonly fold: Fold
  /** SQL expression: the day that places a counted row in time. */
  readonly dated: string
  /** Below this count the answer is "too few to say". */
  readonly least: number
  /** Whether more of it is better or worse; without, neither. */
  readonly more?: 'better' | 'worse'
  /** Counts money although its unit is another: rows in a currency that could not be converted are left out. */
  readonly inMoney?: true
  readonly cannot: string
}

/** SQL: the day as of which open deals are still running. */
export const asOf = "(SELECT value::DATE FROM about WHERE key = 'as_of')"
