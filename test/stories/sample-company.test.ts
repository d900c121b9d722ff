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

test('a number says what it is on focus and opens exactly as many records as it counts', { timeout: 60_000 }, async () => {
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
  await leave()
})

test('the numbers can be cut by any dimension of the data', { timeout: 60_000 }, async () => {
  const { page, leave } = await house.visit()
  const choice = page.getByRole('combobox', { name: 'Slice by' })
  await choice.waitFor()
  const label = await choice.locator('option').last().textContent()
  await choice.selectOption({ index: (await choice.locator('option').count()) - 1 })
  await page.getByRole('heading', { level: 3, name: `By ${label?.replace(/ \(.*/, '')}` }).waitFor()
  expect(new URL(page.url()).searchParams.get('by')).toBeTruthy()
  await leave()
})

for (const look of [
  { width: 1440, dark: false },
  { width: 390, dark: true },
]) {
  test(`every page is free of barriers and fits at ${look.width} pixels, ${look.dark ? 'dark' : 'light'}`, {
    timeout: 120_000,
  }, async () => {
    const { page, errors, leave } = await house.visit(look)
    for (const path of ['/diagnosis', '/records/won_count', '/import', '/imports', '/settings', '/nowhere']) {
      await page.goto(path, { waitUntil: 'networkidle' })
      expect([path, await barriers(page)]).toEqual([path, []])
      expect([path, await sidewaysScroll(page)]).toEqual([path, 0])
    }
    expect(errors).toEqual([])
    await leave()
  })
}

test('everything can be reached with the keyboard alone', { timeout: 60_000 }, async () => {
  const { page, leave } = await house.visit()
  await page.getByRole('heading', { name: 'Diagnosis', level: 1 }).waitFor()
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
  const { page, leave } = await house.visit({ width: 390 })
  await page.getByRole('button', { name: 'Open the menu' }).click()
  const menu = page.getByRole('dialog', { name: 'Menu' })
  await menu.getByRole('link', { name: 'Import history' }).click()
  await page.getByRole('heading', { name: 'Import history', level: 1 }).waitFor()
  await menu.waitFor({ state: 'hidden' })
  await leave()
})
