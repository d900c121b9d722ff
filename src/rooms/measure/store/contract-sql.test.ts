import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { customValue } from '#kernel/custom-field'
import { columnOf, customField, type ListColumn, type ListDeclaration } from '#kernel/list'
import { checkedRule } from '#kernel/rule'
import type { Held } from '#kernel/rule-holds'
import { type Instant, instant } from '#kernel/time'
import { type Duck, openDuck, quoteIdent } from '#platform/analytics/duck'
import { type ContractDocument, documentShape, emptyDocument, factFields, fadesFrom } from '#rooms/agreement/contract'
import { evaluate } from '#rooms/agreement/rules/evaluate'
import { rulesFor } from '#test/kit/list-rules'
import { runs } from '#test/kit/runs'
import { contractSql } from './contract-sql.ts'

const custom: readonly ListColumn[] = [
  { key: 'custom:Score', label: 'Score', type: 'number' },
  { key: 'custom:Budget/~x', label: 'Budget', type: 'money' },
  { key: 'custom:Seen', label: 'Seen', type: 'day' },
  { key: 'custom:Lead Quality', label: 'Lead Quality', type: 'text' },
]
/** The list of facts, with custom fields that somebody settled. */
const list: ListDeclaration = { ...factFields, custom }
/** The same with all of them as columns, from which rules are drawn. */
const drawn: ListDeclaration = { ...factFields, columns: [...factFields.columns, ...custom] }

const days = ['2024-02-29', '2025-01-31', '2025-03-30', '2025-06-01', '2026-02-28', '2026-03-01', '2026-12-31']
const values: Record<ListColumn['type'], readonly string[]> = {
  text: ['Energy', 'energy', 'Retail & more', 'ÄRZTE', '100%', "O'Hara", ''],
  choice: ['Energy'],
  reference: ['Energy'],
  number: ['0', '1', '2.5', '10', '-3'],
  money: ['0', '100', '100.0001', '99.9999', '-5'],
  day: days,
  instant: days,
  flag: ['true'],
}
const near = ({ type }: ListColumn) => values[type].filter((value) => value !== '')

const at = fc
  .integer({ min: Date.UTC(2024, 1, 1), max: Date.UTC(2026, 11, 31) })
  .map((ms) => instant(new Date(ms - (ms % 3 === 0 ? ms % 86_400_000 : 0))))

/** The text of a custom field, sometimes one that does not read as its kind. */
const customText = ({ type }: ListColumn) => fc.constantFrom(...values[type], 'none', '1,5', '2025-02-30')

function heldFor({ type, required }: ListColumn): fc.Arbitrary<Held> {
  const some = {
    text: fc.constantFrom(...values.text),
    number: fc.constantFrom(0, 1, 2.5, 10, -3),
    money: fc.constantFrom(...values.money),
    day: fc.constantFrom(...days),
    instant: at,
    flag: fc.boolean(),
  }[type as 'text'] as fc.Arbitrary<Held>
  return required ? some : fc.option(some, { nil: null, freq: 4 })
}

interface Row {
  readonly at: Instant
  readonly facts: Readonly<Record<string, Held>>
  readonly custom: readonly Readonly<Record<string, string>>[]
}

const texts = fc.record(Object.fromEntries(custom.map((column) => [customField(column.key) ?? '', customText(column)])), {
  requiredKeys: [],
})
const row: fc.Arbitrary<Row> = fc.record({
  at,
  facts: fc.record(Object.fromEntries(factFields.columns.map((column) => [column.key, heldFor(column)]))),
  custom: fc.tuple(texts, texts, texts) as fc.Arbitrary<Row['custom']>,
})

const rule = rulesFor(drawn, near)
const points = fc.integer({ min: -4000, max: 4000 }).map((n) => n / 100)
const fade = fc.option(fc.record({ halfLifeDays: fc.constantFrom(1, 7, 30, 365), since: fc.constantFrom(...fadesFrom) }), { nil: null })
const document: fc.Arbitrary<ContractDocument> = fc
  .record({
    criteria: fc.array(fc.record({ rule, points, fade }), { maxLength: 4 }),
    required: fc.uniqueArray(fc.constantFrom(...drawn.columns.map(({ key }) => key)), { maxLength: 2 }),
    exclusions: fc.array(rule, { maxLength: 2 }),
    threshold: fc.integer({ min: -2000, max: 4000 }).map((n) => n / 100),
  })
  .map(({ criteria, required, exclusions, threshold }) => ({
    ...emptyDocument,
    criteria: criteria.map((one, n) => ({ ...one, key: `c${n}`, name: `Criterion ${n}`, kind: 'fit' as const })),
    required,
    exclusions: exclusions.map((one, n) => ({ key: `e${n}`, name: `Exclusion ${n}`, rule: one })),
    threshold,
  }))

function factsOf({ facts, custom: texts }: Row) {
  return (key: string): Held => {
    const field = customField(key)
    if (field === null) return facts[key] ?? null
    const text = texts.map((one) => one[field]).find((one) => one !== undefined)
    return text === undefined ? null : customValue(columnOf(list, key).type, text)
  }
}

const types: Record<ListColumn['type'], string> = {
  ...{ text: 'VARCHAR', choice: 'VARCHAR', reference: 'VARCHAR', number: 'DOUBLE', money: 'DECIMAL(18,4)' },
  ...{ day: 'DATE', instant: 'TIMESTAMP', flag: 'BOOLEAN' },
}

let duck: Duck
beforeAll(async () => {
  duck = await openDuck()
})
afterAll(() => duck?.close())

async function fill(rows: readonly Row[]): Promise<void> {
  const columns = factFields.columns.map(({ key, type }) => `${quoteIdent(key)} ${types[type]}`)
  const own = ['lead_custom', 'person_custom', 'account_custom']
  await duck.run(
    `CREATE OR REPLACE TABLE past (no INTEGER, judged_at TIMESTAMP, ${columns.join(', ')}, ${own.map((name) => `${name} VARCHAR`).join(', ')})`,
  )
  const cells = rows.map(({ at: moment, facts, custom: each }, no) => [
    String(no),
    ...[moment, ...factFields.columns.map(({ key }) => facts[key] ?? null)].map((value) =>
      value === null ? null : String(value).replace(/Z$/, ''),
    ),
    ...each.map((one) => JSON.stringify(one)),
  ])
  const line = (row: readonly unknown[]) => `(${row.map(() => '?').join(', ')})`
  await duck.run(`INSERT INTO past VALUES ${cells.map(line).join(', ')}`, cells.flat())
}

test('one person in memory and many in a database come out the same under any contract: score, each criterion, facts that are missing, and the verdict', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 12 }),
      fc.array(document, { minLength: 1, maxLength: 4 }),
      async (rows, documents) => {
        await fill(rows)
        for (const one of documents) {
          for (const { rule: each } of [...one.criteria, ...one.exclusions]) checkedRule(list, each)
          const { params, points: by, score, complete, excluded, lead } = contractSql(one, list)
          const found = await duck.all<{ score: number; complete: boolean; excluded: boolean; lead: boolean; by: number[] }>(
            `SELECT ${score} AS score, ${complete} AS complete, ${excluded} AS excluded, ${lead} AS lead, [${by.join(', ')}]::BIGINT[] AS by FROM past ORDER BY no`,
            params.values,
          )
          const expected = rows.map((each) => {
            const { score: sum, by: log, missing, exclusion, result } = evaluate(one, list, factsOf(each), each.at)
            return {
              score: sum,
              complete: missing.length === 0,
              excluded: exclusion !== null,
              lead: result === 'lead',
              by: log.map(({ points: own }) => own),
            }
          })
          expect(found).toEqual(expected)
        }
      },
    ),
    { numRuns: runs(8, 2000), endOnFailure: true },
  )
}, 600_000)

test('documents that are drawn are such as the contract takes', () => {
  fc.assert(
    fc.property(document, (one) => documentShape.safeParse(one).success),
    { numRuns: 50 },
  )
})
