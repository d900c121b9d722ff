import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Access, type Role, roles } from '#kernel/access'
import type { Endpoint } from '#kernel/endpoint'
import { onlyReads } from '#kernel/may'
import type { Route } from '#platform/http/routes'
import { createImport } from '#rooms/capture/contract'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { type Bounds, fillRecords, hardValue } from '#test/kit/fill-records'
import { bring, ownerOf } from '#test/kit/people'
import { sampleBody, sampleQuery } from '#test/kit/sample-input'
import * as contract from './contract.ts'

/** Stands in everything that the other company has. */
const canary = 'Canary-7f3a'

/** Endpoints that would end the visit of whoever calls them, or take the time of a whole import; only callers who must be refused call them. */
const onlyRefused = new Set(['access.signOut', 'access.endOtherSessions', 'capture.loadSample'])

/** Documents take their time to be drawn: of those whom they let in, only the owner asks for them. */
const slow = new Set(['plan.page', 'plan.workbook', 'plan.report'])

interface Answer {
  readonly status: number
  readonly text: string
}

let app: TestApp & { close(): Promise<void> }
let routes: readonly Route[]
/** Ids of the other company's records, by the part of an address that leads to them. */
let theirs: ReadonlyMap<string, string>
let home: string
let elsewhere: string
let eve: Visitor
const mine = new Map<Role, Visitor>()
const keys = new Map<string, string>()

const bearer = (secret: string): Visitor => ({ headers: { authorization: `Bearer ${secret}` } })

beforeAll(async () => {
  app = await testApp()
  routes = app.served.app.routes
  const boss = await ownerOf(app)
  home = (await app.call(contract.getSession, {}, boss)).workspaces[0]?.id ?? ''
  elsewhere = (await app.call(contract.createWorkspace, { name: `${canary} company` }, boss)).id
  for (const role of roles) mine.set(role, { ...(await bring(app, { ...boss, workspace: home }, role, `the-${role}`)), workspace: home })
  eve = { ...(await bring(app, { ...boss, workspace: elsewhere }, 'owner', `eve-${canary}`)), workspace: elsewhere }
  const make = async (name: string, by: Visitor | undefined, role: Role, scope: 'read' | 'write', groups: string[] = []) => {
    const { secret } = await app.call(contract.makeKey, { name, role, scope, groups }, by)
    keys.set(name, secret)
  }
  await make('reading owner', mine.get('owner'), 'owner', 'read')
  await make('writing sales', mine.get('owner'), 'sales', 'write')
  await make('only measure', mine.get('owner'), 'admin', 'write', ['measure'])
  await make(canary, eve, 'owner', 'write')
  await plant()
}, 120_000)
afterAll(() => app.close())

/** Fills the other company with the canary and remembers where its records lie. */
async function plant(): Promise<void> {
  const { database, keptTables } = app.served.app.services
  const schema = `w_${elsewhere.replaceAll('-', '')}`
  const marked = (bounds: Bounds) => {
    const { column, oneOf, number } = bounds
    if (column.sqlType === 'text' && oneOf.length === 0) return `${canary} ${number}`
    // Instants before Christ and without end are the business of exports.
    if (column.sqlType.startsWith('timestamp') || column.sqlType === 'date') return '2026-03-02'
    if (column.name === 'custom') return JSON.stringify({ [canary]: canary })
    return hardValue(bounds)
  }
  const invited = await app.call(contract.invite, { email: `${canary}@company.example`, role: 'viewer' }, eve)
  const made = await app.call(createImport, {}, eve)
  await database.inWorkspace({ schema }, (tx) => fillRecords(tx, keptTables.values(), 3, marked))
  const ids = await database.inWorkspace({ schema }, async (tx) => {
    const [found] = await tx.query<Record<string, string>>(
      `SELECT (SELECT id FROM deal ORDER BY id LIMIT 1) AS deals, (SELECT id FROM account ORDER BY id LIMIT 1) AS accounts,
        (SELECT id FROM person ORDER BY id LIMIT 1) AS people, (SELECT id FROM lead ORDER BY id LIMIT 1) AS leads,
        (SELECT id FROM exchange_rate ORDER BY id LIMIT 1) AS "exchange-rates", (SELECT id FROM saved_view ORDER BY id LIMIT 1) AS views`,
    )
    return found ?? {}
  })
  const key = (await app.call(contract.listKeys, {}, eve)).keys[0]?.id ?? ''
  theirs = new Map(Object.entries({ ...ids, imports: made.id, invitations: invited.id, 'api-keys': key }))
}

/** The address with ids of the other company wherever an id is asked for. */
function addressOf(endpoint: Endpoint): string {
  const parts = endpoint.path.split('/')
  const filled = parts.map((part, index) => {
    if (!part.startsWith('{')) return part
    if (part === '{kind}') return 'deal'
    if (part === '{name}' || part === '{key}' || part === '{by}') return part === '{name}' ? 'close_rate' : 'owner'
    return theirs.get(parts[index - 1] ?? '') ?? theirs.get('deals') ?? ''
  })
  const search = new URLSearchParams(sampleQuery(endpoint))
  return filled.join('/') + (search.size > 0 ? `?${search}` : '')
}

async function ask({ endpoint }: Route, as: Visitor): Promise<Answer> {
  const headers: Record<string, string> = { ...as.headers }
  if (as.cookie) headers.cookie = as.cookie
  if (as.workspace) headers['interlock-workspace'] = as.workspace
  let body: string | undefined
  if (endpoint.kind === 'upload') body = 'not,a,zip\n'
  else if (endpoint.method !== 'GET') {
    body = JSON.stringify(sampleBody(endpoint))
    headers['content-type'] = 'application/json'
  }
  const answer = await app.raw(addressOf(endpoint), { method: endpoint.method, headers, ...(body === undefined ? {} : { body }) })
  const bytes = Buffer.from(await answer.arrayBuffer())
  return { status: answer.status, text: `${JSON.stringify([...answer.headers])} ${bytes.toString('latin1')}` }
}

/** Calls everything as one caller; answers what came back that should not have, one line each. */
async function crawl(as: Visitor, expected: (route: Route) => 'in' | 401 | 403 | 404): Promise<string[]> {
  const wrong: string[] = []
  for (const route of routes) {
    const { endpoint } = route
    const wanted = expected(route)
    if (wanted === 'in' && (onlyRefused.has(endpoint.id) || (slow.has(endpoint.id) && as !== mine.get('owner')))) continue
    const { status, text } = await ask(route, as)
    const say = (what: string) => wrong.push(`${endpoint.id}: ${what} (${status})`)
    if (text.includes(canary)) say('told the canary')
    if (status < 300 && [...theirs.values()].some((id) => addressOf(endpoint).includes(id))) say('found a record of the other company')
    if (status >= 500) say('broke')
    if (wanted === 'in' ? turnedAway(status, text) : status !== wanted) say(`wanted ${wanted}`)
  }
  return wrong
}

/** Refused at the door, and not by a wrong password or a rule inside. */
function turnedAway(status: number, text: string): boolean {
  return (status === 401 && !text.includes('password is wrong')) || text.includes('Your role here is') || text.includes('The API key "')
}

const byRole = (access: Access, role: Role) => (access.who === 'members' && !access.roles.includes(role) ? 403 : ('in' as const))

/** What a key must meet: its role, its scope, its groups, and never accounts and keys. */
function forKey(role: Role, scope: 'read' | 'write', groups: readonly string[] = []) {
  return ({ endpoint }: Route) => {
    const [group = ''] = endpoint.id.split('.')
    const reaches = group !== 'access' && (groups.length === 0 || groups.includes(group)) && (scope === 'write' || onlyReads(endpoint))
    return reaches ? byRole(endpoint.access, role) : 403
  }
}

describe('every endpoint that the contracts declare', () => {
  test('is open to whoever has everything: the canary is found where it was planted', { timeout: 120_000 }, async () => {
    const told: string[] = []
    for (const route of routes) {
      if (route.endpoint.method !== 'GET') continue
      const { status, text } = await ask(route, eve)
      if (text.includes(canary)) told.push(route.endpoint.id)
      expect(status, route.endpoint.id).toBeLessThan(500)
    }
    expect(told).toEqual(
      expect.arrayContaining(['access.session', 'access.listKeys', 'access.listInvitations', 'deals.readDeal', 'deals.listDeals']),
    )
    expect(told.length).toBeGreaterThan(30)
  })

  test('refuses a visitor as declared, and tells them nothing', { timeout: 60_000 }, async () => {
    expect(await crawl({}, ({ endpoint }) => (endpoint.access.who === 'anyone' ? 'in' : 401))).toEqual([])
  })

  test.each(roles)(
    'lets in and refuses the role %s as declared, and tells nothing of another company',
    { timeout: 120_000 },
    async (role) => {
      expect(await crawl(mine.get(role) ?? {}, ({ endpoint }) => byRole(endpoint.access, role))).toEqual([])
    },
  )

  test('shows a user of another company nothing here, as if it did not exist', { timeout: 60_000 }, async () => {
    const stranger = mine.get('owner') ?? {}
    expect(await crawl({ ...stranger, workspace: elsewhere }, () => 404)).toEqual([])
    expect(await crawl({ ...bearer(keys.get('reading owner') ?? ''), workspace: elsewhere }, () => 404)).toEqual([])
  })

  test('lets in and refuses API keys by role, scope and group', { timeout: 120_000 }, async () => {
    const key = (name: string) => bearer(keys.get(name) ?? '')
    expect(await crawl(key('reading owner'), forKey('owner', 'read'))).toEqual([])
    expect(await crawl(key('writing sales'), forKey('sales', 'write'))).toEqual([])
    expect(await crawl(key('only measure'), forKey('admin', 'write', ['measure']))).toEqual([])
    expect(await crawl(bearer('ilk_nobody'), () => 401)).toEqual([])
  })
})
