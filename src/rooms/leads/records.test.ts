import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ListRow } from '#kernel/list-endpoints'
import { accountEndpoints, accountMaking, accountRecord, personMaking, personRecord } from '#rooms/accounts/contract'
import { dealEndpoints, dealMaking, dealRecord, placing } from '#rooms/deals/contract'
import { askMetric } from '#rooms/measure/contract'
import { type TestApp, testApp } from '#test/kit/app'
import { imported } from '#test/kit/importing'
import { rowsOf } from '#test/kit/records'
import { addNote, leadMaking, leadRecord, readTimeline, removeNote } from './contract.ts'

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

describe('a record that is made by hand', () => {
  test('is an account with its keys, tells in its history that somebody made it, and is taken away by undo', async () => {
    const values = { name: 'Kestrel GmbH', website: 'https://www.kestrel.example/about', employees: 40, 'custom:Region': 'North' }
    const { made } = await app.call(accountMaking.make, { values })
    expect(made?.cells).toMatchObject({ name: 'Kestrel GmbH', domain: 'kestrel.example', employees: 40, 'custom:Region': 'North' })
    const { events } = await app.call(accountRecord.history, { id: made?.id ?? '' })
    expect(events).toMatchObject([{ kind: 'record.made', made: true, undoable: true }])
    await app.call(accountRecord.undo, { id: made?.id ?? '', eventId: made?.eventId ?? '' })
    await expect(app.call(accountRecord.read, { id: made?.id ?? '' })).rejects.toThrow('404')
  })

  test('is not made where one is there for sure, and where one is likely only with a word, which is noted', async () => {
    const rows = () => rowsOf(app, 'SELECT kind, why FROM likely_duplicate ORDER BY id')
    const same = await app.call(accountMaking.make, { values: { name: 'BETA, Inc.' } })
    expect(same).toMatchObject({ made: null, existing: { kind: 'account', label: 'Beta', why: 'name' }, likely: [] })
    const one = await app.call(accountMaking.make, { values: { name: 'Fjord AS', domain: 'fjord.example', city: 'Bergen' } })
    const other = { name: 'Fjord', domain: 'fjord.example', city: 'Oslo' }
    const asked = await app.call(accountMaking.make, { values: other })
    const near = { id: one.made?.id, why: 'name', about: ['fjord.example', 'Bergen'] }
    expect(asked).toMatchObject({ made: null, existing: null, likely: [near] })
    expect(await app.call(accountMaking.match, { values: other })).toEqual({ existing: null, likely: asked.likely })
    expect(await rows()).toEqual([])
    const made = await app.call(accountMaking.make, { values: other, others: [one.made?.id ?? ''] })
    expect(made.made?.cells.city).toBe('Oslo')
    expect(await rows()).toEqual([{ kind: 'account', why: 'name' }])
  })

  test('is a person whose origin says that somebody typed them in, known by address and E.164 number', async () => {
    const [beta] = (await app.call(accountEndpoints.rows, { search: 'beta' })).rows
    const values = {
      firstName: 'Ada',
      lastName: 'Lind',
      email: ' Ada@Lind.example',
      phone: '+46 8 123 456 78',
      source: 'Fair',
      account: beta?.id ?? '',
    }
    const { made } = await app.call(personMaking.make, { values })
    expect(made?.cells).toMatchObject({ name: 'Ada Lind', source: 'Fair', origin: 'Typed in by hand: Fair', account: { label: 'Beta' } })
    expect(await rowsOf(app, `SELECT email_key, phone_key FROM person WHERE id = '${made?.id}'`)).toEqual([
      { email_key: 'ada@lind.example', phone_key: '+46812345678' },
    ])
    const again = await app.call(personMaking.make, { values: { name: 'A. Lind', email: 'ADA@lind.example', source: 'Cold call' } })
    expect(again).toMatchObject({ made: null, existing: { id: made?.id, label: 'Ada Lind', why: 'address' } })
    const alike = await app.call(personMaking.make, { values: { name: 'Ada Lind', account: beta?.id ?? '', email: 'al@beta.example' } })
    expect(alike.likely).toMatchObject([{ id: made?.id, why: 'name and company' }])
    expect((await app.call(personRecord.read, { id: made?.id ?? '' })).cells.origin).toBe('Typed in by hand: Fair')
    await expect(app.call(personMaking.make, { values: { title: 'CEO' } })).rejects.toThrow('400 Say what the person is called')
    await expect(app.call(personMaking.make, { values: { email: 'nobody' } })).rejects.toThrow('400 "nobody" is no e-mail address.')
  })

  test('is a deal with its account and contact in one step, in the first stage, which is in its history; undo takes all of it', async () => {
    const counts = () =>
      rowsOf(
        app,
        'SELECT (SELECT count(*) FROM deal) AS deals, (SELECT count(*) FROM account) AS accounts, (SELECT count(*) FROM person) AS people, (SELECT count(*) FROM stage_entry) AS entries',
      )
    const before = await counts()
    const counted = async () => (await app.call(askMetric, { name: 'deal_count' })).answers[0]?.value ?? 0
    const deals = await counted()
    const chosen = await app.call(placing, {})
    expect(chosen.why).toBe('only')
    const { made } = await app.call(dealMaking.make, {
      values: { name: 'Rollers', owner: 'me', amount: '0900.50', currency: 'SEK', expected: '2027-01-31', source: 'Fair' },
      along: { account: { name: 'Tern AB' }, person: { name: 'Bo Tern', email: 'bo@tern.example' } },
    })
    expect(made?.cells).toMatchObject({
      account: { label: 'Tern AB' },
      person: { label: 'Bo Tern' },
      owner: { label: expect.any(String) },
      state: 'open',
      amount: { amount: '900.5', currency: 'SEK' },
      expected: '2027-01-31',
    })
    expect(
      await rowsOf(app, `SELECT a.name FROM person p JOIN account a ON a.id = p.account_id WHERE p.email_key = 'bo@tern.example'`),
    ).toEqual([{ name: 'Tern AB' }])
    expect(await counted()).toBe(deals + 1)
    const stage = made?.cells.stage as { label: string }
    const { entries } = await app.call(readTimeline, { kind: 'deal', id: made?.id ?? '' })
    expect(entries.map(({ title }) => title)).toContain(`Entered ${stage.label}`)
    const account = (await app.call(accountEndpoints.rows, { search: 'Tern' })).rows[0]?.id ?? ''
    const twin = await app.call(dealMaking.match, { values: { name: 'ROLLERS', account } })
    expect(twin.likely).toMatchObject([{ id: made?.id, why: 'name and account' }])
    const { noteId } = await app.call(addNote, { kind: 'deal', id: made?.id ?? '', text: 'Wants it in May' })
    const undo = () => app.call(dealRecord.undo, { id: made?.id ?? '', eventId: made?.eventId ?? '' })
    await expect(undo()).rejects.toThrow('409 This deal stays while something hangs on it: 1 note. Take that away first.')
    await app.call(removeNote, { noteId })
    await undo()
    expect(await counts()).toEqual(before)
    expect(await counted()).toBe(deals)
  })

  test('is a deal that is over only with its day, a lost one with its reason', async () => {
    const make = (values: Record<string, string>) => app.call(dealMaking.make, { values: { name: 'Belts', ...values } })
    const [lost, open] = [await idIn('stage', 'Closed Lost'), await idIn('stage', 'Proposal')]
    await expect(make({ stage: lost })).rejects.toThrow('409 Say on which day the deal was lost.')
    await expect(make({ stage: lost, closed: '2026-02-02' })).rejects.toThrow('409 Say why the deal is lost.')
    await expect(make({ stage: open, closed: '2026-02-02' })).rejects.toThrow('409 A deal in an open stage has no day of closing')
    await expect(make({ owner: open })).rejects.toThrow('404 Owner does not exist')
    const { made } = await make({ stage: lost, opened: '2026-01-01', closed: '2026-02-02', lostReason: 'Price' })
    expect(made?.cells).toMatchObject({ state: 'lost', closed: '2026-02-02T00:00:00.000Z', lostReason: 'Price' })
    await app.call(dealRecord.undo, { id: made?.id ?? '', eventId: made?.eventId ?? '' })
  })

  test('is a lead; typing in somebody who was won before changes neither their origin nor the source by which they count', async () => {
    await imported(app, [
      {
        name: 'leads.csv',
        text: 'Lead ID,First Name,Last Name,Email,Lead Source,Created Date\nL1,Cy,Dale,cy@dale.example,Webinar,2025-03-03',
      },
    ])
    const { existing } = await app.call(leadMaking.make, {
      values: { source: 'Cold call' },
      along: { person: { name: 'Cy', email: 'CY@dale.example' } },
    })
    expect(existing).toMatchObject({ kind: 'person', why: 'address' })
    const asked = await app.call(leadMaking.make, { values: { person: existing?.id ?? '', source: 'Cold call' } })
    expect(asked.likely).toMatchObject([{ kind: 'lead', why: 'person' }])
    const { made } = await app.call(leadMaking.make, {
      values: { person: existing?.id ?? '', source: 'Cold call' },
      others: asked.likely.map(({ id }) => id),
    })
    expect(made?.cells.source).toBe('Webinar')
    expect((await app.call(personRecord.read, { id: existing?.id ?? '' })).cells).toMatchObject({ origin: 'Webinar', source: 'Webinar' })
    const { entries } = await app.call(readTimeline, { kind: 'lead', id: made?.id ?? '' })
    expect(entries.find(({ what }) => what === 'note')?.text).toBe(
      'Typed in by hand with the source “Cold call”. The first source stays: Webinar.',
    )
    await app.call(leadRecord.undo, { id: made?.id ?? '', eventId: made?.eventId ?? '' })
    expect(await rowsOf(app, `SELECT external_id FROM lead WHERE person_id = '${existing?.id}'`)).toEqual([{ external_id: 'L1' }])
  })

  test('is made once when several people type it in at the same moment: the others are told of the first', async () => {
    const make = (n: number) => app.call(personMaking.make, { values: { name: `Eve ${n}`, email: 'eve@dale.example' } })
    const answers = await Promise.all([1, 2, 3, 4].map(make))
    const made = answers.flatMap((answer) => answer.made?.id ?? [])
    expect(made).toHaveLength(1)
    expect(answers.flatMap(({ existing }) => existing?.id ?? [])).toEqual([made[0], made[0], made[0]])
  })

  test('is made once when the answer is lost and the same key comes again', async () => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'a-key-of-a-form' }
    const sent = { method: 'POST', body: JSON.stringify({ values: { name: 'Once only' } }), headers }
    const make = async () => ((await (await app.raw(dealMaking.make.path, sent)).json()) as { made: { id: string } }).made.id
    expect(await make()).toBe(await make())
  })
})
