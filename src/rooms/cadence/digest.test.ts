import { afterAll, beforeAll, expect, test } from 'vitest'
import { allRights } from '#kernel/rights'
import type { Instant } from '#kernel/time'
import { setRights } from '#platform/access/contract'
import { listMails } from '#platform/mail/contract'
import { addTask } from '#rooms/leads/contract'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { imported } from '#test/kit/importing'
import { bring, ownerOf } from '#test/kit/people'
import { rowsOf } from '#test/kit/records'
import { type MailServer, mailServer } from '#test/kit/smtp'
import { askTeam, promiseRequest, readRequest } from './contract/requests.ts'
import { readDigest, sendDigest, setDigest, usualChoice } from './contract.ts'
import { mailOf } from './rules/mail.ts'
import { dayBefore, nextDigest } from './rules/when.ts'

const header = 'Deal ID,Deal Name,Account Name,Deal Owner,Deal Stage,Amount,Currency,Create Date,Close Date'
const deals = [
  'D1,Late <deal>,Alpha,The owner,Proposal,500,EUR,2025-01-10,2025-03-10',
  'D2,Of another,Alpha,Ann Ash,Proposal,700,EUR,2025-01-10,2025-03-10',
  ...Array.from({ length: 12 }, (_, n) => `W${n},Won ${n},Alpha,Ann Ash,Closed Won,100,EUR,2025-01-01,2025-02-01`),
]

let app: TestApp & { close(): Promise<void> }
let server: MailServer
let boss: Visitor
beforeAll(async () => {
  server = await mailServer()
  app = await testApp({ INTERLOCK_SMTP_URL: server.url, INTERLOCK_MAIL_FROM: 'Interlock <interlock@company.example>' })
  await imported(app, [{ name: 'deals.csv', text: `${[header, ...deals].join('\n')}\n` }])
  boss = await ownerOf(app)
}, 60_000)
afterAll(async () => {
  await app?.close()
  await server?.close()
})

const week = { ...usualChoice, every: 'week' as const }
const change = (text: string, values: readonly unknown[] = []) => {
  const { services } = app.served.app
  return services.database
    .inPublic(async (tx) => {
      const [one] = await tx.query<{ schema: string }>('SELECT schema_name AS schema FROM workspace')
      return {
        schema: one?.schema ?? '',
        run: () => services.database.inWorkspace({ schema: one?.schema ?? '' }, (own) => own.query(text, values)),
      }
    })
    .then(({ run }) => run())
}
const mails = async () => (await app.call(listMails, {}, boss)).mails.filter(({ kind }) => kind === 'digest')

test('a digest comes when it is due, by what its reader may see, once whatever is begun again, and the next one is set', async () => {
  const [deal] = await rowsOf(app, "SELECT id FROM deal WHERE external_id = 'D1'")
  await app.call(addTask, { kind: 'deal', id: String(deal?.id), title: 'Call Ada', dueOn: '2025-03-01' as never }, boss)
  const { id } = await app.call(askTeam, { kind: 'invitation', of: 'marketing', title: 'Places at the fair' }, boss)
  const { proposed } = await app.call(readRequest, { id }, boss)
  await app.call(promiseRequest, { id, dueOn: proposed as never }, boss)
  const { next } = await app.call(setDigest, week, boss)
  expect(next).toMatch(/T07:00:00/)
  await change("UPDATE due_item SET due_at = date_trunc('hour', now()) - interval '2 hours' WHERE kind = 'digest'")
  const [due] = await rowsOf(app, "SELECT id, subject_id, due_at FROM due_item WHERE kind = 'digest'")
  app.served.app.services.nudge()
  const mail = await server.mail(1)
  expect(mail.to).toEqual(['owner@company.example'])
  expect(mail.said).toContain('Late <deal>')
  expect(mail.said).toContain('Late &lt;deal&gt;')
  expect(mail.said).toContain('Call Ada')
  expect(mail.said).toMatch(/PROMISED FOR THIS WEEK[^A-Z]+Places at the fair/)
  expect(mail.said).not.toContain('Of another')
  await expect.poll(async () => (await app.call(readDigest, {}, boss)).next, { timeout: 15_000 }).toBe(next)
  // As after a crash between the mail and the next due time.
  await change("UPDATE due_item SET due_at = $1 WHERE kind = 'digest'", [due?.due_at])
  app.served.app.services.nudge()
  await expect.poll(async () => (await app.call(readDigest, {}, boss)).next, { timeout: 15_000 }).toBe(next)
  expect(await mails()).toHaveLength(1)
  await app.call(setDigest, { ...week, every: 'none' }, boss)
  expect(await rowsOf(app, "SELECT 1 FROM due_item WHERE kind = 'digest'")).toEqual([])
}, 60_000)

test('a digest that is asked for tells the team and the baselines, and to a role that sees no amounts no numbers made of them', async () => {
  const sent = server.arrived.length
  expect(await app.call(sendDigest, { pack: 'executive' }, boss)).toEqual({ to: 'owner@company.example', sends: true })
  expect((await server.mail(sent + 1)).said).toContain('Deal size, median')
  await app.call(setRights, { role: 'sales', ...allRights, hidden: ['deal.amount'] }, boss)
  const rep = await bring(app, boss, 'sales', 'rep')
  const before = server.arrived.length
  await app.call(sendDigest, { pack: 'manager' }, rep)
  await expect
    .poll(() => server.arrived.some(({ to, said }) => to[0] === 'rep@company.example' && said.includes('Late <deal>')), { timeout: 15_000 })
    .toBe(true)
  const mail = server.arrived.slice(before - 1).find(({ to, said }) => to[0] === 'rep@company.example' && said.includes('Late <deal>'))
  expect(mail?.said).toContain('Of another')
  expect(mail?.said).not.toMatch(/AC[57]00|Deal size, median/)
  expect(mail?.said).toContain('Your role may not see this.')
}, 60_000)

test('the digest of each role tells its own parts', async () => {
  const textOf = async (pack: 'rep' | 'manager' | 'marketer' | 'ops') => {
    const sent = server.arrived.length
    await app.call(sendDigest, { pack }, boss)
    return (await server.mail(sent + 1)).said
  }
  expect(await textOf('rep')).toMatch(/LEADS THAT WAIT FOR YOU[^A-Z]+None waits\./)
  expect(await textOf('manager')).toMatch(/HAND-OVERS THAT FAILED[^A-Z]+None failed\.[^A-Z]+DEADLINES THAT WERE NOT KEPT/)
  expect(await textOf('marketer')).toMatch(/WHAT BECAME OF YOUR LEADS[^A-Z]+Nobody was handed over/)
  expect(await textOf('ops')).toMatch(/CAME IN AND COULD NOT BE TAKEN[\s\S]+LIKELY DUPLICATES[\s\S]+WEBHOOKS THAT ARE NOT TAKEN/)
}, 60_000)

test('the hour of a digest is that of the zone, over a change of clocks and to the next month', () => {
  const next = (what: object, after: string) => nextDigest({ ...week, ...what }, 'Europe/Berlin', after as Instant)
  expect(next({}, '2026-03-28T10:00:00.000Z')).toBe('2026-03-30T05:00:00.000Z')
  expect(next({}, '2026-03-23T06:00:00.000Z')).toBe('2026-03-30T05:00:00.000Z')
  expect(next({ every: 'month', monthday: 28 }, '2026-02-28T06:00:00.000Z')).toBe('2026-03-28T06:00:00.000Z')
  expect(next({ every: 'none' }, '2026-02-28T06:00:00.000Z')).toBeNull()
  expect([dayBefore('week', '2026-03-02'), dayBefore('month', '2026-03-31')]).toEqual(['2026-02-23', '2026-02-28'])
})

test('what records are called is text in a mail, never markup', () => {
  const part = { title: 'Deals', lines: [{ what: '<img src=x onerror=1>', beside: '"', href: '/deals/"><b>' }], none: '' }
  const { html } = mailOf({ pack: 'rep', company: '<b>', name: 'A', day: 'today', lead: null, parts: [part], origin: 'http://localhost' })
  expect(html).not.toMatch(/<img|<b>|"><b/)
})
