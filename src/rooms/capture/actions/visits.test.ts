import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { instant } from '#kernel/time'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { ownerOf } from '#test/kit/people'
import { rowsOf } from '#test/kit/records'
import * as contract from '../contract.ts'
import { firstDraft } from '../rules/forms.ts'
import { script } from './tracker-script.ts'

const clock = { at: Date.parse('2026-03-02T10:00:00Z'), now: () => instant(new Date(clock.at)) }
const wait = (ms: number) => {
  clock.at += ms
}
const minute = 60_000
const site = 'https://company.example'

let app: TestApp & { close(): Promise<void> }
let owner: Visitor
beforeAll(async () => {
  app = await testApp({}, clock)
  owner = await ownerOf(app)
}, 60_000)
afterAll(() => app?.close())

test('the tracker weighs less than 3 KB and stores nothing of visitors who refuse, of other sites, or while it is off', async () => {
  expect(Buffer.byteLength(script)).toBeLessThan(3_000)
  expect(gzipSync(script).length).toBeLessThan(1_500)
  const { siteKey, on } = await app.call(contract.readTracker, {}, owner)
  expect(on).toBe(false)
  const view = { v: 'visitor-0123456789', p: '/pricing?email=ada@ash.example#top', r: 'search.example', u: { source: 'ads' } }
  const beacon = (headers: Record<string, string> = {}) =>
    app.raw(`/api/v1/visits/${siteKey}`, {
      method: 'POST',
      body: JSON.stringify(view),
      headers: { origin: site, 'content-type': 'text/plain', ...headers },
    })
  expect((await beacon()).status).toBe(403)
  await app.call(contract.setTracker, { on: true, origins: [`${site}/`] }, owner)
  expect((await beacon({ origin: 'https://evil.example' })).status).toBe(403)
  expect((await beacon({ 'sec-gpc': '1' })).status).toBe(204)
  expect(await rowsOf(app, 'SELECT 1 FROM page_view')).toEqual([])
  expect((await beacon()).status).toBe(204)
  expect(await rowsOf(app, 'SELECT path, referrer, utm, tied FROM page_view')).toEqual([
    { path: '/pricing', referrer: 'search.example', utm: { source: 'ads' }, tied: false },
  ])
  const given = await app.raw('/t.js')
  expect([given.status, given.headers.get('cross-origin-resource-policy')]).toEqual([200, 'cross-origin'])
})

test('whoever sends a form brings their visits along, what they open later is theirs at once, and what nobody is known by goes after ninety days', async () => {
  await app.call(contract.setTracker, { on: true, origins: [site] }, owner)
  const { siteKey } = await app.call(contract.readTracker, {}, owner)
  const opens = async (v: string, p: string, more: object = {}) => {
    const headers = { origin: site, 'content-type': 'text/plain;charset=UTF-8' }
    expect((await app.raw(`/api/v1/visits/${siteKey}`, { method: 'POST', body: JSON.stringify({ v, p, ...more }), headers })).status).toBe(
      204,
    )
    wait(minute)
  }
  const visitor = 'a-visitor-of-tests-1'
  await opens(visitor, '/', { r: 'search.example' })
  await opens(visitor, '/pricing')
  wait(3 * 60 * minute)
  await opens(visitor, '/demo', { u: { source: 'ads', medium: 'paid' } })
  await opens('somebody-else-00001', '/')
  const { id } = await app.call(contract.makeForm, { name: 'Ask us', draft: firstDraft('Ask us') }, owner)
  await app.call(contract.publishForm, { id }, owner)
  const { key } = await app.call(contract.readForm, { id }, owner)
  const html = await (await app.raw(`/f/${key}?v=${visitor}`)).text()
  const token = /name="_token" value="([^"]+)"/.exec(html)?.[1] ?? ''
  expect(html).toContain(`name="_visitor" value="${visitor}"`)
  wait(minute)
  const fields = { fullname: 'Ada Ash', email: 'visits@ash.example', _token: token, _visitor: visitor }
  await app.raw(`/f/${key}`, { method: 'POST', body: new URLSearchParams(fields) })
  const mail = "(SELECT id FROM person WHERE email_key = 'visits@ash.example')"
  const visits = () => rowsOf(app, `SELECT subject, note FROM activity WHERE kind = 'visit' AND person_id = ${mail} ORDER BY at`)
  expect(await visits()).toEqual([
    { subject: '/', note: '/\n/pricing' },
    { subject: '/demo', note: null },
  ])
  expect(await rowsOf(app, `SELECT source, channel FROM response WHERE person_id = ${mail}`)).toEqual([{ source: 'ads', channel: 'paid' }])
  await opens(visitor, '/more')
  expect((await visits()).length).toBe(2)
  wait(60 * minute)
  await opens(visitor, '/again')
  expect((await visits()).map(({ subject }) => subject)).toEqual(['/', '/demo', '/again'])
  wait(91 * 24 * 60 * minute)
  await app.quietly(() => app.call(contract.readTracker, {}, owner))
  await expect.poll(async () => await rowsOf(app, 'SELECT 1 FROM page_view'), { timeout: 20_000 }).toEqual([])
  expect((await visits()).length).toBe(3)
})
