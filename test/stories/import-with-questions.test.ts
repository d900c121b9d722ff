import { expect, test } from 'vitest'
import { barriers } from '#test/kit/browser'
import { story } from '#test/kit/story'

const house = story()
const file = (name: string, ...lines: string[]) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(`${lines.join('\n')}\n`) })
const deals = file(
  'deals.csv',
  'Deal ID,Deal Name,Company,Deal Owner,Stage,Amount,Create Date',
  ...Array.from({ length: 40 }, (_, n) => `D${n},Deal ${n},Company ${n},Ada Berg,Demo,${n},0${1 + (n % 9)}/0${1 + (n % 8)}/2025`),
)
const contacts = file(
  'contacts.csv',
  'Contact ID,First Name,Last Name,Email,Phone,Company Name',
  '1,Ada,Abe,ada@acme.example,+43 1 2345678,Acme Inc',
  '2,Ada,Abe,a.abe@mail.example,0043 1 2345678,Other',
)

test('an open question is answered before the preview; people who may be one are seen side by side; the answer is remembered', {
  timeout: 240_000,
}, async () => {
  const { page, errors, leave } = await house.visit({ at: '/import' })
  await page.locator('input[type=file]').setInputFiles([deals, contacts])
  await page.getByText('Are the dates in deals.csv day first or month first?').waitFor({ timeout: 60_000 })
  expect(await page.locator('#files input[type=radio]:checked').count()).toBe(0)
  await page.getByText('names 1 owner, none known yet').waitFor()
  const preview = page.getByRole('button', { name: 'Show the preview' })
  await preview.press('Enter')
  await page.getByRole('tooltip').waitFor()
  expect(await page.getByRole('tooltip').textContent()).toContain('Nothing is imported before that is answered')
  expect(await barriers(page)).toEqual([])

  await page.getByLabel('Month first: 03/04 is March 4').click()
  await page.getByText('Are the dates in deals.csv').waitFor({ state: 'hidden', timeout: 60_000 })
  await page.getByText('Reading the files again').waitFor({ state: 'hidden', timeout: 60_000 })
  await preview.click()
  const pairs = page.getByRole('table', { name: 'Records that may be one' })
  await pairs.waitFor({ timeout: 60_000 })
  await pairs.getByText('a.abe@mail.example').waitFor()
  expect(await barriers(page)).toEqual([])
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await page.getByRole('heading', { name: 'Imported', level: 1 }).waitFor({ timeout: 60_000 })

  await page.goto('/import')
  await page.locator('input[type=file]').setInputFiles(deals)
  await page.getByText('Read as a file with these columns was on').waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Read it as new' }).click()
  await page.getByText('Are the dates in deals.csv').waitFor({ timeout: 60_000 })
  await page.getByText('Read as a new file.').waitFor()
  expect(errors).toEqual([])
  await leave()
})
