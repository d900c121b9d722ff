import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { barriers, sidewaysScroll } from '#test/kit/browser'
import { story } from '#test/kit/story'

const house = story()

test('someone without an account tries the sample company and reads where the money is lost', { timeout: 120_000 }, async () => {
  const { page, errors, leave } = await house.visit()
  await page.getByRole('heading', { name: 'See where your revenue gets stuck' }).waitFor()
  await page.getByText('Your data stays on this machine. Nothing is sent anywhere').waitFor()
  expect(await barriers(page)).toEqual([])
  await page.getByRole('button', { name: 'Load the sample company' }).click()
  await page.getByRole('heading', { name: 'Your baselines' }).waitFor({ timeout: 90_000 })
  expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual([
    'Your baselines',
    'Stage by stage',
    'What holds back the most revenue',
    'What if',
    'Where it differs',
    'Differences and trends',
    'How far the data can be trusted',
    'What the data cannot tell',
    'What to do first',
  ])
  expect(errors).toEqual([])
  await leave()
})

test('a number says what it is on focus and opens exactly as many records as it counts; all can be cut by any dimension of the data', {
  timeout: 60_000,
}, async () => {
  const { page, leave } = await house.visit()
  const won = page
    .locator('#baselines')
    .getByRole('link', { name: /open its .* records/ })
    .filter({ hasText: /^[\d,]+, open/ })
    .first()
  await won.focus()
  const card = page.getByRole('tooltip')
  await card.waitFor()
  expect(await card.textContent()).toContain('Deals that ended as won')
  expect(await barriers(page)).toEqual([])
  const shown = (await won.textContent())?.split(',').slice(0, -1).join(',')
  await won.press('Enter')
  await page.getByRole('heading', { level: 2, name: `${shown} records` }).waitFor()

  await page.goBack()
  const choice = page.getByRole('combobox', { name: 'Slice by' })
  await choice.waitFor()
  const label = await choice.locator('option').last().textContent()
  await choice.selectOption({ index: (await choice.locator('option').count()) - 1 })
  await page.getByRole('heading', { level: 3, name: `By ${label?.replace(/ \(.*/, '')}` }).waitFor()
  expect(new URL(page.url()).searchParams.get('by')).toBeTruthy()
  await leave()
})

test('filters go along the pictures in the address, and what is opened counts the same', { timeout: 120_000 }, async () => {
  const { page, errors, leave } = await house.visit({ at: '/trends?metric=won_count&grain=quarter' })
  const records = (n: number) =>
    page.getByRole('heading', { level: 2, name: `${n.toLocaleString('en-US')} record${n === 1 ? '' : 's'}`, exact: true })
  const asTable = async () => {
    await page.getByRole('button', { name: 'Show as table' }).click()
    return page.getByRole('figure').getByRole('row')
  }
  const cells = async (row: Locator) => await row.getByRole('cell').allTextContents()
  const number = (text: string | undefined) => Number(text?.replaceAll(/[^\d.]/g, ''))

  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByRole('combobox', { name: 'Filter by' }).selectOption('product')
  const values = page.getByRole('combobox', { name: 'Value' })
  await expect.poll(() => values.locator('option').count(), { timeout: 30_000 }).toBeGreaterThan(2)
  await values.selectOption({ index: 1 })
  await page.getByLabel('Closed from').fill('2025-06-01')
  await page.getByLabel('Closed from').press('Enter')
  const filters = page.getByText(/^Only: product is .*; closed on or after 2025-06-01$/)
  await filters.waitFor()
  expect(Object.fromEntries(new URL(page.url()).searchParams)).toMatchObject({
    metric: 'won_count',
    'in.product': expect.any(String),
    'closed.from': '2025-06-01',
  })
  const point = (await asTable()).last()
  const won = number((await cells(point))[0])
  await point.getByRole('link').first().click()
  await records(won).waitFor()
  await filters.waitFor()

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Matrix' }).click()
  await page.getByRole('heading', { level: 1, name: 'Matrix' }).waitFor()
  await filters.waitFor()
  const cell = page.locator('tbody td').first()
  const of = number((await cell.locator('small').textContent()) ?? '')
  await cell.getByRole('link').click()
  await records(of).waitFor()

  await page.keyboard.press('g')
  await page.keyboard.press('e')
  await page.getByRole('heading', { level: 1, name: 'Time in stage' }).waitFor()
  const left = page.getByRole('link', { name: /have left$/ })
  const gone = number((await left.textContent()) ?? '')
  await left.click()
  await records(gone).waitFor()

  await page.goto('/trends?in.product=nothing')
  await page.getByText('No record of this kind, within the filters').waitFor()
  await page.getByRole('button', { name: 'Clear' }).click()
  await page.getByRole('button', { name: 'Show as table' }).waitFor()
  expect(errors).toEqual([])
  await leave()
})

test('every page is free of barriers and fits: at 1440 pixels, light, and when it becomes 390, dark', { timeout: 240_000 }, async () => {
  const { page, errors, leave } = await house.visit({ at: '/nowhere' })
  for (const path of [
    '/diagnosis',
    '/records/won_count',
    '/trends',
    '/time-in-stage',
    '/matrix',
    '/import',
    '/imports',
    '/settings',
    '/nowhere',
  ]) {
    await become(page, 1440, 'light')
    await page.goto(path, { waitUntil: 'networkidle' })
    for (const [width, scheme] of [
      [1440, 'light'],
      [390, 'dark'],
    ] as const) {
      await become(page, width, scheme)
      expect([path, width, await barriers(page)]).toEqual([path, width, []])
      expect([path, width, await sidewaysScroll(page)]).toEqual([path, width, 0])
    }
  }
  expect(errors).toEqual([])
  await leave()
})

/** Another width and scheme of the same window, once the page has drawn itself anew. */
async function become(page: Page, width: number, scheme: 'light' | 'dark'): Promise<void> {
  await page.setViewportSize({ width, height: 900 })
  await page.emulateMedia({ colorScheme: scheme })
  await page.locator(`html[data-mantine-color-scheme=${scheme}]`).waitFor()
  await page.getByRole('button', { name: 'Open the menu' }).waitFor({ state: width < 600 ? 'visible' : 'hidden' })
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
}

test('everything can be reached with the keyboard alone', { timeout: 60_000 }, async () => {
  const { page, leave } = await house.visit({ at: '/matrix' })
  await page.getByRole('heading', { name: 'Matrix', level: 1 }).waitFor()
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to content')
  await page.keyboard.press('Enter')
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
  expect(await barriers(page)).toEqual([])
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await page.keyboard.press('g')
  await page.keyboard.press('h')
  await page.getByRole('heading', { name: 'Import history', level: 1 }).waitFor()
  await leave()
})

test('on a phone the menu opens, leads on, and closes', { timeout: 60_000 }, async () => {
  const { page, leave } = await house.visit({ width: 390, at: '/matrix' })
  await page.getByRole('button', { name: 'Open the menu' }).click()
  const menu = page.getByRole('dialog', { name: 'Menu' })
  await menu.getByRole('link', { name: 'Import history' }).click()
  await page.getByRole('heading', { name: 'Import history', level: 1 }).waitFor()
  await menu.waitFor({ state: 'hidden' })
  await leave()
})

test('the lead contract of the sample is drafted anew, proposed, signed by a person of each side, and holds', {
  timeout: 120_000,
}, async () => {
  const { page, errors, leave } = await house.visit({ at: '/lead-contract' })
  await page.getByLabel('Why it changes').first().fill('More from the calculator')
  await page.getByRole('button', { name: 'Begin a draft', exact: true }).click()
  await page.getByRole('heading', { name: 'Leads a week by the proposal' }).waitFor({ timeout: 30_000 })
  expect(await barriers(page)).toEqual([])
  await page.getByRole('button', { name: 'Propose', exact: true }).click()
  await page.getByRole('button', { name: 'Sign for sales' }).click()
  await page.getByText('It is signed.').waitFor()
  await page.getByRole('button', { name: 'Signed elsewhere' }).click()
  await page.getByLabel('Who signed').fill('Kim Berg')
  await page.getByLabel('How it was given').fill('on paper')
  await page.getByRole('button', { name: 'Write the signature down' }).click()
  await page.getByText('in force since').waitFor()
  await page.getByText('Written down by Owner: on paper').waitFor()
  expect(await barriers(page)).toEqual([])
  expect(errors).toEqual([])
  await leave()
})
