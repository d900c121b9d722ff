import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureWebPart } from '#cli/web-part'
import * as agreement from '#rooms/agreement/contract'
import { listQuarantine, makeForm, publishForm, readForm, readTracker, setTracker } from '#rooms/capture/contract'
import { firstDraft } from '#rooms/capture/rules/forms'
import { type TestApp, testApp } from '#test/kit/app'
import { barriers, sidewaysScroll, startBrowser, visit } from '#test/kit/browser'
import { rowsOf } from '#test/kit/records'

let app: TestApp & { close(): Promise<void> }
let browser: Browser

/** A contract by which whoever says that it is slow is a lead. */
async function signedContract(): Promise<void> {
  const rule = { combinator: 'and', rules: [{ field: 'custom:Symptoms', operator: 'contains', value: 'Slow' }] } as const
  const criteria = [{ key: 'slow', name: 'It is slow', kind: 'fit' as const, rule, points: 100, fade: null }]
  const { id } = await app.call(agreement.draftContract, { document: { ...agreement.emptyDocument, criteria }, reason: 'The first' }, {})
  const { today } = await app.call(agreement.readContract, {}, {})
  await app.call(agreement.proposeContract, { id, from: today }, {})
  const { open } = await app.call(agreement.readContract, {}, {})
  for (const side of ['sales', 'marketing'] as const)
    await app.call(agreement.signContract, { id, side, seal: open?.seal ?? '', elsewhere: { name: `The ${side}`, how: 'On paper' } }, {})
}

beforeAll(async () => {
  ;[app, browser] = await Promise.all([testApp(), startBrowser(), ensureWebPart(() => {})])
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await app?.close()
}, 60_000)

/** Somebody who came from outside, at a telephone, without any script. */
async function outside(address: string) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false, locale: 'de-DE' })
  const page = await context.newPage()
  await page.goto(address)
  return { page, leave: () => context.close() }
}

/** As long as people need at least. */
const typing = 2_300

test('a form is made with a checklist, published, filled in by a visitor without any script, and whoever sent it is a lead with the reason', {
  timeout: 120_000,
}, async () => {
  const { page, errors, leave } = await visit(browser, app.url, { at: '/forms' })
  await page.getByText('No forms yet').waitFor()
  expect(await barriers(page)).toEqual([])
  await page.getByLabel('Name of the new form').fill('Demo request')
  await page.getByRole('button', { name: 'Make a form' }).click()
  await page.getByRole('button', { name: 'Add a checklist' }).click()
  const card = page.getByRole('group', { name: 'Question 5' })
  await card.getByLabel('Text').fill('What hurts?')
  const checklist = page.getByRole('group', { name: 'What hurts?' })
  await checklist.getByLabel('Custom field').fill('Symptoms')
  await checklist.getByLabel('Answers, one on each line').fill('Slow\nToo dear\nToo loud')
  await page.locator('#preview').getByText('Too dear').waitFor()
  await page.getByRole('button', { name: 'Add a consent' }).click()
  await page.getByLabel('Purpose').fill('newsletter')
  await page.getByLabel('Text beside the box').fill('I want to get the newsletter.')
  expect(await barriers(page)).toEqual([])
  await page.getByRole('button', { name: 'Publish version 1' }).click()
  await page.getByText('Version 1 is published. Visitors see it from now on; you can take that back until somebody sent it.').waitFor()
  const address = (await page.locator('#share code').first().innerText()).trim()

  const first = await outside(address)
  await first.page.getByLabel('Name', { exact: true }).fill('Ada Ash')
  await first.page.getByLabel('Work e-mail').fill('ada.ash')
  await first.page.getByLabel('Slow').check()
  await first.page.getByRole('button', { name: 'Senden' }).click()
  await first.page.getByText('Das ist keine E-Mail-Adresse.').waitFor()
  expect(await first.page.getByLabel('Name', { exact: true }).inputValue()).toBe('Ada Ash')
  expect(await first.page.getByLabel('Slow').isChecked()).toBe(true)
  await first.page.getByLabel('Work e-mail').fill('ada@ash.example')
  await first.page.getByLabel('I want to get the newsletter.').check()
  await first.page.waitForTimeout(typing)
  await first.page.getByRole('button', { name: 'Senden' }).click()
  await first.page.getByText('Thank you. We will be in touch soon.').waitFor()
  await first.leave()
  expect(await rowsOf(app, 'SELECT decision FROM response')).toEqual([{ decision: 'no-contract' }])

  await signedContract()
  const second = await outside(address)
  await second.page.getByLabel('Name', { exact: true }).fill('Bea Birch')
  await second.page.getByLabel('Work e-mail').fill('bea@birch.example')
  await second.page.getByLabel('Slow').check()
  await second.page.waitForTimeout(typing)
  await second.page.getByRole('button', { name: 'Senden' }).click()
  await second.page.getByText('Thank you').waitFor()
  await second.leave()
  expect(await rowsOf(app, 'SELECT decision, what FROM response ORDER BY recorded_at')).toEqual([
    { decision: 'no-contract', what: 'Demo request' },
    { decision: 'lead', what: 'Demo request' },
  ])
  await page.goto('/forms')
  await page.getByRole('row', { name: /Demo request.*Open.*2.*2.*100/ }).waitFor()
  await page.goto('/people')
  await page.getByRole('link', { name: 'Bea Birch' }).click()
  await page.getByRole('heading', { name: 'Bea Birch' }).waitFor()
  await page
    .getByText(/Handed over to sales|Demo request/)
    .first()
    .waitFor()
  expect(errors).toEqual([])
  await leave()
})

test('script in every field of a form stays text on every screen that shows it', { timeout: 120_000 }, async () => {
  const evil = `"><script>alert(1)</script><img src=x onerror=alert(2)>`
  const draft = firstDraft('Contact')
  const fields = [
    ...draft.fields,
    ...(['phone', 'title', 'domain', 'country'] as const).map((about) => ({
      ...{ key: about, about, custom: '', type: 'text' as const, label: about, hint: '', required: false, options: [] },
    })),
    {
      key: 'hobby',
      about: 'custom' as const,
      custom: 'Hobby',
      type: 'text' as const,
      label: 'Hobby',
      hint: '',
      required: false,
      options: [],
    },
    { key: 'why', about: 'question' as const, custom: '', type: 'long' as const, label: 'Why', hint: '', required: false, options: [] },
  ]
  const { id } = await app.call(makeForm, { name: 'Contact', draft: { ...draft, fields } }, {})
  await app.call(publishForm, { id }, {})
  const { key } = await app.call(readForm, { id }, {})
  const context = await browser.newContext({ baseURL: app.url })
  // The line that stays open would never let a page come to rest.
  await context.route('**/api/v1/queue/live*', (route) => route.abort())
  const page = await context.newPage()
  const dialogs: string[] = []
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  const fill = async (mail: string, phone: string, wait: number) => {
    await page.goto(`/f/${key}?utm_source=${encodeURIComponent(evil)}`)
    for (const box of await page.locator('form input[type=text]:not([name=contact_note]), form textarea').all()) await box.fill(evil)
    await page.locator('[name=email]').fill(mail)
    await page.locator('[name=phone]').fill(phone)
    await page.waitForTimeout(wait)
    await page.getByRole('button', { name: 'Send' }).click()
  }
  await fill(evil, evil, 0)
  await page.getByText('This is no e-mail address').waitFor()
  await fill('eve@evil.example', '+49 30 1234567', typing)
  await page.getByText('Thank you').waitFor()
  await fill('bot@evil.example', '+49 30 7654321', 0)
  await page.getByText('Thank you').waitFor()
  expect((await app.call(listQuarantine, {}, {})).deliveries.length).toBe(1)
  const [person] = await rowsOf(app, "SELECT id, account_id FROM person WHERE email_key = 'eve@evil.example'")
  const [lead] = await rowsOf(app, 'SELECT id FROM lead ORDER BY id DESC LIMIT 1')
  const screens = ['/forms', '/responses', `/forms/${id}`, '/people', `/people/${person?.id}`, `/accounts/${person?.account_id}`, '/leads']
  for (const at of [...screens, ...(lead ? [`/leads/${lead.id}`] : []), '/day', '/follow-up', '/nurture', '/my-leads', '/settings/audit']) {
    await page.goto(at)
    await page.locator('h1').first().waitFor()
    await page.waitForLoadState('networkidle')
    for (const closed of await page.locator('details:not([open]) > summary').all()) await closed.click()
    expect([at, await page.locator('img[src="x"]').count()]).toEqual([at, 0])
  }
  await page.goto('/responses')
  await page.getByText('Sent within two seconds').click()
  await page.getByText('onerror=alert(2)').first().waitFor()
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await sidewaysScroll(page)).toBe(0)
  expect(dialogs).toEqual([])
  await context.close()
})

test('on another site the tracker is silent until a visitor agrees, breaks nothing, and signs the form in the frame; what is taken back is forgotten', {
  timeout: 120_000,
}, async () => {
  const pages = createServer((_, answer) => answer.writeHead(200, { 'content-type': 'text/html' }).end(body))
  await new Promise<void>((resolve) => pages.listen(0, resolve))
  const { port } = pages.address() as AddressInfo
  const site = `http://localhost:${port}`
  await app.call(setTracker, { on: true, origins: [site] }, {})
  const { siteKey } = await app.call(readTracker, {}, {})
  const { id } = await app.call(makeForm, { name: 'In a frame', draft: { ...firstDraft('In a frame'), origins: [site] } }, {})
  await app.call(publishForm, { id }, {})
  const { key } = await app.call(readForm, { id }, {})
  const context = await browser.newContext()
  const page = await context.newPage()
  const sent: string[] = []
  page.on('request', (request) => {
    if (request.url().includes('/api/v1/visits/')) sent.push(request.url())
  })
  const frame = `<iframe src="${app.url}/f/${key}" title="Form" width="600" height="900"></iframe>`
  const script = `<script async src="${app.url}/t.js" data-site="${siteKey}"></script>`
  const body = `<!doctype html><html lang="en"><head><title>A site</title><script>window.before=Object.keys(window)</script>${script}</head><body>${frame}</body></html>`
  await page.goto(`${site}/pricing?utm_source=ads&name=ada`)
  await page.waitForFunction('typeof window.interlock === "function"')
  expect(
    await page.evaluate('Object.keys(window).filter((one) => !window.before.includes(one) && one !== "before" && isNaN(one))'),
  ).toEqual(['interlock'])
  expect([sent.length, await page.evaluate('localStorage.length')]).toEqual([0, 0])
  await page.evaluate('window.interlockConsent = true, interlock(), interlock()')
  await expect
    .poll(() => rowsOf(app, 'SELECT path, referrer, utm FROM page_view'), { timeout: 10_000 })
    .toEqual([{ path: '/pricing', referrer: null, utm: { source: 'ads' } }])
  expect(sent.length).toBe(1)
  const form = page.frameLocator('iframe')
  await expect.poll(() => form.locator('[name=_visitor]').count(), { timeout: 10_000 }).toBe(1)
  await form.getByLabel('Name', { exact: true }).fill('Fay Fern')
  await form.getByLabel('Work e-mail').fill('fay@fern.example')
  await page.waitForTimeout(typing)
  await form.getByRole('button', { name: 'Send' }).click()
  await form.getByText('Thank you').waitFor()
  expect(
    await rowsOf(app, "SELECT a.subject, r.source FROM activity a JOIN response r ON r.person_id = a.person_id WHERE a.kind = 'visit'"),
  ).toEqual([{ subject: '/pricing', source: 'ads' }])
  await page.evaluate('window.interlockConsent = false, interlock()')
  expect(await page.evaluate('localStorage.length')).toBe(0)
  // Under another name it is another site, which the form does not name.
  await page.goto(`http://127.0.0.1:${port}/`)
  await expect.poll(() => page.frames()[1]?.url() ?? '', { timeout: 10_000 }).toContain('chrome-error')
  await context.close()
  pages.close()
})
