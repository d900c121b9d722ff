import { type TOTP, URI } from 'otpauth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { bring, cookiesOf, ownerOf, post } from '#test/kit/people'
import * as contract from './contract.ts'

describe('a second factor', () => {
  let app: TestApp & { close(): Promise<void> }
  let boss: Visitor
  beforeAll(async () => {
    app = await testApp()
    boss = await ownerOf(app)
    boss = { ...boss, workspace: (await app.call(contract.getSession, {}, boss)).workspaces[0]?.id ?? '' }
  })
  afterAll(() => app.close())

  const inPublic = (text: string, values: readonly unknown[] = []) =>
    app.served.app.services.database.inPublic((tx) => tx.query<Record<string, unknown>>(text, values))
  const passwordOf = (name: string) => `the password of ${name}`
  const first = (name: string) => app.call(contract.signIn, { email: `${name}@company.example`, password: passwordOf(name) })
  const tokenFor = async (name: string) => (await first(name)).secondStep?.token ?? ''
  const second = (token: string, code: string, headers = {}) => post(app, contract.takeSecondStep.path, { token, code }, headers)
  const who = async (answer: Response) => (await app.call(contract.getSession, {}, { cookie: cookiesOf(answer) })).user?.name ?? null
  /** Half a minute passes: a code may be used again. */
  const laterOn = () => inPublic('UPDATE second_factor SET last_step = 0')
  const forgive = () => inPublic('DELETE FROM sign_in_attempt')

  /** Somebody who has set up an app. */
  async function withApp(name: string) {
    const was = await bring(app, boss, 'sales', name)
    const started = await app.call(contract.startSecondFactor, { password: passwordOf(name) }, was)
    const phone = URI.parse(started.uri) as TOTP
    const confirmed = await post(
      app,
      contract.confirmSecondFactor.path,
      { token: started.token, code: phone.generate() },
      { cookie: was.cookie ?? '' },
    )
    expect(confirmed.status).toBe(200)
    const { backupCodes } = (await confirmed.json()) as { backupCodes: string[] }
    const code = async () => {
      await laterOn()
      return phone.generate()
    }
    return { phone, backupCodes, code, was, now: { cookie: cookiesOf(confirmed) } as Visitor, started }
  }

  test('is asked for after the password, and nobody is signed in before', async () => {
    const ann = await withApp('ann')
    // The sessions from before it was set up have ended, the one that set it up goes on under a new id.
    expect((await app.call(contract.getSession, {}, ann.was)).user).toBeNull()
    expect((await app.call(contract.getSession, {}, ann.now)).user?.name).toBe('The ann')
    const step = await post(app, contract.signIn.path, { email: 'ann@company.example', password: passwordOf('ann') })
    expect(cookiesOf(step)).toBe('')
    const { secondStep } = (await step.json()) as { secondStep: { token: string; app: string } }
    expect(secondStep).toMatchObject({ app: 'on', passkey: false })
    expect((await second(secondStep.token, '000000')).status).toBe(401)
    const entered = await second(secondStep.token, await ann.code(), { cookie: 'interlock.session_token=chosen.by-an-attacker' })
    expect(await who(entered)).toBe('The ann')
    expect(cookiesOf(entered)).not.toContain('chosen')
    const kinds = await inPublic("SELECT kind FROM audit_entry WHERE actor_name = 'The ann' AND kind ~ '^(factor|sign-in)' ORDER BY at, id")
    expect(kinds.map(({ kind }) => kind)).toEqual(['factor.on', 'factor.failed', 'sign-in.done'])
    expect((await app.call(contract.listAccounts, {}, boss)).accounts.find(({ name }) => name === 'The ann')?.secondFactor).toBe(true)
  })

  test('takes each code once, also within its half minute, and each first step once', async () => {
    const ben = await withApp('ben')
    const code = await ben.code()
    const [one, two] = [await tokenFor('ben'), await tokenFor('ben')]
    expect((await second(one, code)).status).toBe(200)
    expect((await second(two, code)).status).toBe(401)
    await laterOn()
    expect((await second(one, code)).status).toBe(404)
    // Of many at once one comes in.
    await laterOn()
    const answers = await Promise.all([1, 2, 3, 4].map(() => second(two, code)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  test('takes each backup code once and says how many are left; the database has only hashes of them, and the secret of the app sealed', async () => {
    const { backupCodes, phone } = await withApp('cleo')
    expect(backupCodes).toHaveLength(10)
    const [backup = ''] = backupCodes
    const entered = await second(await tokenFor('cleo'), ` ${backup.toUpperCase().replaceAll('-', ' ')} `)
    expect(await entered.clone().json()).toEqual({ ok: true, backupCodesLeft: 9 })
    expect((await second(await tokenFor('cleo'), backup)).status).toBe(401)
    const kept = JSON.stringify(
      await inPublic('SELECT to_jsonb(f) AS row FROM second_factor f UNION ALL SELECT to_jsonb(b) FROM backup_code b'),
    )
    expect(kept).not.toContain(phone.secret.base32)
    expect(backupCodes.some((each) => kept.includes(each) || kept.includes(each.replaceAll('-', '')))).toBe(false)
  })

  test('does not let a backup code or a ticket of somebody else in', async () => {
    const [dora, emil] = [await withApp('dora'), await withApp('emil')]
    expect((await second(await tokenFor('dora'), emil.backupCodes[0] ?? '')).status).toBe(401)
    expect((await second(await tokenFor('dora'), await emil.code())).status).toBe(401)
    // A factor that an attacker began to set up, for the browser of somebody else to finish.
    const eve = await bring(app, boss, 'viewer', 'eve')
    const planted = await app.call(contract.startSecondFactor, { password: passwordOf('eve') }, eve)
    const code = (URI.parse(planted.uri) as TOTP).generate()
    await expect(app.call(contract.confirmSecondFactor, { token: planted.token, code }, boss)).rejects.toThrow('404')
    await expect(app.call(contract.confirmSecondFactor, { token: planted.token, code: '12' }, eve)).rejects.toThrow('403')
    await expect(app.call(contract.startSecondFactor, { password: 'wrong password here' }, eve)).rejects.toThrow('401')
    expect(dora.backupCodes).not.toEqual(emil.backupCodes)
  })

  test('is guessed no faster than a password, though the password is right', async () => {
    await withApp('fred')
    await forgive()
    const statuses: number[] = []
    for (let tries = 0; tries < 6; tries++) {
      const answer = await post(app, contract.signIn.path, { email: 'fred@company.example', password: passwordOf('fred') })
      statuses.push(answer.status)
      if (answer.status !== 200) continue
      const { secondStep } = (await answer.json()) as { secondStep: { token: string } }
      statuses.push((await second(secondStep.token, '000000')).status)
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(2)
    expect(statuses.at(-1)).toBe(429)
    await forgive()
  })

  test('is switched off with password and code, and by nothing less', async () => {
    const gus = await withApp('gus')
    const off = (password: string, code: string) => app.call(contract.removeSecondFactor, { password, code }, gus.now)
    await expect(off('wrong password here', await gus.code())).rejects.toThrow('401')
    await expect(off(passwordOf('gus'), '000000')).rejects.toThrow('401')
    await expect(app.call(contract.startSecondFactor, { password: passwordOf('gus') }, gus.now)).rejects.toThrow('is on')
    await off(passwordOf('gus'), await gus.code())
    expect(await app.call(contract.readSecondFactor, {}, gus.now)).toEqual({ state: 'off', since: null, passkeys: 0, backupCodesLeft: 0 })
    expect((await first('gus')).secondStep).toBeNull()
    expect(
      await inPublic('SELECT 1 FROM backup_code b WHERE NOT EXISTS (SELECT 1 FROM second_factor f WHERE f.user_id = b.user_id)'),
    ).toEqual([])
  })

  test('that another signing secret sealed is said to be so: a backup code lets in, and the app is set up again', async () => {
    const { backupCodes, phone } = await withApp('hana')
    await inPublic("UPDATE second_factor SET sealed_secret = repeat('ab', 80)")
    const step = await first('hana')
    expect(step.secondStep?.app).toBe('unreadable')
    const refused = await second(step.secondStep?.token ?? '', phone.generate())
    expect(await refused.text()).toContain('as after a restore')
    const entered = await second(step.secondStep?.token ?? '', backupCodes[0] ?? '')
    const back = { cookie: cookiesOf(entered) }
    expect(await app.call(contract.readSecondFactor, {}, back)).toMatchObject({ state: 'unreadable', backupCodesLeft: 9 })
    const again = await app.call(contract.startSecondFactor, { password: passwordOf('hana') }, back)
    const fresh = URI.parse(again.uri) as TOTP
    expect((await app.call(contract.confirmSecondFactor, { token: again.token, code: fresh.generate() }, back)).backupCodes).toHaveLength(
      10,
    )
    await laterOn()
    expect(await who(await second(await tokenFor('hana'), fresh.generate()))).toBe('The hana')
  })

  test('that was lost is removed by an owner who owns all companies of the account; that is noted', async () => {
    const ina = await withApp('ina')
    const admin = await bring(app, boss, 'admin', 'adam')
    const { accounts } = await app.call(contract.listAccounts, {}, boss)
    const userId = accounts.find(({ name }) => name === 'The ina')?.userId ?? ''
    await expect(app.call(contract.takeSecondFactorAway, { userId }, admin)).rejects.toThrow('403')
    await app.call(contract.createWorkspace, { name: 'Her own' }, ina.now)
    await expect(app.call(contract.takeSecondFactorAway, { userId }, boss)).rejects.toThrow('a company that you do not own')
    await inPublic("DELETE FROM workspace WHERE name = 'Her own'")
    await app.call(contract.takeSecondFactorAway, { userId }, boss)
    expect((await first('ina')).secondStep).toBeNull()
    expect(await inPublic("SELECT actor_name AS who, payload FROM audit_entry WHERE kind = 'factor.taken'")).toEqual([
      { who: 'The owner', payload: { name: 'The ina' } },
    ])
    await expect(app.call(contract.takeSecondFactorAway, { userId }, boss)).rejects.toThrow('has no second factor')
  })
})
