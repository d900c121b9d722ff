import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as access from '#platform/access/contract'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { bring, ownerOf } from '#test/kit/people'
import { type Arrived, type MailManner, type MailServer, mailServer } from '#test/kit/smtp'
import { listMails, sendMailAgain, sendTestMail } from './contract.ts'
import { mailHanded, takeMail } from './outbox.ts'
import { smtpOf } from './smtp.ts'

const patience = { timeout: 15_000 }
const header = (mail: Arrived, name: string) =>
  new RegExp(`^${name}: (.*(?:\\n[ \\t].*)*)`, 'im').exec(mail.raw.slice(0, mail.raw.indexOf('\n\n')))?.[1]
const body = (mail: Arrived) => mail.said.slice(mail.said.indexOf('\n\n') + 2)

describe('a mail', () => {
  let app: TestApp & { close(): Promise<void> }
  let server: MailServer
  let boss: Visitor
  let manner: MailManner = 'well'
  beforeAll(async () => {
    server = await mailServer(() => manner)
    app = await testApp({ INTERLOCK_SMTP_URL: server.url, INTERLOCK_MAIL_FROM: 'Interlock <interlock@company.example>' })
    boss = await ownerOf(app)
  })
  afterAll(async () => {
    await app.close()
    await server.close()
  })

  const inPublic = (text: string, values: readonly unknown[] = []) =>
    app.served.app.services.database.inPublic((tx) => tx.query<Record<string, unknown>>(text, values))
  const listed = async () => (await app.call(listMails, {}, boss)).mails
  const newest = async () => (await listed())[0]
  /** It was tried, and waits for the next try. */
  const later = { state: 'waiting', nextTryAt: expect.any(String) }
  /** Time passes, and somebody looks. */
  const due = async () => {
    await inPublic("UPDATE mail SET due_at = due_at - interval '1 day', lease_until = lease_until - interval '1 day'")
    app.served.app.gate.outbox.wake()
  }

  test('brings an invitation to whoever is invited, and nobody who reads the outbox or the database finds the link in it', async () => {
    const { link, mailed } = await app.call(access.invite, { email: 'ann@company.example', role: 'sales' }, boss)
    expect(mailed).toBe(true)
    const mail = await server.mail(1)
    expect(mail).toMatchObject({ from: 'interlock@company.example', to: ['ann@company.example'] })
    expect(body(mail)).toContain(`${app.served.url}${link}`)
    expect(header(mail, 'Auto-Submitted')).toBe('auto-generated')
    await expect
      .poll(newest, patience)
      .toMatchObject({ kind: 'invitation', to: 'ann@company.example', state: 'sent', tries: 1, again: false })
    const everything = JSON.stringify(await inPublic('SELECT to_jsonb(m) AS row FROM mail m')) + JSON.stringify(await listed())
    expect(everything).not.toContain(link.split('#')[1])
  })

  test('cannot be given other headers or recipients by a name that stands in it', async () => {
    await app.call(access.renameWorkspace, { name: 'Evil\r\nBcc: eve@other.example\r\n\r\nInc' }, boss)
    await app.call(access.invite, { email: 'bob@company.example', role: 'viewer' }, boss)
    const mail = await server.mail(2)
    expect(mail.to).toEqual(['bob@company.example'])
    expect(header(mail, 'Bcc')).toBeUndefined()
    expect(body(mail)).not.toMatch(/^Bcc/m)
    expect(header(mail, 'Subject')).toContain('Evil Bcc: eve@other.example Inc')
  })

  test('that a server cannot take now is tried again later; the reason stands in the list', async () => {
    server.refuse('451 4.7.1 greylisted, come back later')
    await app.call(sendTestMail, {}, boss)
    await expect.poll(newest, patience).toMatchObject({ ...later, tries: 1, doubts: 0, why: expect.stringContaining('greylisted') })
    expect(server.arrived).toHaveLength(2)
    await due()
    expect((await server.mail(3)).to).toEqual(['owner@company.example'])
    await expect.poll(newest, patience).toMatchObject({ state: 'sent', tries: 2, doubts: 0, why: null })
  })

  test('that a server will never take is laid aside at once, and goes again when somebody says so', async () => {
    server.refuse('550 5.1.1 no such mailbox')
    await app.call(sendTestMail, {}, boss)
    await expect
      .poll(newest, patience)
      .toMatchObject({ state: 'dead', tries: 1, why: expect.stringContaining('no such mailbox'), again: true })
    const id = (await newest())?.id
    if (id === undefined) throw new Error('There is no mail.')
    await app.call(sendMailAgain, { id }, boss)
    await server.mail(4)
    await expect.poll(newest, patience).toMatchObject({ state: 'sent' })
    await expect(app.call(sendMailAgain, { id }, boss)).rejects.toThrow('cannot be sent again')
  })

  test('that fails each time is laid aside after the eighth', async () => {
    server.refuse(...Array.from({ length: 8 }, () => '451 not today'))
    await app.call(sendTestMail, {}, boss)
    for (let tries = 1; tries < 8; tries++) {
      await expect.poll(newest, patience).toMatchObject({ ...later, tries })
      await due()
    }
    await expect.poll(newest, patience).toMatchObject({ state: 'dead', tries: 8, nextTryAt: null })
  })

  test('whose connection broke before the server said that it has it is sent again under the same id, so that a mailbox can tell', async () => {
    server.hangUpAfterNext()
    await app.call(sendTestMail, {}, boss)
    const first = await server.mail(5)
    await expect.poll(newest, patience).toMatchObject({ ...later, tries: 1, doubts: 1 })
    await due()
    const second = await server.mail(6)
    expect(header(first, 'Message-ID')).toMatch(/^<[0-9a-f-]{36}@company\.example>$/)
    expect(header(second, 'Message-ID')).toBe(header(first, 'Message-ID'))
    await expect.poll(newest, patience).toMatchObject({ state: 'sent', tries: 2, doubts: 1 })
    await due()
    expect(server.arrived).toHaveLength(6)
  })

  test('that was refused before or after all of it was handed over leaves no doubt, and one leaves a doubt whose connection broke right then', async () => {
    for (const [next, doubts] of [
      ['greylists', 0],
      ['closing', 0],
      ['full', 0],
      ['drops', 1],
    ] as const) {
      manner = next
      await app.call(sendTestMail, {}, boss)
      await expect.poll(newest, patience).toMatchObject({ ...later, tries: 1, doubts, why: expect.any(String) })
      manner = 'well'
      await due()
      await expect.poll(newest, patience).toMatchObject({ state: 'sent', tries: 2, doubts })
    }
    expect(server.arrived).toHaveLength(10)
  })

  test('that somebody else has taken meanwhile, because its lease was over, is not handed over by whoever had it before', async () => {
    const { database, clock } = app.served.app.services
    server.refuse('451 later')
    await app.call(sendTestMail, {}, boss)
    await expect.poll(newest, patience).toMatchObject(later)
    const handed = await database.inPublic(async (tx) => {
      await tx.query("UPDATE mail SET due_at = due_at - interval '1 day' WHERE state = 'waiting'")
      const first = await takeMail(tx, clock.now())
      await tx.query("UPDATE mail SET lease_until = lease_until - interval '1 day' WHERE state = 'waiting'")
      const second = await takeMail(tx, clock.now())
      return first && second && [first.id === second.id, await mailHanded(tx, first), await mailHanded(tx, second)]
    })
    expect(handed).toEqual([true, false, true])
    expect(await newest()).toMatchObject({ doubts: 1 })
    await inPublic("DELETE FROM mail WHERE state = 'waiting'")
  })

  test('with a link that is over is not sent', async () => {
    server.refuse('451 later')
    await app.call(access.invite, { email: 'cem@company.example', role: 'viewer' }, boss)
    await expect.poll(newest, patience).toMatchObject(later)
    await inPublic("UPDATE mail SET send_by = created_at - interval '1 minute' WHERE state = 'waiting'")
    await due()
    await expect.poll(newest, patience).toMatchObject({ state: 'dead', again: false, why: expect.stringContaining('was over') })
    expect(await inPublic("SELECT 1 FROM mail WHERE state = 'dead' AND sealed_link IS NOT NULL")).toEqual([])
  })

  test('is seen by those who run the company that it is about, a mail about an account by those of each company of its owner', async () => {
    const { id: elsewhere } = await app.call(access.createWorkspace, { name: 'Elsewhere' }, boss)
    const home = (await app.call(access.getSession, {}, boss)).workspaces.find(({ id }) => id !== elsewhere)?.id ?? ''
    boss = { ...boss, workspace: home }
    const there = await app.call(listMails, {}, { ...boss, workspace: elsewhere })
    expect(there.mails).toEqual([])
    const viewer = await bring(app, boss, 'viewer', 'vera')
    await expect(app.call(listMails, {}, viewer)).rejects.toThrow('403')
    const { mails, cursor } = await app.call(listMails, { limit: 2 }, boss)
    const all = await listed()
    expect(mails).toEqual(all.slice(0, 2))
    expect((await app.call(listMails, { limit: 2, cursor: cursor ?? '' }, boss)).mails).toEqual(all.slice(2, 4))
  })
})

test('without a mail server mails are held for people to look at, without their links, and never go out later by themselves', async () => {
  const app = await testApp()
  const boss = await ownerOf(app)
  const { mailed } = await app.call(access.invite, { email: 'ann@company.example', role: 'sales' }, boss)
  expect(mailed).toBe(false)
  await app.call(sendTestMail, {}, boss)
  const { sends, from, mails } = await app.call(listMails, {}, boss)
  expect({ sends, from }).toEqual({ sends: false, from: null })
  expect(mails.map(({ kind, state, again }) => ({ kind, state, again }))).toEqual([
    { kind: 'test', state: 'held', again: false },
    { kind: 'invitation', state: 'held', again: false },
  ])
  expect(mails[1]?.text).toContain('(a one-time link, not shown here)')
  const kept = await app.served.app.services.database.inPublic((tx) => tx.query('SELECT 1 FROM mail WHERE sealed_link IS NOT NULL'))
  expect(kept).toEqual([])
})

test('a password is not sent to another machine without TLS', async () => {
  const server = await mailServer()
  const port = new URL(server.url).port
  const message = { messageId: '<1@a.example>', from: 'a@a.example', to: 'b@a.example', subject: 'S', text: 'T', html: null }
  // The name leads to this machine, but is none that says so.
  const there = smtpOf({ smtpUrl: new URL(`smtp://user:secret@0.0.0.0:${port}`), mailFrom: 'a@a.example' })
  await expect(there?.send(message, () => Promise.reject(new Error('It got that far.')))).rejects.toThrow(/TLS|STARTTLS/)
  expect(server.arrived).toEqual([])
  await server.close()
})
