import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Actor } from '#kernel/actor'
import type { CallOf, ResultOf } from '#kernel/endpoint'
import type { Id } from '#kernel/id'
import { type ListColumn, sortText } from '#kernel/list'
import type { Cell, ListRow } from '#kernel/list-endpoints'
import { Problem } from '#kernel/problem'
import type { Group } from '#kernel/rule'
import { type Held, holds } from '#kernel/rule-holds'
import { dayOf } from '#kernel/time'
import { inWriting } from '#platform/action/work'
import { readPlace } from '#platform/list/place'
import { askedOf, countRows, readPage } from '#platform/list/read'
import { removeView, saveView, viewsOf } from '#platform/list/views'
import type { Tx } from '#platform/store/database'
import { listWorkspaces } from '#platform/store/workspaces'
import { type TestApp, testApp } from '#test/kit/app'
import { hostileLooks } from '#test/kit/hostile-looks'
import { rulesFor } from '#test/kit/list-rules'
import { runs } from '#test/kit/runs'
import { dealEndpoints, dealList } from './contract.ts'
import { dealSource } from './store/list.ts'

const rows = 80
const id = (kind: number, number: number) => `018c0000-0000-7000-800${kind}-${number.toString(16).padStart(12, '0')}`
const event = id(9, 1)

/** Deals in which every column is empty somewhere and the same somewhere else; case, signs of LIKE, days and cents differ. */
async function fill(tx: Tx): Promise<void> {
  const pick = (from: readonly (string | null)[], number: number) => from[number % from.length] ?? null
  await tx.query(
    `INSERT INTO member (id, name, name_key, custom, touched_by) VALUES ($1, 'Ann Ash', 'annash', '{}', $3), ($2, 'Bo', 'bo', '{}', $3)`,
    [id(1, 1), id(1, 2), event],
  )
  await tx.query(
    `INSERT INTO account (id, name, name_key, custom, touched_by) VALUES ($1, 'Acme', 'acme', '{}', $3), ($2, 'Zürich Öl 50%', 'zurichol50', '{}', $3)`,
    [id(2, 1), id(2, 2), event],
  )
  await tx.query(`INSERT INTO pipeline (id, name, touched_by) VALUES ($1, 'Sales', $2)`, [id(3, 1), event])
  await tx.query(
    `INSERT INTO stage (id, pipeline_id, name, position, kind, touched_by) VALUES ($1, $3, 'Talk', 0, 'open', $4), ($2, $3, 'Close', 1, 'won', $4)`,
    [id(4, 1), id(4, 2), id(3, 1), event],
  )
  for (let n = 0; n < rows; n += 1) {
    await tx.query(
      `INSERT INTO deal (id, external_id, name, account_id, owner_id, pipeline_id, stage_id, state, amount, currency, opened_at, expected_on, source, probability, custom, touched_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15::jsonb, $16)`,
      [
        id(5, (n * 37) % 101),
        `D${n}`,
        pick(['Renewal', 'renewal 50%', 'Öl_1', 'New \\ line', 'acme'], n),
        pick([id(2, 1), id(2, 2), null], n),
        pick([null, id(1, 1), id(1, 2), id(1, 1)], n),
        id(3, 1),
        pick([id(4, 1), id(4, 2), null], n >> 1),
        pick(['open', 'won', 'lost'], n),
        pick(['100', '100.0001', null, '-5', '99999999999999.9999', '0'], n),
        pick(['EUR', null, 'USD'], n),
        pick(
          [
            '2026-02-28T23:59:59.999Z',
            '2026-03-01T00:00:00Z',
            null,
            '2025-12-31T12:00:00Z',
            '2024-02-29T00:00:00Z',
            '2026-03-09T00:00:00Z',
          ],
          n,
        ),
        pick([null, '2026-03-02', '2026-03-31', '2026-04-01', '2025-03-02'], n),
        pick(['Web', 'web', 'Fair', null], n),
        pick([null, '0.1', '50', '1e10'], n),
        JSON.stringify(
          pick(['a', 'b', null], n) === null ? {} : { Region: pick(['North', 'south'], n), ...(n === 7 ? { 'Rare, "one"': 'x' } : {}) },
        ),
        event,
      ],
    )
  }
}

let app: TestApp & { close(): Promise<void> }
let read: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
let place: Pick<Parameters<typeof inWriting>[0], 'services' | 'workspace'>
beforeAll(async () => {
  app = await testApp()
  const { database } = app.served.app.services
  const [workspace] = await database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  await database.inWorkspace(workspace, fill)
  place = { services: app.served.app.services, workspace }
  read = (work) => database.inWorkspace(workspace, work, { readOnly: true })
})
afterAll(() => app?.close())

const actor: Actor = { kind: 'user', id: 'u1', name: 'Ann', role: 'owner' }
const now = '2026-03-02T08:00:00.000Z' as Parameters<typeof dayOf>[0]
const everything = askedOf(dealList, { columns: [...dealList.columns.map(({ key }) => key), 'custom:Region'].join(',') }, now)

const held = (cell: Cell | undefined): Held =>
  cell === null || cell === undefined ? null : typeof cell === 'object' && 'amount' in cell ? cell.amount : cell

const listed = (input: CallOf<typeof dealEndpoints.rows>): Promise<ResultOf<typeof dealEndpoints.rows>> =>
  app.call(dealEndpoints.rows, input)
const filtered = (...rules: Group['rules']) => JSON.stringify({ combinator: 'and', rules } satisfies Group)

describe('the list of deals', () => {
  test('finds in SQL what plain TypeScript finds, for generated rules over rows with empty, equal and odd values', async () => {
    await read(async (tx) => {
      const all = (await readPage(tx, dealSource, everything, { place: null, limit: 1000 })).rows
      expect(all.length).toBe(rows)
      const inData = (column: ListColumn) => [...new Set(all.map((row) => held(row.cells[column.key])).filter((cell) => cell !== null))]
      const near = (column: ListColumn): string[] => {
        if (column.type === 'instant' || column.type === 'day') return ['2026-02-28', '2026-03-01', '2025-12-31', '2026-03-31']
        if (column.type === 'number') return ['0.1', '50', '-1']
        const found = inData(column).map((cell) => (typeof cell === 'object' ? cell.id : String(cell)))
        return [
          ...found.slice(0, 8),
          ...(column.type === 'text' ? ['ren', '%', 'ö', '_1', '\\'] : []),
          ...(found.length === 0 ? [column.type === 'reference' ? id(1, 1) : 'x'] : []),
        ]
      }
      const rule = rulesFor({ ...dealList, columns: [...dealList.columns, { key: 'custom:Region', label: 'Region', type: 'text' }] }, near)
      await fc.assert(
        fc.asyncProperty(rule, async (one) => {
          const asked = { ...everything, columns: [], rule: one }
          const found = (await readPage(tx, dealSource, asked, { place: null, limit: 1000 })).rows.map((row) => row.id)
          const wanted = all.filter((row) => holds(dealList, one, (key) => held(row.cells[key]), dayOf(now))).map((row) => row.id)
          expect(found).toEqual(wanted)
          expect(await countRows(tx, dealSource, asked)).toBe(wanted.length)
        }),
        { numRuns: 150, endOnFailure: true },
      )
    })
  })

  test('answers injected SQL, operators and names with rows that the rest of the filter lets through, or with a sentence; kept as a view too', {
    timeout: 3_600_000,
  }, async () => {
    const whoever = { ...place, actor }
    const won = { field: 'state', operator: 'in', value: ['won'] }
    let [answered, viewId]: [number, Id<'saved_view'> | null] = [0, null]
    const refused = (error: unknown) => (error instanceof Problem && error.kind === 'invalid-input' ? null : Promise.reject(error))
    const numRuns = runs(60, 100_000)
    onTestFinished(async () => {
      if (viewId !== null) await inWriting(whoever, (ctx) => removeView(ctx, dealList, viewId as Id<'saved_view'>))
    })
    await fc.assert(
      fc.asyncProperty(hostileLooks(dealList), fc.nat(19), async ({ filter, cursor, search, sort, columns }, dice) => {
        const view = { sort, columns, filter: JSON.stringify({ combinator: 'and', rules: [won, JSON.parse(filter)] }) }
        const listed = async (tx: Tx) => {
          const asked = askedOf(dealList, { ...view, search }, now)
          const whole = { ...asked, columns: dealList.columns.filter(({ key }) => key === 'state') }
          const behind = cursor === undefined ? null : readPlace(asked.sort, cursor)
          await readPage(tx, dealSource, asked, { place: behind, limit: 50 })
          expect(await countRows(tx, dealSource, asked)).toBeLessThanOrEqual(rows)
          return (await readPage(tx, dealSource, whole, { place: behind, limit: 1000 })).rows
        }
        const found = await read(listed).catch(refused)
        if (found !== null) answered += 1
        expect(found?.filter(({ cells }) => cells.state !== 'won') ?? []).toEqual([])
        if (dice > 0) return
        const saved = await inWriting(whoever, (ctx) =>
          saveView(ctx, dealList, { id: viewId, name: 'x', shared: true, usual: false, view }),
        ).catch(refused)
        viewId = saved?.id ?? viewId
        // What is refused as a view is what the list refuses too, but for the place to go on from.
        if (cursor === undefined) expect(saved === null).toBe(found === null)
        const views = await read((tx) => viewsOf({ tx, actor: whoever.actor }, dealList))
        expect(saved === null || views.some((one) => one.id === viewId && one.view.filter === view.filter)).toBe(true)
      }),
      { numRuns, endOnFailure: true },
    )
    // Of a few none may have been a question that can be answered; of many about one in ten is.
    if (numRuns >= 1000) expect(answered).toBeGreaterThan(numRuns * 0.08)
  })

  test('gives every row once, in one order, whatever it is sorted by and however long a page is', async () => {
    const keys = [...dealList.columns.map(({ key }) => key), 'custom:Region']
    const sorts = fc.uniqueArray(fc.record({ key: fc.constantFrom(...keys), descending: fc.boolean() }), {
      maxLength: 3,
      selector: ({ key }) => key,
    })
    await read(async (tx) => {
      await fc.assert(
        fc.asyncProperty(sorts, fc.integer({ min: 13, max: 60 }), async (sort, limit) => {
          const asked = askedOf(dealList, { sort: sortText(sort), columns: sort[0]?.key ?? 'name' }, now)
          const whole = (await readPage(tx, dealSource, asked, { place: null, limit: 1000 })).rows
          const pages: ListRow[] = []
          let place = null
          do {
            const page: Awaited<ReturnType<typeof readPage>> = await readPage(tx, dealSource, asked, { place, limit })
            pages.push(...page.rows)
            place = page.next
          } while (place !== null)
          expect(pages).toEqual(whole)
          expect(new Set(whole.map((row) => row.id)).size).toBe(rows)
          const [first] = sort
          const ends = first ? whole.map((row) => held(row.cells[first.key]) === null) : []
          expect(ends).toEqual(ends.toSorted((a, b) => Number(a) - Number(b)))
        }),
        { numRuns: 25, endOnFailure: true },
      )
    })
  })

  test('is filtered, sorted, searched, counted and turned page by page over HTTP', async () => {
    const filter = filtered({ field: 'amount', operator: '>', value: '99' }, { field: 'owner', operator: 'contains', value: 'ann' })
    const first = await listed({ filter, sort: '-amount,name', columns: 'name,owner,amount', limit: 5 })
    expect(first.rows.map((row) => row.cells.amount)).toEqual(Array(5).fill({ amount: '100.0001', currency: null }))
    expect(first.rows[0]?.cells.owner).toEqual({ id: id(1, 1), label: 'Ann Ash' })
    const second = await listed({ filter, sort: '-amount,name', columns: 'name', limit: 5, cursor: first.cursor ?? '' })
    expect(second.rows.map((row) => row.id)).not.toContain(first.rows[0]?.id)
    const { count } = await app.call(dealEndpoints.count, { filter })
    expect((await listed({ filter, limit: 200 })).rows.length).toBe(count)
    expect((await app.call(dealEndpoints.count, { search: 'zürich RENEWAL' })).count).toBeGreaterThan(0)
    expect((await app.call(dealEndpoints.count, { search: '50%' })).count).toBeLessThan(rows)
  })

  test('refuses a cursor of another order, and one that somebody made up, with a sentence', async () => {
    const { cursor } = await listed({ sort: 'name', limit: 5 })
    await expect(listed({ sort: '-name', cursor: cursor ?? '' })).rejects.toThrow('400 This cursor does not belong to this order')
    const made = Buffer.from(JSON.stringify(['-opened', ['2026-99-99'], id(5, 1)])).toString('base64url')
    await expect(listed({ cursor: made })).rejects.toThrow('400 This cursor does not belong to this order')
  })

  test('knows its columns with all custom fields, and the values that a column holds', async () => {
    const { columns } = await app.call(dealEndpoints.columns, {})
    expect(columns.map(({ key }) => key).slice(-2)).toEqual(['custom:Rare, "one"', 'custom:Region'])
    const { values } = await app.call(dealEndpoints.values, { column: 'owner' })
    expect(values.map(({ label, count }) => `${label} ${count}`)).toEqual(['Ann Ash 40', 'Bo 20'])
    for (const { key } of columns)
      expect((await app.call(dealEndpoints.values, { column: key, search: 'no such value' })).values, key).toEqual([])
    expect((await app.call(dealEndpoints.values, { column: 'custom:Region', search: 'nor' })).values.map(({ value }) => value)).toEqual([
      'North',
    ])
  })

  test('leaves as a file with the columns, the order and the filter that were chosen', async () => {
    const query = new URLSearchParams({
      columns: 'name,amount,owner',
      sort: 'externalId',
      filter: filtered({ field: 'state', operator: 'in', value: ['won'] }),
    })
    const text = await (await app.raw(`${dealEndpoints.download.path}?${query}`)).text()
    const lines = text.trimEnd().split('\r\n')
    expect(lines[0]).toBe('Id,Deal,Amount,Amount currency,Owner')
    expect(lines.length - 1).toBe((await app.call(dealEndpoints.count, { filter: query.get('filter') ?? '' })).count)
    expect(lines[1]).toBe(`${id(5, 37)},renewal 50%,100.0001,,Ann Ash`)
    expect((await app.raw(`${dealEndpoints.download.path}?columns=nothing`)).status).toBe(400)
  })

  test('keeps views: checked when they are saved, one usual one, one name once, and gone when removed', async () => {
    const view = { filter: filtered({ field: 'state', operator: 'in', value: ['open'] }), sort: '-amount', columns: 'name,amount' }
    const saved = await app.call(dealEndpoints.saveView, { name: 'Open deals', usual: true, view })
    await expect(app.call(dealEndpoints.saveView, { name: 'open DEALS', view })).rejects.toThrow(
      '409 You already have a view called "Open deals"',
    )
    await expect(app.call(dealEndpoints.saveView, { name: 'Bad', view: { ...view, sort: 'nothing' } })).rejects.toThrow(
      '"nothing" is no column of deals',
    )
    const other = await app.call(dealEndpoints.saveView, { name: 'Another', usual: true, view })
    const { views } = await app.call(dealEndpoints.views, {})
    expect(views.map(({ name, usual, own }) => ({ name, usual, own }))).toEqual([
      { name: 'Another', usual: true, own: true },
      { name: 'Open deals', usual: false, own: true },
    ])
    expect(views[1]?.view).toEqual(view)
    await app.call(dealEndpoints.saveView, { ...saved, shared: true, name: 'Open' })
    await app.call(dealEndpoints.removeView, { viewId: other.id })
    expect((await app.call(dealEndpoints.views, {})).views.map(({ name, shared }) => [name, shared])).toEqual([['Open', true]])
    await expect(app.call(dealEndpoints.removeView, { viewId: other.id })).rejects.toThrow('404 This view is not one of yours')
  })
})
