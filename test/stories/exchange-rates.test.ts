import { expect, test } from 'vitest'
import { barriers } from '#test/kit/browser'
import { story } from '#test/kit/story'

const house = story()

test('an exchange rate is saved in the settings, seen with its source, and removed', { timeout: 120_000 }, async () => {
  const { page, leave } = await house.visit()
  await page.goto('/settings')
  const panel = page.locator('#rates')
  await panel.getByText('No rates yet.').waitFor()
  await panel.getByLabel('Currency').fill('usd')
  await panel.getByLabel('Rate').fill('0.9215')
  await panel.getByLabel('Into').fill('eur')
  await panel.getByLabel('From').fill('2025-01-31')
  await panel.getByLabel('Source').fill('Central bank')
  await panel.getByRole('button', { name: 'Save rate' }).click()
  await panel.getByRole('row', { name: /USD into EUR/ }).waitFor()
  expect(await panel.getByRole('table').innerText()).toMatch(/0\.9215[\s\S]*Central bank/)
  expect(await barriers(page)).toEqual([])
  await panel.getByRole('button', { name: /^Remove USD into EUR/ }).click()
  await panel.getByText('No rates yet.').waitFor()
  await leave()
})
