import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listAudit } from '#platform/audit/contract'
import { listWorkspaces } from '#platform/store/workspaces'
import { standardSignature } from '#platform/webhooks/signing'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { bring, ownerOf } from '#test/kit/people'
import { rowsOf } from '#test/kit/records'
import * as contract from '../contract/webhooks-out.ts'
import { setCompany } from '../contract.ts'

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void
interface Arrived {
  readonly id: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A receiver that answers as it is told to. */
async function receiver(answer: Answer = (_, response) => response.end('ok')) {
  const arrived: Arrived[] = []
  const state = { answer }
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const body = Buffer.concat(parts).toString()
      arrived.push({ id: String(request.headers['webhook-id']), headers: request.headers, body })
      state.answer(request, response, body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`
  const close = () => new Promise((resolve) => server.close(resolve).closeAllConnections())
  return { url, arrived, state, close }
}

let app: TestApp & { close(): Promise<void> }
let owner: Visitor
const open: { close(): Promise<unknown> }[] = []
beforeAll(async () => {
  app = await testApp({ INTERLOCK_CALLS_INSIDE: '127.0.0.1' })
  owner = await ownerOf(app)
}, 60_000)
afterAll(async () => {
  for (const one of open) await one.close()
  await app?.close()
})

const patience = { timeout: 10_000 }
const receive = async (answer?: Answer) => {
  const made = await receiver(answer)
  open.push(made)
  return made
}
const make = async (url: string, more: object = {}) =>
  await app.call(contract.makeWebhook, { name: 'Shop', url, kinds: ['company.*'], ...more }, owner)
const happen = (currency: string) => app.call(setCompany, { currency }, owner)
const sentOf = async (id: string) => (await app.call(contract.listSent, { id }, owner)).sent
const shownOf = async (id: string) => (await app.call(contract.listWebhooks, {}, owner)).webhooks.find((one) => one.id === id)
const sql = (text: string) => rowsOf(app, text)
const write = async (text: string) => {
  const { services } = app.served.app
  const [workspace] = await services.database.inPublic(listWorkspaces)
  if (workspace) await services.database.inWorkspace(workspace, (tx) => tx.query(text))
}
/** Time passes for what waits, and somebody looks. */
const pass = async () => {
  await write(
    "UPDATE webhook_delivery SET due_at = due_at - interval '3 days', lease_until = lease_until - interval '3 days' WHERE state = 'waiting'",
  )
  await write('UPDATE webhook SET held_until = NULL')
}
const remove = (id: string) => app.call(contract.removeWebhook, { id: id as never }, owner)

test('tells what happened from then on, signed, with ids and without names, and says nothing of what it is not to hear of', async () => {
  const there = await receive()
  await happen('EUR')
  const { webhook, secret } = await make(there.url)
  await happen('USD')
  await expect.poll(() => there.arrived.length, patience).toBe(1)
  const [one] = there.arrived
  if (!one) throw new Error('Nothing arrived.')
  const { 'webhook-timestamp': timestamp, 'webhook-signature': signature, 'webhook-id': id } = one.headers
  expect(signature).toBe(`v1,${standardSignature(secret, String(id), String(timestamp), one.body).toString('base64')}`)
  const body = JSON.parse(one.body)
  expect(body).toMatchObject({ type: 'company.changed', data: { by: { kind: 'user' }, more: false } })
  expect(body.data.records).toEqual([{ kind: 'setting', id: expect.any(String), did: 'update' }])
  expect(body.data).not.toHaveProperty('facts')
  await expect
    .poll(() => sentOf(webhook.id), patience)
    .toMatchObject([{ state: 'sent', tries: 1, attempts: [{ status: 200, answer: 'ok' }] }])
  expect(JSON.stringify(await sql('SELECT * FROM webhook'))).not.toContain(secret.slice(6))
  await remove(webhook.id)
  await happen('EUR')
  expect(there.arrived).toHaveLength(1)
})

test('signs with both secrets for a day after a change, and names go along only where that was chosen', async () => {
  const there = await receive()
  const { webhook, secret } = await make(there.url, { personal: true })
  const { secret: next } = await app.call(contract.rotateWebhook, { id: webhook.id }, owner)
  await happen('GBP')
  await expect.poll(() => there.arrived.length, patience).toBe(1)
  const [one] = there.arrived
  const signatures = String(one?.headers['webhook-signature']).split(' ')
  const by = (key: string) =>
    `v1,${standardSignature(key, one?.id ?? '', String(one?.headers['webhook-timestamp']), one?.body ?? '').toString('base64')}`
  expect(signatures).toEqual([by(next), by(secret)])
  expect(JSON.parse(one?.body ?? '').data).toMatchObject({
    facts: { settings: ['currency'] },
    sentence: expect.stringContaining('currency'),
  })
  await remove(webhook.id)
})

test('tries again what was not taken, waits as long as the receiver asks, and lets one be sent again by hand under the same id', async () => {
  const there = await receive((_, response) => response.writeHead(429, { 'retry-after': '3600' }).end('later'))
  const { webhook } = await make(there.url)
  await happen('CHF')
  await expect
    .poll(() => sentOf(webhook.id), patience)
    .toMatchObject([{ state: 'waiting', tries: 1, attempts: [{ status: 429, answer: 'later' }] }])
  const [waiting] = await sentOf(webhook.id)
  expect(Date.parse(waiting?.nextTryAt ?? '') - Date.parse(waiting?.madeAt ?? '')).toBeGreaterThan(3_500_000)
  expect((await shownOf(webhook.id))?.heldUntil).not.toBeNull()
  there.state.answer = (_, response) => response.end('now')
  await pass()
  await expect.poll(() => sentOf(webhook.id), patience).toMatchObject([{ state: 'sent', tries: 2 }])
  expect(await app.call(contract.sendAgain, { id: webhook.id, delivery: waiting?.id as never }, owner)).toEqual({ again: 1 })
  await expect.poll(() => there.arrived.map(({ id }) => id), patience).toEqual([waiting?.id, waiting?.id, waiting?.id])
  await remove(webhook.id)
})

test('stops on 410 at once and after ten tries of many, says so once in the ledger, and sends all that failed again by hand', async () => {
  const gone = await receive((_, response) => response.writeHead(410).end())
  const { webhook } = await make(gone.url)
  await happen('SEK')
  await expect.poll(() => shownOf(webhook.id), patience).toMatchObject({ state: 'stopped', why: expect.stringContaining('410'), failed: 1 })
  const { entries } = await app.call(listAudit, { group: 'settings' }, owner)
  expect(entries.filter(({ kind }) => kind === 'webhook.stopped')).toHaveLength(1)
  await expect(app.call(contract.sendAgain, { id: webhook.id, since: webhook.madeAt }, owner)).rejects.toThrow('Switch it on first')
  gone.state.answer = (_, response) => response.writeHead(500).end('broken')
  await app.call(contract.changeWebhook, { id: webhook.id, on: true }, owner)
  for (const currency of ['NOK', 'DKK', 'PLN', 'CZK', 'HUF']) await happen(currency)
  await expect
    .poll(async () => (await sql(`SELECT count(*) AS n FROM webhook_delivery WHERE tries > 0 AND webhook_id = '${webhook.id}'`))[0]?.n, {
      timeout: 15_000,
    })
    .toBe(6)
  await write("UPDATE webhook_delivery SET round = 9, due_at = due_at - interval '3 days' WHERE state = 'waiting'")
  await expect.poll(() => shownOf(webhook.id), { timeout: 15_000 }).toMatchObject({ state: 'stopped', failed: 6, waiting: 0 })
  gone.state.answer = (_, response) => response.end('well')
  await app.call(contract.changeWebhook, { id: webhook.id, on: true }, owner)
  expect(await app.call(contract.sendAgain, { id: webhook.id, since: webhook.madeAt }, owner)).toEqual({ again: 6 })
  await expect.poll(() => shownOf(webhook.id), { timeout: 15_000 }).toMatchObject({ state: 'on', failed: 0, waiting: 0 })
  await remove(webhook.id)
}, 60_000)

test('one that hangs holds neither another nor what comes later, and one in order waits for what was not taken', async () => {
  const hangs = await receive(() => {})
  const well = await receive()
  let broken = true
  const ordered = await receive((_, response) => response.writeHead(broken ? 500 : 200).end())
  const made = [await make(hangs.url), await make(well.url), await make(ordered.url, { ordered: true })]
  for (const currency of ['EUR', 'USD', 'CHF']) await happen(currency)
  await expect.poll(() => well.arrived.length, patience).toBe(3)
  const seqs = well.arrived.map(({ body }) => JSON.parse(body).data.seq as number)
  expect(seqs).toEqual(seqs.toSorted((a, b) => a - b))
  await expect.poll(() => ordered.arrived.length, patience).toBe(1)
  broken = false
  await pass()
  await expect.poll(() => ordered.arrived.map(({ body }) => JSON.parse(body).data.seq), { timeout: 15_000 }).toEqual([seqs[0], ...seqs])
  for (const { webhook } of made) await remove(webhook.id)
}, 60_000)

test('a test says what came back, and no address inside is taken; only those who run the company may', async () => {
  const there = await receive((_, response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end())
  const { webhook } = await make(there.url)
  expect(await app.call(contract.testWebhook, { id: webhook.id }, owner)).toMatchObject({
    sent: false,
    attempt: { status: 302, why: expect.stringContaining('not followed') },
  })
  expect(JSON.parse(there.arrived[0]?.body ?? '').type).toBe('webhook.test')
  await expect(make('http://10.0.0.1/')).rejects.toThrow('inside a network')
  await expect(make('https://[::ffff:10.0.0.1]/')).rejects.toThrow('inside a network')
  await expect(make('https://name:word@corp.example/')).rejects.toThrow('No name and no password')
  await expect(make(there.url, { kinds: ['nothing.there'] })).rejects.toThrow('no event of the kind')
  const viewer = await bring(app, owner, 'sales', 'sam')
  await expect(app.call(contract.listWebhooks, {}, viewer)).rejects.toThrow('403')
  await remove(webhook.id)
})

test('a secret is told once: it is kept for no repetition of the same request', async () => {
  const asked = { name: 'Once', url: 'https://once.example/in', kinds: ['company.*'] }
  const keyed = { ...owner, headers: { 'idempotency-key': 'the-same-key-for-a-secret' } }
  const { webhook, secret } = await app.call(contract.makeWebhook, asked, keyed)
  await expect(app.call(contract.makeWebhook, asked, keyed)).rejects.toThrow('its secret is told only once')
  expect(await rowsOf(app, `SELECT answer FROM idempotency_key WHERE position('${secret}' IN answer::text) > 0`)).toEqual([])
  expect(await rowsOf(app, "SELECT name FROM webhook WHERE name = 'Once'")).toHaveLength(1)
  await remove(webhook.id)
})

test('those who say something of the company for the first time at once are all answered', async () => {
  const said = ['en-GB', 'de-AT', 'de-DE', 'fr-FR', 'en-US'].map((locale) => app.call(setCompany, { locale }, owner))
  await expect(Promise.all(said)).resolves.toHaveLength(5)
})
