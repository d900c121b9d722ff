import { expect, test } from 'vitest'
import { barriers } from '#test/kit/browser'
import { story } from '#test/kit/story'

const house = story()
const rows = 250_000

test('rows that come back are seen while a large file is still being read; the reading is cancelled, begun again, and counts them all', {
  timeout: 240_000,
}, async () => {
  const { page, errors, leave } = await house.visit({ at: '/import' })
  const deals = Array.from(
    { length: rows },
    (_, n) => `E${n},Deal ${n},Company ${n % 999},Won,${n},${n % 100 === 99 ? '2025-13-45' : '2025-06-15'}`,
  )
  const text = `Deal ID,Deal Name,Company,Stage,Amount,Close Date\n${deals.join('\n')}\n`
  await page.locator('input[type=file]').setInputFiles({ name: 'large.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  const first = page.getByText(/^In the first [\d,]+ rows: \d+ rows come back$/)
  await first.waitFor({ timeout: 60_000 })
  await page.getByRole('heading', { name: 'Reading your files' }).waitFor()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('heading', { name: 'The reading was stopped' }).waitFor({ timeout: 60_000 })
  expect(await barriers(page)).toEqual([])

  await page.getByRole('button', { name: 'Read the files again' }).click()
  await first.waitFor({ timeout: 60_000 })
  const table = page.getByRole('table', { name: 'The first rows that come back' })
  expect(await table.getByRole('row').nth(1).textContent()).toContain('Close Date is "2025-13-45", which is no date')
  expect(await barriers(page)).toEqual([])
  await page.getByRole('heading', { name: 'Check the import' }).waitFor({ timeout: 120_000 })
  await page.getByText('247,500 of 250,000 rows will be used').waitFor()
  await page.getByText('In all 250,000 rows: 2,500 rows come back').waitFor()
  await table.getByText('2025-13-45', { exact: true }).first().waitFor()
  expect(await page.getByText('In the first').count()).toBe(0)
  expect(await barriers(page)).toEqual([])
  await page.getByRole('button', { name: 'Throw this draft away' }).click()
  await page.getByRole('heading', { name: 'Import', level: 1, exact: true }).waitFor()
  expect(errors).toEqual([])
  await leave()
})
