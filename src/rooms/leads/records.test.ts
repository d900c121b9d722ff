import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ListRow } from '#kernel/list-endpoints'
import { accountEndpoints, accountRecord, personRecord } from '#rooms/accounts/contract'
import { dealEndpoints, dealRecord } from '#rooms/deals/contract'
import { type TestApp, testApp } from '#test/kit/app'
import { imported } from '#test/kit/importing'
import { rowsOf } from '#test/kit/records'
import { addNote, readTimeline, removeNote } from './contract.ts'

const file = [
  'Opportunity ID,Opportunity Name,Account Name,Opportunity Owner,Stage,Amount,Created Date,Close Date,Budget holder',
  'D1,Fleet,Acme,Ann Ash,Proposal,1000,2025-01-10,2026-12-10,Ada',
  'D2,Tools,Acme,Bo Birk,Closed Lost,2000,2025-01-11,2025-03-10,',
  'D3,Pumps,Beta,Bo Birk,Discovery,3000,2025-01-12,2026-12-10,Cy',
].join('\n')

let app: TestApp & { close(): Promise<void> }
beforeAll(async () => {
  app = await testApp()
  await imported(app, [{ name: 'deals.csv', text: file }])
}, 60_000)
afterAll(() => app?.close())

async function deal(name: string): Promise<ListRow> {
  const { rows } = await app.call(dealEndpoints.rows, { search: name })
  return await app.call(dealRecord.read, { id: rows[0]?.id ?? '' })
}
const idIn = async (column: string, label: string) =>
  (await app.call(dealEndpoints.values, { column })).values.find((value) => value.label === label)?.value ?? ''
const history = async (id: string) => (await app.call(dealRecord.history, { id })).events

describe('the page of a record', () => {
  test('shows all fields with the custom ones, and changes those that may be, with what was before in its history', async () => {
    const fleet = await deal('Fleet')
    expect(fleet.cells).toMatchObject({
      name: 'Fleet',
      state: 'open',
      amount: { amount: '1000', currency: null },
      'custom:Budget holder': 'Ada',
    })
    const owner = await idIn('owner', 'Bo Birk')
    const changed = await app.call(dealRecord.change, {
      id: fleet.id,
      version: fleet.version,
      changes: { amount: '01500.50', owner, 'custom:Budget holder': 'Grace', source: 'Fair' },
    })
    expect(changed.cells).toMatchObject({
      amount: { amount: '1500.5' },
      owner: { label: 'Bo Birk' },
      'custom:Budget holder': 'Grace',
      source: 'Fair',
    })
    const [last, made] = await history(fleet.id)
    expect(last).toMatchObject({ kind: 'record.changed', undoable: true, made: false })
    expect(last?.fields).toEqual(
      expect.arrayContaining([
        { label: 'Amount', type: 'money', before: '1000', after: '1500.5' },
        { label: 'Owner', type: 'reference', before: 'Ann Ash', after: 'Bo Birk' },
        { label: 'Budget holder', type: 'text', before: 'Ada', after: 'Grace' },
        { label: 'Source', type: 'text', before: null, after: 'Fair' },
      ]),
    )
    expect(made).toMatchObject({ kind: 'import.done', made: true, undoable: false })
    await app.call(dealRecord.undo, { id: fleet.id, eventId: last?.eventId ?? '' })
    expect((await deal('Fleet')).cells).toEqual(fleet.cells)
    await expect(app.call(dealRecord.undo, { id: fleet.id, eventId: last?.eventId ?? '' })).rejects.toThrow('already undone')
  })

  test('refuses a change on a version that somebody overtook, says who did it, and takes the version as If-Match', async () => {
    const pumps = await deal('Pumps')
    const change = (version: string, name: string) => app.call(dealRecord.change, { id: pumps.id, version, changes: { name } })
    const first = await change(pumps.version, 'Pumps and pipes')
    await expect(change(pumps.version, 'Pumps only')).rejects.toThrow(
      /^409 .+ changed this deal at .+ after you opened it\. Nothing of yours was written/,
    )
    const asked = { method: 'PATCH', body: JSON.stringify({ changes: { name: 'Pumps' } }) }
    const headers = { 'content-type': 'application/json', 'if-match': `"${first.version}"` }
    const answer = await app.raw(`${dealRecord.change.path.replace('{id}', pumps.id)}`, { ...asked, headers })
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, `"${((await answer.json()) as ListRow).version}"`])
  })

  test('closes a deal as lost only with a reason, keeps its way through the stages, and opens it again by undo', async () => {
    const pumps = await deal('Pumps')
    const stage = await idIn('stage', 'Closed Lost')
    const close = (reason?: string) =>
      app.call(dealRecord.change, {
        id: pumps.id,
        version: pumps.version,
        changes: { stage },
        ...(reason ? { reason } : {}),
        on: '2026-01-15' as never,
      })
    await expect(close()).rejects.toThrow('409 Say why the deal is lost.')
    const lost = await close('No budget')
    expect(lost.cells).toMatchObject({
      state: 'lost',
      lostReason: 'No budget',
      stage: { label: 'Closed Lost' },
      closed: '2026-01-15T00:00:00.000Z',
    })
    const { entries } = await app.call(readTimeline, { kind: 'deal', id: pumps.id })
    const told = ['stage Entered Closed Lost', 'deal Lost', 'stage Opened in Discovery', 'deal Opened']
    expect(entries.map(({ what, title }) => `${what} ${title}`).toSorted()).toEqual(told.toSorted())
    await app.call(dealRecord.undo, { id: pumps.id, eventId: lost.eventId ?? '' })
    expect((await deal('Pumps')).cells).toEqual(pumps.cells)
    expect(await rowsOf(app, `SELECT 1 FROM stage_entry WHERE deal_id = '${pumps.id}'`)).toEqual([])
  })

  test('takes nothing back that was changed again since', async () => {
    const tools = await deal('Tools')
    const once = await app.call(dealRecord.change, { id: tools.id, version: tools.version, changes: { amount: '2100' } })
    await app.call(dealRecord.change, { id: tools.id, version: once.version, changes: { amount: '2200' } })
    await expect(app.call(dealRecord.undo, { id: tools.id, eventId: once.eventId ?? '' })).rejects.toThrow(
      '409 This was changed again since, by',
    )
    expect((await deal('Tools')).cells.amount).toMatchObject({ amount: '2200' })
  })

  test('refuses fields that are not changed by hand and values of another type, each with its sentence', async () => {
    const { id, version } = await deal('Tools')
    const refused = (changes: Record<string, string | null>) => expect(app.call(dealRecord.change, { id, version, changes })).rejects
    await refused({ state: 'won' }).toThrow('400 State of a deal is not changed by hand.')
    await refused({ nothing: 'x' }).toThrow('"nothing" is no column of deals')
    await refused({ name: ' ' }).toThrow('Deal cannot be empty.')
    await refused({ amount: 'much' }).toThrow('Amount is digits with a point')
    await refused({ expected: '2026-02-30' }).toThrow('Expected close is a day')
    await refused({ owner: 'Ann' }).toThrow('Owner is chosen from the list')
    await expect(app.call(personRecord.read, { id })).rejects.toThrow('404 This person does not exist')
  })

  test('has notes that both teams read, on the record and on the account above it', async () => {
    const fleet = await deal('Fleet')
    const { noteId } = await app.call(addNote, { kind: 'deal', id: fleet.id, text: 'Ada wants a demo <b>in May</b>' })
    const [account] = (await app.call(accountEndpoints.rows, { search: 'acme' })).rows
    const onAccount = await app.call(readTimeline, { kind: 'account', id: account?.id ?? '' })
    expect(onAccount.entries.find((entry) => entry.what === 'note')).toMatchObject({
      text: 'Ada wants a demo <b>in May</b>',
      about: { kind: 'deal', id: fleet.id, label: 'Fleet' },
    })
    await app.call(removeNote, { noteId })
    expect((await app.call(readTimeline, { kind: 'deal', id: fleet.id })).entries.filter((entry) => entry.what === 'note')).toEqual([])
    const renamed = await app.call(accountRecord.change, {
      id: account?.id ?? '',
      version: account?.version ?? '',
      changes: { name: 'Acme Holding GmbH' },
    })
    expect(await rowsOf(app, `SELECT name_key FROM account WHERE id = '${renamed.id}'`)).toEqual([{ name_key: 'acmeholding' }])
  })
})
