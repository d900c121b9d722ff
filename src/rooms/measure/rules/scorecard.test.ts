import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type KnownPeople, learnScorecard, pointsToDouble } from './scorecard.ts'
import { chance, type Design, fitRidge, logOdds } from './scorecard-fit.ts'
import { aucAlone } from './scorecard-leaks.ts'
import { levelled, type PastFact } from './scorecard-levels.ts'
import { areaUnder, brier, calibration } from './scorecard-measures.ts'

/** Numbers from 0 to 1 that look like chance and are the same each time. */
function drawn(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

const text = (key: string, values: readonly (string | null)[]): PastFact => ({ key, label: key, kind: 'text', values })
const number = (key: string, values: readonly (number | null)[]): PastFact => ({ key, label: key, kind: 'number', values })

/** People of whom the industry and the size tell who is won, and colour, weekday and a number nothing. */
function planted(people: number, seed = 7): KnownPeople {
  const next = drawn(seed)
  const of = <T>(...all: T[]) => all[Math.floor(next() * all.length)] as T
  const rows = Array.from({ length: people }, () => {
    const industry = of('Energy', 'Retail', 'Health', null)
    const size = Math.floor(next() * 1000)
    const z = -1.5 + (industry === 'Energy' ? 2 : 0) + (size >= 500 ? 1 : 0)
    return { industry, size, colour: of('red', 'green', 'blue'), day: of('Mon', 'Tue', 'Wed'), other: next() * 10, won: next() < chance(z) }
  })
  return {
    won: Uint8Array.from(rows, ({ won }) => Number(won)),
    at: Float64Array.from(rows, (_, place) => place * 3_600_000),
    facts: [
      text(
        'industry',
        rows.map(({ industry }) => industry),
      ),
      number(
        'size',
        rows.map(({ size }) => size),
      ),
      text(
        'colour',
        rows.map(({ colour }) => colour),
      ),
      text(
        'day',
        rows.map(({ day }) => day),
      ),
      number(
        'other',
        rows.map(({ other }) => other),
      ),
    ],
  }
}

test('what was planted is found, what is noise is not, and the points come near the odds that were planted', () => {
  const card = learnScorecard(planted(4000))
  expect(card.facts.filter(({ told }) => told).map(({ fact }) => fact.key)).toEqual(['industry', 'size'])
  const points = Object.fromEntries(
    card.facts[0]?.levels.map(({ takes, points }) => [takes.is === 'values' ? takes.values[0] : takes.is, points]) ?? [],
  )
  // A planted 2 of the log-odds is 2 / ln 2 doublings of 20 points each.
  expect((points.Energy ?? 0) - (points.Retail ?? 0)).toBeGreaterThan((2 / Math.LN2) * pointsToDouble - 12)
  expect((points.Energy ?? 0) - (points.Retail ?? 0)).toBeLessThan((2 / Math.LN2) * pointsToDouble + 12)
  for (let seed = 1; seed <= 20; seed++) {
    const { facts, at, won } = planted(600, seed)
    const noise = learnScorecard({ facts: facts.slice(2), at, won })
    expect([seed, noise.facts.filter(({ told }) => told).length]).toEqual([seed, 0])
  }
})

test('few people none of whom was won tell nothing, where few were to be won', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const { facts, at } = planted(3000, seed)
    const next = drawn(seed * 31)
    const won = Uint8Array.from({ length: 3000 }, () => (next() < 0.04 ? 1 : 0))
    let some = 24
    const rare = Array.from(won, (one) => (one === 0 && next() < 0.02 && some-- > 0 ? 'one company' : 'any other'))
    const card = learnScorecard({ facts: [...facts, text('rare', rare)], at, won })
    expect([seed, card.facts.find(({ fact }) => fact.key === 'rare')?.told]).toEqual([seed, false])
  }
})

test('points are whole and add up, fact by fact, to the score; what they foresee over everybody is what came', () => {
  const known = planted(1500)
  const card = learnScorecard(known)
  const codes = known.facts.map((fact) => levelled(fact).codes)
  let sum = 0
  for (let person = 0; person < 1500; person++) {
    const parts = card.facts.map(({ levels }, fact) => levels[codes[fact]?.[person] ?? 0]?.points ?? 0)
    expect(parts.every(Number.isInteger)).toBe(true)
    expect(parts.reduce((all, one) => all + one, 0)).toBe(card.points[person])
    sum += chance(card.base + ((card.points[person] ?? 0) * Math.LN2) / pointsToDouble)
  }
  expect(sum / 1500).toBeCloseTo(card.hits / 1500, 2)
  for (const { levels } of card.facts) expect(levels.reduce((all, { n }) => all + n, 0)).toBe(1500)
})

test('with too few who were won there is no card, and the counts are there', () => {
  const { facts, won, at } = planted(4000)
  const few = { facts: facts.map((fact) => ({ ...fact, values: fact.values.slice(0, 100) })), won: won.slice(0, 100), at: at.slice(0, 100) }
  const card = learnScorecard(few)
  expect(card).toMatchObject({ people: 100, enough: false, folds: null, later: null })
  expect(card.facts.every(({ used }) => !used)).toBe(true)
})

test('the later quarter is foreseen by what came before it, and people of one moment are on one side', () => {
  const known = planted(2000)
  const card = learnScorecard({ ...known, at: known.at.map((_, place) => Math.floor(place / 300)) })
  expect(card.later).toMatchObject({ n: 500, from: 5 })
  expect(learnScorecard({ ...known, at: new Float64Array(2000) }).later).toBeNull()
  // A time after which all is the other way round is foreseen badly.
  const turned = learnScorecard({ ...known, won: known.won.map((won, place) => (place < 1500 ? won : 1 - won)) })
  expect(turned.later?.auc.value).toBeLessThan(0.4)
})

test('facts that sales fills in later are seen by moment, filling, strength and name, left out, and used when somebody asks for them', () => {
  const known = planted(3000)
  const won = [...known.won].map(Boolean)
  const next = drawn(3)
  const leaky: PastFact[] = [
    { key: 'custom:Signed', label: 'Signed', kind: 'moment', values: won.map((one) => (one ? -20 : null)) },
    text(
      'custom:Plan',
      won.map((one) => (one ? (next() < 0.5 ? 'A' : 'B') : next() < 0.05 ? 'A' : null)),
    ),
    text(
      'custom:Mood',
      won.map((one) => (one === next() < 0.97 ? 'up' : 'down')),
    ),
    text(
      'custom:Lead status',
      won.map(() => (next() < 0.5 ? 'a' : 'b')),
    ),
    text(
      'type',
      won.map(() => (next() < 0.5 ? 'Customer' : 'Prospect')),
    ),
    { key: 'lastResponse', label: 'Last response', kind: 'moment', values: won.map(() => Math.floor(next() * 200)) },
  ]
  const facts = [...known.facts, ...leaky]
  const card = learnScorecard({ ...known, facts })
  expect(card.facts.slice(5).map(({ leak, used }) => [leak?.why ?? null, used])).toEqual([
    ['later', false],
    ['filled', false],
    ['alone', false],
    ['status', false],
    ['status', false],
    [null, true],
  ])
  expect(card.facts.slice(0, 5).map(({ leak }) => leak)).toEqual([null, null, null, null, null])
  const asked = learnScorecard({ ...known, facts }, ['custom:Mood'])
  expect(asked.facts.filter(({ used }) => used).map(({ fact }) => fact.key)).toEqual(['custom:Mood'])
  expect(asked.folds?.auc.value).toBeGreaterThan(0.95)
})

const foreseen = fc.array(fc.record({ chance: fc.integer({ min: 0, max: 8 }).map((n) => n / 8), won: fc.boolean() }), {
  minLength: 1,
  maxLength: 60,
})

test('the area under the curve is the share of pairs that stand in order, ties half', () => {
  fc.assert(
    fc.property(foreseen, (all) => {
      const pairs = all
        .filter(({ won }) => won)
        .flatMap((a) => all.filter(({ won }) => !won).map((b) => (a.chance > b.chance ? 1 : a.chance === b.chance ? 0.5 : 0)))
      const { value } = areaUnder(all)
      if (pairs.length === 0) expect(value).toBeNull()
      else expect(value).toBeCloseTo(pairs.reduce((sum: number, one) => sum + one, 0) / pairs.length, 12)
    }),
  )
})

test('the Brier score and calibration are what one counts by hand, and the parts hold everybody once', () => {
  const all = [
    { chance: 0.1, won: false },
    { chance: 0.4, won: true },
    { chance: 0.8, won: true },
    { chance: 0.7, won: false },
  ]
  expect(brier(all).value).toBeCloseTo((0.01 + 0.36 + 0.04 + 0.49) / 4, 12)
  expect(brier(all).alike).toBe(0.25)
  expect(calibration(all, 2).map(({ n, hits, foreseen, came }) => [n, hits, foreseen, came])).toEqual([
    [2, 1, 0.25, 0.5],
    [2, 1, 0.75, 0.5],
  ])
  fc.assert(
    fc.property(foreseen, (people) => {
      const parts = calibration(people)
      expect(parts.reduce((sum, { n }) => sum + n, 0)).toBe(people.length)
      expect(parts.reduce((sum, { hits }) => sum + hits, 0)).toBe(people.filter(({ won }) => won).length)
      expect(parts.map((part) => part.foreseen)).toEqual(parts.map((part) => part.foreseen).toSorted((a, b) => a - b))
    }),
  )
})

function designed(rows: readonly (readonly number[])[], levels: number): { design: Design; everybody: Int32Array } {
  const facts = rows[0]?.length ?? 0
  const held = Int32Array.from(rows.flatMap((row) => row.map((level, fact) => fact * levels + level)))
  return { design: { people: rows.length, facts, columns: facts * levels, held }, everybody: Int32Array.from(rows, (_, place) => place) }
}

const fits = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 }), fc.boolean()), { minLength: 4, maxLength: 60 })
  .map((rows) => ({
    ...designed(
      rows.map(([a, b]) => [a, b]),
      3,
    ),
    won: Uint8Array.from(rows, ([, , won]) => Number(won)),
  }))
  .filter(({ won }) => won.includes(0) && won.includes(1))

test('a fit ends where every slope is flat, and more ridge holds the weights closer to nothing', () => {
  fc.assert(
    fc.property(fits, ({ design, everybody, won }) => {
      let before = Number.POSITIVE_INFINITY
      for (const ridge of [0.5, 2, 8, 32]) {
        const weights = fitRidge(design, won, ridge, everybody)
        const slopes = Float64Array.from(weights.of, (w) => ridge * w)
        let base = 0
        for (const person of everybody) {
          const error = chance(logOdds(design, weights, person)) - (won[person] ?? 0)
          base += error
          for (let fact = 0; fact < 2; fact++) {
            const column = design.held[person * 2 + fact] ?? 0
            slopes[column] = (slopes[column] ?? 0) + error
          }
        }
        expect(Math.max(Math.abs(base), ...slopes.map(Math.abs))).toBeLessThan(1e-5)
        const size = weights.of.reduce((sum, w) => sum + w * w, 0)
        expect(size).toBeLessThanOrEqual(before + 1e-9)
        before = size
      }
    }),
    { numRuns: 60 },
  )
})

test('every value falls into exactly one level, and what is missing into its own', () => {
  const values = fc.array(fc.option(fc.integer({ min: -50, max: 5000 })), { minLength: 1, maxLength: 400 })
  fc.assert(
    fc.property(values, fc.constantFrom('number' as const, 'moment' as const), (all, kind) => {
      const { levels, codes } = levelled({ key: 'n', label: 'n', kind, values: all })
      all.forEach((value, place) => {
        const level = levels[codes[place] ?? -1]
        if (value === null) expect(level).toEqual({ is: 'missing' })
        else {
          expect(level?.is).toBe('range')
          if (level?.is === 'range') expect(value >= (level.from ?? -1e9) && value < (level.to ?? 1e9)).toBe(true)
        }
      })
    }),
  )
  const rare = levelled(text('t', [...Array.from({ length: 40 }, () => 'often'), 'once', 'twice', null]))
  expect(rare.levels).toEqual([{ is: 'values', values: ['often'] }, { is: 'rest', but: ['often'] }, { is: 'missing' }])
})

test('a fact that nothing is known of ranks nobody', () => {
  const { won } = planted(500)
  expect(aucAlone(new Int32Array(500), 1, won)).toBeCloseTo(0.5, 1)
})
