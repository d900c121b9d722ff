import { expect, test } from 'vitest'
import { barriers } from '#test/kit/browser'
import { story } from '#test/kit/story'

const house = story()
const rows = 250_000

test('rows that come back are seen while a large file is still being read, and counted whole after', { timeout: 240_000 }, async () => {
  const { page, errors, leave } = await house.visit()
  await page.goto('/import')
  const deals = Array.from(
    { length: rows },
    (_, n) => `E${n},Deal ${n},Company ${n % 999},Won,${n},${n % 100 === 99 ? '2025-13-45' : '2025-06-15'}`,
  )
  const text = `Deal ID,Deal Name,Company,Stage,Amount,Close Date\n${deals.join('\n')}\n`
  await page.locator('input[type=file]').setInputFiles({ name: 'large.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  await page.getByText(/^In the first [\d,]+ rows: \d+ rows come back$/).waitFor({ timeout: 60_000 })
  await page.getByRole('heading', { name: 'Reading your files' }).waitFor()
  const table = page.getByRole('table', { name: 'The first rows that come back' })
  expect(await table.getByRole('row').nth(1).textContent()).toContain('Close Date is "2025-13-45", which is no date')
  expect(await barriers(page)).toEqual([])

  await page.getByRole('heading', { name: 'Check the import' }).waitFor({ timeout: 120_000 })
  await page.getByText('In all 250,000 rows: 2,500 rows come back').waitFor()
  await table.getByText('2025-13-45', { exact: true }).first().waitFor()
  expect(await page.getByText('In the first').count()).toBe(0)
  expect(await barriers(page)).toEqual([])
  expect(errors).toEqual([])
  await leave()
})
