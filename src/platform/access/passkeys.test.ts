import { URI } from 'otpauth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mayUse } from '#kernel/may'
import { getCompany } from '#rooms/workspace/contract'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { Authenticator } from '#test/kit/authenticator'
import { bring, cookiesOf, ownerOf, post } from '#test/kit/people'
import * as contract from './contract.ts'

describe('a passkey', () => {
  let app: TestApp & { close(): Promise<void> }
  let boss: Visitor
  beforeAll(async () => {
    app = await testApp()
    boss = await ownerOf(app)
  })
  afterAll(() => app.close())

  const inPublic = (text: string, values: readonly unknown[] = []) =>
    app.served.app.services.database.inPublic((tx) => tx.query<Record<string, unknown>>(text, values))
  const passwordOf = (name: string) => `the password of ${name}`
  const device = () => new Authenticator(app.served.app.gate.origin())
  const nameOf = async (as: Visitor) => (await app.call(contract.getSession, {}, as)).user?.name ?? null
  const begin = async () => (await app.call(contract.startPasskeySignIn, {})).options
  const enter = (credential: unknown, headers = {}) => post(app, contract.signInByPasskey.path, { credential }, headers)

  /** Adds a passkey; `as` is whoever is signed in after it. */
  async function add(was: Visitor, name = 'Phone', key = device()) {
    const { options } = await app.call(contract.startPasskey, {}, was)
    const answer = await post(app, contract.addPasskey.path, { name, credential: key.make(options) }, { cookie: was.cookie ?? '' })
    expect(answer.status).toBe(200)
    const { backupCodes, passkey } = (await answer.json()) as { backupCodes: string[] | null; passkey: { id: string } }
    return { key, options, backupCodes, id: passkey.id, now: backupCodes === null ? was : { cookie: cookiesOf(answer) } }
  }
  const withPasskey = async (name: string) => {
    const was = await bring(app, boss, 'sales', name)
    return { was, ...(await add(was)) }
  }

  test('lets its owner in at once, and from then on the password alone does not', async () => {
    const ann = await withPasskey('ann')
    expect(ann.backupCodes).toHaveLength(10)
    // As the first second factor it ended the sessions from before it.
    expect(await nameOf(ann.was)).toBeNull()
    expect(await nameOf(ann.now)).toBe('The ann')
    const entered = await enter(ann.key.use(await begin()), { cookie: 'interlock.session_token=chosen.by-an-attacker' })
    expect(entered.status).toBe(200)
    expect(cookiesOf(entered)).not.toContain('chosen')
    expect(await nameOf({ cookie: cookiesOf(entered) })).toBe('The ann')
    const first = await app.call(contract.signIn, { email: 'ann@company.example', password: passwordOf('ann') })
    expect(first.secondStep).toMatchObject({ app: 'off', passkey: true })
    const second = await post(app, contract.takeSecondStep.path, { token: first.secondStep?.token, code: ann.backupCodes?.[0] })
    expect(await second.json()).toEqual({ ok: true, backupCodesLeft: 9 })
    const mine = await app.call(contract.listPasskeys, {}, ann.now)
    expect(mine.passkeys).toMatchObject([{ name: 'Phone', lastUsedAt: expect.any(String) }])
    expect((await app.call(contract.listAccounts, {}, boss)).accounts.find(({ name }) => name === 'The ann')?.secondFactor).toBe(true)
    const noted = await inPublic("SELECT kind FROM audit_entry WHERE actor_name = 'The ann' AND kind ~ 'passkey' ORDER BY at, id")
    expect(noted.map(({ kind }) => kind)).toEqual(['passkey.added', 'sign-in.passkey'])
    expect(await inPublic("SELECT 1 FROM mail WHERE kind = 'passkey-added'")).toHaveLength(1)
  })

  test('answers each challenge once, and only one of ours: of many at once one gets in', async () => {
    const { key } = await withPasskey('ben')
    const options = await begin()
    const right = key.use(options)
    const answers = await Promise.all([1, 2, 3].map(() => enter(right)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 404, 404])
    expect((await enter(key.use(await begin(), { challenge: options.challenge }))).status).toBe(404)
    expect((await enter(key.use({ challenge: 'a-challenge-of-somebody-else' }))).status).toBe(404)
    // One that was given to make a passkey opens nothing.
    const { options: making } = await app.call(contract.startPasskey, {}, boss)
    expect((await enter(key.use(making))).status).toBe(404)
    await inPublic('DELETE FROM sign_in_attempt')
    const late = await begin()
    await inPublic("UPDATE sign_in_ticket SET expires_at = now() - interval '1 second' WHERE purpose = 'passkey'")
    expect((await enter(key.use(late))).status).toBe(404)
    await inPublic('DELETE FROM sign_in_attempt')
  })

  test('proves nothing when it was used at another address, for another name, by another key, for another account, or without asking who is there', async () => {
    const { key } = await withPasskey('cleo')
    const dora = await withPasskey('dora')
    const asked = async (twist: Parameters<Authenticator['use']>[1]) => (await enter(key.use(await begin(), twist))).status
    expect(await asked({ origin: 'https://phishing.example' })).toBe(401)
    expect(await asked({ rpId: 'phishing.example' })).toBe(401)
    expect(await asked({ verified: false })).toBe(401)
    expect(await asked({ userHandle: dora.options.user.id })).toBe(401)
    const stolen = key.use(await begin())
    const forged = dora.key.use(await begin())
    expect((await enter({ ...forged, id: stolen.id, rawId: stolen.id })).status).toBe(401)
    const failed = await inPublic("SELECT 1 FROM audit_entry WHERE actor_name = 'The cleo' AND kind = 'passkey.failed'")
    expect(failed).toHaveLength(5)
    // Further tries at this account have to wait, those with its password do not.
    expect((await enter(key.use(await begin()))).status).toBe(429)
    await expect(app.call(contract.signIn, { email: 'cleo@company.example', password: 'wrong password here' })).rejects.toThrow('401')
    await inPublic('DELETE FROM sign_in_attempt')
    expect((await enter({ ...stolen, response: { ...stolen.response, signature: forged.response.signature } })).status).toBe(401)
    expect((await enter(device().use(await begin(), { userHandle: 'bm9ib2R5' }))).status).toBe(401)
  })

  test('that counts less than before is refused as a copy would be, and that is noted', async () => {
    const { key, now } = await withPasskey('emil')
    expect((await enter(key.use(await begin()))).status).toBe(200)
    key.count = 0
    const refused = await enter(key.use(await begin()))
    expect(await refused.text()).toContain('as a copy of it would')
    expect(await nameOf(now)).toBe('The emil')
    expect(await inPublic("SELECT payload FROM audit_entry WHERE kind = 'passkey.behind'")).toEqual([{ payload: { name: 'Phone' } }])
    expect((await enter(key.use(await begin()))).status).toBe(200)
  })

  test('is made only by whoever began, at our address, once, with the password when the sign-in was a while ago', async () => {
    const fred = await bring(app, boss, 'viewer', 'fred')
    const start = (input = {}) => app.call(contract.startPasskey, input, fred)
    const put = (credential: ReturnType<Authenticator['make']>, as: Visitor) =>
      app.call(contract.addPasskey, { name: 'Key', credential }, as)
    const planted = (await app.call(contract.startPasskey, {}, boss)).options
    await expect(put(device().make(planted), fred)).rejects.toThrow('404')
    for (const twist of [{ origin: 'https://phishing.example' }, { rpId: 'phishing.example' }, { verified: false }, { challenge: 'other' }])
      await expect(put(device().make((await start()).options, twist), fred), JSON.stringify(twist)).rejects.toThrow(/40[14]/)
    await inPublic(
      `UPDATE auth.session SET "createdAt" = "createdAt" - interval '20 minutes' WHERE "userId" = (SELECT id FROM auth."user" WHERE email = 'fred@company.example')`,
    )
    expect((await app.call(contract.listPasskeys, {}, fred)).asksPassword).toBe(true)
    await expect(start()).rejects.toThrow('Give your password')
    await expect(start({ password: 'wrong password here' })).rejects.toThrow('401')
    const { options } = await start({ password: passwordOf('fred') })
    const key = device()
    const made = key.make(options)
    await put(made, fred)
    await expect(put(made, fred)).rejects.toThrow()
    // The same key under an account of somebody else.
    const again = (await app.call(contract.startPasskey, {}, boss)).options
    await expect(put(key.make(again), boss)).rejects.toThrow('kept here already')
    await inPublic('DELETE FROM sign_in_attempt')
  })

  test('opens nothing once it was removed; nobody removes that of another, and with the last factor the password is enough again', async () => {
    const { key, id, now } = await withPasskey('gus')
    const second = await add(now, 'Laptop')
    expect(second.backupCodes).toBeNull()
    await expect(app.call(contract.removePasskey, { id }, boss)).rejects.toThrow('404')
    await app.call(contract.removePasskey, { id }, now)
    const refused = await enter(key.use(await begin()))
    expect([refused.status, await refused.text()]).toEqual([401, expect.stringContaining('it was removed')])
    expect((await enter(second.key.use(await begin()))).status).toBe(200)
    expect((await app.call(contract.renewBackupCodes, {}, now)).backupCodes).toHaveLength(10)
    await app.call(contract.removePasskey, { id: second.id }, now)
    await expect(app.call(contract.renewBackupCodes, {}, now)).rejects.toThrow('Set one up first')
    expect((await app.call(contract.signIn, { email: 'gus@company.example', password: passwordOf('gus') })).secondStep).toBeNull()
    expect(await app.call(contract.readSecondFactor, {}, now)).toMatchObject({ state: 'off', passkeys: 0, backupCodesLeft: 0 })
  })

  test('stands beside an app: backup codes stay as long as one of both is there, and an owner takes both away', async () => {
    const { now, key } = await withPasskey('hana')
    const started = await app.call(contract.startSecondFactor, { password: passwordOf('hana') }, now)
    const phone = URI.parse(started.uri)
    if (!('generate' in phone)) throw new Error('no app')
    const confirmed = await post(
      app,
      contract.confirmSecondFactor.path,
      { token: started.token, code: phone.generate() },
      { cookie: now.cookie ?? '' },
    )
    const as = { cookie: cookiesOf(confirmed) }
    await inPublic('UPDATE second_factor SET last_step = 0')
    await app.call(contract.removeSecondFactor, { password: passwordOf('hana'), code: phone.generate() }, as)
    expect(await app.call(contract.readSecondFactor, {}, as)).toMatchObject({ state: 'off', passkeys: 1, backupCodesLeft: 10 })
    const userId = (await app.call(contract.listAccounts, {}, boss)).accounts.find(({ name }) => name === 'The hana')?.userId ?? ''
    await app.call(contract.takeSecondFactorAway, { userId }, boss)
    expect((await enter(key.use(await begin()))).status).toBe(401)
    expect((await app.call(contract.signIn, { email: 'hana@company.example', password: passwordOf('hana') })).secondStep).toBeNull()
  })

  describe('where everybody needs a second factor', () => {
    const rule = (secondFactor: boolean, as: Visitor) => app.call(contract.setSignInRules, { secondFactor }, as)
    const looks = (as: Visitor) => app.call(contract.listAccounts, {}, as)

    test('an owner without one does not lock themselves out, and nobody but an owner asks it', async () => {
      await expect(rule(true, boss)).rejects.toThrow('no second factor yourself')
      await expect(rule(true, await bring(app, boss, 'admin', 'ina'))).rejects.toThrow('403')
      boss = (await add(boss)).now
      expect(await rule(true, boss)).toEqual({ secondFactor: true })
      expect((await looks(boss)).accounts.length).toBeGreaterThan(1)
    })

    test('nothing of the company answers who has none, whatever their role, until they set one up; what is theirs does', async () => {
      const jo = await bring(app, boss, 'owner', 'jo')
      const { workspaces } = await app.call(contract.getSession, {}, jo)
      expect(workspaces).toMatchObject([{ role: 'owner', needsFactor: true }])
      await expect(looks(jo)).rejects.toThrow('asks everybody for a second factor')
      await expect(rule(false, jo)).rejects.toThrow('asks everybody for a second factor')
      const actor = { kind: 'user', id: 'jo', name: 'Jo', role: null, lacks: 'second-factor' } as const
      for (const { endpoint } of app.served.app.routes) {
        expect(mayUse(endpoint, actor).ok, endpoint.id).toBe(endpoint.access.who !== 'members')
        if (endpoint.access.who !== 'members' || endpoint.method !== 'GET' || endpoint.path.includes('{')) continue
        expect((await app.raw(endpoint.path, { headers: { cookie: jo.cookie ?? '' } })).status, endpoint.id).toBe(403)
      }
      // Another company of theirs asks for nothing.
      const own = (await app.call(contract.createWorkspace, { name: 'Her own' }, jo)).id
      expect((await looks({ ...jo, workspace: own })).accounts).toHaveLength(1)
      await inPublic('DELETE FROM workspace WHERE id = $1', [own])
      const { now } = await add(jo)
      expect((await looks(now)).accounts.length).toBeGreaterThan(1)
    })

    test('API keys, single sign-on and the command line of this machine are not asked for one', async () => {
      const home = (await app.call(contract.getSession, {}, boss)).workspaces[0]?.id ?? ''
      const { secret } = await app.call(contract.makeKey, { name: 'Warehouse', role: 'viewer', scope: 'read' }, boss)
      const asKey = { headers: { authorization: `Bearer ${secret}` } }
      expect(await app.call(getCompany, {}, asKey)).toHaveProperty('companyName')
      const kai = await bring(app, boss, 'viewer', 'kai')
      await expect(app.call(getCompany, {}, kai)).rejects.toThrow('second factor')
      await inPublic(
        `UPDATE auth.session SET way = 'provider' WHERE "userId" = (SELECT id FROM auth."user" WHERE email = 'kai@company.example')`,
      )
      expect(await app.call(getCompany, {}, kai)).toHaveProperty('companyName')
      expect((await app.call(contract.getSession, {}, kai)).workspaces).toMatchObject([{ needsFactor: false }])
      const local = { headers: { authorization: `Bearer ${app.served.app.localToken}` }, workspace: home }
      expect(await app.call(contract.setSignInRules, { secondFactor: false }, local)).toEqual({ secondFactor: false })
      const noted = await inPublic("SELECT actor_name AS who, payload FROM audit_entry WHERE kind = 'access.sign-in-rule' ORDER BY at, id")
      expect(noted).toEqual([
        { who: 'The owner', payload: { secondFactor: true } },
        { who: 'Command line', payload: { secondFactor: false } },
      ])
    })
  })
})
