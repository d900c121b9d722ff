import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { barriers } from '#test/kit/browser'
import { story } from '#test/kit/story'
import { dealsExport, exportHolds } from './an-export.ts'

const house = story()
const file = { name: 'deals.csv', mimeType: 'text/csv', buffer: Buffer.from(dealsExport()) }

test('a RevOps lead drops an export, checks the guesses, sees what would happen, imports, and reads the same counts', {
  timeout: 180_000,
}, async () => {
  const { page, errors, leave } = await house.visit()
  await page.locator('input[type=file]').setInputFiles(file)
  await page.getByRole('heading', { name: 'Check the import' }).waitFor({ timeout: 60_000 })

  const card = page.getByRole('article', { name: 'deals.csv' })
  expect(await card.getByLabel('This file holds').inputValue()).toBe('deal')
  expect(await page.getByRole('combobox', { name: 'Deal ID becomes' }).inputValue()).toBe('external_id')
  expect(await page.getByRole('combobox', { name: 'Amount becomes' }).inputValue()).toBe('amount')
  expect(await page.getByRole('combobox', { name: 'Closed won means' }).inputValue()).toBe('won')
  expect(await page.getByRole('combobox', { name: 'Closed lost means' }).inputValue()).toBe('lost')
  expect(await barriers(page)).toEqual([])

  await page.getByRole('button', { name: 'Show the preview' }).click()
  await page.getByRole('button', { name: 'Import', exact: true }).waitFor({ timeout: 60_000 })
  await page.getByText(`${exportHolds.rejected} row cannot be imported`).waitFor()
  expect(await barriers(page)).toEqual([])
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /Download them/ }).click()])
  expect(readFileSync(await download.path(), 'utf8')).toContain('twelve thousand')

  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await page.getByRole('heading', { name: 'Imported', level: 1 }).waitFor({ timeout: 60_000 })
  expect(await barriers(page)).toEqual([])
  await page.getByRole('link', { name: 'Read the diagnosis' }).click()
  const baselines = page.locator('#baselines')
  await baselines.getByText('50.0%').first().waitFor({ timeout: 60_000 })
  const { won, lost, open } = exportHolds
  expect(await baselines.getByRole('img').getAttribute('aria-label')).toBe(
    `${won + lost + open} deals: ${won} won, ${lost} lost, ${open} open`,
  )
  expect(errors).toEqual([])
  await leave()
})

test('the same file again would write nothing, and the button says why it cannot be pressed', { timeout: 120_000 }, async () => {
  const { page, leave } = await house.visit({ at: '/import' })
  await page.locator('input[type=file]').setInputFiles(file)
  await page.getByRole('button', { name: 'Show the preview' }).click({ timeout: 60_000 })
  await page.getByText('Every record of these files is already here, unchanged.').waitFor({ timeout: 60_000 })
  const button = page.getByRole('button', { name: 'Import', exact: true })
  await button.hover()
  await page.getByRole('tooltip').waitFor()
  expect(await page.getByRole('tooltip').textContent()).toContain('There is nothing to write')
  await button.press('Enter')
  await page.getByRole('button', { name: 'Throw this draft away' }).click()
  await page.getByRole('heading', { name: 'Import', level: 1, exact: true }).waitFor()
  await leave()
})

test('the order of the stages is changed with the keyboard and stays changed', { timeout: 120_000 }, async () => {
  const { page, leave } = await house.visit({ at: '/import' })
  await page.locator('input[type=file]').setInputFiles(file)
  const names = () =>
    page.locator('#stages li').evaluateAll((items) => items.map((item) => item.querySelector('button')?.getAttribute('aria-label')))
  await page.getByRole('button', { name: 'Move Demo up' }).waitFor({ timeout: 60_000 })
  const before = await names()
  const at = before.indexOf('Move Demo up')
  const by = at === 0 ? 'down' : 'up'
  await page.getByRole('button', { name: `Move Demo ${by}` }).press('Enter')
  await page.getByText('Reading the files again').waitFor({ state: 'hidden', timeout: 60_000 })
  await page.reload()
  await page.getByRole('button', { name: 'Move Demo up' }).waitFor({ timeout: 60_000 })
  expect((await names()).indexOf('Move Demo up')).toBe(by === 'up' ? at - 1 : at + 1)
  await page.getByRole('button', { name: 'Throw this draft away' }).click()
  await page.getByRole('heading', { name: 'Import', level: 1, exact: true }).waitFor()
  await leave()
})

test('the import is taken back from the history, and the first screen is there again', { timeout: 120_000 }, async () => {
  const { page, leave } = await house.visit({ at: '/imports' })
  await page.getByRole('button', { name: 'Undo the import deals.csv' }).click()
  const asked = page.getByRole('dialog', { name: 'Undo this import?' })
  await asked.waitFor()
  expect(await barriers(page)).toEqual([])
  await asked.getByRole('button', { name: 'Undo the import' }).click()
  await page.getByText('Import undone').waitFor({ timeout: 60_000 })
  await page.getByRole('cell', { name: 'Undone' }).waitFor()
  await page.goto('/')
  await page.getByRole('heading', { name: 'See where your revenue gets stuck' }).waitFor()
  await leave()
})
