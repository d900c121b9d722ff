import { upperTail } from './intervals.ts'
import { chance, type Design, fitRidge, logOdds, lossOf, type Weights } from './scorecard-fit.ts'
import { foldOf, type Leak, leakOf } from './scorecard-leaks.ts'
import { type Levelled, levelled, type PastFact, type Takes } from './scorecard-levels.ts'
import { type AreaUnder, areaUnder, brier, type CalibrationPart, calibration, type Foreseen } from './scorecard-measures.ts'

/** Everybody whose outcome is known, in the order of their hand-over. */
export interface KnownPeople {
  readonly facts: readonly PastFact[]
  readonly won: Uint8Array
  /** When they were handed over, in milliseconds; never falling. */
  readonly at: Float64Array
}

export interface CardLevel {
  readonly takes: Takes
  readonly n: number
  readonly hits: number
  readonly points: number
}

export interface CardFact {
  readonly fact: PastFact
  readonly leak: Leak | null
  readonly used: boolean
  /** Whether people who were not used to fit are foreseen better with it than without, by more than chance. */
  readonly told: boolean
  /** How much better: its part of what all facts together tell. */
  readonly part: number
  readonly levels: readonly CardLevel[]
}

/** How well it foresees people who were not used to make it. */
export interface Tried {
  readonly n: number
  readonly hits: number
  readonly auc: AreaUnder
  readonly brier: ReturnType<typeof brier>
  readonly calibration: readonly CalibrationPart[]
}

export interface Scorecard {
  readonly people: number
  readonly hits: number
  /** False: too few to say; then there is no card. */
  readonly enough: boolean
  readonly ridge: number
  /** Log-odds at no points. */
  readonly base: number
  readonly facts: readonly CardFact[]
  readonly folds: Tried | null
  /** Fitted on the earlier part, tried on the last quarter; null where either has too few. */
  readonly later: (Tried & { readonly from: number }) | null
  /** How many were won before the last quarter and in it. */
  readonly won: { readonly before: number; readonly later: number }
  /** Points of each person, in their order. */
  readonly points: Int32Array
}

/** So many points double the odds of being won. */
export const pointsToDouble = 20
const perLogOdd = pointsToDouble / Math.LN2
/** Of those who were won, and of the others. */
export const enoughForCard = 50
export const enoughToTry = 20
const lastPart = 0.25
const ridges = [64, 16, 4, 1] as const
const manyPeople = 4000

/**
 * A scorecard from what became of people: points of each level of each fact, whole numbers that add up, 20 of which double the odds. Each fact's most frequent
 * level has none. What is told of how well it foresees is of the points as they stand, on people who were not used to make them. `wanted` names the facts to use;
 * without it all that do not look as if sales filled them in later.
 */
export function learnScorecard({ facts, won, at }: KnownPeople, wanted?: readonly string[]): Scorecard {
  const people = won.length
  const hits = won.reduce((sum, one) => sum + one, 0)
  const cut = facts.map(levelled)
  const leaks = cut.map((one) => leakOf(one, won))
  const used = cut.map(
    ({ fact, levels }, place) => levels.length > 1 && (wanted === undefined ? leaks[place] === null : wanted.includes(fact.key)),
  )
  const enough = Math.min(hits, people - hits) >= enoughForCard
  const own = enough ? cut.filter((_, place) => used[place]) : []
  const design = designOf(own, people)
  const everybody = rowsWhere(people, () => true)
  const { ridge, whole, parts } = own.length === 0 ? nothing : fitted(design, won, everybody)
  const card = pointsOf(own, design, whole)
  const seen = own.length === 0 ? null : outsideFolds(own, design, won, parts)
  const gains = own.map((_, fact) => (seen ? gainOf(seen, fact, won, own.length) : noGain))
  const sum = gains.reduce((all, { gain }) => all + Math.max(0, gain), 0)
  return {
    people,
    hits,
    enough,
    ridge,
    base: card.base,
    facts: cut.map((one, place) => {
      const mine = used[place] ? own.indexOf(one) : -1
      const gain = gains[mine] ?? noGain
      return {
        fact: one.fact,
        leak: leaks[place] ?? null,
        used: mine >= 0,
        told: gain.told,
        part: sum > 0 ? Math.max(0, gain.gain) / sum : 0,
        levels: levelsOf(one, won, card.points[mine]),
      }
    }),
    won: wonAround(won, at),
    folds: seen && triedOn(seen.odds, everybody, won),
    later: own.length === 0 ? null : triedLater(own, design, won, at, ridge, whole),
    points: Int32Array.from({ length: people }, (_, person) =>
      own.reduce((all, { codes }, fact) => all + (card.points[fact]?.[codes[person] ?? 0] ?? 0), 0),
    ),
  }
}

const noGain = { gain: 0, told: false }
const nothing: Fitted = { ridge: 0, whole: { base: 0, of: new Float64Array(0) }, parts: [] }

function rowsWhere(people: number, takes: (person: number) => boolean): Int32Array {
  return Int32Array.from({ length: people }, (_, person) => person).filter(takes)
}

function designOf(own: readonly Levelled[], people: number): Design {
  const held = new Int32Array(people * own.length)
  let first = 0
  own.forEach(({ levels, codes }, fact) => {
    for (let person = 0; person < people; person++) held[person * own.length + fact] = first + (codes[person] ?? 0)
    first += levels.length
  })
  return { people, facts: own.length, columns: first, held }
}

interface Fitted {
  readonly ridge: number
  readonly whole: Weights
  /** Without each fifth of the people. */
  readonly parts: readonly Weights[]
}

/**
 * The ridge with which people are foreseen best by the others, and what is fitted with it. It is chosen on all fifths, with many people on one, which says as much
 * in less time. Where a fit begins changes only how soon its optimum is found.
 */
function fitted(design: Design, won: Uint8Array, everybody: Int32Array): Fitted {
  const folds = [0, 1, 2, 3, 4].map((fold) => ({
    without: rowsWhere(design.people, (person) => foldOf(person) !== fold),
    within: rowsWhere(design.people, (person) => foldOf(person) === fold),
  }))
  const choosing = folds.slice(0, design.people < manyPeople ? folds.length : 1)
  let best: { readonly ridge: number; readonly loss: number; readonly models: readonly Weights[] } | undefined
  for (const ridge of ridges) {
    const before = best?.models
    const models = choosing.map(({ without }, fold) => fitRidge(design, won, ridge, without, before?.[fold]))
    const loss = choosing.reduce((all, { within }, fold) => {
      const model = models[fold]
      return model ? within.reduce((sum, person) => sum + lossOf(logOdds(design, model, person), won[person] ?? 0), all) : all
    }, 0)
    if (best && loss >= best.loss) break
    best = { ridge, loss, models }
  }
  const { ridge = 1, models = [] } = best ?? {}
  const parts = folds.map(({ without }, fold) => models[fold] ?? fitRidge(design, won, ridge, without, models[0]))
  return { ridge, whole: fitRidge(design, won, ridge, everybody, parts[0]), parts }
}

/** Whole points: what a level adds to the log-odds beyond the most frequent level of its fact. */
function pointsOf(
  own: readonly Levelled[],
  { people, facts, held }: Design,
  { base, of }: Weights,
): { base: number; points: Int32Array[] } {
  let first = 0
  let zero = base
  const points = own.map(({ levels, codes }) => {
    const counts = new Int32Array(levels.length)
    for (const code of codes) counts[code] = (counts[code] ?? 0) + 1
    const usual = of[first + counts.indexOf(Math.max(...counts))] ?? 0
    const mine = Int32Array.from(levels, (_, level) => Math.round(perLogOdd * ((of[first + level] ?? 0) - usual)))
    zero += usual
    first += levels.length
    return mine
  })
  // Rounding may move all by a little together, so the mean of the log-odds is kept.
  const flat = points.flatMap((mine) => [...mine])
  const moved = held.reduce((sum, column) => sum + (of[column] ?? 0) - (flat[column] ?? 0) / perLogOdd, 0)
  return { base: facts === 0 || people === 0 ? zero : base + moved / people, points }
}

interface Outside {
  readonly odds: Float64Array
  /** What each fact adds to the log-odds of each person beyond its mean, fact by fact. */
  readonly adds: readonly Float64Array[]
}

/** The log-odds of everybody by a card that was made without them. */
function outsideFolds(own: readonly Levelled[], design: Design, won: Uint8Array, parts: readonly Weights[]): Outside {
  const odds = new Float64Array(won.length)
  const adds = own.map(() => new Float64Array(won.length))
  parts.forEach((weights, fold) => {
    const { base, points } = pointsOf(own, design, weights)
    own.forEach(({ codes }, fact) => {
      const given = Float64Array.from(points[fact] ?? [], (each) => each / perLogOdd)
      const mean = codes.reduce((sum, code) => sum + (given[code] ?? 0), 0) / codes.length
      codes.forEach((code, person) => {
        if (foldOf(person) !== fold) return
        odds[person] = (odds[person] ?? 0) + (given[code] ?? 0)
        const mine = adds[fact]
        if (mine) mine[person] = (given[code] ?? 0) - mean
      })
    })
    odds.forEach((sum, person) => {
      if (foldOf(person) === fold) odds[person] = sum + base
    })
  })
  return { odds, adds }
}

/**
 * How much worse people would be foreseen with the mean in place of a fact; told where that is more than chance, corrected for how many facts were looked at.
 * Chance is what outcomes vary by what is foreseen, where that is more than they did: of a few people none of whom was won they did not vary at all.
 */
function gainOf({ odds, adds }: Outside, fact: number, won: Uint8Array, looked: number): { gain: number; told: boolean } {
  const mine = adds[fact] ?? new Float64Array(0)
  let [sum, squares, foreseen] = [0, 0, 0]
  odds.forEach((z, person) => {
    const add = mine[person] ?? 0
    const y = won[person] ?? 0
    const p = chance(z)
    const less = lossOf(z - add, y) - lossOf(z, y)
    sum += less
    squares += less * less
    foreseen += add * add * p * (1 - p)
  })
  const n = odds.length
  const gain = sum / n
  const error = Math.sqrt(Math.max(0, squares / n - gain * gain, foreseen / n) / n)
  return { gain, told: error > 0 && upperTail(gain / error) * looked < 0.05 }
}

function triedOn(odds: Float64Array, people: Int32Array, won: Uint8Array): Tried {
  const foreseen: Foreseen[] = Array.from(people, (person) => ({ chance: chance(odds[person] ?? 0), won: won[person] === 1 }))
  return {
    n: foreseen.length,
    hits: foreseen.filter((one) => one.won).length,
    auc: areaUnder(foreseen),
    brier: brier(foreseen),
    calibration: calibration(foreseen),
  }
}

/** The moment with which the last quarter begins. */
const laterFrom = (at: Float64Array) => at[Math.floor(at.length * (1 - lastPart))] ?? 0

function wonAround(won: Uint8Array, at: Float64Array): Scorecard['won'] {
  const from = laterFrom(at)
  const later = won.reduce((sum, one, person) => sum + ((at[person] ?? 0) >= from ? one : 0), 0)
  return { before: won.reduce((sum, one) => sum + one, 0) - later, later }
}

/** Fitted on those who were handed over earlier, tried on the last quarter; people of one moment are on one side. */
function triedLater(
  own: readonly Levelled[],
  design: Design,
  won: Uint8Array,
  at: Float64Array,
  ridge: number,
  whole: Weights,
): Scorecard['later'] {
  const from = laterFrom(at)
  const before = rowsWhere(at.length, (person) => (at[person] ?? 0) < from)
  const after = rowsWhere(at.length, (person) => (at[person] ?? 0) >= from)
  const fewest = (rows: Int32Array) => {
    const hits = rows.reduce((sum, person) => sum + (won[person] ?? 0), 0)
    return Math.min(hits, rows.length - hits)
  }
  if (fewest(before) < enoughForCard || fewest(after) < enoughToTry) return null
  const { base, points } = pointsOf(own, design, fitRidge(design, won, ridge, before, whole))
  const odds = Float64Array.from(won, (_, person) =>
    own.reduce((sum, { codes }, fact) => sum + (points[fact]?.[codes[person] ?? 0] ?? 0) / perLogOdd, base),
  )
  return { ...triedOn(odds, after, won), from }
}

function levelsOf({ levels, codes }: Levelled, won: Uint8Array, points: Int32Array | undefined): CardLevel[] {
  const found = levels.map((takes, level) => ({ takes, n: 0, hits: 0, points: points?.[level] ?? 0 }))
  codes.forEach((code, person) => {
    const level = found[code]
    if (!level) return
    level.n += 1
    level.hits += won[person] ?? 0
  })
  return found
}
