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
const still = 1e-4
/** So many pairs are taken for seen in each level before any is, so that what was never seen is rare and not impossible. */
const unseen = 0.5

/**
 * How often two records of one, and two records of two, agree so far in each column; learned without being told which pairs are one. Pairs outside of the
 * blocks count as two: so `prior` is the chance of any pair, and nothing has to be known of what the blocks leave out. `u` comes from pairs at random, less
 * those of them that are one by the model; `m` and `prior` from those in blocks.
 */
export function learn(known: Known): Model {
  const { columns, candidates, sample, records, pairs } = known
  let m = columns.map(({ kind }) => firstGuess(levelsOf(kind).length))
  let u = columns.map((_, i) => shares(sample, columns, i, null, unseen))
  let matches = Math.max(1, records * 0.05)
  for (let round = 0; round < mostRounds; round++) {
    const prior = Math.min(0.5, matches / pairs)
    const weights = weightsOf(m, u)
    const one = chances(candidates, weights, prior, columns.length)
    const other = chances(sample, weights, prior, columns.length).map((chance) => 1 - chance)
    const nextM = columns.map((_, i) => shares(candidates, columns, i, one, unseen))
    u = columns.map((_, i) => shares(sample, columns, i, other, unseen))
    const next = Math.max(1, candidates.counts.reduce((sum, count, p) => sum + count * (one[p] ?? 0), 0))
    const moved = Math.max(Math.abs(next - matches) / next, ...nextM.flatMap((row, i) => row.map((to, l) => Math.abs(to - (m[i]?.[l] ?? 0)))))
    m = nextM
    matches = next
    if (moved < still) break
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

function shares(patterns: Patterns, columns: readonly LinkageColumn[], column: number, by: Float64Array | null, before: number): number[] {
  const found = new Array<number>(levelsOf(columns[column]?.kind ?? 'region').length).fill(before)
  for (let p = 0; p < patterns.counts.length; p++) {
    const level = patterns.levels[p * columns.length + column] ?? -1
    if (level >= 0) found[level] = (found[level] ?? 0) + (patterns.counts[p] ?? 0) * (by?.[p] ?? 1)
  }
  const all = found.reduce((a, b) => a + b, 0)
  return found.map((one) => one / all)
}

export const weightsOf = (m: readonly (readonly number[])[], u: readonly (readonly number[])[]): number[][] =>
  m.map((row, i) => row.map((one, level) => Math.log2(one / (u[i]?.[level] ?? 1))))

function chances({ levels, counts }: Patterns, weights: readonly (readonly number[])[], prior: number, width: number): Float64Array {
  const base = logit(prior)
  return Float64Array.from(counts, (_, p) => {
    let weight = base
    for (let i = 0; i < width; i++) {
      const level = levels[p * width + i] ?? -1
      if (level >= 0) weight += weights[i]?.[level] ?? 0
    }
    return chanceOf(weight)
  })
}

/** Odds in bits of a chance, and back. */
export const logit = (chance: number): number => Math.log2(chance / (1 - chance))
export const chanceOf = (weight: number): number => 1 / (1 + 2 ** -weight)
