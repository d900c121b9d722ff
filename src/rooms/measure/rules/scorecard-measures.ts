import { type Interval, wilson, z95 } from './intervals.ts'

/** What a model foresaw of a person who was not used to make it, and what came. */
export interface Foreseen {
  readonly chance: number
  readonly won: boolean
}

export interface AreaUnder extends Interval {
  readonly value: number | null
}

/**
 * The chance that somebody who was won was ranked above somebody who was not, ties half, with an interval of 95 %.
 * Source: DeLong, DeLong & Clarke-Pearson, Biometrics 44 (1988); by midranks as Sun & Xu, IEEE Signal Processing Letters 21 (2014).
 */
export function areaUnder(foreseen: readonly Foreseen[]): AreaUnder {
  const sides = [foreseen.filter(({ won }) => won), foreseen.filter(({ won }) => !won)] as const
  const [hits, misses] = sides.map((side) => side.map((one) => one.chance)) as [number[], number[]]
  const [m, n] = [hits.length, misses.length]
  if (m === 0 || n === 0) return { value: null, low: null, high: null }
  const both = midranks([...hits, ...misses])
  const [ofHits, ofMisses] = [midranks(hits), midranks(misses)]
  const above = hits.map((_, place) => ((both[place] ?? 0) - (ofHits[place] ?? 0)) / n)
  const below = misses.map((_, place) => 1 - ((both[m + place] ?? 0) - (ofMisses[place] ?? 0)) / m)
  const value = mean(above)
  const half = z95 * Math.sqrt(variance(above) / m + variance(below) / n)
  return { value, low: Math.max(0, value - half), high: Math.min(1, value + half) }
}

/** The place of each value in their order from 1; those that are equal share the mean of theirs. */
function midranks(values: readonly number[]): Float64Array {
  const order = values.map((_, place) => place).toSorted((a, b) => (values[a] ?? 0) - (values[b] ?? 0))
  const ranks = new Float64Array(values.length)
  for (let from = 0; from < order.length; ) {
    let to = from
    while (to < order.length && values[order[to] ?? 0] === values[order[from] ?? 0]) to++
    for (let place = from; place < to; place++) ranks[order[place] ?? 0] = (from + 1 + to) / 2
    from = to
  }
  return ranks
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

function variance(values: readonly number[]): number {
  if (values.length < 2) return 0
  const middle = mean(values)
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1)
}

/** The mean square of what was foreseen less what came: 0 is perfect. `alike` is that of somebody who foresees the share of all for everybody. */
export function brier(foreseen: readonly Foreseen[]): { value: number | null; alike: number | null } {
  if (foreseen.length === 0) return { value: null, alike: null }
  const share = foreseen.filter(({ won }) => won).length / foreseen.length
  return { value: mean(foreseen.map(({ chance, won }) => (chance - (won ? 1 : 0)) ** 2)), alike: share * (1 - share) }
}

export interface CalibrationPart extends Interval {
  readonly n: number
  /** The mean of what was foreseen. */
  readonly foreseen: number
  readonly hits: number
  /** The share that came. */
  readonly came: number
}

/** People in ten parts by what was foreseen, as even as ties allow; those of whom the same was foreseen are in one part. */
export function calibration(foreseen: readonly Foreseen[], parts = 10): CalibrationPart[] {
  const sorted = foreseen.toSorted((a, b) => a.chance - b.chance)
  const found: CalibrationPart[] = []
  let from = 0
  for (let part = 1; part <= parts; part++) {
    let to = Math.max(from, Math.round((part * sorted.length) / parts))
    while (to > from && to < sorted.length && sorted[to]?.chance === sorted[to - 1]?.chance) to++
    const own = sorted.slice(from, to)
    from = to
    if (own.length === 0) continue
    const hits = own.filter(({ won }) => won).length
    found.push({
      n: own.length,
      foreseen: mean(own.map(({ chance }) => chance)),
      hits,
      came: hits / own.length,
      ...wilson(hits, own.length),
    })
  }
  return found
}
