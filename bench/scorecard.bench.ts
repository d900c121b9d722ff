import { learnScorecard } from '#rooms/measure/rules/scorecard'
import { chance } from '#rooms/measure/rules/scorecard-fit'
import { levelled, type PastFact } from '#rooms/measure/rules/scorecard-levels'
import type { Bench, Figures } from './kit.ts'

const people = 10_000
const texts = 12
const numbers = 8
/** Goes down the slope so often; a fit by hand ends about here. */
const steps = 100

/** The whole scorecard of 10,000 leads with twenty facts: levels, leaks, ridge, five folds, the later quarter; against one plain fit. */
export const bench: Bench = {
  name: `scorecard: learned from ${people.toLocaleString('en')} leads with ${texts + numbers} facts, tried on five folds and on the last quarter`,
  against: `one logistic regression of the same levels by ${steps} plain steps down the slope, without trying it on anybody`,
  prepare: () => {
    const known = made()
    const cut = known.facts.map(levelled)
    return Promise.resolve({
      ours: () => Promise.resolve(counted(learnScorecard(known).people, known.won)),
      reference: () =>
        Promise.resolve(
          counted(
            plainFit(
              cut.map(({ codes, levels }) => ({ codes, levels: levels.length })),
              known.won,
            ),
            known.won,
          ),
        ),
    })
  },
}

const counted = (n: number, won: Uint8Array): Figures => ({ people: n, won: won.reduce((sum, one) => sum + one, 0) })

function made() {
  let state = 11
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  const facts: PastFact[] = [
    ...Array.from({ length: texts }, (_, n) => {
      const values = Array.from({ length: people }, () => (next() < 0.1 ? null : `value ${Math.floor(next() * (4 + n))}`))
      return { key: `t${n}`, label: `t${n}`, kind: 'text' as const, values }
    }),
    ...Array.from({ length: numbers }, (_, n) => {
      const values = Array.from({ length: people }, () => (next() < 0.1 ? null : Math.floor(next() * 500)))
      return { key: `n${n}`, label: `n${n}`, kind: 'number' as const, values }
    }),
  ]
  const won = Uint8Array.from({ length: people }, (_, person) => {
    const z = -2 + (facts[0]?.values[person] === 'value 1' ? 1.5 : 0) + Number(facts[texts]?.values[person] ?? 0) / 200
    return next() < chance(z) ? 1 : 0
  })
  return { facts, won, at: Float64Array.from({ length: people }, (_, person) => person) }
}

interface Cut {
  readonly codes: Int32Array
  readonly levels: number
}

function plainFit(facts: readonly Cut[], won: Uint8Array): number {
  const weights = facts.map(({ levels }) => new Float64Array(levels))
  let base = 0
  for (let step = 0; step < steps; step++) {
    const slopes = facts.map(({ levels }) => new Float64Array(levels))
    let all = 0
    for (let person = 0; person < won.length; person++) {
      let z = base
      for (let fact = 0; fact < facts.length; fact++)
        z += (weights[fact] as Float64Array)[(facts[fact] as Cut).codes[person] as number] as number
      const error = 1 / (1 + Math.exp(-z)) - (won[person] as number)
      all += error
      for (let fact = 0; fact < facts.length; fact++) {
        const slope = slopes[fact] as Float64Array
        const code = (facts[fact] as Cut).codes[person] as number
        slope[code] = (slope[code] as number) + error
      }
    }
    base -= all / won.length
    weights.forEach((each, fact) => {
      for (let level = 0; level < each.length; level++)
        each[level] = (each[level] as number) - ((slopes[fact] as Float64Array)[level] as number) / won.length
    })
  }
  return Number.isFinite(base) ? won.length : 0
}
