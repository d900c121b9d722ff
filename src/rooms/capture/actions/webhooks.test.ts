import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { instant, later } from '#kernel/time'
import { listAudit } from '#platform/audit/contract'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { ownerOf } from '#test/kit/people'
import { rowsOf } from '#test/kit/records'
import { listQuarantine, replayDeliveries } from '../contract/responses.ts'
import * as contract from '../contract/webhooks.ts'

const clock = { at: Date.parse('2026-03-02T10:00:00Z'), now: () => instant(new Date(clock.at)) }
let app: TestApp & { close(): Promise<void> }
let owner: Visitor
beforeAll(async () => {
  app = await testApp({}, clock)
  owner = await ownerOf(app)
}, 60_000)
afterAll(() => app?.close())

const setting = (more: object) => contract.hookSettingShape.parse({ kind: 'standard', ...more })
const send = async (path: string, body: string, headers: Readonly<Record<string, string>>) => {
  const answer = await app.raw(path, { method: 'POST', body, headers: { 'content-type': 'application/octet-stream', ...headers } })
  return { status: answer.status, said: (await answer.json()) as { outcomes?: { state: string; personId?: string; reason?: string }[] } }
}
const people = async () => (await rowsOf(app, 'SELECT count(*) AS n FROM person'))[0]?.n
const inSeconds = (at: string) => String(Math.floor(Date.parse(at) / 1000))

test('Standard Webhooks: what is signed is taken once by the mapping; forged, late and replayed deliveries change nothing', async () => {
  const mapping = { email: 'data.contact.mail', fullName: 'data.contact.name', 'custom:Size': 'data.size' }
  const { hook, secret } = await app.call(contract.makeHook, { name: 'Events', setting: setting({ mapping }) }, owner)
  const body = JSON.stringify({ data: { contact: { mail: 'eve@corp.example', name: 'Eve Moore' }, size: 7 } })
  const signed = (id: string, at: string, text = body, key = secret) => {
    const wanted = createHmac('sha256', Buffer.from(key.replace('whsec_', ''), 'base64'))
      .update(`${id}.${inSeconds(at)}.${text}`)
      .digest('base64')
    return { 'webhook-id': id, 'webhook-timestamp': inSeconds(at), 'webhook-signature': `v1,AAAA v1,${wanted}` }
  }
  const first = await send(hook.path, body, signed('msg_1', clock.now()))
  expect(first).toMatchObject({ status: 200, said: { outcomes: [{ state: 'taken' }] } })
  expect(await send(hook.path, body, signed('msg_1', clock.now()))).toEqual(first)
  expect(await people()).toBe(1)
  expect(await rowsOf(app, 'SELECT custom, full_name FROM person')).toEqual([{ custom: { Size: '7' }, full_name: 'Eve Moore' }])
  const other = `${body} `
  for (const headers of [
    { ...signed('msg_2', clock.now()), 'webhook-id': 'msg_3' },
    { ...signed('msg_2', later(clock.now(), 2000)), 'webhook-timestamp': inSeconds(clock.now()) },
    signed('msg_2', clock.now(), other),
    signed('msg_2', clock.now(), body, `whsec_${Buffer.alloc(32).toString('base64')}`),
    signed('msg_2', later(clock.now(), -301_000)),
    signed('msg_2', later(clock.now(), 301_000)),
    { 'webhook-id': 'msg_2', 'webhook-timestamp': inSeconds(clock.now()) },
    {},
  ])
    expect((await send(hook.path, body, headers as never)).status).toBe(401)
  expect((await send(`${hook.path.slice(0, -2)}AA`, body, signed('msg_2', clock.now()))).status).toBe(401)
  expect(await rowsOf(app, 'SELECT count(*) AS n FROM delivery')).toEqual([{ n: 1 }])
  const { secret: next } = await app.call(contract.rotateHook, { id: hook.id }, owner)
  expect((await send(hook.path, body, signed('msg_4', clock.now()))).status).toBe(401)
  expect((await send(hook.path, body, signed('msg_4', clock.now(), body, next))).status).toBe(200)
  expect(JSON.stringify(await rowsOf(app, 'SELECT * FROM hook'))).not.toContain(next.slice(6))
  const { entries } = await app.call(listAudit, { group: 'settings' }, owner)
  expect(entries.map(({ said: words }) => words)).toEqual([
    'Gave the address Events for webhooks a new secret',
    'Made the address Events for webhooks of another system',
  ])
})

test('HubSpot and plain signatures hold over method, address, body and time as each of them says', async () => {
  const client = 'a-client-secret-of-hubspot'
  const hubspot = await app.call(contract.makeHook, { name: 'HubSpot', secret: client, setting: setting({ kind: 'hubspot' }) }, owner)
  const body = JSON.stringify([{ email: 'h1@corp.example' }, { email: 'h2@corp.example' }, { fullName: 'Nobody' }])
  const url = `${app.served.app.services.post?.origin()}${hubspot.hook.path}`
  const at = String(clock.at)
  const signature = createHmac('sha256', client).update(`POST${url}${body}${at}`).digest('base64')
  const headers = { 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': at }
  const { said } = await send(hubspot.hook.path, body, headers)
  expect(said.outcomes?.map(({ state }) => state)).toEqual(['taken', 'taken', 'quarantined'])
  expect((await send(hubspot.hook.path, `${body} `, headers)).status).toBe(401)
  const plain = await app.call(
    contract.makeHook,
    {
      name: 'Own',
      secret: 'a-secret-of-our-own',
      setting: setting({ kind: 'hmac', algorithm: 'sha512', header: 'X-Hub-Signature', constants: { source: 'Shop' } }),
    },
    owner,
  )
  const own = JSON.stringify({ email: 'shop@corp.example' })
  const hex = createHmac('sha512', 'a-secret-of-our-own').update(own).digest('hex')
  const taken = await send(plain.hook.path, own, { 'x-hub-signature': `sha512=${hex}` })
  expect(taken.status).toBe(200)
  expect(await send(plain.hook.path, own, { 'x-hub-signature': hex })).toEqual(taken)
  expect((await send(plain.hook.path, own, { 'x-hub-signature': `${hex.slice(0, -1)}0` })).status).toBe(hex.endsWith('0') ? 200 : 401)
})

test('what a mapping cannot read is set aside whole and taken again when the mapping is right', async () => {
  const { hook } = await app.call(
    contract.makeHook,
    { name: 'Wrong', secret: 'another-secret-here', setting: setting({ kind: 'hmac', list: 'items', mapping: { email: 'mail' } }) },
    owner,
  )
  const body = JSON.stringify({ rows: [{ mail: 'late@corp.example' }] })
  const headers = { 'x-signature': createHmac('sha256', 'another-secret-here').update(body).digest('hex') }
  expect((await send(hook.path, body, headers)).said.outcomes?.[0]).toMatchObject({
    state: 'quarantined',
    reason: 'There is nothing at items in what was sent.',
  })
  const before = await app.call(listQuarantine, {}, owner)
  const aside = before.deliveries.find(({ from }) => from === 'Wrong')
  expect(aside).toMatchObject({ state: 'quarantined', raw: body, tries: 1 })
  await app.call(contract.changeHook, { id: hook.id, setting: setting({ kind: 'hmac', list: 'rows', mapping: { email: 'mail' } }) }, owner)
  const { taken } = await app.call(replayDeliveries, { reason: aside?.reason ?? '' }, owner)
  expect(taken).toBe(1)
  expect(await rowsOf(app, "SELECT count(*) AS n FROM person WHERE email_key = 'late@corp.example'")).toEqual([{ n: 1 }])
  await expect(app.call(replayDeliveries, { id: aside?.id }, owner)).rejects.toThrow('404')
})
