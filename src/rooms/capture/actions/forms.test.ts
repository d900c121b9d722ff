import { afterAll, beforeAll, expect, test } from 'vitest'
import { instant } from '#kernel/time'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { ownerOf } from '#test/kit/people'
import { rowsOf } from '#test/kit/records'
import * as contract from '../contract.ts'
import { firstDraft } from '../rules/forms.ts'

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

const draft: contract.FormDocument = {
  ...firstDraft('Ask us'),
  origins: [site],
  channel: 'Website',
  consents: [{ key: 'news', purpose: 'newsletter', text: 'I want the newsletter', version: '2', required: false }],
}
const question = { custom: '', hint: '', required: false, options: [] as string[] }
const checklist = {
  ...question,
  ...{
    key: 'symptoms',
    about: 'custom' as const,
    custom: 'Symptoms',
    type: 'several' as const,
    label: 'What hurts?',
    options: ['Slow', 'Dear', 'Loud'],
  },
}

async function published(document: contract.FormDocument = draft, name = 'Ask us') {
  const { id } = await app.call(contract.makeForm, { name, draft: document }, owner)
  await app.call(contract.publishForm, { id }, owner)
  return await app.call(contract.readForm, { id }, owner)
}

/** Opens the page of a form as a browser does, and gives what it would send. */
async function opened(key: string, headers: Record<string, string> = {}) {
  const answer = await app.raw(`/f/${key}`, { headers })
  const html = await answer.text()
  return { answer, html, token: /name="_token" value="([^"]+)"/.exec(html)?.[1] ?? '' }
}

const post = (key: string, fields: Record<string, string> | [string, string][], headers: Record<string, string> = {}) =>
  app.raw(`/f/${key}`, { method: 'POST', body: new URLSearchParams(fields), headers, redirect: 'manual' })

const typed = { fullname: 'Ada Ash', email: 'ada@ash.example', company: 'Ash Ltd' }
const countsOf = async (id: contract.Form['id']) => {
  const { views, responses, caught } = await app.call(contract.readForm, { id }, owner)
  return { views, responses, caught }
}

test('a form is read without any script by a strict policy, in frames of its own sites only, and sent with what was typed', async () => {
  const form = await published()
  const { answer, html, token } = await opened(form.key)
  expect(answer.status).toBe(200)
  const policy = answer.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain(`frame-ancestors 'self' ${site}`)
  expect(policy).not.toContain('script-src')
  expect(answer.headers.get('x-frame-options')).toBeNull()
  expect(answer.headers.getSetCookie()).toEqual([])
  expect(html).not.toContain('<script')
  wait(minute)
  const sent = await post(form.key, { ...typed, 'consent-news': 'yes', _token: token })
  expect(sent.status).toBe(200)
  expect(await sent.text()).toContain('Thank you. We will be in touch soon.')
  expect(await countsOf(form.id)).toEqual({ views: 1, responses: 1, caught: 0 })
})

test('what is wrong is said next to the field, and what was typed is still there, as text whatever it is', async () => {
  const form = await published()
  const { token } = await opened(form.key)
  wait(minute)
  const evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
  const answer = await post(
    form.key,
    { fullname: evil, email: 'nobody', company: evil, message: `\n${evil}`, _token: token },
    { 'accept-language': 'de' },
  )
  expect(answer.status).toBe(422)
  const html = await answer.text()
  expect(html).toContain('id="f-email-wrong"')
  expect(html).not.toContain('<script>')
  expect(html).not.toContain('<img')
  expect(html).toContain('value="&quot;&gt;&lt;script&gt;')
  expect(html).toContain(token)
})

test('a machine is thanked and counted apart: by the field that people do not see, or by its speed', async () => {
  const form = await published()
  const { token } = await opened(form.key)
  const fast = await post(form.key, { ...typed, _token: token })
  expect(await fast.text()).toContain('Thank you')
  wait(minute)
  const trapped = await post(form.key, { ...typed, email: 'spam@ash.example', contact_note: 'http://spam.example', _token: token })
  expect(await trapped.text()).toContain('Thank you')
  expect(await countsOf(form.id)).toEqual({ views: 1, responses: 0, caught: 2 })
  const { deliveries } = await app.call(contract.listQuarantine, {}, owner)
  expect(deliveries.filter(({ way }) => way === 'form').map(({ reason, from }) => [from, reason])).toEqual([
    ['Ask us', 'Filled in the field that people do not see'],
    ['Ask us', 'Sent within two seconds after the page was opened'],
  ])
  const [trap] = deliveries
  if (!trap) throw new Error('Nothing was put aside.')
  await app.call(contract.replayDeliveries, { id: trap.id }, owner)
  expect(await countsOf(form.id)).toEqual({ views: 1, responses: 1, caught: 1 })
})

test('without a token of ours a form comes back filled in; a site of its own list may send without one, and no other', async () => {
  const form = await published()
  for (const token of ['', 'made.1.up', (await opened((await published(draft, 'Another')).key)).token]) {
    const again = await (await post(form.key, { ...typed, _token: token })).text()
    expect(again).toContain('send it once more')
    expect(again).toContain('value="ada@ash.example"')
  }
  const { token } = await opened(form.key)
  wait(25 * 60 * minute)
  expect(await (await post(form.key, { ...typed, _token: token })).text()).toContain('open for more than a day')
  expect((await countsOf(form.id)).responses).toBe(0)
  const fromSite = await post(form.key, typed, { origin: site, 'sec-fetch-site': 'cross-site' })
  expect(await fromSite.text()).toContain('Thank you')
  const json = (origin: string, body: unknown) =>
    app.raw(`/f/${form.key}`, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', origin } })
  const good = await json(site, { ...typed, email: 'json@ash.example' })
  expect([good.status, good.headers.get('access-control-allow-origin'), good.headers.get('access-control-allow-credentials')]).toEqual([
    200,
    site,
    null,
  ])
  const foreign = await json('https://evil.example', typed)
  expect([foreign.status, foreign.headers.get('access-control-allow-origin')]).toEqual([403, null])
  const wrong = await json(site, { ...typed, email: 'no' })
  expect(wrong.status).toBe(400)
  expect(((await wrong.json()) as { issues: { path: string }[] }).issues.map(({ path }) => path)).toEqual(['email'])
  const preflight = (origin: string) =>
    app.raw(`/f/${form.key}`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } })
  expect((await preflight(site)).headers.get('access-control-allow-origin')).toBe(site)
  expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull()
})

test('files are refused, and so is more than a form holds', async () => {
  const form = await published()
  const data = new FormData()
  data.set('email', 'ada@ash.example')
  data.set('cv', new File(['x'], 'cv.txt'))
  expect((await app.raw(`/f/${form.key}`, { method: 'POST', body: data })).status).toBe(415)
  expect((await post(form.key, { ...typed, message: 'x'.repeat(70_000) })).status).toBe(413)
  expect((await app.raw('/f/nothing-of-this-name-at-all', {})).status).toBe(404)
})

test('visitors see what was published, not the draft; a page that lay open is read by the version that it showed', async () => {
  const form = await published()
  const { token } = await opened(form.key)
  await app.call(
    contract.changeForm,
    { id: form.id, draft: { ...draft, title: 'Ask again', fields: [...draft.fields, { ...checklist, required: true }] } },
    owner,
  )
  expect((await opened(form.key)).html).not.toContain('Ask again')
  expect((await app.call(contract.listForms, {}, owner)).forms.find(({ id }) => id === form.id)?.changed).toBe(true)
  await app.call(contract.publishForm, { id: form.id }, owner)
  expect((await opened(form.key)).html).toContain('What hurts?')
  wait(minute)
  expect((await post(form.key, { ...typed, email: 'version@ash.example', _token: token })).status).toBe(200)
  const old = await app.call(contract.readFormVersion, { id: form.id, number: 1 }, owner)
  expect(old.document.title).toBe('Ask us')
  await app.call(contract.changeForm, { id: form.id, open: false }, owner)
  expect((await opened(form.key)).html).toContain('closed')
  await expect(app.call(contract.removeForm, { id: form.id }, owner)).rejects.toThrow('409 The form Ask us was published')
})

test('publishing is taken back until somebody sent the form; then its answers name that version', async () => {
  const form = await published()
  await app.call(contract.changeForm, { id: form.id, draft: { ...draft, title: 'Ask again' } }, owner)
  const second = await app.call(contract.publishForm, { id: form.id }, owner)
  await app.call(contract.undoForm, { eventId: second.eventId }, owner)
  expect((await opened(form.key)).html).not.toContain('Ask again')
  expect((await app.call(contract.readForm, { id: form.id }, owner)).draft.title).toBe('Ask again')
  const again = await app.call(contract.publishForm, { id: form.id }, owner)
  expect(again.number).toBe(second.number)
  const { token } = await opened(form.key)
  wait(minute)
  await post(form.key, { ...typed, email: 'taken@ash.example', _token: token })
  const refused = app.call(contract.undoForm, { eventId: again.eventId }, owner)
  await expect(refused).rejects.toThrow('409 Visitors have sent the form Ask us since it was published')
})

test('a draft is published only when people can be known by it, and leads only to sites of its list', async () => {
  const nobody = { ...draft, fields: draft.fields.filter(({ about }) => about !== 'email') }
  await expect(published(nobody)).rejects.toThrow('409 Ask for an e-mail address or a telephone number')
  const away = { ...draft, thanks: { how: 'redirect' as const, text: '', address: 'https://elsewhere.example/thanks' } }
  await expect(published(away)).rejects.toThrow('409 The page after the form lies at https://elsewhere.example')
  const form = await published({ ...draft, thanks: { how: 'redirect', text: '', address: `${site}/thanks` } })
  const { token, answer } = await opened(form.key)
  expect(answer.headers.get('content-security-policy')).toContain(`form-action 'self' ${site};`)
  wait(minute)
  const sent = await post(form.key, { ...typed, email: 'led@ash.example', _token: token })
  expect([sent.status, sent.headers.get('location')]).toEqual([303, `${site}/thanks`])
})

test('one address that floods a form is told to wait, in words', async () => {
  const form = await published()
  const { token } = await opened(form.key)
  wait(minute)
  const answers = []
  for (let n = 0; n < 24; n++) answers.push(await post(form.key, { ...typed, email: 'no', _token: token }))
  const stopped = answers.find(({ status }) => status === 429)
  expect(Number(stopped?.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await stopped?.text()).toContain('Too many requests of this kind')
  wait(60 * minute)
})

test('a form that is sent eight times at once is one response, with its version, its answers, what was agreed to and where it came from', async () => {
  const form = await published({
    ...draft,
    fields: [
      ...draft.fields,
      checklist,
      { ...question, ...{ key: 'when', about: 'question' as const, type: 'text' as const, label: 'When?' } },
    ],
  })
  const { token } = await opened(`${form.key}?utm_source=letter&utm_campaign=May`)
  wait(minute)
  const fields: [string, string][] = [
    ...Object.entries({ ...typed, email: 'Once@Ash.example', when: 'Now', 'consent-news': 'yes', _token: token }),
    ['symptoms', 'Slow'],
    ['symptoms', 'Loud'],
  ]
  const answers = await Promise.all(Array.from({ length: 8 }, () => post(`${form.key}?utm_source=letter&utm_campaign=May`, fields)))
  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200))
  expect(await countsOf(form.id)).toEqual({ views: 1, responses: 1, caught: 0 })
  const mail = "(SELECT id FROM person WHERE email_key = 'once@ash.example')"
  expect(await rowsOf(app, `SELECT what, channel, source, campaign_ref, said FROM response WHERE person_id = ${mail}`)).toMatchObject([
    {
      ...{ what: 'Ask us', channel: 'Website', source: 'letter', campaign_ref: 'May' },
      said: { 'When?': 'Now', Symptoms: 'Slow; Loud', 'Version of the form': '1' },
    },
  ])
  expect(await rowsOf(app, `SELECT purpose, status, version FROM consent WHERE person_id = ${mail}`)).toEqual([
    { purpose: 'newsletter', status: 'given', version: '2' },
  ])
  expect((await rowsOf(app, `SELECT custom FROM person WHERE id = ${mail}`))[0]?.custom).toMatchObject({ Symptoms: 'Slow; Loud' })
  wait(minute)
  await post(form.key, { ...typed, email: 'once@ash.example', message: 'One thing more', _token: token })
  expect((await countsOf(form.id)).responses).toBe(2)
})
