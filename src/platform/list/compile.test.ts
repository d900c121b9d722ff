import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ListDeclaration } from '#kernel/list'
import { columnsText, readSort, sortText } from '#kernel/list'
import { Problem } from '#kernel/problem'
import { operators } from '#kernel/rule'
import { instant } from '#kernel/time'
import { rulesFor } from '#test/kit/list-rules'
import { compileCount, compilePage } from './compile.ts'
import { placeText, readPlace } from './place.ts'
import { askedOf, type Said } from './read.ts'
import { listSource } from './source.ts'

const list: ListDeclaration = {
  kind: 'deal',
  one: 'deal',
  many: 'deals',
  name: 'name',
  sort: [{ key: 'opened', descending: true }],
  columns: [
    { key: 'name', label: 'Deal', type: 'text', required: true, searched: true, shown: true },
    { key: 'owner', label: 'Owner', type: 'reference', shown: true },
    { key: 'state', label: 'State', type: 'choice', required: true, options: [{ value: 'open', label: 'Open' }] },
    { key: 'amount', label: 'Amount', type: 'money' },
    { key: 'score', label: 'Score', type: 'number' },
    { key: 'opened', label: 'Opened', type: 'instant' },
    { key: 'due', label: 'Due', type: 'day' },
    { key: 'done', label: 'Done', type: 'flag' },
    { key: 'secret', label: 'Secret', type: 'text', fixed: true },
  ],
}
const source = listSource({
  list,
  from: 'deal d',
  id: 'd.id',
  version: 'd.touched_by',
  custom: 'd.custom',
  joins: { owner: 'LEFT JOIN member m ON m.id = d.owner_id' },
  columns: {
    name: { sql: 'd.name' },
    owner: { sql: 'm.name', id: 'd.owner_id', names: 'member', needs: ['owner'] },
    state: { sql: 'd.state' },
    amount: { sql: 'd.amount', currency: 'd.currency' },
    score: { sql: 'd.score' },
    opened: { sql: 'd.opened_at' },
    due: { sql: 'd.due_on' },
    done: { sql: 'd.done' },
    secret: { sql: 'd.secret' },
  },
})
const now = instant(new Date('2026-03-02T08:00:00Z'))

/** Both statements of what is said, or null where it is refused with a sentence. */
function compiled(said: Said, cursor?: string): { text: string; values: readonly unknown[] }[] | null {
  try {
    const asked = askedOf(list, said, now)
    const place = cursor === undefined ? null : readPlace(asked.sort, cursor)
    const at = { place, limit: 50 }
    return [
      compilePage(source, asked, { ...at, stretch: 'known' }),
      compilePage(source, asked, { ...at, stretch: 'empty' }),
      compileCount(source, asked),
    ]
  } catch (error) {
    if (error instanceof Problem && error.kind === 'invalid-input' && error.message.length > 10) return null
    throw error
  }
}

/** Every word that may stand in a statement: those of the declaration, and a few of SQL. */
const words = new Set(
  `SELECT AS FROM LEFT JOIN ON WHERE AND OR NOT IS TRUE NULL NULLS LAST ASC DESC ORDER BY LIMIT BETWEEN LIKE IN ANY named named.id named.name lower count
   text uuid numeric double precision date timestamptz boolean integer id version n
   deal d member m touched_by custom name owner_id state amount currency score opened_at due_on done secret`.split(/\s+/),
)

/** What is in a statement and not in the declaration. */
function strange(text: string): string[] {
  const rest = text
    .replaceAll(/\$\d+/g, ' ')
    .replaceAll(/\b[ckim]\d+\b/g, ' ')
    .replaceAll(/->>|::|<=|>=|[(),.=<>*[\]]/g, ' ')
  return rest.split(/\s+/).filter((word) => word !== '' && !words.has(word))
}

const nasty = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.constantFrom(
    "'; DROP TABLE deal; --",
    '" OR 1=1 --',
    'name"; SELECT pg_sleep(9)',
    '$1',
    '__proto__',
    'constructor',
    'toString',
    'd.secret',
    'secret',
    'name, secret',
    "custom:x' OR true --",
    'custom:',
    '\u0000',
    '\\',
    '%',
    'NULL',
    'infinity',
    '2026-13-45',
    '1e309',
  ),
)
const anyField = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...list.columns.map(({ key }) => key)) }, { weight: 2, arbitrary: nasty })
const anyOperator = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...new Set(Object.values(operators).flat())) },
  { weight: 1, arbitrary: nasty },
)
const anyValue = fc.oneof(
  nasty,
  fc.array(nasty, { maxLength: 3 }),
  fc.double(),
  fc.boolean(),
  fc.constantFrom('2026-01-31', '12.5', ['1', '2'], ['2026-01-01', '2026-02-01'], { count: 3, unit: 'week' }, 'month', null),
  fc.record({ count: fc.oneof(fc.integer(), nasty), unit: nasty }),
)
const id = '018c0000-0000-7000-8000-000000000001'
const near: Record<string, readonly string[]> = {
  text: ["o'neil; --", '%', '\\'],
  choice: ['open'],
  number: ['1.5', '-3'],
  money: ['100', '0.0001'],
  day: ['2026-01-31'],
  instant: ['2026-02-28'],
  flag: ['true'],
  reference: [id],
}
const fair = rulesFor(list, ({ type }) => near[type] ?? [])
const fairField = fc.constantFrom('name', 'owner', 'amount', "custom:x' OR 1=1 --", 'custom:"; DROP')
const anyRule: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  rule: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ field: anyField, operator: anyOperator, value: anyValue }),
    fc.record({
      combinator: fc.oneof(fc.constantFrom('and', 'or'), nasty),
      not: fc.oneof(fc.boolean(), nasty),
      rules: fc.array(tie('rule'), { maxLength: 3 }),
    }),
    nasty,
  ),
})).rule

describe('the SQL of a list', () => {
  test('never holds anything outside of the declaration, whatever 10,000 filters, orders, columns, searches and cursors say', () => {
    let accepted = 0
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fair, anyRule), { maxLength: 2 }),
        fc.array(fc.tuple(fc.constantFrom('', '-'), fc.oneof({ weight: 9, arbitrary: fairField }, { weight: 1, arbitrary: anyField })), {
          maxLength: 3,
        }),
        fc.array(fc.oneof({ weight: 9, arbitrary: fairField }, { weight: 1, arbitrary: anyField }), { maxLength: 3 }),
        nasty,
        fc.option(fc.array(fc.oneof(nasty, fc.constant(null)), { maxLength: 3 }), { nil: undefined }),
        (rules, sort, columns, search, places) => {
          const order = sort.map(([sign, key]) => sign + encodeURIComponent(key)).join(',')
          const cursor = places && Buffer.from(JSON.stringify([order, places, id])).toString('base64url')
          const said = {
            filter: JSON.stringify({ combinator: 'and', rules }),
            sort: order,
            columns: columns.map(encodeURIComponent).join(','),
            search,
          }
          for (const { text, values } of compiled(said, cursor) ?? []) {
            accepted += 1
            expect(strange(text)).toEqual([])
            expect(values.length).toBe(new Set(text.match(/\$\d+/g)).size)
          }
        },
      ),
      { numRuns: 10_000, endOnFailure: true },
    )
    expect(accepted).toBeGreaterThan(3000)
  })

  test('names what can be asked when a column, an operator, a value or an order is unknown', () => {
    const refusal = (said: Said) => {
      try {
        askedOf(list, said, now)
        return 'accepted'
      } catch (error) {
        return error instanceof Problem ? error.message : String(error)
      }
    }
    const line = (field: string, operator: string, value?: unknown) =>
      refusal({ filter: JSON.stringify({ combinator: 'and', rules: [{ field, operator, value }] }) })
    expect(line('naem', '=', 'x')).toContain('"naem" is no column of deals. There are name, owner')
    expect(line('amount', 'contains', 'x')).toContain('Amount can be compared by =, !=, <')
    expect(line('amount', '>', 'many')).toContain('Amount is compared with a number')
    expect(line('opened', '=', '2026-02-30')).toContain('Opened is compared with a day such as')
    expect(line('state', 'in', ['gone'])).toContain('State is one of open')
    expect(line('owner', 'in', ['Ann'])).toContain('Owner is chosen by the ids')
    expect(line('secret', '=', 'x')).toContain('deals cannot be filtered by Secret')
    expect(line('due', 'inLast', { count: 0, unit: 'day' })).toContain('Say how many for Due')
    expect(refusal({ sort: '-secret' })).toContain('deals cannot be sorted by Secret')
    expect(refusal({ sort: 'name,name' })).toContain('by each column once')
    expect(refusal({ filter: '{' })).toContain('The filter is not JSON')
    expect(refusal({ filter: JSON.stringify({ combinator: 'xor', rules: [] }) })).toContain('"and" or "or"')
    expect(line('name', '=', 'x')).toBe('accepted')
  })

  test('joins only what the columns, the filter and the order need', () => {
    const [page, , count] = compiled({ columns: 'name', sort: 'name' }) ?? []
    expect(page?.text).not.toContain('JOIN')
    expect(compiled({ columns: 'name,owner', sort: 'name' })?.[0]?.text).toContain('LEFT JOIN member m')
    expect(count?.text).toBe('SELECT count(*) AS n FROM deal d')
  })

  test('follows an index for one column: the place behind the last row is a range of rows', () => {
    const cursor = placeText([{ key: 'name', descending: false }], { values: ['acme'], id: '018c0000-0000-7000-8000-000000000001' })
    const [page] = compiled({ columns: 'name', sort: 'name' }, cursor) ?? []
    expect(page?.text).toContain('(lower(d.name), d.id) > ($1::text, $2::uuid) ORDER BY lower(d.name) ASC, d.id ASC LIMIT $3::integer')
  })

  test('a custom field with a comma, a minus or a quote in its name goes into an address and back', () => {
    const sort = [
      { key: 'custom:a,b"-c%', descending: true },
      { key: 'name', descending: false },
    ]
    expect(readSort(list, sortText(sort))).toEqual(sort)
    expect(askedOf(list, { columns: columnsText(['custom:x,y', 'name']) }, now).columns.map(({ key }) => key)).toEqual([
      'custom:x,y',
      'name',
    ])
  })
})
