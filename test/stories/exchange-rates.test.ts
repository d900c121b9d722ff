import { expect, test } from 'vitest'
import { barriers } from '#test/kit/browser'
import { story } from '#test/kit/story'

const house = story()

test('an exchange rate is saved in the settings, seen with its source, and removed; hours and a day off move what is due, and are taken back', {
  timeout: 120_000,
}, async () => {
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
  await page.getByRole('link', { name: 'Set the calendar' }).click()
  await page.locator('#due input[type="datetime-local"]').fill('2027-05-14T16:30')
  const due = page.locator('#due').getByRole('status')
  await due.getByText('Tuesday, 18 May 2027, 12:30').waitFor()
  await page.getByLabel('Time zone').selectOption('Europe/Berlin')
  await page.getByLabel('Public holidays of').selectOption({ label: 'Germany' })
  await page.getByLabel('Part of the country').selectOption({ label: 'Bayern' })
  await page.getByLabel('Saturday').fill('9-12:30')
  await page.getByLabel('Day off', { exact: true }).fill('2027-05-18')
  await page.getByLabel('Why').fill('Company party')
  await page.getByRole('button', { name: 'Add day off' }).click()
  await page.getByRole('button', { name: 'Save calendar' }).click()
  await page.getByText('The calendar is saved.').waitFor()
  await due.getByText('Wednesday, 19 May 2027, 17:00').waitFor()
  expect(await barriers(page)).toEqual([])
  await page.getByRole('button', { name: 'Undo' }).click()
  await due.getByText('Tuesday, 18 May 2027, 12:30').waitFor()
  await leave()
})
