import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allRights, type Rights } from '#kernel/rights'
import { accountEndpoints, personEndpoints, personMaking } from '#rooms/accounts/contract'
import { createImport } from '#rooms/capture/contract'
import { dealEndpoints, dealMany, dealRecord } from '#rooms/deals/contract'
import { leadEndpoints, readTimeline } from '#rooms/leads/contract'
import { readDiagnosis } from '#rooms/plan/contract'
import { bytesOf, type TestApp, testApp, type Visitor } from '#test/kit/app'
import { type Bounds, fillRecords, hardValue, shapedValue } from '#test/kit/fill-records'
import { bring, ownerOf } from '#test/kit/people'
import { sampleQuery } from '#test/kit/sample-input'
import * as contract from './contract.ts'

/** Stands in everything that is hidden below; the amount has digits of its own. */
const canary = 'canary-7f3a'
const amount = '987654.321'

const hidden = [
  ...['deal.amount', 'deal.lostReason', 'deal.custom:Secret', 'account.phone', 'lead.custom:*', 'lead.source'],
  ...['person.email', 'person.phone', 'person.custom:*'],
]
const secretColumns = new Set(['deal.lost_reason', 'account.phone', 'lead.source', 'person.email', 'person.phone', 'person.full_name'])

let app: TestApp & { close(): Promise<void> }
let boss: Visitor
let sales: Visitor
let ids: Readonly<Record<string, string>>

const narrow = (change: Partial<Rights>) => app.call(contract.setRights, { role: 'sales', ...allRights, ...change }, boss)

beforeAll(async () => {
  app = await testApp()
  const first = await ownerOf(app)
  const home = (await app.call(contract.getSession, {}, first)).workspaces[0]?.id ?? ''
  boss = { ...first, workspace: home }
  sales = { ...(await bring(app, boss, 'sales')), workspace: home }
  const { database, keptTables } = app.served.app.services
  ids = await database.inWorkspace({ schema: `w_${home.replaceAll('-', '')}` }, async (tx) => {
    await fillRecords(tx, keptTables.values(), 2, planted)
    const [found] = await tx.query<Record<string, string>>(
      `SELECT (SELECT min(id::text) FROM deal) AS deal, (SELECT min(id::text) FROM account) AS account, (SELECT min(id::text) FROM person) AS person,
         (SELECT min(id::text) FROM lead) AS lead`,
    )
    return found ?? {}
  })
  // The ledger knows the hidden fields before and after.
  const { version } = await app.call(dealRecord.read, { id: ids.deal ?? '' }, boss)
  const changes = { lostReason: `${canary} by hand`, 'custom:Secret': `${canary} by hand` }
  await app.call(dealRecord.change, { id: ids.deal ?? '', version, changes }, boss)
  await app.call(dealEndpoints.saveView, { name: 'Large', shared: true, view: { filter: large('amount') } }, boss)
}, 60_000)
afterAll(() => app.close())

const large = (field: string, operator = '=', value: unknown = amount) =>
  JSON.stringify({ combinator: 'and', rules: [{ field, operator, value }] })

function planted(bounds: Bounds): string | null {
  const { table, column, oneOf, number } = bounds
  const place = `${table}.${column.name}`
  const shaped = shapedValue(bounds, 'plain')
  if (shaped !== undefined) return shaped
  if (place === 'person.full_name' || place === 'person.email') return `${canary}-${number}@person.example`
  if (secretColumns.has(place)) return `${canary} ${number}`
  if (place === 'deal.amount') return amount
  if (place === 'deal.state') return 'lost'
  if (column.name === 'custom')
    return JSON.stringify(table === 'deal' ? { Secret: canary, Open: 'plain' } : { Any: table === 'account' ? 'plain' : canary })
  if (column.sqlType === 'text' && oneOf.length === 0) return `plain ${number}`
  if (column.sqlType.startsWith('timestamp') || column.sqlType === 'date') return '2026-03-02'
  return hardValue({ ...bounds, number: number * 4 + 1 })
}

/** What every reading endpoint tells somebody, by its id. */
async function crawl(as: Visitor): Promise<Map<string, { status: number; text: string }>> {
  const told = new Map<string, { status: number; text: string }>()
  for (const { endpoint } of app.served.app.routes) {
    if (endpoint.method !== 'GET' || ['plan.page', 'plan.workbook', 'plan.report'].includes(endpoint.id)) continue
    const parts = endpoint.path.split('/')
    const path = parts.map((part, index) => {
      if (part === '{kind}') return 'deal'
      if (part === '{name}') return 'close_rate'
      if (part === '{key}' || part === '{by}') return 'owner'
      return part.startsWith('{')
        ? (ids[{ deals: 'deal', accounts: 'account', people: 'person', leads: 'lead' }[parts[index - 1] ?? ''] ?? 'deal'] ?? '')
        : part
    })
    const query = new URLSearchParams(sampleQuery(endpoint))
    const headers = {
      ...as.headers,
      ...(as.cookie ? { cookie: as.cookie } : {}),
      ...(as.workspace ? { 'interlock-workspace': as.workspace } : {}),
    }
    const answer = await app.raw(`${path.join('/')}?${query}`, { headers })
    told.set(endpoint.id, { status: answer.status, text: (await bytesOf(answer)).toString() })
  }
  return told
}

const telling = (told: Map<string, { status: number; text: string }>) =>
  [...told].filter(([, { text }]) => text.includes(canary) || text.includes(amount)).map(([id]) => id)

/** Why a call is refused. */
const why = (call: Promise<unknown>) =>
  call.then(
    () => 'not refused',
    (error: Error) => error.message,
  )

describe('a field that a role may not read', () => {
  test('comes back from no endpoint, for a person or a key with a role of the company, and what does not say what it tells stays closed', {
    timeout: 60_000,
  }, async () => {
    const everything = await crawl(boss)
    expect(telling(everything).length).toBeGreaterThan(10)
    await narrow({ hidden })
    const { id } = await app.call(contract.addRole, { name: 'Without secrets', base: 'sales', rights: { ...allRights, hidden } }, boss)
    const { secret } = await app.call(contract.makeKey, { name: 'Of a role', role: id, scope: 'read' }, boss)
    const key: Visitor = { headers: { authorization: `Bearer ${secret}` } }
    for (const who of [sales, key]) {
      const told = await crawl(who)
      expect(telling(told)).toEqual([])
      expect([...told].filter(([, { status }]) => status >= 500)).toEqual([])
      for (const id of ['deals.listDeals', 'deals.readDeal', 'deals.historyOfDeal', 'accounts.listPersons', 'leads.timeline'])
        expect(told.get(id)?.status, id).toBe(200)
      for (const id of ['plan.diagnosis', 'measure.records', 'capture.listImports', 'deals.repairs'])
        expect(told.get(id)?.status, id).toBe(403)
    }
  })

  test('is filtered, sorted, shown, listed and changed as one that does not exist', async () => {
    await narrow({ hidden })
    const same = async (ask: (field: string) => Promise<unknown>) => {
      const said = await why(ask('amount'))
      expect(said).toContain('is no column of deals')
      expect(said).toBe((await why(ask('missing'))).replace('"missing"', '"amount"'))
    }
    await same((field) => app.call(dealEndpoints.rows, { filter: large(field) }, sales))
    await same((field) => app.call(dealEndpoints.count, { filter: large(field) }, sales))
    await same((field) => app.call(dealEndpoints.rows, { sort: field }, sales))
    await same((field) => app.call(dealEndpoints.rows, { columns: field }, sales))
    await same((field) => app.call(dealEndpoints.values, { column: field }, sales))
    await same((field) => app.call(dealRecord.choices, { id: ids.deal ?? '', column: field }, sales))
    const { version } = await app.call(dealRecord.read, { id: ids.deal ?? '' }, sales)
    await same((field) => app.call(dealRecord.change, { id: ids.deal ?? '', version, changes: { [field]: '1' } }, sales))
    await same((field) => app.call(dealMany.preview, { which: { filter: '' }, changes: { [field]: '1' } }, sales))
    await same((field) => app.call(dealMany.preview, { which: { filter: large(field) }, changes: { type: 'x' } }, sales))
    expect((await app.call(dealEndpoints.views, {}, sales)).views).toEqual([])
  })

  test('is guessed neither by counts and searches, nor by a name that is an address', async () => {
    await narrow({ hidden })
    const count = async (endpoints: { count: typeof dealEndpoints.count }, input: object, as = sales) =>
      (await app.call(endpoints.count, input, as)).count
    for (const field of ['custom:Secret', 'custom:Missing']) {
      expect(await count(dealEndpoints, { filter: large(field, 'notNull') })).toBe(0)
      expect(await count(dealEndpoints, { filter: large(field, 'null') })).toBe(2)
      expect((await app.call(dealEndpoints.values, { column: field }, sales)).values).toEqual([])
    }
    expect(await count(dealEndpoints, { filter: large('custom:Open', 'notNull') })).toBe(2)
    for (const endpoints of [personEndpoints, leadEndpoints]) {
      expect(await count(endpoints, { search: canary }, boss)).toBe(2)
      expect(await count(endpoints, { search: canary })).toBe(0)
      expect(await count(endpoints, { filter: large('name', 'contains', canary) })).toBe(0)
    }
    const typed = { values: { email: `${canary}-1@person.example` } }
    for (const endpoint of [personMaking.match, personMaking.make])
      expect(await why(app.call(endpoint, typed, sales))).toContain('400 "email" is no column of people')
  })

  test('is not taken back by who may not read it, and a change of nothing else is not told', async () => {
    await narrow({ hidden })
    const id = ids.deal ?? ''
    const [mine] = (await app.call(dealRecord.history, { id }, boss)).events
    expect(mine?.fields.map(({ label }) => label).toSorted()).toEqual(['Loss reason', 'Secret'])
    expect((await app.call(dealRecord.history, { id }, sales)).events.map(({ eventId }) => eventId)).not.toContain(mine?.eventId)
    expect(await why(app.call(dealRecord.undo, { id, eventId: mine?.eventId as never }, sales))).toContain('404')
  })
})

describe('a field that a role may read and not change', () => {
  test('is changed and taken back by nobody with the role, one record or many, custom or not, and closes imports', async () => {
    await narrow({ locked: ['deal.owner', 'deal.lostReason', 'deal.custom:*'] })
    const id = ids.deal ?? ''
    const { version, cells } = await app.call(dealRecord.read, { id }, sales)
    expect(cells.lostReason).toContain(canary)
    const change = (changes: Record<string, string>, as = sales) => app.call(dealRecord.change, { id, version, changes }, as)
    for (const field of ['lostReason', 'custom:Secret', 'custom:New']) {
      expect(await why(change({ [field]: 'x' }))).toMatch(/may not change|not changed by hand/)
      expect(await why(app.call(dealMany.preview, { which: { filter: '' }, changes: { [field]: 'x' } }, sales))).toMatch(
        /may not|not changed/,
      )
    }
    const events = async (as: Visitor) => (await app.call(dealRecord.history, { id }, as)).events
    const [mine] = (await events(boss)).filter(({ undoable }) => undoable)
    expect((await events(sales)).find(({ eventId }) => eventId === mine?.eventId)?.undoable).toBe(false)
    expect(await why(app.call(dealRecord.undo, { id, eventId: mine?.eventId as never }, sales))).toContain('404')
    const { previewId } = await app.call(dealMany.preview, { which: { filter: '' }, changes: { 'custom:Secret': 'many' } }, boss)
    const { eventId } = await app.call(dealMany.run, { previewId }, boss)
    expect(await why(app.call(dealMany.undo, { eventId: eventId as never, keepChanged: false }, sales))).toContain('may not change a field')
    await app.call(dealMany.undo, { eventId: eventId as never, keepChanged: false }, boss)
    expect(await why(app.call(createImport, {}, sales))).toContain('may not change some')
    expect(await why(change({ type: 'as wished' }))).toBe('not refused')
  })
})

describe('rights of a role', () => {
  test('keep whole kinds of records away, what leads to them, and files', async () => {
    await narrow({ objects: { ...allRights.objects, account: 'none', activity: 'none', deal: 'see' }, export: false })
    expect(await why(app.call(accountEndpoints.rows, {}, sales))).toContain('may not see accounts')
    expect(await why(app.call(readTimeline, { kind: 'account', id: ids.account ?? '' }, sales))).toContain('may not see')
    expect(await why(app.call(dealEndpoints.rows, { columns: 'account' }, sales))).toContain('is no column')
    const { version } = await app.call(dealRecord.read, { id: ids.deal ?? '' }, sales)
    expect(await why(app.call(dealRecord.change, { id: ids.deal ?? '', version, changes: { type: 'x' } }, sales))).toContain(
      'may not change deals',
    )
    const { entries } = await app.call(readTimeline, { kind: 'deal', id: ids.deal ?? '' }, sales)
    expect(entries.filter(({ what }) => what === 'activity' || what === 'note')).toEqual([])
    const file = await app.raw(dealEndpoints.download.path, {
      headers: { cookie: sales.cookie ?? '', 'interlock-workspace': sales.workspace ?? '' },
    })
    expect(file.status).toBe(403)
    await narrow({ objects: { ...allRights.objects, person: 'none' } })
    expect(await why(app.call(leadEndpoints.rows, {}, sales))).toContain('may not see leads')
  })

  test('leave the numbers open where no fact holds what is hidden, with addresses taken out', { timeout: 60_000 }, async () => {
    await narrow({ hidden: ['person.email', 'account.phone'] })
    expect((await app.call(readDiagnosis, {}, sales)).diagnosis).not.toBeNull()
    const told = await crawl(sales)
    const leaking = [...told].filter(([, { text }]) => text.includes('@person.example')).map(([id]) => id)
    expect(leaking).toEqual([])
    expect(told.get('measure.recordsFile')?.status).toBe(403)
  })

  test('are set by owners, name fields that there are, are noted, and nobody gives a role that sees more', async () => {
    expect(await why(app.call(contract.setRights, { role: 'sales', ...allRights, hidden: ['deal.amunt'] }, boss))).toContain(
      'cannot be hidden',
    )
    const admin = { ...(await bring(app, boss, 'admin')), workspace: boss.workspace ?? '' }
    expect(await why(app.call(contract.setRights, { role: 'sales', ...allRights }, admin))).toContain('403')
    await app.call(contract.setRights, { role: 'admin', ...allRights, hidden: ['deal.amount'] }, boss)
    await narrow({})
    expect(await why(app.call(contract.invite, { email: 'x@company.example', role: 'sales' }, admin))).toContain(
      'may see or do more than yours',
    )
    await narrow({ hidden: ['deal.amount', 'person.email'] })
    await app.call(contract.invite, { email: 'x@company.example', role: 'sales' }, admin)
    const listed = await app.call(contract.listRights, {}, admin)
    expect(listed.roles.find(({ role }) => role === 'sales')?.rights.hidden).toEqual(['deal.amount', 'person.email'])
    const { workspaces } = await app.call(contract.getSession, {}, sales)
    expect(workspaces[0]?.rights.hidden).toEqual(['deal.amount', 'person.email'])
  })
})
