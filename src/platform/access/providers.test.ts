import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { bring, cookiesOf, ownerOf, post, signIn } from '#test/kit/people'
import { type Claims, type Provider, provider } from '#test/kit/provider'
import * as contract from './contract.ts'

describe('single sign-on', () => {
  let app: TestApp & { close(): Promise<void> }
  let login: Provider
  let boss: Visitor
  let home: string
  beforeAll(async () => {
    login = await provider()
    app = await testApp()
    boss = await ownerOf(app)
    home = (await app.call(contract.getSession, {}, boss)).workspaces[0]?.id ?? ''
    boss = { ...boss, workspace: home }
  })
  afterAll(async () => {
    await app.close()
    await login.close()
  })

  const inPublic = (text: string, values: readonly unknown[] = []) =>
    app.served.app.services.database.inPublic((tx) => tx.query<Record<string, unknown>>(text, values))
  const settings = () => ({
    label: 'Sign in with the company',
    issuer: login.issuer,
    clientId: login.clientId,
    domains: ['inside.example'],
    role: 'sales' as const,
  })
  const setUp = (as = boss) => app.call(contract.setProvider, { ...settings(), clientSecret: login.clientSecret }, as)
  const begin = async (where = home) => {
    const answer = await post(app, contract.startProvider.path, { provider: where })
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
    return { url: ((await answer.json()) as { url: string }).url, cookie: cookiesOf(answer) }
  }
  const back = (answer: string, cookie: string) => post(app, contract.returnFromProvider.path, { answer }, { cookie })
  /** The whole way: begin, sign in there, come back. */
  const enter = async (claims: Claims, where = home) => {
    const { url, cookie } = await begin(where)
    return await back(login.signIn(url, claims), cookie)
  }
  const who = async (answer: Response) => {
    const cookie = answer.headers
      .getSetCookie()
      .find((each) => each.includes('session_token'))
      ?.split(';')[0]
    if (cookie === undefined) throw new Error(`${answer.status} ${await answer.text()}`)
    const { user, workspaces } = await app.call(contract.getSession, {}, { cookie })
    return `${user?.name} <${user?.email}> ${workspaces.map(({ role }) => role).join()}`
  }
  const ann = { sub: 'ann-1', email: 'ann@company.example', email_verified: true, name: 'Ann of the provider' }

  test('is set up by an owner, after the provider was asked; the client secret is kept sealed and never told', async () => {
    expect(await app.call(contract.readProvider, {}, boss)).toMatchObject({ provider: null })
    await expect(app.call(contract.setProvider, settings(), boss)).rejects.toThrow('client secret')
    const far = { ...settings(), clientSecret: 'x', issuer: 'http://login.example.com' }
    await expect(app.call(contract.setProvider, far, boss)).rejects.toThrow('https:// only')
    await expect(app.call(contract.setProvider, { ...far, issuer: `${login.issuer}/nothing` }, boss)).rejects.toThrow('503')
    await setUp()
    const { provider: kept, redirectUri } = await app.call(contract.readProvider, {}, boss)
    expect(kept).toEqual({ ...settings(), readable: true })
    expect(redirectUri).toBe(`${app.served.url}/sign-in/provider`)
    expect(JSON.stringify(await inPublic('SELECT to_jsonb(p) AS row FROM identity_provider p'))).not.toContain(login.clientSecret)
    // The secret stays for a change of words, and is not sent to another provider.
    await app.call(contract.setProvider, { ...settings(), role: 'sales' }, boss)
    const other = { ...settings(), issuer: login.issuer.replace('127.0.0.1', 'localhost') }
    await expect(app.call(contract.setProvider, other, boss)).rejects.toThrow('client secret')
    expect((await app.call(contract.listProviders, {})).providers).toEqual([{ id: home, label: 'Sign in with the company' }])
  })

  test('lets a member in by a verified address, and from then on by who they are for the provider', async () => {
    await bring(app, boss, 'marketing', 'ann')
    expect(await who(await enter(ann))).toBe('The ann <ann@company.example> marketing')
    const moved = { ...ann, email: 'ann@elsewhere.example', email_verified: false }
    expect(await who(await enter(moved))).toBe('The ann <ann@company.example> marketing')
    const kinds = await inPublic("SELECT kind, payload FROM audit_entry WHERE kind = 'sign-in.provider'")
    expect(kinds).toHaveLength(2)
  })

  test('lets somebody new in who is invited, or comes from a domain that the owner named, with the role that is meant for them', async () => {
    await app.call(contract.invite, { email: 'guest@other.example', role: 'viewer' }, boss)
    expect(await who(await enter({ sub: 'g', email: 'Guest@other.example', email_verified: true }))).toContain(
      'guest@other.example> viewer',
    )
    expect((await app.call(contract.listInvitations, {}, boss)).invitations).toEqual([])
    expect(await who(await enter({ sub: 'n', email: 'new@inside.example', name: 'New' }))).toBe('New <new@inside.example> sales')
    const stranger = await enter({ sub: 's', email: 'stranger@other.example', email_verified: true })
    expect([stranger.status, await stranger.text()]).toEqual([403, expect.stringContaining('is not invited')])
    // Without a password nobody signs in as them.
    await expect(signIn(app, 'new@inside.example', '')).rejects.toThrow('401')
  })

  test('does not take an address that the provider has not verified for that of a member', async () => {
    await bring(app, boss, 'admin', 'ben')
    for (const email_verified of [false, undefined, 'true']) {
      const answer = await enter({ sub: 'thief', email: 'ben@company.example', email_verified })
      expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('has not verified')])
    }
    expect((await enter({ sub: 'thief', email: 'x@inside.example', email_verified: false })).status).toBe(403)
    expect((await enter({ sub: 'none' })).status).toBe(403)
  })

  test('takes an answer once, in the browser that began, with the state that was given out', async () => {
    const first = await begin()
    const answer = login.signIn(first.url, ann)
    const second = await begin()
    expect((await back(answer, second.cookie)).status).toBe(403)
    expect((await back(answer, first.cookie)).status).toBe(403)
    const third = await begin()
    const good = login.signIn(third.url, ann)
    expect((await back(good, third.cookie)).status).toBe(200)
    expect((await back(good, third.cookie)).status).toBe(403)
    const fourth = await begin()
    expect((await back(login.signIn(fourth.url, ann), '')).status).toBe(403)
    const fifth = await begin()
    const other = new URLSearchParams(login.signIn(fifth.url, ann))
    other.set('state', 'guessed')
    expect((await back(other.toString(), fifth.cookie)).status).toBe(403)
    const sixth = await begin()
    await inPublic("UPDATE sign_in_ticket SET expires_at = created_at - interval '1 second'")
    expect((await back(login.signIn(sixth.url, ann), sixth.cookie)).status).toBe(403)
  })

  test('refuses a wrong nonce, a code of another sign-in, a wrong audience, and a token of another issuer', async () => {
    for (const wrong of [{ nonce: 'of another sign-in' }, { aud: 'another client' }, { iss: 'https://evil.example' }, { exp: 1 }]) {
      const { url, cookie } = await begin()
      expect((await back(login.signIn(url, { ...ann, ...wrong }), cookie)).status, JSON.stringify(wrong)).toBe(403)
    }
    const [mine, theirs] = [await begin(), await begin()]
    const code = new URLSearchParams(login.signIn(theirs.url, ann)).get('code') ?? ''
    const mixed = new URLSearchParams(login.signIn(mine.url, ann))
    mixed.set('code', code)
    expect((await back(mixed.toString(), mine.cookie)).status).toBe(403)
    const third = await begin()
    expect((await back(`${login.signIn(third.url, ann)}&iss=https://evil.example`, third.cookie)).status).toBe(403)
    const fourth = await begin()
    const state = new URL(fourth.url).searchParams.get('state') ?? ''
    expect((await back(new URLSearchParams({ state, error: 'access_denied' }).toString(), fourth.cookie)).status).toBe(403)
  })

  test('of one company opens no account that also opens a company of somebody else', async () => {
    const eve = await bring(app, boss, 'viewer', 'eve')
    const { id: hers } = await app.call(contract.createWorkspace, { name: 'Of Eve' }, eve)
    await setUp({ ...eve, workspace: hers })
    // Her provider says that somebody is the owner of the other company.
    const asOwner = { sub: 'o', email: 'owner@company.example', email_verified: true }
    const answer = await enter(asOwner, hers)
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('has no access')])
    // Not even when that owner is a member of hers.
    await app.call(contract.invite, { email: 'owner@company.example', role: 'viewer' }, { ...eve, workspace: hers })
    const again = await enter(asOwner, hers)
    expect([again.status, await again.text()]).toEqual([403, expect.stringContaining('does not own')])
    await app.call(contract.removeProvider, {}, { ...eve, workspace: hers })
    await expect(begin(hers)).rejects.toThrow('404')
  })

  test('does not bring back access that was taken away', async () => {
    const { accounts } = await app.call(contract.listAccounts, {}, boss)
    const userId = accounts.find(({ email }) => email === 'new@inside.example')?.userId ?? ''
    await app.call(contract.changeAccess, { userId, role: null }, boss)
    const answer = await enter({ sub: 'n', email: 'new@inside.example', email_verified: true })
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('has no access')])
  })

  test('says that an owner has to enter the client secret again when it cannot be read any more', async () => {
    await inPublic("UPDATE identity_provider SET sealed_secret = repeat('ab', 60)")
    await expect(begin()).rejects.toThrow('as after a restore')
    expect(await app.call(contract.readProvider, {}, boss)).toMatchObject({ provider: { readable: false } })
    await setUp()
    expect(await who(await enter(ann))).toContain('The ann')
  })

  test('refuses a token that another key has signed', async () => {
    login.forge()
    expect((await enter(ann)).status).toBe(403)
  })
})
