import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { barriers, sidewaysScroll } from '#test/kit/browser'
import { story } from '#test/kit/story'

const house = story()
const shots = process.env.SHOTS_DIR
const password = 'four plain words here'

/** Calls as the page would. */
const call = (page: Page, method: string, path: string, body: object) =>
  page.evaluate(
    async ([verb, where, said]) => {
      const answer = await fetch(where, { method: verb, headers: { 'Content-Type': 'application/json' }, body: said })
      if (!answer.ok) throw new Error(await answer.text())
      return (await answer.json()) as Record<string, string>
    },
    [method, path, JSON.stringify(body)] as const,
  )

test('somebody is told what concerns them by the bell, reads it, chooses how, and has a channel told', { timeout: 240_000 }, async () => {
  const owner = await house.visit()
  await call(owner.page, 'POST', '/api/v1/account', { name: 'Mara Owner', email: 'owner@example.com', password })
  const { link = '' } = await call(owner.page, 'POST', '/api/v1/invitations', { email: 'rep@example.com', role: 'sales' })
  const rep = await house.visit()
  await call(rep.page, 'POST', '/api/v1/invitation/accept', { token: link.split('#')[1], name: 'Remy Rep', password })
  await call(rep.page, 'POST', '/api/v1/requests', { kind: 'reference', of: 'marketing', title: 'A hospital that would talk' })
  await call(rep.page, 'POST', '/api/v1/requests', { kind: 'deck', of: 'marketing', title: 'Slides on working at night' })

  const { page } = owner
  const look = async (name: string) => {
    if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true })
  }
  await page.goto('/notices')
  await expect
    .poll(
      async () => {
        await page.reload()
        await page.getByRole('heading', { name: 'Notices', level: 1 }).waitFor()
        return await page.getByRole('link', { name: 'Notices, 2 unread' }).count()
      },
      { timeout: 20_000, interval: 500 },
    )
    .toBeGreaterThan(0)
  await page.getByText('Slides on working at night').waitFor()
  expect(await barriers(page)).toEqual([])
  await look('notices')
  await page.setViewportSize({ width: 390, height: 800 })
  expect(await sidewaysScroll(page)).toBe(0)
  await look('notices-phone')
  await page.emulateMedia({ colorScheme: 'dark' })
  await look('notices-phone-dark')
  await page.setViewportSize({ width: 1440, height: 900 })
  expect(await barriers(page)).toEqual([])
  await look('notices-dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await page.getByRole('link', { name: /A hospital that would talk/ }).click()
  await page.getByRole('heading', { name: 'A hospital that would talk', level: 1 }).waitFor()
  await page.getByRole('link', { name: 'Notices, 1 unread' }).first().click()
  await page.getByRole('button', { name: 'Mark all as read' }).click()
  await page.getByRole('link', { name: 'Notices, none unread' }).first().waitFor()

  await page.getByRole('link', { name: 'How I am told' }).click()
  const kept = page.waitForResponse((response) => response.request().method() !== 'GET' && response.ok())
  await page.getByLabel('A lead is handed to me').selectOption('none')
  await kept
  await page.reload()
  await expect.poll(async () => await page.getByLabel('A lead is handed to me').inputValue(), { timeout: 10_000 }).toBe('none')
  expect(await barriers(page)).toEqual([])
  await look('how-i-am-told')
  await page.setViewportSize({ width: 390, height: 800 })
  expect(await sidewaysScroll(page)).toBe(0)
  await look('how-i-am-told-phone')
  await page.setViewportSize({ width: 1440, height: 900 })

  await page.goto('/settings/webhooks')
  await page.getByRole('button', { name: 'Tell a channel' }).click()
  await page.getByLabel('What it is called').fill('Sales')
  await page.getByLabel('Address of its incoming webhook').fill('https://10.0.0.1/services/one')
  await look('channel-form')
  await page.getByRole('button', { name: 'Tell this channel' }).click()
  await page.locator('#channels').getByRole('alert').waitFor()
  await page.getByLabel('Address of its incoming webhook').fill('https://hooks.chat.example/services/one')
  await page.getByRole('button', { name: 'Tell this channel' }).click()
  await page.getByRole('heading', { name: 'Sales', level: 3 }).waitFor()
  expect(await page.content()).not.toContain('services/one')
  expect(await barriers(page)).toEqual([])
  await look('channels')
  if (shots) {
    await page.evaluate(() => localStorage.setItem('interlock.language', 'de'))
    for (const [name, path] of [
      ['notices', '/notices'],
      ['how', '/notices/settings'],
      ['channels', '/settings/webhooks'],
    ] as const) {
      await page.goto(path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.waitForTimeout(1_500)
      await look(`${name}-de`)
    }
  }
  await owner.leave()
  await rep.leave()
})
