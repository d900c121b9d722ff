import { expect, test } from 'vitest'
import { openDuck } from '#platform/analytics/duck'
import { likelyIn } from '#rooms/accounts/actions/linkage'
import { comparedBy } from '#rooms/accounts/contract/likely'
import { chanceOf } from '#rooms/accounts/rules/linkage-em'
import { dayMs, fieldOrigins, history, marketingOrigins, type Row, seeded, start, syllables } from '#test/kit/origin-people'
import type { OriginRecord } from '../contract/origin.ts'
import { evened, judgePair, sideOf } from '../rules/origin.ts'

/** The cases that are found among the records of a history, by the linkage as it is and the rules as they are. */
async function found(rows: readonly Row[]): Promise<Map<string, number>> {
  const duck = await openDuck({ memoryMb: 512 })
  try {
    const columns = comparedBy.person.map(({ name }) => name)
    await duck.run(`CREATE TABLE record (id VARCHAR, ${columns.map((name) => `"${name}" VARCHAR`).join(', ')})`)
    const text = (value: string | null) => (value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`)
    for (let from = 0; from < rows.length; from += 500)
      await duck.run(
        `INSERT INTO record VALUES ${rows
          .slice(from, from + 500)
          .map(({ id, fields }) => `(${[id, ...columns.map((name) => fields[name])].map(text).join(', ')})`)
          .join(', ')}`,
      )
    const { pairs } = await likelyIn({ duck, table: 'record', columns: comparedBy.person }, Math.log2(0.25 / 0.75), 10_000)
    const byId = new Map(rows.map((row) => [row.id, row]))
    const cases = new Map<string, number>()
    const even = evened(pairs.map(({ weight, parts, ...pair }) => ({ ...pair, probability: chanceOf(weight), links: parts })))
    for (const { first: a, second: b, probability, links } of even) {
      const [first, second] = [byId.get(a), byId.get(b)]
        .flatMap((one) => (one ? [one] : []))
        .toSorted((x, y) => (x.madeAt < y.madeAt ? -1 : 1))
      if (!first || !second) continue
      const judged = judgePair(
        { first, second, probability, links, together: second.together },
        { first: sideOf(first.origin), second: sideOf(second.origin) },
      )
      if (judged) cases.set(`${first.id} ${second.id}`, judged.confidence)
    }
    return cases
  } finally {
    duck.close()
  }
}

/** `INTERLOCK_LONG=1` looks at thirty more histories, by which nothing was set. */
const unseen = process.env.INTERLOCK_LONG ? Array.from({ length: 30 }, (_, n) => n + 100) : []

test('on generated histories nine of ten cases are right, four of five are found, and honest duplicates rank low', {
  timeout: 120_000,
}, async () => {
  const totals = { right: 0, wrong: 0, missed: 0 }
  const byLabel = new Map<string, { all: number; shown: number }>()
  for (const seed of [11, 42, 2026, ...unseen]) {
    const { rows, labels } = history(seed, 3_000)
    const cases = await found(rows)
    const shown = new Set([...cases].filter(([, confidence]) => confidence >= 0.5).map(([key]) => key))
    for (const [key, label] of labels) {
      const count = byLabel.get(label) ?? { all: 0, shown: 0 }
      byLabel.set(label, { all: count.all + 1, shown: count.shown + (shown.has(key) ? 1 : 0) })
      if (label === 're-entered' && !shown.has(key)) totals.missed += 1
    }
    for (const key of shown) totals[labels.get(key) === 're-entered' ? 'right' : 'wrong'] += 1
  }
  const [precision, recall] = [totals.right / (totals.right + totals.wrong), totals.right / (totals.right + totals.missed)]
  console.info(JSON.stringify({ ...totals, precision, recall, byLabel: Object.fromEntries(byLabel) }))
  expect(precision).toBeGreaterThanOrEqual(0.9)
  expect(recall).toBeGreaterThanOrEqual(0.8)
})

const towns = ['Kiel', 'Ulm', 'Bonn', 'Linz', 'Bern', 'Graz', 'Jena', 'Trier', 'Mainz', 'Essen']

/** Companies, some entered again, typed in as they are called or, a share of them, with a letter left out; and second sites at other places. */
async function companies(seed: number, misspelled: number) {
  const chance = seeded(seed)
  const rows = new Map<string, { cells: (string | null)[]; record: OriginRecord }>()
  const labels = new Map<string, 'again' | 'site'>()
  const put = (cells: (string | null)[], day: number, origin: string, sold: boolean) => {
    const id = `a${rows.size}`
    const openedAt = new Date(start + (day + 20) * dayMs).toISOString() as never
    const deals = sold
      ? [{ id: `d${id}`, name: id, state: 'won' as const, amount: '1', currency: null, owner: null, openedAt, campaign: null }]
      : []
    const record: OriginRecord = {
      ...{ id, origin, enteredBy: null, entered: 'import', owner: null, responses: [], deals },
      madeAt: new Date(start + day * dayMs).toISOString() as never,
    }
    rows.set(id, { cells, record })
    return id
  }
  const typed = (word: string) => {
    if (misspelled === 0 || !chance.share(misspelled)) return word
    const at = 1 + chance.below(word.length - 2)
    return word.slice(0, at) + word.slice(at + 1)
  }
  for (let n = 0; n < 1_500; n += 1) {
    const word = Array.from({ length: 3 + chance.below(2) }, () => chance.of(syllables)).join('')
    const [town, phone] = [chance.of(towns), `+49 ${200 + chance.below(700)} ${100_000 + chance.below(899_999)}`]
    const day = chance.below(200)
    const one = put([`${word} GmbH`, `${word}.example`, phone, town, 'Germany'], day, chance.of(marketingOrigins), false)
    const turn = chance.next()
    if (turn < 0.06)
      labels.set(
        `${one} ${put([`${typed(word)}${chance.share(0.5) ? '' : ' AG'}`, null, chance.share(0.7) ? phone : null, town, 'Germany'], day + 5 + chance.below(120), chance.of(fieldOrigins), chance.share(0.8))}`,
        'again',
      )
    else if (turn < 0.1) {
      const elsewhere = chance.of(towns.filter((other) => other !== town))
      labels.set(
        `${one} ${put([`${word} ${elsewhere} GmbH`, `${word}.example`, null, elsewhere, 'Germany'], day + 5 + chance.below(120), chance.of(fieldOrigins), true)}`,
        'site',
      )
    }
  }
  const duck = await openDuck({ memoryMb: 512 })
  try {
    const columns = comparedBy.account.map(({ name }) => name)
    await duck.run(`CREATE TABLE record (id VARCHAR, ${columns.map((name) => `"${name}" VARCHAR`).join(', ')})`)
    const text = (value: string | null) => (value === null ? 'NULL' : `'${value}'`)
    await duck.run(`INSERT INTO record VALUES ${[...rows].map(([id, { cells }]) => `(${[id, ...cells].map(text).join(', ')})`).join(', ')}`)
    const { pairs } = await likelyIn({ duck, table: 'record', columns: comparedBy.account }, Math.log2(0.25 / 0.75), 10_000)
    const counts = { right: 0, sites: 0, strangers: 0, all: [...labels.values()].filter((label) => label === 'again').length }
    const even = evened(pairs.map(({ weight, parts, ...pair }) => ({ ...pair, probability: chanceOf(weight), links: parts })))
    for (const { first: a, second: b, probability, links } of even) {
      const [first, second] = [rows.get(a)?.record, rows.get(b)?.record]
        .flatMap((one) => (one ? [one] : []))
        .toSorted((x, y) => (x.madeAt < y.madeAt ? -1 : 1))
      if (!first || !second) continue
      const judged = judgePair(
        { first, second, probability, links, together: 1 },
        { first: sideOf(first.origin), second: sideOf(second.origin) },
      )
      if (!judged || judged.confidence < 0.5) continue
      const label = labels.get(`${first.id} ${second.id}`)
      counts[label === 'again' ? 'right' : label === 'site' ? 'sites' : 'strangers'] += 1
    }
    return counts
  } finally {
    duck.close()
  }
}

test.each([
  [0, 0.9],
  [0.25, 0.8],
])(
  'of companies entered again, %d of them misspelled, nine of ten shown are right and at least %d are found',
  {
    timeout: 120_000,
  },
  async (misspelled, least) => {
    const sums = { right: 0, sites: 0, strangers: 0, all: 0 }
    const worst = { precision: 1, recall: 1 }
    for (const seed of [7, 8, 9, ...unseen]) {
      const { right, sites, strangers, all } = await companies(seed, misspelled)
      sums.right += right
      sums.sites += sites
      sums.strangers += strangers
      sums.all += all
      worst.precision = Math.min(worst.precision, right / (right + sites + strangers))
      worst.recall = Math.min(worst.recall, right / all)
    }
    console.info(JSON.stringify({ misspelled, ...sums, worst }))
    expect(sums.right / (sums.right + sums.sites + sums.strangers)).toBeGreaterThanOrEqual(0.9)
    expect(sums.right / sums.all).toBeGreaterThanOrEqual(least)
  },
)
