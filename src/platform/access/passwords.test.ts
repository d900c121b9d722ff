import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { bring, ownerOf, signIn, tokenOf } from '#test/kit/people'
import { type MailServer, mailServer } from '#test/kit/smtp'
import * as contract from './contract.ts'

const patience = { timeout: 15_000 }

describe('a forgotten password', () => {
  let app: TestApp & { close(): Promise<void> }
  let server: MailServer
  let boss: Visitor
  let home: string
  beforeAll(async () => {
    server = await mailServer()
    app = await testApp({ INTERLOCK_SMTP_URL: server.url })
    boss = await ownerOf(app)
    home = (await app.call(contract.getSession, {}, boss)).workspaces[0]?.id ?? ''
    boss = { ...boss, workspace: home }
  })
  afterAll(async () => {
    await app.close()
    await server.close()
  })

  const inPublic = (text: string, values: readonly unknown[] = []) =>
    app.served.app.services.database.inPublic((tx) => tx.query<Record<string, unknown>>(text, values))
  const forget = (email: string) => app.call(contract.forgotPassword, { email })
  const reset = (token: string, password = 'a wholly new password') => app.call(contract.resetPassword, { token, password })
  /** The token of the n-th mail with a link to somebody. */
  const mailed = async (to: string, n = 1) => {
    const mails = () => server.arrived.filter((mail) => mail.to.includes(to) && mail.said.includes('/new-password#'))
    await expect.poll(() => mails().length, patience).toBeGreaterThanOrEqual(n)
    const text = mails()[n - 1]?.said ?? ''
    return /new-password#([\w-]+)/.exec(text)?.[1] ?? ''
  }

  test('is set anew by a link that is mailed, once; every session of the account ends, and its owner is told', async () => {
    const ann = await bring(app, boss, 'viewer', 'ann')
    expect(await forget('Ann@company.example')).toEqual({ ok: true })
    const token = await mailed('ann@company.example')
    expect((await app.call(contract.getSession, {}, ann)).user).not.toBeNull()
    await expect(reset(token, 'too short')).rejects.toThrow('at least 12')
    await reset(token)
    expect((await app.call(contract.getSession, {}, ann)).user).toBeNull()
    await expect(signIn(app, 'ann@company.example', 'the password of ann')).rejects.toThrow('401')
    await signIn(app, 'ann@company.example', 'a wholly new password')
    await expect(reset(token, 'once more, by a thief')).rejects.toThrow('opens nothing any more')
    await expect
      .poll(() => server.arrived.some(({ raw }) => /Subject: Your password for Interlock was changed/.test(raw)), patience)
      .toBe(true)
    const kinds = await inPublic("SELECT kind FROM audit_entry WHERE actor_name = 'The ann' AND kind LIKE 'password.%' ORDER BY at")
    expect(kinds.map(({ kind }) => kind)).toEqual(['password.forgotten', 'password.reset'])
  })

  test('of an address without account is answered the same, and nothing is mailed', async () => {
    const before = server.arrived.length
    expect(await forget('nobody@company.example')).toEqual({ ok: true })
    expect(await inPublic("SELECT 1 FROM mail WHERE to_address = 'nobody@company.example'")).toEqual([])
    const [{ n } = { n: 0 }] = await inPublic("SELECT count(*) AS n FROM sign_in_ticket WHERE purpose = 'password' AND user_id IS NULL")
    expect(n).toBe(1)
    expect(server.arrived).toHaveLength(before)
  })

  test('is asked for a few times, then made to wait, for an unknown address as for a known one', async () => {
    const answers = async (email: string) => {
      const all: string[] = []
      for (let tries = 0; tries < 4; tries++) all.push(await forget(email).then(() => 'ok', String))
      return all.map((answer) => answer.replace(/Wait \d+ seconds/, 'Wait some seconds'))
    }
    await bring(app, boss, 'viewer', 'ben')
    const known = await answers('ben@company.example')
    expect(known).toEqual(['ok', 'ok', 'ok', expect.stringContaining('429 Too many links')])
    expect(await answers('noone@company.example')).toEqual(known)
    // Whoever has the password still gets in.
    await signIn(app, 'ben@company.example', 'the password of ben')
    await inPublic("DELETE FROM sign_in_attempt WHERE key LIKE 'reset %'")
  })

  test('has one link at a time, which ends after an hour and stands in the database as a hash', async () => {
    await bring(app, boss, 'viewer', 'cleo')
    await forget('cleo@company.example')
    const first = await mailed('cleo@company.example')
    await forget('cleo@company.example')
    const second = await mailed('cleo@company.example', 2)
    await expect(reset(first)).rejects.toThrow('opens nothing any more')
    const kept = JSON.stringify(await inPublic('SELECT to_jsonb(t) AS row FROM sign_in_ticket t'))
    expect(kept).not.toContain(second)
    await inPublic("UPDATE sign_in_ticket SET expires_at = created_at - interval '1 second'")
    await expect(reset(second)).rejects.toThrow('opens nothing any more')
    await expect(reset('guessed')).rejects.toThrow('opens nothing any more')
  })

  test('of two who come with the link at the same time is set by one', async () => {
    await bring(app, boss, 'viewer', 'dora')
    await forget('dora@company.example')
    const token = await mailed('dora@company.example')
    const words = ['the password of one', 'the password of two', 'the password of three']
    const results = await Promise.allSettled(words.map((each) => reset(token, each)))
    const winner = results.findIndex(({ status }) => status === 'fulfilled')
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await signIn(app, 'dora@company.example', words[winner] ?? '')
  })

  test('is helped by an owner with a link, not by an admin, and not for themselves', async () => {
    const admin = await bring(app, boss, 'admin', 'adam')
    await bring(app, boss, 'sales', 'emil')
    const { accounts } = await app.call(contract.listAccounts, {}, boss)
    const idOf = (name: string) => accounts.find((one) => one.name === name)?.userId ?? ''
    const emil = idOf('The emil')
    await expect(app.call(contract.makePasswordLink, { userId: emil }, admin)).rejects.toThrow('403')
    await expect(app.call(contract.makePasswordLink, { userId: idOf('The owner') }, boss)).rejects.toThrow('This is you')
    await expect(app.call(contract.makePasswordLink, { userId: 'nobody' }, boss)).rejects.toThrow('404')
    const made = await app.call(contract.makePasswordLink, { userId: emil }, boss)
    await reset(tokenOf(made))
    await signIn(app, 'emil@company.example', 'a wholly new password')
    const [entry] = await inPublic("SELECT actor_name AS who, payload FROM audit_entry WHERE kind = 'password.link-made'")
    expect(entry).toEqual({ who: 'The owner', payload: { name: 'The emil' } })
  })

  test('cannot be used by an owner of one company to get into another by the account of somebody who works in both', async () => {
    const fred = await bring(app, boss, 'sales', 'fred')
    const { id: elsewhere } = await app.call(contract.createWorkspace, { name: 'Elsewhere' }, fred)
    const { accounts } = await app.call(contract.listAccounts, {}, boss)
    const userId = accounts.find(({ name }) => name === 'The fred')?.userId ?? ''
    await expect(app.call(contract.makePasswordLink, { userId }, boss)).rejects.toThrow('a company that you do not own')
    expect(elsewhere).toBeTruthy()
  })
})

test('where no mail is sent the door says so, and asking for a link is refused for every address alike', async () => {
  const app = await testApp()
  await ownerOf(app)
  expect((await app.call(contract.getSession, {})).sendsMail).toBe(false)
  const ask = (email: string) => app.call(contract.forgotPassword, { email }).catch(String)
  expect(await ask('owner@company.example')).toContain('sends no mail')
  expect(await ask('nobody@company.example')).toBe(await ask('owner@company.example'))
})
