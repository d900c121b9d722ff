import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Duck, openDuck, quoteText } from '#platform/analytics/duck'
import { comparedBy, type LikelyKind } from '../contract/likely.ts'
import { levelsOf, type Model } from '../contract/linkage.ts'
import { agreementOf, spell } from '../rules/linkage-agree.ts'
import { exactWeight } from '../rules/linkage-weights.ts'
import { nicknames } from '../rules/nicknames.ts'
import { compare, type Records, score, spell as spellAll } from './linkage.ts'

let duck: Duck
beforeAll(async () => {
  duck = await openDuck({ memoryMb: 512 })
})
afterAll(() => duck.close())

/** Shares that differ in each place, so that no level is taken for another. */
const modelOf = (kind: LikelyKind, records: number): Model => ({
  columns: comparedBy[kind].map(({ name, kind: column }, i) => {
    const raise = (by: number) => levelsOf(column).map((_, level) => 1 / (by + i + level * 1.7))
    return { name, kind: column, m: raise(1.3), u: raise(2.9).reverse() }
  }),
  records,
  matches: 3,
  prior: 0.01,
})

const letters = fc.constantFrom(...'aabbcdeéß .-şЯ0129@'.split(''))
const given = fc.constantFrom('Robert', 'Bob', 'rob', 'Anna', 'Ana', 'R', 'Anneliese', 'Müller', 'Elisabeth', 'Lisa', 'Яна')
const surname = fc.constantFrom('Müller', 'Mueller', 'Muller', 'Anna', 'Robert', 'Hofer', 'Hoffer', 'de la Cruz', 'Яковлев', 'Яковлева')
const company = fc.constantFrom(
  'Acme Inc.',
  'ACME',
  'Acme Widgets GmbH',
  'Widgets Acme',
  'Akme',
  'Acme Wigdets',
  'Größe & Söhne AG',
  'Groesse Soehne',
  'GmbH',
)
const email = fc.constantFrom(
  'anna.mueller@acme.example',
  'anna.muller@acme.example',
  'bob@acme.example',
  'bob@acmee.example',
  'hofer1@x.example',
  'hofer2@x.example',
  'info',
  ' Bob@Acme.example ',
)
const phone = fc.constantFrom(
  '+49 30 1234567',
  '030 1234567',
  '+49 30 1234576',
  '+49 30 123456',
  '1234',
  '+49 30 1235568',
  '+49 30 9934567',
  '---',
)
const place = fc.constantFrom('München', 'Muenchen', 'Munchen', 'Berlin', 'Berlim', 'DE', 'Germany')
const domain = fc.constantFrom('acme.example', 'www.acme.example', 'https://acme.example/x', 'acmee.example', 'other.example', 'none')
const typed = (one: fc.Arbitrary<string>) =>
  fc.option(
    fc.oneof(
      { weight: 4, arbitrary: one },
      { weight: 1, arbitrary: fc.string({ unit: letters, maxLength: 12 }) },
      { weight: 1, arbitrary: fc.tuple(one, letters).map(([text, letter]) => text.slice(0, 3) + letter + text.slice(4)) },
    ),
    { nil: null, freq: 8 },
  )
const rows: Readonly<Record<LikelyKind, fc.Arbitrary<readonly (string | null)[]>>> = {
  person: fc.tuple(typed(given), typed(surname), typed(email), typed(phone), typed(company)),
  account: fc.tuple(typed(company), typed(domain), typed(phone), typed(place), typed(place)),
}

/** All pairs of some rows, weighed by the SQL of the looks at all. */
async function bySql(kind: LikelyKind, all: readonly (readonly (string | null)[])[], model: Model): Promise<Map<string, number>> {
  const columns = comparedBy[kind]
  await duck.run(`CREATE OR REPLACE TABLE record (id VARCHAR, ${columns.map(({ name }) => `${name} VARCHAR`).join(', ')})`)
  const literal = (value: string | null) => (value === null ? 'NULL' : quoteText(value))
  await duck.run(`INSERT INTO record VALUES ${all.map((row, n) => `('${n}', ${row.map(literal).join(', ')})`).join(', ')}`)
  const records: Records = { duck, table: 'record', columns, nicknames }
  await spellAll(records)
  await duck.run('CREATE OR REPLACE TEMP TABLE pair AS SELECT x.rid AS a, y.rid AS b FROM rec x JOIN rec y ON x.id <> y.id')
  await compare(records, 'pair', 'compared')
  const ids = new Map((await duck.all<{ rid: number; id: string }>('SELECT rid, id FROM rec')).map(({ rid, id }) => [rid, id]))
  return new Map((await score(records, model, 'compared', -1e9)).map(({ a, b, weight }) => [`${ids.get(a)} ${ids.get(b)}`, weight]))
}

test.each(['person', 'account'] as const)('a pair of two of the kind %s weighs the same wherever it is weighed', async (kind) => {
  const columns = comparedBy[kind]
  await fc.assert(
    fc.asyncProperty(fc.array(rows[kind], { minLength: 12, maxLength: 30 }), async (all) => {
      const model = modelOf(kind, all.length)
      const told = await bySql(kind, all, model)
      const spelled = all.map((row) => spell(columns, row))
      const often = (column: number, value: string) => spelled.filter(({ values }) => values[column] === value).length
      for (const [a, one] of spelled.entries())
        for (const [b, other] of spelled.entries()) {
          if (a === b) continue
          const ours = exactWeight(model, agreementOf(columns, one, other, often))
          const theirs = told.get(`${a} ${b}`) ?? Number.NaN
          if (!(Math.abs(ours - theirs) < 1e-9)) expect([all[a], all[b], ours]).toEqual([all[a], all[b], theirs])
        }
    }),
    { numRuns: 12 },
  )
})
