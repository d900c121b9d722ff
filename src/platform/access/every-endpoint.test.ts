import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Access, type Role, roles } from '#kernel/access'
import { mayUse, onlyReads } from '#kernel/may'
import { allRights, type Rights, rightsObjects } from '#kernel/rights'
import type { Route } from '#platform/http/routes'
import { bytesOf, type TestApp, testApp, type Visitor } from '#test/kit/app'
import { bring, ownerOf } from '#test/kit/people'
import { addressOf, canary, plant } from '#test/kit/planted'
import { sampleBody } from '#test/kit/sample-input'
import * as contract from './contract.ts'

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

/** Roles of the company's own, each on one that could do most of it. */
const ownRights = {
  'Nothing at all': {
    ...allRights,
    objects: Object.fromEntries(rightsObjects.map((object) => [object, 'none'])) as Rights['objects'],
    export: false,
  },
  'Without amounts': { ...allRights, hidden: ['deal.amount', 'person.custom:*'] },
} satisfies Record<string, Rights>
const own = new Map<string, Visitor>()

const bearer = (secret: string): Visitor => ({ headers: { authorization: `Bearer ${secret}` } })

beforeAll(async () => {
  app = await testApp()
  routes = app.served.app.routes
  const boss = await ownerOf(app)
  home = (await app.call(contract.getSession, {}, boss)).workspaces[0]?.id ?? ''
  elsewhere = (await app.call(contract.createWorkspace, { name: `${canary} company` }, boss)).id
  for (const role of roles) mine.set(role, { ...(await bring(app, { ...boss, workspace: home }, role, `the-${role}`)), workspace: home })
  for (const [name, rights] of Object.entries(ownRights)) {
    const { id } = await app.call(contract.addRole, { name, base: 'admin', rights }, { ...boss, workspace: home })
    const { secret } = await app.call(contract.makeKey, { name, role: id, scope: 'write' }, mine.get('owner'))
    own.set(name, bearer(secret))
  }
  eve = { ...(await bring(app, { ...boss, workspace: elsewhere }, 'owner', `eve-${canary}`)), workspace: elsewhere }
  const make = async (name: string, by: Visitor | undefined, role: Role, scope: 'read' | 'write', groups: string[] = []) => {
    const { secret } = await app.call(contract.makeKey, { name, role, scope, groups }, by)
    keys.set(name, secret)
  }
  await make('reading owner', mine.get('owner'), 'owner', 'read')
  await make('writing sales', mine.get('owner'), 'sales', 'write')
  await make('only measure', mine.get('owner'), 'admin', 'write', ['measure'])
  await make(canary, eve, 'owner', 'write')
  theirs = await plant(app, elsewhere, eve)
}, 120_000)
afterAll(() => app.close())

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
  const send = () => app.raw(addressOf(endpoint, theirs), { method: endpoint.method, headers, ...(body === undefined ? {} : { body }) })
  let answer = await send()
  // There are more endpoints than one caller may call in one go.
  for (let turn = 0; answer.status === 429 && turn < 5; turn++) {
    await sleep(1000)
    answer = await send()
  }
  const bytes = await bytesOf(answer)
  return { status: answer.status, text: `${JSON.stringify([...answer.headers])} ${bytes.toString('latin1')}` }
}

/** Calls everything as one caller; answers what came back that should not have, one line each. */
async function crawl(as: Visitor, expected: (route: Route) => 'in' | 401 | 403 | 404, asked = routes): Promise<string[]> {
  const wrong: string[] = []
  for (const route of asked) {
    const { endpoint } = route
    const wanted = expected(route)
    if (wanted === 'in' && (onlyRefused.has(endpoint.id) || (slow.has(endpoint.id) && as !== mine.get('owner')))) continue
    const { status, text } = await ask(route, as)
    const say = (what: string) => wrong.push(`${endpoint.id}: ${what} (${status})`)
    if (text.includes(canary)) say('told the canary')
    if (status < 300 && [...theirs.values()].some((id) => addressOf(endpoint, theirs).includes(id)))
      say('found a record of the other company')
    if (status >= 500) say('broke')
    if (wanted === 'in' ? turnedAway(status, text) : status !== wanted) say(`wanted ${wanted}`)
  }
  return wrong
}

/** Refused at the door, and not by a wrong password, a missing signature or a rule inside; what is let in may say what else is refused. */
function turnedAway(status: number, text: string): boolean {
  if (status < 400 || (status === 401 && /password is wrong|signature of this delivery/.test(text))) return false
  return status === 401 || text.includes('Your role here is') || text.includes('The API key "')
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

  test.each(Object.entries(ownRights))(
    "lets in and refuses a role of the company's own by its rights: %s",
    { timeout: 120_000 },
    async (name, rights) => {
      const actor = { kind: 'key', id: '', name, role: 'admin', reach: { scope: 'write', groups: [] }, rights, ownRole: name } as const
      const closed = routes.filter(({ endpoint }) => !mayUse(endpoint, actor).ok && endpoint.access.who === 'members')
      expect(closed.length).toBeGreaterThan(60)
      // What is open to it is told by the same rights as to built-in roles (see rights.test.ts); here nothing that is closed may answer.
      expect(await crawl(own.get(name) ?? {}, ({ endpoint }) => (mayUse(endpoint, actor).ok ? 'in' : 403), closed)).toEqual([])
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
