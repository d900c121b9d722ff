import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { roles } from '#kernel/access'
import { getCompany, setCompany } from '#rooms/workspace/contract'
import { anotherWorkspace, type TestApp, testApp, type Visitor } from '#test/kit/app'
import { bring, cookiesOf, owner, post, signIn } from '#test/kit/people'
import * as contract from './contract.ts'

test('a first run that others can reach asks for the setup code before it makes an owner', async () => {
  const app = await testApp({ INTERLOCK_PUBLIC_URL: 'https://revenue.example.com' })
  const session = await app.call(contract.getSession, {})
  expect(session).toMatchObject({ user: null, firstRun: true, needsSetupCode: true })
  await expect(app.call(getCompany, {})).rejects.toThrow('401')
  await expect(app.call(contract.createAccount, owner)).rejects.toThrow('setup code')
  await expect(app.call(contract.createAccount, { ...owner, setupCode: 'guess' })).rejects.toThrow('setup code')
  await app.call(contract.createAccount, { ...owner, setupCode: app.served.app.setupCode })
  const signedIn = await signIn(app, owner.email, owner.password)
  expect((await app.call(contract.getSession, {}, signedIn)).workspaces).toMatchObject([{ role: 'owner' }])
})

describe('on this machine', () => {
  let app: TestApp & { close(): Promise<void> }
  let boss: Visitor
  beforeAll(async () => {
    app = await testApp()
  })
  afterAll(() => app.close())

  const inPublic = (text: string, values: readonly unknown[] = []) =>
    app.served.app.services.database.inPublic((tx) => tx.query<Record<string, unknown>>(text, values))

  describe('the first run', () => {
    test('needs no password: the visitor is the owner of the first workspace', async () => {
      const session = await app.call(contract.getSession, {})
      expect(session).toMatchObject({ firstRun: true, needsSetupCode: false, user: { name: 'Owner' } })
      expect(session.workspaces).toMatchObject([{ role: 'owner' }])
      expect(await app.call(getCompany, {})).toMatchObject({ currency: null })
      expect((await app.call(contract.listSessions, {})).sessions).toEqual([])
    })

    test('behind a forwarding proxy is not taken for this machine', async () => {
      const proxied = { headers: { 'x-forwarded-for': '203.0.113.9' } }
      expect((await app.call(contract.getSession, {}, proxied)).user).toBeNull()
      await expect(app.call(getCompany, {}, proxied)).rejects.toThrow('401')
    })

    test('keeps settings of two companies apart', async () => {
      const second = (await app.call(contract.createWorkspace, { name: 'Second' })).id
      const { workspaces } = await app.call(contract.getSession, {})
      const first = workspaces.find((one) => one.id !== second)?.id ?? ''
      await app.call(setCompany, { companyName: 'Only here' }, { workspace: first })
      expect(await app.call(getCompany, {}, { workspace: second })).toMatchObject({ companyName: null })
      await expect(app.call(getCompany, {})).rejects.toThrow('Choose a workspace')
      await inPublic('DELETE FROM workspace WHERE id = $1', [second])
    })

    test('ends for good when the owner sets a password: without signing in nothing answers any more', async () => {
      await expect(app.call(contract.invite, { email: 'early@company.example', role: 'viewer' })).rejects.toThrow('for yourself first')
      await app.call(contract.createAccount, owner)
      expect(await app.call(contract.getSession, {})).toMatchObject({ user: null, firstRun: false })
      await expect(app.call(getCompany, {})).rejects.toThrow('401')
      await expect(app.call(contract.createAccount, { ...owner, email: 'second@company.example' })).rejects.toThrow('already has an owner')
      boss = await signIn(app, owner.email, owner.password)
      expect(await app.call(getCompany, {}, boss)).toMatchObject({ currency: null })
    })
  })

  describe('a session', () => {
    test('has a new id at each sign-in, and the one that the browser came with is ended', async () => {
      const planted = { cookie: 'interlock.session_token=chosen.by-an-attacker' }
      const given = await post(app, contract.signIn.path, { email: owner.email, password: owner.password }, planted)
      expect(cookiesOf(given)).not.toContain('chosen')
      const first = { cookie: cookiesOf(given) }
      const again = await post(app, contract.signIn.path, { email: owner.email, password: owner.password }, first)
      expect(cookiesOf(again)).not.toBe(first.cookie)
      expect((await app.call(contract.getSession, {}, first)).user).toBeNull()
      expect((await app.call(contract.getSession, {}, { cookie: cookiesOf(again) })).user).not.toBeNull()
    })

    test('is listed with device and address, and ended alone or with all others', async () => {
      const ann = await bring(app, boss, 'viewer', 'ann')
      const at = (device: string) =>
        post(
          app,
          contract.signIn.path,
          { email: 'ann@company.example', password: 'the password of ann' },
          { 'user-agent': device, 'x-interlock-address': '198.51.100.7' },
        )
      const phone = { cookie: cookiesOf(await at('A phone')) }
      const library = { cookie: cookiesOf(await at('A computer in a library')) }
      const listed = async () => (await app.call(contract.listSessions, {}, phone)).sessions
      const before = await listed()
      expect(before).toHaveLength(3)
      expect(before.find(({ current }) => current)).toMatchObject({ device: 'A phone', address: '127.0.0.1' })
      expect(JSON.stringify(before)).not.toContain((phone.cookie.split('=')[1] ?? '').slice(0, 20))
      const there = before.find(({ device }) => device === 'A computer in a library')?.id ?? ''
      await expect(app.call(contract.endSession, { id: there }, boss)).rejects.toThrow('404')
      await app.call(contract.endSession, { id: there }, phone)
      expect((await app.call(contract.getSession, {}, library)).user).toBeNull()
      const own = (await listed()).find(({ current }) => current)?.id ?? ''
      await expect(app.call(contract.endSession, { id: own }, phone)).rejects.toThrow('Sign out')
      expect(await app.call(contract.endOtherSessions, {}, phone)).toEqual({ ended: 1 })
      expect((await app.call(contract.getSession, {}, ann)).user).toBeNull()
      await app.call(contract.signOut, {}, phone)
      expect((await app.call(contract.getSession, {}, phone)).user).toBeNull()
    })

    test('lasts no longer than it may, however often it is used', async () => {
      const dan = await bring(app, boss, 'viewer', 'dan')
      const age = (days: number) =>
        inPublic(
          `UPDATE auth.session SET "createdAt" = now() - make_interval(days => $1) WHERE "userId" = (SELECT id FROM auth."user" WHERE email = 'dan@company.example')`,
          [days],
        )
      await age(89)
      expect((await app.call(contract.getSession, {}, dan)).user?.name).toBe('The dan')
      await age(90)
      expect((await app.call(contract.getSession, {}, dan)).user).toBeNull()
      await age(1)
      expect((await app.call(contract.getSession, {}, dan)).user).toBeNull()
    })

    test('of others is ended by who runs all companies of the account, and by nobody else', async () => {
      const [eva, admin] = [await bring(app, boss, 'sales', 'eva'), await bring(app, boss, 'admin', 'ada')]
      const { accounts } = await app.call(contract.listAccounts, {}, boss)
      const idOf = (name: string) => accounts.find((each) => each.name === name)?.userId ?? ''
      const end = (name: string, as: Visitor) => app.call(contract.endSessionsOf, { userId: idOf(name) }, as)
      await expect(end('The ada', eva)).rejects.toThrow('403')
      await expect(end('The owner', admin)).rejects.toThrow('Only an owner')
      await expect(end('The ada', admin)).rejects.toThrow('This is you')
      const home = accounts.length > 0 ? (await app.call(contract.getSession, {}, admin)).workspaces[0]?.id : undefined
      const own = await app.call(contract.createWorkspace, { name: 'Her own' }, eva)
      await expect(end('The eva', { ...admin, workspace: home ?? '' })).rejects.toThrow('a company that you do not run')
      await inPublic('DELETE FROM workspace WHERE id = $1', [own.id])
      expect(await end('The eva', admin)).toEqual({ ended: 1 })
      expect((await app.call(contract.getSession, {}, eva)).user).toBeNull()
      expect(await inPublic("SELECT actor_name AS who, payload FROM audit_entry WHERE kind = 'session.ended-of'")).toEqual([
        { who: 'The ada', payload: { name: 'The eva' } },
      ])
    })

    test('is left with nothing of it in the memory of the browser', async () => {
      const leaving = await signIn(app, owner.email, owner.password)
      const left = await app.raw(contract.signOut.path, { method: 'DELETE', headers: { cookie: leaving.cookie ?? '' } })
      expect(left.headers.get('clear-site-data')).toBe('"cache"')
    })

    test('elsewhere ends when the password is changed', async () => {
      await bring(app, boss, 'viewer', 'ben')
      const [email, password] = ['ben@company.example', 'the password of ben']
      const [here, elsewhere] = [await signIn(app, email, password), await signIn(app, email, password)]
      await expect(app.call(contract.changePassword, { current: 'not this one', next: 'another long password' }, here)).rejects.toThrow(
        '403',
      )
      await app.call(contract.changePassword, { current: password, next: 'another long password' }, here)
      expect((await app.call(contract.getSession, {}, elsewhere)).user).toBeNull()
      await expect(signIn(app, email, password)).rejects.toThrow('401')
      await signIn(app, email, 'another long password')
    })
  })

  describe('a wrong password', () => {
    const guess = (email: string) => app.call(contract.signIn, { email, password: 'wrong password here' }).catch(String)

    test('is answered as an unknown address is, also when further tries have to wait, and waits hold across a restart', async () => {
      await bring(app, boss, 'viewer', 'cleo')
      const answers = async (email: string) => {
        const all: string[] = []
        for (let tries = 0; tries < 6; tries++) all.push(String(await guess(email)))
        return all.map((answer) => answer.replace(/Wait \d+ seconds/, 'Wait some seconds'))
      }
      const known = await answers('cleo@company.example')
      expect(known.slice(0, 5).every((answer) => answer.includes('401'))).toBe(true)
      expect(known[5]).toContain('429')
      await inPublic("DELETE FROM sign_in_attempt WHERE key LIKE 'address %'")
      expect(await answers('nobody@company.example')).toEqual(known)
      // Nothing is kept in memory: what stands in the table is all that is asked.
      const right = () => signIn(app, 'cleo@company.example', 'the password of cleo')
      await expect(right()).rejects.toThrow('429')
      await inPublic("UPDATE sign_in_attempt SET free_at = free_at - interval '1 hour'")
      await right()
      expect(String(await guess('cleo@company.example'))).toContain('401')
    })

    test('of many accounts from one address makes that address wait', async () => {
      await inPublic("UPDATE sign_in_attempt SET count = 19, free_at = free_at - interval '1 hour' WHERE key LIKE 'address %'")
      expect(String(await guess('one@company.example'))).toContain('401')
      expect(String(await guess('two@company.example'))).toContain('429')
      await inPublic('DELETE FROM sign_in_attempt')
    })

    test('is noted with right ones in the audit log of each company of the account, and in none for an unknown address', async () => {
      const rows = await inPublic(
        "SELECT actor_name AS who, kind, count(*) AS n FROM audit_entry WHERE kind LIKE 'sign-in.%' AND workspace_id IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2",
      )
      expect(rows).toContainEqual({ who: 'The cleo', kind: 'sign-in.failed', n: 5 })
      expect(rows).toContainEqual({ who: 'The cleo', kind: 'sign-in.slowed', n: 1 })
      expect(rows).toContainEqual({ who: 'The cleo', kind: 'sign-in.done', n: 1 })
      expect(
        await inPublic('SELECT DISTINCT kind, payload, actor_name AS who FROM audit_entry WHERE workspace_id IS NULL ORDER BY kind'),
      ).toEqual([
        { kind: 'sign-in.failed', payload: {}, who: 'visitor' },
        { kind: 'sign-in.slowed', payload: {}, who: 'visitor' },
      ])
    })
  })

  test('a password that is guessed early is refused wherever one is set', async () => {
    const easy = 'MyCompany2026'
    const change = app.call(contract.changePassword, { current: owner.password, next: 'password1234' }, boss)
    await expect(change).rejects.toThrow('too easy to guess')
    const { link } = await app.call(contract.invite, { email: 'finn@company.example', role: 'viewer' }, boss)
    const token = link.split('#')[1] ?? ''
    await expect(app.call(contract.acceptInvitation, { token, name: 'Finn', password: easy })).rejects.toThrow('too easy to guess')
    await app.call(contract.acceptInvitation, { token, name: 'Finn', password: 'green tea at noon' })
    const { accounts } = await app.call(contract.listAccounts, {}, boss)
    const userId = accounts.find(({ name }) => name === 'Finn')?.userId ?? ''
    const { link: reset } = await app.call(contract.makePasswordLink, { userId }, boss)
    const set = (password: string) => app.call(contract.resetPassword, { token: reset.split('#')[1] ?? '', password })
    await expect(set('finnfinnfinn1')).rejects.toThrow('too easy to guess')
    await set('blue tea at midnight')
  })

  describe('roles', () => {
    test('open and close doors as declared, and only an owner makes owners', async () => {
      const visitors = new Map<string, Visitor>()
      for (const role of roles.slice(1)) visitors.set(role, await bring(app, boss, role))
      for (const [role, visitor] of visitors) {
        expect(await app.call(getCompany, {}, visitor), role).toHaveProperty('companyName')
        const change = app.call(setCompany, { companyName: `By ${role}` }, visitor)
        if (role === 'admin') expect(await change).toMatchObject({ companyName: 'By admin' })
        else await expect(change, role).rejects.toThrow(`Your role here is ${role}; this needs owner or admin.`)
      }
      const promote = { email: 'climber@company.example', role: 'owner' as const }
      await expect(app.call(contract.invite, promote, visitors.get('admin'))).rejects.toThrow('Only an owner')
    })

    test('cannot be taken from the only owner', async () => {
      const { accounts } = await app.call(contract.listAccounts, {}, boss)
      const userId = accounts.find(({ role }) => role === 'owner')?.userId ?? ''
      await expect(app.call(contract.changeAccess, { userId, role: null }, boss)).rejects.toThrow('only owner')
      await expect(app.call(contract.changeAccess, { userId, role: 'viewer' }, boss)).rejects.toThrow('only owner')
    })
  })

  test('a workspace of others looks like one that does not exist', async () => {
    const foreign = await anotherWorkspace(app, 'Somebody else')
    const asked = async (workspace: string) => app.call(getCompany, {}, { ...boss, workspace }).catch(String)
    expect(await asked(foreign)).toBe(await asked('01a00000-0000-7000-8000-000000000000'))
    expect(await asked(foreign)).toContain('404')
  })
})
