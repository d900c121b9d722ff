import { afterAll, beforeAll, expect, test } from 'vitest'
import { allRights } from '#kernel/rights'
import { type Instant, instant } from '#kernel/time'
import { setRights } from '#platform/access/contract'
import { listMails } from '#platform/mail/contract'
import { listWorkspaces } from '#platform/store/workspaces'
import { draftContract, proposeContract, readContract, signContract, withdrawContract } from '#rooms/agreement/contract'
import { acceptLead, rejectLead } from '#rooms/leads/contract/states'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { agree, agreedDocument, handedOver } from '#test/kit/hand-over'
import { bring, ownerOf } from '#test/kit/people'
import { rowsOf } from '#test/kit/records'
import { type MailServer, mailServer } from '#test/kit/smtp'
import { countNotices, listNotices, markNotices, readNoticeChoices, setNoticeChoices } from './contract/notices.ts'
import { askTeam, deliverRequest, promiseRequest, readRequest } from './contract/requests.ts'

const clock = { at: Date.parse('2026-03-02T10:00:00Z'), now: (): Instant => instant(new Date(clock.at)) }
let app: TestApp & { close(): Promise<void> }
let server: MailServer
let boss: Visitor
let ann: Visitor
let mark: Visitor
beforeAll(async () => {
  server = await mailServer()
  app = await testApp({ INTERLOCK_SMTP_URL: server.url, INTERLOCK_MAIL_FROM: 'Interlock <interlock@company.example>' }, clock)
  boss = await ownerOf(app)
  ann = await bring(app, boss, 'sales', 'ann')
  mark = await bring(app, boss, 'marketing', 'mark')
  await agree(app, { marketing: mark, sales: ann })
}, 60_000)
afterAll(async () => {
  await app?.close()
  await server?.close()
})

const patience = { timeout: 15_000, interval: 200 }
const kinds = async (who: Visitor) => (await app.call(listNotices, {}, who)).notices.map(({ kind }) => kind)
const says = async (who: Visitor, kind: string) =>
  (await app.call(listNotices, {}, who)).notices.filter((one) => one.kind === kind).map((one) => one.says)
const later = (minutes: number) => {
  clock.at += minutes * 60_000
  app.served.app.services.nudge()
  app.served.app.gate.outbox.wake()
}
const mails = async () => (await app.call(listMails, {}, boss)).mails.filter(({ kind }) => kind === 'notices')
const change = async (text: string, values: readonly unknown[] = []) => {
  const { database } = app.served.app.services
  const [workspace] = await database.inPublic(listWorkspaces)
  if (!workspace) throw new Error('The app has no workspace.')
  return await database.inWorkspace(workspace, (tx) => tx.query(text, values))
}

test('whoever gets a lead is told, the others of their role are not, and what both sides signed is to be read by all but who signed', async () => {
  await handedOver(app, { name: 'Pat Lee', owner: 'The ann' })
  await expect.poll(() => says(ann, 'lead-handed'), patience).toEqual(['Pat Lee was handed to you.'])
  expect(await kinds(ann)).toEqual(['lead-handed', 'contract-proposed'])
  expect(await kinds(mark)).toEqual(['contract-to-read'])
  expect(await kinds(boss)).toEqual(['contract-to-read', 'contract-signed', 'contract-proposed'])
  expect(await says(ann, 'contract-proposed')).toEqual(['Version 1 of the lead contract is proposed: read and sign it.'])
  expect(await says(mark, 'contract-to-read')).toEqual(['Version 1 of the lead contract holds from 2 Mar 2026: say that you read it.'])
  expect((await app.call(countNotices, {}, ann)).unread).toBe(2)
})

test('what came within ten minutes is one mail, with names, links and a way to stop it', async () => {
  expect(await mails()).toEqual([])
  const before = server.arrived.length
  later(11)
  await expect
    .poll(async () => (await mails()).map(({ to }) => to).toSorted(), patience)
    .toEqual(['ann@company.example', 'mark@company.example', 'owner@company.example'])
  await server.mail(before + 3)
  const mail = server.arrived.slice(before).find(({ to }) => to[0] === 'ann@company.example')
  expect(mail?.said).toContain('2 things are new')
  expect(mail?.said).toContain('Pat Lee was handed to you.')
  expect(mail?.said).toContain('Version 1 of the lead contract is proposed: read and sign it.')
  expect(server.arrived.slice(before).find(({ to }) => to[0] === 'mark@company.example')?.said).toContain('holds from 2 Mar 2026')
  expect(mail?.said).toContain('/notices/settings')
  expect(mail?.said).toContain('<!doctype html>')
  later(11)
  expect(await mails()).toHaveLength(3)
})

test('marketing hears what became of a lead, and whoever did it hears nothing of it', async () => {
  const { id, version } = await handedOver(app, { name: 'Sam Poe', owner: 'The ann' })
  await app.call(acceptLead, { id, version }, ann)
  const [lead] = await rowsOf(app, `SELECT touched_by FROM lead WHERE id = '${id}'`)
  await app.call(rejectLead, { id, version: lead?.touched_by as never, reason: 'student' }, ann)
  await expect.poll(() => says(mark, 'lead-rejected'), patience).toEqual(['Sam Poe was rejected by sales; the reason stands on the lead.'])
  expect(await says(ann, 'lead-rejected')).toEqual([])
})

test('a request is told to the side that must answer, then to whoever asked, and by mail at once where that was chosen', async () => {
  const { id } = await app.call(askTeam, { kind: 'reference', of: 'marketing', title: 'A hospital' }, ann)
  await expect.poll(() => says(mark, 'request-asked'), patience).toEqual(['Marketing is asked: Reference customer, A hospital'])
  await app.call(setNoticeChoices, { choices: [{ kind: 'request-promised', way: 'none' }] }, ann)
  const { proposed } = await app.call(readRequest, { id }, mark)
  await app.call(promiseRequest, { id, dueOn: proposed as never }, mark)
  await app.call(deliverRequest, { id, text: 'Here it is' }, mark)
  await expect
    .poll(() => says(ann, 'request-delivered'), patience)
    .toEqual(['Marketing delivered, please rate it: Reference customer, A hospital'])
  expect(await says(ann, 'request-promised')).toEqual([])
  const { choices } = await app.call(readNoticeChoices, {}, ann)
  expect(choices.find(({ kind }) => kind === 'request-promised')).toMatchObject({ way: 'none', usual: 'app' })
})

test('a mail after a crash between the outbox and its note is the same mail', async () => {
  later(11)
  await expect.poll(async () => (await mails()).length, patience).toBe(4)
  await change('UPDATE notice SET mailed_at = NULL WHERE mail_id IS NOT NULL')
  await change(
    "INSERT INTO due_item (id, kind, subject_id, payload, due_at, fence, tries, dead) SELECT r.id, 'notice-mail', r.id, '{}', $1, 0, 0, false FROM notice_reader r ON CONFLICT DO NOTHING",
    [clock.now()],
  )
  later(1)
  await expect.poll(async () => (await rowsOf(app, "SELECT 1 FROM due_item WHERE kind = 'notice-mail'")).length, patience).toBe(0)
  expect(await rowsOf(app, "SELECT 1 FROM notice WHERE way = 'mail' AND mailed_at IS NULL")).toEqual([])
  expect(await mails()).toHaveLength(4)
})

test('leads that wait too long are told to their owner, many at once by their number, and those of taken-in history to nobody', async () => {
  const made = []
  for (const name of ['Wait One', 'Wait Two', 'Wait Three', 'Wait Four']) made.push(await handedOver(app, { name, owner: 'The tim' }))
  const tim = await bring(app, boss, 'sales', 'tim')
  const old = await handedOver(app, { name: 'Old Story', owner: 'The tim' })
  await change("UPDATE lead SET external_id = 'past:' || external_id WHERE id = $1", [old.id])
  later(60 * 5)
  await expect.poll(() => says(tim, 'lead-breached'), patience).toEqual(['A lead waited too long: 4'])
  expect((await app.call(listNotices, {}, boss)).notices.filter(({ says: text }) => text.includes('Old Story'))).toEqual([])
})

test('what was read before its mail went out is in no mail', async () => {
  await handedOver(app, { name: 'Read Early', owner: 'The ann' })
  await expect.poll(() => says(ann, 'lead-handed'), patience).toContain('Read Early was handed to you.')
  await app.call(markNotices, {}, ann)
  later(11)
  await expect.poll(async () => await rowsOf(app, "SELECT 1 FROM notice WHERE way = 'mail' AND mailed_at IS NULL"), patience).toEqual([])
  expect((await mails()).filter(({ text }) => text.includes('Read Early'))).toEqual([])
})

test('a mail server that puts off, or hangs up after the data, neither loses a notice nor makes another mail of it', async () => {
  server.refuse('450 4.2.0 greylisted, come back later')
  await handedOver(app, { name: 'Grey Hill', owner: 'The ann' })
  await expect.poll(() => says(ann, 'lead-handed'), patience).toContain('Grey Hill was handed to you.')
  later(11)
  const newest = async () => (await mails())[0]
  await expect.poll(newest, patience).toMatchObject({ state: 'waiting', tries: 1, why: expect.stringContaining('greylisted') })
  const before = server.arrived.length
  server.hangUpAfterNext()
  later(2)
  const first = await server.mail(before + 1)
  await expect.poll(newest, patience).toMatchObject({ state: 'waiting', tries: 2 })
  later(10)
  const second = await server.mail(before + 2)
  await expect.poll(newest, patience).toMatchObject({ state: 'sent', tries: 3 })
  const idOf = ({ raw }: { raw: string }) => /^Message-ID: (.*)$/im.exec(raw)?.[1]
  expect(idOf(second)).toBe(idOf(first))
  later(30)
  expect(server.arrived).toHaveLength(before + 2)
})

test('while the mail server closes on everybody, the notice stands in the app and its mail waits with the reason; it goes out once when one does', async () => {
  server.refuseAll('421 4.3.2 closing, come back later')
  await handedOver(app, { name: 'Down Town', owner: 'The ann' })
  await expect.poll(() => says(ann, 'lead-handed'), patience).toContain('Down Town was handed to you.')
  const newest = async () => {
    const mail = (await mails()).find(({ to, text }) => to.startsWith('ann@') && text.includes('Down Town'))
    // A try that is on its way counts already; the next one is set when it has failed.
    return mail && { ...mail, resting: (mail.nextTryAt ?? '') > clock.now() }
  }
  for (const [tries, minutes] of [
    [1, 11],
    [2, 2],
    [3, 6],
  ] as const) {
    later(minutes)
    await expect.poll(newest, patience).toMatchObject({ state: 'waiting', tries, resting: true, why: expect.stringContaining('421') })
  }
  expect(await says(ann, 'lead-handed')).toContain('Down Town was handed to you.')
  server.refuseAll(null)
  later(16)
  await expect.poll(newest, patience).toMatchObject({ state: 'sent', tries: 4 })
  expect(server.arrived.filter(({ said }) => said.includes('Down Town was handed'))).toHaveLength(1)
})

test('who may not see leads any more is neither told of them nor counted for them, and hears of no new one', async () => {
  expect((await kinds(ann)).includes('lead-handed')).toBe(true)
  await app.call(setRights, { role: 'sales', ...allRights, objects: { ...allRights.objects, lead: 'none' } }, boss)
  expect((await kinds(ann)).filter((kind) => kind.startsWith('lead-'))).toEqual([])
  const { count } = (await rowsOf(app, 'SELECT count(*)::int AS count FROM notice'))[0] as { count: number }
  await handedOver(app, { name: 'Closed Door', owner: 'The ann' })
  await expect
    .poll(
      async () => await rowsOf(app, "SELECT 1 FROM reaction_mark m, ledger_head h WHERE m.name = 'notices-told' AND m.seq = h.seq"),
      patience,
    )
    .toHaveLength(1)
  expect((await rowsOf(app, 'SELECT count(*)::int AS count FROM notice'))[0]).toEqual({ count })
  await app.call(setRights, { role: 'sales', ...allRights }, boss)
})

test('what is read goes below what is not, and all is read at once', async () => {
  await app.call(markNotices, { read: false }, ann)
  const [first] = (await app.call(listNotices, {}, ann)).notices
  await app.call(markNotices, { ids: [first?.id as never] }, ann)
  const { notices } = await app.call(listNotices, {}, ann)
  expect(notices.at(-1)).toMatchObject({ id: first?.id, read: true })
  await app.call(markNotices, {}, ann)
  expect((await app.call(countNotices, {}, ann)).unread).toBe(0)
  expect((await app.call(countNotices, {}, mark)).unread).toBeGreaterThan(0)
})

test('a new version is told to both sides when it is proposed and when it has its day, and to nobody who chose not to hear of it', async () => {
  await app.call(setNoticeChoices, { choices: [{ kind: 'contract-proposed', way: 'none' }] }, ann)
  const { id } = await app.call(draftContract, { document: agreedDocument, reason: 'Less is agreed' }, mark)
  await app.call(proposeContract, { id, from: '2026-05-04' as never }, mark)
  const { open } = await app.call(readContract, {}, mark)
  await app.call(signContract, { id, side: 'marketing', seal: open?.seal ?? '' }, mark)
  await app.call(signContract, { id, side: 'sales', seal: open?.seal ?? '' }, boss)
  const second = 'Version 2 of the lead contract holds from 4 May 2026: say that you read it.'
  await expect.poll(() => says(ann, 'contract-to-read'), patience).toContain(second)
  expect(await says(mark, 'contract-to-read')).toContain(second)
  expect(await says(boss, 'contract-to-read')).not.toContain(second)
  expect(await says(boss, 'contract-proposed')).toContain('Version 2 of the lead contract is proposed: read and sign it.')
  expect(await says(ann, 'contract-proposed')).toHaveLength(1)
  expect(await says(mark, 'contract-proposed')).toEqual([])
})

test('whoever was told to sign a version is told that it was taken back', async () => {
  const { id } = await app.call(draftContract, { document: agreedDocument, reason: 'Even less' }, mark)
  await app.call(proposeContract, { id, from: '2026-06-01' as never }, mark)
  await app.call(withdrawContract, { id }, mark)
  const back = 'Version 3 of the lead contract is a draft again: there is nothing to sign for now.'
  await expect.poll(() => says(boss, 'contract-withdrawn'), patience).toEqual([back])
  expect(await says(ann, 'contract-withdrawn')).toEqual([back])
  expect(await says(mark, 'contract-withdrawn')).toEqual([])
})
