/** A fact of everybody in the past, one value a person. Flags are 'true' and 'false'; moments are whole days before the hand-over, below 0 for after it. */
export interface PastFact {
  readonly key: string
  readonly label: string
  readonly kind: 'text' | 'number' | 'flag' | 'moment'
  readonly values: readonly (string | number | null)[]
}

/** Which values a level takes. A range takes from `from` on, up to and without `to`. */
export type Takes =
  | { readonly is: 'values'; readonly values: readonly string[] }
  | { readonly is: 'rest'; readonly but: readonly string[] }
  | { readonly is: 'range'; readonly from: number | null; readonly to: number | null }
  | { readonly is: 'missing' }

/** A fact cut into levels, and the level of each person by its place. */
export interface Levelled {
  readonly fact: PastFact
  readonly levels: readonly Takes[]
  readonly codes: Int32Array
}

/** A value is a level of its own when so many people have it; rarer ones are one level together. */
export const leastOfLevel = (people: number): number => Math.max(20, Math.ceil(people * 0.004))
const mostValues = 24
/** What a line of a rule may hold. */
const longestValue = 400
/** Numbers have twelve levels where so many people are known for each, else fewer. */
const mostBins = 12
const peopleInBin = 250
/** Days back, for moments: this week, this month, this quarter. */
const daysBack = [7, 30, 90] as const

/** Cuts a fact into levels without looking at what became of anybody: values that are frequent, quantiles of numbers, and what is missing as a level of its own. */
export function levelled(fact: PastFact): Levelled {
  return fact.kind === 'number' || fact.kind === 'moment' ? byRange(fact) : byValue(fact)
}

function byValue(fact: PastFact): Levelled {
  const counts = new Map<string, number>()
  for (const value of fact.values) if (value !== null) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1)
  const least = fact.kind === 'flag' ? 1 : leastOfLevel(fact.values.length)
  const kept = [...counts]
    .filter(([value, n]) => n >= least && value.length <= longestValue)
    .toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, mostValues)
    .map(([value]) => value)
  const levels: Takes[] = kept.map((value) => ({ is: 'values', values: [value] }))
  const places = new Map(kept.map((value, place) => [value, place]))
  const rest = counts.size > kept.length ? levels.push({ is: 'rest', but: kept }) - 1 : -1
  return coded(fact, levels, (value) => places.get(String(value)) ?? rest)
}

function byRange(fact: PastFact): Levelled {
  const known = Float64Array.from(fact.values.filter((value) => typeof value === 'number')).sort()
  const edges = fact.kind === 'moment' ? daysBack.filter((edge) => edge > (known[0] ?? 0) && edge <= (known.at(-1) ?? 0)) : cuts(known)
  const levels: Takes[] = []
  if (known.length > 0)
    for (let place = 0; place <= edges.length; place++)
      levels.push({ is: 'range', from: edges[place - 1] ?? null, to: edges[place] ?? null })
  return coded(fact, levels, (value) => {
    let place = 0
    while (place < edges.length && Number(value) >= (edges[place] ?? 0)) place++
    return place
  })
}

/** Where numbers are cut: at their quantiles, written with two digits, so that a person can read them. */
function cuts(sorted: Float64Array): number[] {
  const first = sorted[0]
  if (first === undefined) return []
  const edges: number[] = []
  const bins = Math.min(mostBins, Math.max(3, Math.floor(sorted.length / peopleInBin)))
  for (let bin = 1; bin < bins; bin++) {
    const edge = twoDigits(sorted[Math.floor((bin * sorted.length) / bins)] ?? first)
    const before = edges.at(-1) ?? first
    if (edge > before && edge <= (sorted.at(-1) ?? edge)) edges.push(edge)
  }
  const least = leastOfLevel(sorted.length)
  // Many have the same smallest number, often 0: what is above it is a level even where no quantile falls there.
  const above = sorted.findIndex((value) => value > first)
  const next = sorted[above]
  if (next !== undefined && above >= least && !edges.some((edge) => edge <= next)) edges.unshift(next)
  return edges
}

function twoDigits(value: number): number {
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(value) || 1)) - 1)
  return unit >= 1 ? Math.round(value / unit) * unit : Number((Math.round(value / unit) * unit).toFixed(4))
}

function coded(fact: PastFact, known: readonly Takes[], of: (value: string | number) => number): Levelled {
  const missing = fact.values.includes(null)
  const levels: Takes[] = missing ? [...known, { is: 'missing' }] : [...known]
  return { fact, levels, codes: Int32Array.from(fact.values, (value) => (value === null ? known.length : of(value))) }
}
