import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import type { Endpoint } from '#kernel/endpoint'
import * as access from '#platform/access/contract'
import { isWell, Mortal, randomOf, type Victim } from '#test/kit/faults'
import { ask, killAll } from '#test/kit/interlock'
import { owner, tokenOf } from '#test/kit/people'
import { type MailManner, type MailServer, mailServer } from '#test/kit/smtp'
import { setNoticeChoices } from './contract/notices.ts'
import { askTeam } from './contract/requests.ts'

const seed = Number(process.env.INTERLOCK_SEED ?? 20260302)

afterAll(killAll)

interface Plan {
  /** Requests that are made, each told to everybody in marketing; it goes on for longer while kills are left. */
  readonly requests: number
  readonly kills: number
  readonly whom: readonly Victim[]
  /** People in marketing. */
  readonly readers: number
  /** People in sales who ask: what one may write is bounded. */
  readonly askers: number
  readonly mostPauseMs: number
}

const manners: readonly MailManner[] = ['slow', 'greylists', 'closing', 'full', 'cuts', 'keeps', 'drops']

async function said(mortal: Mortal, { method, path }: Endpoint, body: object, cookie = ''): Promise<{ body: unknown; cookie: string }> {
  const reply = await mortal.send(method, path, JSON.stringify(body), { cookie })
  if (!isWell(reply)) throw new Error(`${path} answered ${reply.status}: ${JSON.stringify(reply.body)}`)
  return reply
}

/** Somebody who was invited and came in; answers their cookie. */
async function brought(mortal: Mortal, boss: string, role: 'sales' | 'marketing', name: string): Promise<string> {
  const invited = await said(mortal, access.invite, { email: `${name}@company.example`, role }, boss)
  const token = tokenOf(invited.body as { link: string })
  return (await said(mortal, access.acceptInvitation, { token, name: `The ${name}`, password: `the password of ${name}` })).cookie
}

/** A mail as the server got it, by what a mailbox knows it. */
interface Got {
  readonly id: string
  readonly to: string
  readonly titles: readonly string[]
}

const got = ({ arrived }: MailServer): Got[] =>
  arrived
    .filter(({ said: text }) => text.includes('/notices/settings'))
    .map(({ raw, said: text, to }) => ({
      id: /^Message-ID: <([0-9a-f-]{36})@/im.exec(raw)?.[1] ?? '',
      to: to[0] ?? '',
      titles: [...new Set(text.match(/Ask \d{6}/g))],
    }))

/** Asks again and again while things are killed and the mail server does its worst; then compares what arrived with what was asked. */
async function survive({ requests, kills, whom, readers, askers, mostPauseMs }: Plan): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'interlock-notices-'))
  chmodSync(dataDir, 0o711)
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const random = randomOf(seed)
  const treated: Partial<Record<MailManner, number>> = {}
  const server = await mailServer(() => {
    const manner = random() < 0.7 ? 'well' : (manners[Math.floor(random() * manners.length)] ?? 'well')
    treated[manner] = (treated[manner] ?? 0) + 1
    return manner
  })
  onTestFinished(() => server.close())
  const mortal = new Mortal(dataDir, { INTERLOCK_SMTP_URL: server.url, INTERLOCK_MAIL_FROM: 'Interlock <interlock@company.example>' })
  await mortal.well()
  const boss = (await said(mortal, access.createAccount, owner)).cookie
  const cookies = []
  for (let no = 0; no < askers; no++) cookies.push(await brought(mortal, boss, 'sales', `asker${no}`))
  const reading = Array.from({ length: readers }, (_, no) => `reader${no}`)
  for (const name of reading) {
    const cookie = await brought(mortal, boss, 'marketing', name)
    await said(mortal, setNoticeChoices, { choices: [{ kind: 'request-asked', way: 'mail' }] }, cookie)
  }
  const [workspace] = await ask<{ schema: string }>(dataDir, 'SELECT schema_name AS schema FROM workspace')
  const inside = <R extends Record<string, unknown>>(sql: string) => ask<R>(dataDir, sql, workspace?.schema)
  const asked = new Set<string>()
  let [no, killed, over] = [0, 0, false]
  const asker = async (cookie: string) => {
    while (asked.size < requests || killed < kills) {
      const title = `Ask ${String(no++).padStart(6, '0')}`
      const body = JSON.stringify({ kind: 'reference', of: 'marketing', title })
      const headers = { cookie, 'idempotency-key': `key-of-notices-kill-${title.slice(4)}` }
      while (!isWell(await mortal.send(askTeam.method, askTeam.path, body, headers))) await sleep(100)
      asked.add(title)
      // Mails are written in between: what comes at once would be one.
      await sleep(random() * 200)
    }
  }
  const killer = async () => {
    for (; killed < kills; killed++) {
      await sleep(500 + random() * mostPauseMs)
      await mortal.kill(whom[killed % whom.length] ?? 'server')
      await mortal.well()
    }
  }
  /** Ten minutes of waiting for more, pauses after a refusal, and leases of those who died pass in a moment. */
  const timePasses = async () => {
    while (!over) {
      try {
        await inside(`UPDATE due_item SET due_at = now() WHERE kind = 'notice-mail' AND due_at > now()`)
        await ask(dataDir, `UPDATE mail SET due_at = now() WHERE state = 'waiting' AND due_at > now()`)
        await ask(dataDir, `UPDATE mail SET lease_until = now() WHERE lease_until < now() + interval '165 seconds'`)
      } catch {
        // The database is away; it comes back.
      }
      await sleep(150)
    }
  }
  const open = async () =>
    (await inside("SELECT 1 FROM notice WHERE way = 'mail' AND mailed_at IS NULL")).length > 0 ||
    (await inside("SELECT 1 FROM reaction_mark m, ledger_head h WHERE m.name = 'notices-told' AND m.seq < h.seq")).length > 0 ||
    (await ask(dataDir, "SELECT 1 FROM mail WHERE state = 'waiting'")).length > 0
  const passing = timePasses()
  await Promise.all([killer(), ...cookies.map(asker)])
  for (let turn = 0; turn < 3_000 && (await open()); turn++) await sleep(200)
  over = true
  await passing
  const mails = new Map(
    (
      await ask<{ id: string; to: string; state: string; doubts: number; text: string }>(
        dataDir,
        "SELECT id, to_address AS to, state, doubts, body_text AS text FROM mail WHERE kind = 'notices'",
      )
    ).map((row) => [row.id, row]),
  )
  await mortal.end()
  const all = got(server)
  const wrong: string[] = []
  let [lost, laidAside, perhaps] = [0, 0, 0]
  for (const name of reading) {
    const to = `${name}@company.example`
    const mine = all.filter((one) => one.to === to)
    for (const title of asked) {
      const ids = new Set(mine.filter(({ titles }) => titles.includes(title)).map(({ id }) => id))
      if (ids.size > 1) wrong.push(`${title} stands in ${ids.size} mails to ${name}`)
      if (ids.size > 0) continue
      const account = [...mails.values()].find((mail) => mail.to === to && mail.state === 'dead' && mail.text.includes(title))
      if (account) laidAside += 1
      else lost += 1
    }
  }
  for (const [id, times] of Map.groupBy(all, (one) => one.id)) {
    const mail = mails.get(id)
    if (!mail) wrong.push(`${id} is no mail of ours`)
    else if (times.length - 1 > mail.doubts) wrong.push(`${id} came ${times.length} times, with ${mail.doubts} doubts`)
    if (times.length > 1) perhaps += 1
    for (const title of times.flatMap(({ titles }) => titles)) if (!asked.has(title)) wrong.push(`${title} was never asked`)
  }
  for (const { id, state } of mails.values())
    if (state === 'sent' && !all.some((one) => one.id === id)) wrong.push(`${id} is said to be sent and never came`)
  const doubts = [...mails.values()].reduce((sum, mail) => sum + mail.doubts, 0)
  process.stdout.write(
    `  ${killed} kills with seed ${seed} (${JSON.stringify(mortal.kills)}): ${asked.size * reading.length} notices in ${mails.size} mails; lost ${lost}, laid aside with the reason ${laidAside}, ` +
      `twice or wrong without account ${wrong.length}; ${doubts} tries with a doubt, of which ${perhaps} mails came more than once; the server ${JSON.stringify(treated)}\n`,
  )
  expect({ lost, wrong, internal: mortal.internal }).toEqual({ lost: 0, wrong: [], internal: [] })
  expect(asked.size).toBeGreaterThanOrEqual(requests)
  // A doubt has its cause: a connection that broke in the data or behind it, or somebody who was killed; one mail is on its way at a time.
  const { keeps = 0, drops = 0, cuts = 0 } = treated
  expect(doubts).toBeLessThanOrEqual(keeps + drops + cuts + killed)
}

test(
  'each notice comes by mail once though the server is killed and the mail server does its worst, or an account says that it may have come again',
  {
    timeout: 180_000,
  },
  () => survive({ requests: 24, kills: 1, whom: ['server and postmaster'], readers: 2, askers: 1, mostPauseMs: 500 }),
)

const many = Number(process.env.INTERLOCK_LONG_NOTICES ?? 10_000)

test.skipIf(!process.env.INTERLOCK_LONG)('the same with thousands of notices', { timeout: 7_200_000 }, () =>
  survive({
    ...{
      requests: Math.ceil(many / 4),
      kills: Number(process.env.INTERLOCK_LONG_KILLS ?? Math.max(6, Math.floor(many / 400))),
      readers: 4,
      askers: 2,
      mostPauseMs: 5_000,
    },
    whom: ['server', 'server and postmaster', 'server', 'postmaster', 'backend'],
  }),
)
