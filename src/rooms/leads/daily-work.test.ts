import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CallOf } from '#kernel/endpoint'
import type { ListRow } from '#kernel/list-endpoints'
import { accountMany } from '#rooms/accounts/contract'
import { dealEndpoints, dealMany, dealRecord, readBoard } from '#rooms/deals/contract'
import { listRates, removeRate, saveRates } from '#rooms/workspace/contract'
import { type TestApp, testApp } from '#test/kit/app'
import { imported } from '#test/kit/importing'
import { rowsOf } from '#test/kit/records'
import { addTask, changeTask, listTasks, readTimeline, taskOwners, tasksOfRecord, undoTask } from './contract.ts'

const lines = Array.from({ length: 12 }, (_, n) =>
  [
    `D${n}`,
    `Deal ${String(n).padStart(2, '0')}`,
    `Account ${n % 3}`,
    n % 2 ? 'Ann Ash' : 'Bo Birk',
    n < 9 ? 'Main' : 'Partners',
    n === 8 ? 'Closed Lost' : 'Proposal',
    1000 + n,
    n === 7 ? 'USD' : 'EUR',
    '2025-01-10',
    n === 8 ? '2025-03-10' : '2099-03-10',
    n % 4 ? 'North' : '',
  ].join(),
)
const file = [
  'Opportunity ID,Opportunity Name,Account Name,Opportunity Owner,Pipeline,Stage,Amount,Currency,Created Date,Close Date,Budget holder',
  ...lines,
].join('\n')

let app: TestApp & { close(): Promise<void> }
beforeAll(async () => {
  app = await testApp()
  const done = await imported(app, [{ name: 'deals.csv', text: file }])
  expect(done.failure).toBeNull()
}, 60_000)
afterAll(() => app?.close())

const filtered = (field: string, operator: string, value: unknown) =>
  JSON.stringify({ combinator: 'and', rules: [{ field, operator, value }] })
const everything = { filter: '' }
const names = (low: number, high: number) => filtered('amount', 'between', [String(1000 + low), String(1000 + high)])
const choice = async (column: string, label: string) =>
  (await app.call(dealMany.choices, { column })).choices.find((one) => one.label === label)?.id ?? ''
const preview = (input: CallOf<typeof dealMany.preview>) => app.call(dealMany.preview, input)
const run = (previewId: string) => app.call(dealMany.run, { previewId })
const undo = (eventId: string | null, keepChanged = false) => app.call(dealMany.undo, { eventId: eventId ?? '', keepChanged })
async function deal(n: number): Promise<ListRow> {
  const { rows } = await app.call(dealEndpoints.rows, { filter: filtered('externalId', 'in', [`D${n}`]) })
  return await app.call(dealRecord.read, { id: rows[0]?.id ?? '' })
}
const whole = () =>
  rowsOf(
    app,
    'SELECT (SELECT jsonb_agg(d ORDER BY d.id) FROM deal d) AS deals, (SELECT jsonb_agg(e ORDER BY e.id) FROM stage_entry e) AS entries',
  )

describe('many records at once', () => {
  test('are changed as previewed, all that a filter finds, in one event that undo takes back to the last byte', async () => {
    const before = await whole()
    const ann = await choice('owner', 'Ann Ash')
    const seen = await preview({ which: { filter: names(0, 5) }, changes: { owner: ann, 'custom:Budget holder': 'South', source: 'Fair' } })
    expect(seen).toMatchObject({ found: 6, change: 6, same: 0, refused: 0 })
    expect(seen.examples.find(({ name }) => name === 'Deal 02')?.fields).toEqual([
      { label: 'Owner', type: 'reference', before: 'Bo Birk', after: 'Ann Ash' },
      { label: 'Budget holder', type: 'text', before: 'North', after: 'South' },
      { label: 'Source', type: 'text', before: null, after: 'Fair' },
    ])
    expect(await whole()).toEqual(before)
    const done = await run(seen.previewId)
    expect(done).toMatchObject({ changed: 6, same: 0, refused: 0, conflictCount: 0 })
    expect((await deal(4)).cells).toMatchObject({ owner: { label: 'Ann Ash' }, 'custom:Budget holder': 'South', source: 'Fair' })
    expect(await rowsOf(app, `SELECT 1 FROM change WHERE event_id = '${done.eventId}'`)).toHaveLength(6)
    const { steps } = await app.call(dealMany.made, {})
    expect(steps[0]).toMatchObject({ says: 'Changed Owner, Budget holder, Source of 6 deals', records: 6, undone: false })
    expect(await app.call(accountMany.made, {})).toEqual({ steps: [] })
    expect(await undo(done.eventId)).toEqual({ undone: true, records: 6, conflicts: [], conflictCount: 0 })
    expect(await whole()).toEqual(before)
    await expect(run(seen.previewId)).rejects.toThrow('404 This preview, which may have been run already')
  })

  test('that somebody changed since the preview are listed and left, and those that came to fit the filter are left too', async () => {
    const ann = await choice('owner', 'Ann Ash')
    const [one, other] = [await deal(0), await deal(1)]
    const seen = await preview({ which: { filter: filtered('owner', 'contains', 'Bo') }, changes: { owner: ann, channel: 'Web' } })
    expect(seen.change).toBe(6)
    const mine = await app.call(dealRecord.change, { id: one.id, version: one.version, changes: { amount: '5' } })
    const newcomer = await app.call(dealRecord.change, {
      id: other.id,
      version: other.version,
      changes: { owner: await choice('owner', 'Bo Birk') },
    })
    const done = await run(seen.previewId)
    expect(done).toMatchObject({ changed: 5, conflictCount: 1, conflicts: [{ id: one.id, name: 'Deal 00' }] })
    expect(done.conflicts[0]?.why).toMatch(/^Changed by .+ since the preview\.$/)
    expect((await deal(1)).cells.owner).toMatchObject({ label: 'Bo Birk' })
    await undo(done.eventId)
    for (const [id, eventId] of [
      [one.id, mine.eventId],
      [other.id, newcomer.eventId],
    ] as const)
      await app.call(dealRecord.undo, { id, eventId: eventId ?? '' })
  })

  test('deals are closed as lost for a reason; those of another pipeline and those that are lost already say why they stay', async () => {
    const lost = await choice('stage', 'Main: Closed Lost')
    const asked = { which: everything, changes: { stage: lost } }
    const without = await preview(asked)
    expect(without).toMatchObject({ found: 12, change: 0, same: 1, refused: 11 })
    expect(without.refusals).toEqual([
      { why: 'Say why the deal is lost.', records: 8, examples: expect.arrayContaining(['Deal 00']) },
      { why: expect.stringContaining('is a stage of another pipeline'), records: 3, examples: expect.anything() },
    ])
    const before = await whole()
    const { previewId } = await preview({ ...asked, reason: 'No budget', on: '2025-06-01' as never })
    const done = await run(previewId)
    expect(done).toMatchObject({ changed: 8, same: 1, refused: 3 })
    const gone = await deal(3)
    expect(gone.cells).toMatchObject({ state: 'lost', lostReason: 'No budget', closed: '2025-06-01T00:00:00.000Z' })
    const entries = () => rowsOf(app, `SELECT known FROM stage_entry WHERE deal_id = '${gone.id}' ORDER BY at`)
    const history = await entries()
    expect(history.length).toBeGreaterThan(0)
    await app.call(dealRecord.change, { id: gone.id, version: gone.version, changes: { source: 'Fair' } })
    const held = await undo(done.eventId)
    expect(held).toMatchObject({ undone: false, records: 0, conflictCount: 1, conflicts: [{ name: 'Deal 03', why: 'Changed since.' }] })
    expect((await deal(2)).cells.state).toBe('lost')
    expect(await undo(done.eventId, true)).toMatchObject({ undone: true, records: 7, conflictCount: 1 })
    // The deal that is left keeps the way that it went.
    expect((await deal(3)).cells).toMatchObject({ state: 'lost', source: 'Fair' })
    expect(await entries()).toEqual(history)
    expect((await deal(2)).cells.state).toBe('open')
    const others = (found: typeof before) => JSON.stringify(found).split(gone.id).length
    expect(others(await whole())).toBeGreaterThan(others(before))
  })

  test('refuses what makes no sense for many, with a sentence', async () => {
    const some = { which: { records: [(await deal(6)).id, (await deal(7)).id] } }
    await expect(preview({ ...some, changes: { name: 'One' } })).rejects.toThrow('400 Deal is changed on the page of each deal')
    await expect(preview({ ...some, changes: {} })).rejects.toThrow('400 Name at least one field to change.')
    await expect(preview({ ...some, changes: { amount: '7' } })).rejects.toThrow('409 These deals are in EUR, USD. Set the amount')
    await expect(preview({ ...some, changes: { owner: some.which.records[0] ?? '' } })).rejects.toThrow('404 This Owner does not exist')
    await expect(app.call(dealMany.choices, { column: 'amount' })).rejects.toThrow('400 Amount of deals is not chosen among records.')
    const { previewId, found } = await preview({ ...some, changes: { amount: null } })
    expect(found).toBe(2)
    await expect(app.call(accountMany.run, { previewId })).rejects.toThrow('404 This preview')
  })
})

describe('the board of deals', () => {
  const board = (input: CallOf<typeof readBoard> = {}) => app.call(readBoard, input)

  test('counts the deals of each stage of a pipeline and adds up their money in one currency; another joins by its rate', async () => {
    const { pipelines, pipeline, currency, columns, elsewhere } = await board()
    expect(pipelines.map(({ name }) => name)).toEqual(['Main', 'Partners'])
    expect([pipelines.find(({ id }) => id === pipeline)?.name, currency, elsewhere]).toEqual(['Main', 'EUR', 0])
    // Deal 03 was left lost above.
    const at = (name: string, found = columns) => found.find(({ stage }) => stage?.name === name)
    expect(at('Proposal')).toMatchObject({ stage: { kind: 'open' }, deals: 7, sum: '6018', withoutRate: 1 })
    expect(at('Closed Lost')).toMatchObject({ stage: { kind: 'lost' }, deals: 2, sum: '2011', withoutRate: 0 })
    await app.call(saveRates, { rates: [{ currency: 'USD', into: 'EUR', day: '2025-01-01' as never, rate: '0.5' }] })
    expect(at('Proposal', (await board()).columns)).toMatchObject({ sum: '6521.5', withoutRate: 0 })
    for (const { id } of (await app.call(listRates, {})).rates) await app.call(removeRate, { id })
    const filtered = await board({ filter: names(0, 1) })
    expect(at('Proposal', filtered.columns)).toMatchObject({ deals: 2, sum: '2001' })
    const partners = await board({ pipeline: pipelines[1]?.id ?? '' })
    expect(partners.columns.reduce((sum, { deals }) => sum + deals, 0)).toBe(3)
    await expect(board({ pipeline: '018c0000-0000-7000-8000-000000000001' })).rejects.toThrow('404 This pipeline does not exist')
  })
})

describe('tasks', () => {
  const day = (away: number) => new Date(Date.now() + away * 86_400_000).toISOString().slice(0, 10) as never
  const titles = async () => (await app.call(listTasks, {})).tasks.map(({ title }) => title)

  test('are noted on a record, are somebody’s with a day, are done and opened again, each taken back by undo', async () => {
    const on = { kind: 'deal', id: (await deal(5)).id } as const
    expect(await app.call(listTasks, {})).toMatchObject({ tasks: [], counts: { overdue: 0, today: 0, later: 0, someday: 0 } })
    const call = await app.call(addTask, { ...on, title: 'Call Ada', dueOn: day(3) })
    const late = await app.call(addTask, { ...on, title: 'Send the offer', dueOn: day(-2) })
    await app.call(addTask, { ...on, title: 'Read the news' })
    await app.call(addTask, { ...on, title: 'Look at the contract', dueOn: day(0) })
    const { owners, me } = await app.call(taskOwners, {})
    await app.call(addTask, { ...on, title: 'Theirs', who: owners.find(({ name }) => name === 'Ann Ash')?.id ?? null })
    expect(call.who?.id).toBe(me)
    expect(await titles()).toEqual(['Send the offer', 'Look at the contract', 'Call Ada', 'Read the news'])
    const first = await app.call(listTasks, { limit: 3 })
    expect(first.counts).toEqual({ overdue: 1, today: 1, later: 1, someday: 1 })
    expect(first.tasks[0]).toMatchObject({ about: { kind: 'deal', label: 'Deal 05' }, dueOn: day(-2), done: false })
    const rest = await app.call(listTasks, { limit: 3, cursor: first.cursor ?? '' })
    expect([rest.tasks.map(({ title }) => title), rest.cursor]).toEqual([['Read the news'], null])
    expect((await app.call(listTasks, { whose: 'everyone' })).tasks).toHaveLength(5)
    const done = await app.call(changeTask, { taskId: late.id, version: late.version, done: true })
    expect(await titles()).not.toContain('Send the offer')
    const { entries } = await app.call(readTimeline, on)
    expect(entries.map(({ title }) => title)).toEqual(expect.arrayContaining(['Task to do: Call Ada', 'Task: Send the offer']))
    await app.call(undoTask, { taskId: late.id, eventId: done.eventId })
    expect(await titles()).toContain('Send the offer')
    await app.call(undoTask, { taskId: call.id, eventId: call.eventId })
    expect((await app.call(tasksOfRecord, on)).tasks.map(({ title }) => title)).not.toContain('Call Ada')
  })

  test('refuse a change that somebody overtook, a cursor that somebody made up, and what says nothing', async () => {
    const [account] = await rowsOf(app, 'SELECT id FROM account LIMIT 1')
    const on = { kind: 'account', id: String(account?.id) } as const
    const made = await app.call(addTask, { ...on, title: 'Visit', who: null })
    const moved = await app.call(changeTask, { taskId: made.id, version: made.version, dueOn: day(9), title: 'Visit them' })
    expect(moved).toMatchObject({ title: 'Visit them', dueOn: day(9), who: null })
    await expect(app.call(changeTask, { taskId: made.id, version: made.version, done: true })).rejects.toThrow(
      '409 This task was changed after',
    )
    await expect(app.call(undoTask, { taskId: made.id, eventId: made.eventId })).rejects.toThrow('409 This task was changed again since')
    await expect(app.call(changeTask, { taskId: made.id, version: moved.version })).rejects.toThrow('400 Say what changes')
    await expect(app.call(addTask, { ...on, title: ' ' })).rejects.toThrow('Say what is to be done.')
    await expect(app.call(listTasks, { cursor: '2026-13-01_x' })).rejects.toThrow('400 This cursor is none of this list.')
    await expect(app.call(tasksOfRecord, { kind: 'deal', id: on.id })).rejects.toThrow('404 This deal does not exist')
  })
})
