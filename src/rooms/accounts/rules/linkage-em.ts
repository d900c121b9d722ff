import { type LinkageColumn, levelsOf, type Model } from '../contract/linkage.ts'

/** Pairs that agree in the same way: the level of each column, -1 where a side says nothing, and how many pairs there are. */
export interface Patterns {
  /** One after another, as many for each pattern as there are columns. */
  readonly levels: Int8Array
  readonly counts: Float64Array
}

export interface Known {
  readonly columns: readonly LinkageColumn[]
  /** All pairs that share a block. */
  readonly candidates: Patterns
  /** Pairs taken at random. */
  readonly sample: Patterns
  readonly records: number
  /** Pairs that there are, looked at or not. */
  readonly pairs: number
}

const mostRounds = 60
/** Nothing moves by more than this any more. */
const still = 2e-4
/** After this round what is surely two stays so, and is not looked at again. */
const settled = 3
const surely = 1e-9
/** So many pairs are taken for seen that differ as two usually do, so that what was never seen is rare and not impossible; more where few pairs were drawn again and again. */
const usual = 100
/** So many pairs are taken for seen as one agrees by the first guess, so that a set without any that are one does not call its neighbours so. */
const guessed = 10

/**
 * How often two records of one, and two records of two, agree so far in each column; learned without being told which pairs are one. Pairs outside of the
 * blocks count as two: so `prior` is the chance of any pair, and nothing has to be known of what the blocks leave out. `u` comes from pairs at random, less
 * those of them that are one by the model; `m` and `prior` from those in blocks.
 */
export function learn(known: Known): Model {
  const { columns, candidates, sample, records, pairs } = known
  const taken = countsOf(sample, columns)
  const guess = columns.map(({ kind }) => firstGuess(levelsOf(kind).length))
  let m = guess
  const drawn = sample.counts.reduce((sum, count) => sum + count, 0)
  const before = columns.map(({ kind }) => usually(levelsOf(kind).length).map((one) => one * usual * Math.max(1, drawn / pairs)))
  const sharesOfTwo = (counts: number[][]) =>
    counts.map((row, i) => sharesOf(row.map((count, level) => Math.max(0, count) + (before[i]?.[level] ?? 0))))
  let u = sharesOfTwo(taken)
  let matches = Math.max(1, records * 0.05)
  let [within, random] = [candidates, sample]
  for (let round = 0; round < mostRounds; round++) {
    const prior = Math.min(0.5, matches / pairs)
    const weights = weightsOf(m, u)
    const one = chances(within, weights, prior)
    const alsoOne = chances(random, weights, prior)
    const next = Math.max(
      1,
      one.reduce((sum, chance, p) => sum + chance * (within.counts[p] ?? 0), 0),
    )
    const nextM = countsOf(within, columns, one).map((row, i) =>
      sharesOf(row.map((count, level) => count + guessed * (guess[i]?.[level] ?? 0))),
    )
    u = sharesOfTwo(countsOf(random, columns, alsoOne).map((row, i) => row.map((count, level) => (taken[i]?.[level] ?? 0) - count)))
    const moved = Math.max(
      Math.abs(next - matches) / next,
      ...nextM.flatMap((row, i) => row.map((to, l) => Math.abs(to - (m[i]?.[l] ?? 0)))),
    )
    m = nextM
    matches = next
    if (moved < still) break
    if (round === settled) [within, random] = [hopeful(within, one, columns.length), hopeful(random, alsoOne, columns.length)]
  }
  return {
    columns: columns.map(({ name, kind }, i) => ({ name, kind, m: m[i] ?? [], u: u[i] ?? [] })),
    records,
    matches,
    prior: Math.min(0.5, matches / pairs),
  }
}

/** Most pairs of one agree fully, the fewest not at all. */
function firstGuess(levels: number): number[] {
  const raw = Array.from({ length: levels }, (_, at) => (at === 0 ? 0.8 : at === levels - 1 ? 0.08 : 0.12 / (levels - 2)))
  const sum = raw.reduce((a, b) => a + b, 0)
  return raw.map((one) => one / sum)
}

/** Most pairs of two do not agree at all, and about one in a thousand does by chance. */
const usually = (levels: number): number[] => Array.from({ length: levels }, (_, at) => (at === levels - 1 ? 1 : at === 0 ? 0.001 : 0.002))

/** How many pairs there are in each level of each column, each counted as far as `by` says. */
function countsOf({ levels, counts }: Patterns, columns: readonly LinkageColumn[], by?: Float64Array): number[][] {
  const found = columns.map(({ kind }) => new Array<number>(levelsOf(kind).length).fill(0))
  found.forEach((row, i) => {
    for (let p = 0, at = i; p < counts.length; p++, at += columns.length) {
      const level = levels[at] as number
      if (level >= 0) row[level] = (row[level] as number) + (counts[p] as number) * (by ? (by[p] as number) : 1)
    }
  })
  return found
}

function sharesOf(counts: readonly number[]): number[] {
  const all = counts.reduce((a, b) => a + b, 0)
  return counts.map((one) => one / all)
}

function hopeful({ levels, counts }: Patterns, chance: Float64Array, width: number): Patterns {
  const kept = [...chance.keys()].filter((p) => (chance[p] as number) > surely)
  const left = new Int8Array(kept.length * width)
  kept.forEach((p, at) => {
    left.set(levels.subarray(p * width, (p + 1) * width), at * width)
  })
  return { levels: left, counts: Float64Array.from(kept, (p) => counts[p] as number) }
}

export const weightsOf = (m: readonly (readonly number[])[], u: readonly (readonly number[])[]): number[][] =>
  m.map((row, i) => row.map((one, level) => Math.log2(one / (u[i]?.[level] ?? 1))))

function chances({ levels, counts }: Patterns, weights: readonly (readonly number[])[], prior: number): Float64Array {
  const base = logit(prior)
  const found = new Float64Array(counts.length).fill(base)
  weights.forEach((row, i) => {
    for (let p = 0, at = i; p < counts.length; p++, at += weights.length) {
      const level = levels[at] as number
      if (level >= 0) found[p] = (found[p] as number) + (row[level] as number)
    }
  })
  return found.map(chanceOf)
}

/** Odds in bits of a chance, and back. */
export const logit = (chance: number): number => Math.log2(chance / (1 - chance))
export const chanceOf = (weight: number): number => 1 / (1 + 2 ** -weight)
