import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ListDeclaration } from '#kernel/list'
import { columnsText, readSort, sortText } from '#kernel/list'
import { Problem } from '#kernel/problem'
import { instant } from '#kernel/time'
import { hostileLooks } from '#test/kit/hostile-looks'
import { runs } from '#test/kit/runs'
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

describe('the SQL of a list', () => {
  test('never holds anything outside of the declaration, whatever filters, orders, columns, searches and cursors say', {
    timeout: 600_000,
  }, () => {
    const numRuns = runs(600, 100_000)
    let accepted = 0
    fc.assert(
      fc.property(hostileLooks(list), ({ cursor, ...said }) => {
        for (const { text, values } of compiled(said, cursor) ?? []) {
          accepted += 1
          expect(strange(text)).toEqual([])
          expect(values.length).toBe(new Set(text.match(/\$\d+/g)).size)
        }
      }),
      { numRuns, endOnFailure: true },
    )
    expect(accepted).toBeGreaterThan(numRuns * 0.25)
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
