import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { groupOf, onlyReads, openToKeys } from '#kernel/may'
import { getCompany, listRates, setCompany } from '#rooms/workspace/contract'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { bring, ownerOf } from '#test/kit/people'
import * as contract from './contract.ts'

describe('an API key', () => {
  let app: TestApp & { close(): Promise<void> }
  let boss: Visitor
  beforeAll(async () => {
    app = await testApp()
    boss = await ownerOf(app)
  })
  afterAll(() => app.close())

  const inPublic = (text: string, values: readonly unknown[] = []) =>
    app.served.app.services.database.inPublic((tx) => tx.query<Record<string, unknown>>(text, values))
  const bearer = (secret: string): Visitor => ({ headers: { authorization: `Bearer ${secret}` } })
  const listed = async (id: string) => (await app.call(contract.listKeys, {}, boss)).keys.find((key) => key.id === id)

  test('is answered once, kept as a hash, and does what its role and scope allow', async () => {
    const made = await app.call(contract.makeKey, { name: 'Warehouse', role: 'admin', scope: 'write' }, boss)
    expect(made.secret).toMatch(/^ilk_[\w-]{43}$/)
    const [row] = await inPublic('SELECT to_jsonb(k) AS all FROM api_key k WHERE id = $1', [made.id])
    expect(JSON.stringify(row)).not.toContain(made.secret)
    const key = bearer(made.secret)
    expect(await app.call(setCompany, { companyName: 'By key' }, key)).toMatchObject({ companyName: 'By key' })
    expect(await listed(made.id)).toMatchObject({ lastUsedFrom: '127.0.0.1', state: 'works', hint: made.secret.slice(-4) })
    const { workspaces } = await app.call(contract.getSession, {}, boss)
    const event = await app.served.app.services.database.inWorkspace({ schema: `w_${workspaces[0]?.id.replaceAll('-', '')}` }, (tx) =>
      tx.query('SELECT actor_kind, actor_id, actor_name FROM event ORDER BY seq DESC LIMIT 1'),
    )
    expect(event).toEqual([{ actor_kind: 'key', actor_id: made.id, actor_name: 'Warehouse' }])
  })

  test('that only reads changes nothing, and one of a group reaches no other', async () => {
    const reader = await app.call(contract.makeKey, { name: 'Reader', role: 'admin' }, boss)
    expect(await app.call(getCompany, {}, bearer(reader.secret))).toHaveProperty('companyName')
    await expect(app.call(setCompany, { companyName: 'x' }, bearer(reader.secret))).rejects.toThrow(
      '403 The API key "Reader" may only read.',
    )
    const narrow = await app.call(contract.makeKey, { name: 'Narrow', role: 'viewer', groups: ['measure'] }, boss)
    await expect(app.call(getCompany, {}, bearer(narrow.secret))).rejects.toThrow('reaches measure, not workspace')
    await expect(app.call(contract.makeKey, { name: 'Odd', role: 'viewer', groups: ['access'] }, boss)).rejects.toThrow('no group')
    const viewer = await app.call(contract.makeKey, { name: 'Viewer', role: 'viewer', scope: 'write' }, boss)
    await expect(app.call(setCompany, { companyName: 'x' }, bearer(viewer.secret))).rejects.toThrow('Your role here is viewer')
  })

  test('makes no keys, invites nobody and sees no sessions', async () => {
    const { secret } = await app.call(contract.makeKey, { name: 'Owner key', role: 'owner', scope: 'write' }, boss)
    const key = bearer(secret)
    const refused = 'API keys do not reach accounts'
    await expect(app.call(contract.makeKey, { name: 'Child', role: 'viewer' }, key)).rejects.toThrow(refused)
    await expect(app.call(contract.listKeys, {}, key)).rejects.toThrow(refused)
    await expect(app.call(contract.invite, { email: 'x@company.example', role: 'viewer' }, key)).rejects.toThrow(refused)
    await expect(app.call(contract.listSessions, {}, key)).rejects.toThrow(refused)
    await expect(app.call(contract.getSession, {}, key)).rejects.toThrow(refused)
  })

  test('is not above its maker, and rests when its maker loses the role', async () => {
    const admin = await bring(app, boss, 'admin', 'eda')
    await expect(app.call(contract.makeKey, { name: 'Up', role: 'owner' }, admin)).rejects.toThrow('Only an owner')
    const made = await app.call(contract.makeKey, { name: 'Sync', role: 'sales' }, admin)
    const works = () =>
      app.call(listRates, {}, bearer(made.secret)).then(
        () => true,
        (error: Error) => error.message.slice(0, 3),
      )
    expect(await works()).toBe(true)
    const { accounts } = await app.call(contract.listAccounts, {}, boss)
    const userId = accounts.find(({ email }) => email === 'eda@company.example')?.userId ?? ''
    await app.call(contract.changeAccess, { userId, role: 'viewer' }, boss)
    expect([await works(), (await listed(made.id))?.state]).toEqual(['401', 'idle'])
    await app.call(contract.changeAccess, { userId, role: 'admin' }, boss)
    expect(await works()).toBe(true)
    await app.call(contract.changeAccess, { userId, role: null }, boss)
    expect(await works()).toBe('401')
  })

  test('opens nothing once revoked or over, nor another workspace, and a wrong one is no visitor', async () => {
    const made = await app.call(contract.makeKey, { name: 'Short', role: 'viewer', days: 1 }, boss)
    const asked = (visitor: Visitor) =>
      app.call(getCompany, {}, visitor).then(
        () => 'in',
        (error: Error) => error.message.slice(0, 3),
      )
    const { id: elsewhere } = await app.call(contract.createWorkspace, { name: 'Elsewhere' }, boss)
    expect(await asked(bearer(made.secret))).toBe('in')
    expect(await asked({ ...bearer(made.secret), workspace: elsewhere })).toBe('404')
    await inPublic('DELETE FROM workspace WHERE id = $1', [elsewhere])
    await inPublic("UPDATE api_key SET expires_at = created_at - interval '1 second' WHERE id = $1", [made.id])
    expect([await asked(bearer(made.secret)), (await listed(made.id))?.state]).toEqual(['401', 'expired'])
    const other = await app.call(contract.makeKey, { name: 'Other', role: 'viewer' }, boss)
    await app.call(contract.revokeKey, { id: other.id }, boss)
    expect([await asked(bearer(other.secret)), await listed(other.id)]).toEqual(['401', undefined])
    expect(await asked(bearer('ilk_wrong'))).toBe('401')
    await expect(app.call(contract.getSession, {}, bearer('ilk_wrong'))).rejects.toThrow('opens nothing')
  })

  test('is not asked where the call comes from, because a page of another site cannot borrow it; beside a cookie it is', async () => {
    const { secret } = await app.call(contract.makeKey, { name: 'Foreign', role: 'admin', scope: 'write' }, boss)
    const headers = { authorization: `Bearer ${secret}`, origin: 'https://elsewhere.example' }
    expect(await app.call(setCompany, { companyName: 'Again' }, { headers })).toMatchObject({ companyName: 'Again' })
    const withCookie = { ...boss, headers }
    await expect(app.call(setCompany, { companyName: 'No' }, withCookie)).rejects.toThrow('another site')
  })

  test('stands in the description of the API at every endpoint that it reaches', async () => {
    const document = (await (await app.raw('/openapi.json')).json()) as {
      paths: Record<string, Record<string, { operationId: string; security: object[] }>>
      components: { securitySchemes: object }
    }
    expect(document.components.securitySchemes).toMatchObject({ key: { type: 'http', scheme: 'bearer' } })
    const secured = Object.values(document.paths).flatMap((methods) => Object.values(methods))
    const withKey = secured.filter(({ security }) => security.some((one) => 'key' in one)).map(({ operationId }) => operationId)
    const wanted = app.served.app.routes.filter(({ endpoint }) => openToKeys(endpoint) && endpoint.access.who !== 'anyone')
    expect(withKey.toSorted()).toEqual(wanted.map(({ endpoint }) => endpoint.id).toSorted())
    expect(withKey.some((id) => groupOf({ id }) === 'access')).toBe(false)
  })

  test('that only reads reaches no endpoint that writes an event', () => {
    const writing = app.served.app.routes
      .filter(({ endpoint, mode }) => mode === 'write' && onlyReads(endpoint))
      .map(({ endpoint }) => endpoint.id)
    expect(writing).toEqual([])
  })
})
