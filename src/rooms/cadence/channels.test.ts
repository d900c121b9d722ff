import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Instant, instant } from '#kernel/time'
import { listAudit } from '#platform/audit/contract'
import { listWorkspaces } from '#platform/store/workspaces'
import { setCompany } from '#rooms/workspace/contract'
import { makeWebhook, removeWebhook } from '#rooms/workspace/contract/webhooks-out'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { handedOver } from '#test/kit/hand-over'
import { bring, ownerOf } from '#test/kit/people'
import { rowsOf } from '#test/kit/records'
import { changeChannel, listChannels, makeChannel, removeChannel, testChannel } from './contract/channels.ts'
import { listNotices } from './contract/notices.ts'
import { askTeam } from './contract/requests.ts'

const clock = { at: Date.parse('2026-03-02T10:00:00Z'), now: (): Instant => instant(new Date(clock.at)) }
const arrived: string[] = []
const answers: number[] = []
const server = createServer((request, response) => {
  let body = ''
  request.on('data', (part: Buffer) => {
    body += part.toString()
  })
  request.on('end', () => {
    arrived.push(body)
    response.statusCode = answers.shift() ?? 200
    response.end('ok')
  })
})
let url = ''
let app: TestApp & { close(): Promise<void> }
let boss: Visitor
let ann: Visitor
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/hidden-part`
  app = await testApp({ INTERLOCK_CALLS_INSIDE: '127.0.0.1' }, clock)
  boss = await ownerOf(app)
  ann = await bring(app, boss, 'sales', 'ann')
}, 60_000)
afterAll(async () => {
  await app?.close()
  server.closeAllConnections()
  server.close()
})

const patience = { timeout: 15_000, interval: 200 }
const later = (minutes: number) => {
  clock.at += minutes * 60_000
  app.served.app.services.nudge()
}
const told = async (wanted: string) =>
  (await app.call(listNotices, {}, boss)).notices.filter(({ kind }) => kind === wanted).map(({ says, href }) => [says, href])
const write = async (text: string) => {
  const { database } = app.served.app.services
  const [workspace] = await database.inPublic(listWorkspaces)
  if (workspace) await database.inWorkspace(workspace, (tx) => tx.query(text))
}
const only = async () => (await app.call(listChannels, {}, boss)).channels[0]

test('a channel of Slack hears of the kinds that it wants, without names and with a link; its address is kept sealed', async () => {
  const { id } = await app.call(makeChannel, { name: 'Sales', program: 'slack', url, kinds: ['lead-handed'], names: false }, boss)
  await handedOver(app, { name: 'Pat <b>|Lee', owner: 'The ann' })
  await app.call(askTeam, { kind: 'reference', of: 'marketing', title: 'A hospital' }, ann)
  await expect.poll(() => arrived.length, patience).toBe(1)
  const [said] = arrived.splice(0)
  expect(said).toMatch(/\/leads\/[0-9a-f-]{36}\|A lead was handed to you\./)
  expect(said).not.toContain('Pat')
  const kept = await rowsOf(app, 'SELECT to_jsonb(c) AS row FROM channel c')
  expect(JSON.stringify([kept, await only()])).not.toContain('hidden-part')
  await app.call(changeChannel, { id, names: true }, boss)
  await handedOver(app, { name: 'Pat <b>|Lee', owner: 'The ann' })
  await expect.poll(() => arrived.length, patience).toBe(1)
  expect(arrived.splice(0)[0]).toContain('Pat &lt;b&gt; Lee was handed to you.')
  await app.call(removeChannel, { id }, boss)
})

test('a channel of Teams gets a card, is tried again when it cannot take it, and is stopped when it says that it is gone', async () => {
  const { id } = await app.call(makeChannel, { name: 'Team', program: 'teams', url, kinds: [], names: true }, boss)
  answers.push(503)
  await app.call(askTeam, { kind: 'reference', of: 'marketing', title: 'A *new* hospital' }, ann)
  await expect.poll(async () => await only(), patience).toMatchObject({ waiting: 1, why: expect.stringContaining('503') })
  later(1)
  await expect.poll(async () => await only(), patience).toMatchObject({ waiting: 0, failed: 0, why: null })
  const [first, second] = arrived
    .splice(0)
    .map((body) => JSON.parse(body) as { attachments: { contentType: string; content: { body: { text: string }[] } }[] })
  expect(second).toEqual(first)
  const [card] = second?.attachments ?? []
  expect(card?.contentType).toBe('application/vnd.microsoft.card.adaptive')
  expect(card?.content.body[1]?.text).toContain('A \\*new\\* hospital')
  answers.push(410)
  await app.call(askTeam, { kind: 'reference', of: 'marketing', title: 'Another' }, ann)
  await expect.poll(async () => await only(), patience).toMatchObject({ state: 'stopped', waiting: 0, failed: 1 })
  await expect
    .poll(async () => await told('channel-stopped'), patience)
    .toEqual([['The channel "Team" was stopped: nobody there is told anything any more.', '/settings/webhooks']])
  expect((await app.call(listNotices, {}, ann)).notices.filter(({ kind }) => kind === 'channel-stopped')).toEqual([])
  arrived.splice(0)
  await app.call(changeChannel, { id, on: true }, boss)
  expect(await app.call(testChannel, { id }, boss)).toMatchObject({ sent: true, status: 200 })
  expect(arrived).toHaveLength(1)
  await app.call(removeChannel, { id }, boss)
})

test('a channel that takes nothing for five messages, each tried ten times, is stopped; who runs the company hears of it in the app and by mail', async () => {
  const { id } = await app.call(makeChannel, { name: 'Deaf', program: 'slack', url, kinds: [], names: false }, boss)
  answers.push(...Array.from({ length: 10 }, () => 403))
  for (const title of ['One', 'Two', 'Three', 'Four', 'Five']) await app.call(askTeam, { kind: 'reference', of: 'marketing', title }, ann)
  await expect.poll(async () => await rowsOf(app, 'SELECT 1 FROM channel_message WHERE tries = 1'), patience).toHaveLength(5)
  expect(await only()).toMatchObject({ state: 'on', waiting: 5 })
  await write('UPDATE channel_message SET tries = 9')
  later(1)
  await expect.poll(async () => await only(), patience).toMatchObject({ state: 'stopped', waiting: 0, failed: 5 })
  await expect.poll(async () => await told('channel-stopped'), patience).toHaveLength(2)
  const mine = "SELECT 1 FROM notice WHERE kind = 'channel-stopped' AND way = 'mail'"
  expect(await rowsOf(app, mine)).toHaveLength(2)
  const { entries } = await app.call(listAudit, { group: 'settings' }, boss)
  expect(entries.filter(({ kind }) => kind === 'channel.stopped')).toHaveLength(2)
  await app.call(removeChannel, { id }, boss)
  answers.splice(0)
  arrived.splice(0)
})

test('a webhook that is stopped is told to who runs the company, in the app and by mail, and to the channels that are left', async () => {
  const channel = await app.call(makeChannel, { name: 'Machines', program: 'slack', url, kinds: ['webhook-stopped'], names: false }, boss)
  answers.push(410)
  const { webhook } = await app.call(makeWebhook, { name: 'Old shop', url, kinds: ['company.*'] }, boss)
  await app.call(setCompany, { currency: 'USD' }, boss)
  await expect
    .poll(async () => await told('webhook-stopped'), patience)
    .toEqual([['The webhook "Old shop" was stopped: nobody takes what is sent.', '/settings/webhooks']])
  expect(await rowsOf(app, "SELECT 1 FROM notice WHERE kind = 'webhook-stopped' AND way = 'mail'")).toHaveLength(1)
  await expect.poll(() => arrived.filter((body) => body.includes('Old shop')).length, patience).toBe(1)
  await app.call(removeWebhook, { id: webhook.id }, boss)
  await app.call(removeChannel, { id: channel.id }, boss)
})

test('no channel leads inside a network that was not opened, and who runs nothing makes none', async () => {
  const inside = { name: 'Inside', program: 'slack' as const, url: 'https://10.0.0.1/services/x', kinds: [], names: false }
  await expect(app.call(makeChannel, inside, boss)).rejects.toThrow('400')
  await expect(app.call(makeChannel, { ...inside, url }, ann)).rejects.toThrow('403')
})
