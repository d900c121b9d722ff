/** What the values of a picture are counted in. */
export type ChartUnit = 'share' | 'count' | 'money' | 'days'

/** What a part of a whole means; drawn by colour and texture, and always said in words. */
export type PartTone = 'forward' | 'won' | 'open' | 'back' | 'lost'

/** A part of a row: what it is, how much, and where its records are. */
export interface FlowPart {
  readonly label: string
  readonly tone: PartTone
  readonly value: number
  readonly href?: string
}

/** Stages in order: what came in, and what became of it. `goesOn` is what the next row may receive. */
export interface FlowRow {
  readonly label: string
  readonly total: number
  readonly totalHref?: string
  readonly goesOn: number
  /** In words, beside the bar: "62.1% go on". */
  readonly note: string
  readonly parts: readonly FlowPart[]
}

export interface FlowChart {
  readonly kind: 'flow'
  /** What is counted: "deals". */
  readonly counted: string
  readonly rows: readonly FlowRow[]
}

/** One cost of several that add up. */
export interface CascadeStep {
  readonly label: string
  readonly value: number
  readonly low: number | null
  readonly high: number | null
  /** The one that the picture is about. */
  readonly strong: boolean
  readonly href?: string
}

export interface CascadeChart {
  readonly kind: 'cascade'
  readonly unit: ChartUnit
  readonly currency: string | null
  readonly steps: readonly CascadeStep[]
  /** The name of the last bar, which is the sum. */
  readonly total: string
}

export interface TrendPoint {
  readonly label: string
  /** null: too few to say, or none. */
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
  readonly n: number
  /** Why there is no value, or what else is to be known. */
  readonly note: string | null
  /** false: the period is not over, or began before the data does; drawn apart. */
  readonly whole: boolean
  /** What was foreseen; drawn as a dashed line beside what came. */
  readonly foreseen?: number
  readonly href?: string
}

export interface TrendChart {
  readonly kind: 'trend'
  /** What the points are, where they are no periods: "Tenth". */
  readonly named?: string
  readonly unit: ChartUnit
  readonly currency: string | null
  readonly points: readonly TrendPoint[]
  /** Stretches that a finding in words is about: places of the first and last point. */
  readonly marks: readonly { readonly from: number; readonly to: number; readonly better: boolean | null }[]
}

export interface CurveStep {
  readonly x: number
  readonly share: number
  readonly low: number
  readonly high: number
  readonly atRisk: number
}

export interface Curve {
  readonly label: string
  readonly n: number
  readonly median: number | null
  readonly medianNote: string | null
  readonly steps: readonly CurveStep[]
  readonly href?: string
}

/** Shares that fall in steps over days, each beginning at one on day 0. */
export interface CurvesChart {
  readonly kind: 'curves'
  readonly curves: readonly Curve[]
  /** What one counted thing is: "entries". */
  readonly counted: string
}

/** A picture before anybody draws it: on a screen, on paper, or as a table. */
export type Chart = FlowChart | CascadeChart | TrendChart | CurvesChart
