import { expect, test } from 'vitest'
import { barriers } from '#test/kit/browser'
import { story } from '#test/kit/story'

const house = story()
const contacts = (name: string, ...rows: string[]) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(`Contact ID,First Name,Last Name,Email\n${rows.join('\n')}\n`),
})

test('files whose ids belong to others here are asked about, and stand by themselves under a name', { timeout: 240_000 }, async () => {
  const { page, errors, leave } = await house.visit()
  const importIt = async () => {
    await page.getByRole('button', { name: 'Show the preview' }).click()
    await page.getByRole('button', { name: 'Import', exact: true }).click({ timeout: 60_000 })
    await page.getByRole('heading', { name: 'Imported', level: 1 }).waitFor({ timeout: 60_000 })
  }
  await page.goto('/import')
  await page.locator('input[type=file]').setInputFiles(contacts('ours.csv', '1,Ann,Lee,ann@a.example', '2,Bo,Ek,bo@b.example'))
  await page.getByRole('heading', { name: 'Check the import' }).waitFor({ timeout: 60_000 })
  await importIt()

  await page.goto('/import')
  await page.locator('input[type=file]').setInputFiles(contacts('theirs.csv', '1,Cy,Fox,cy@c.example', '2,Di,Oh,di@d.example'))
  await page.getByText('2 of 2 ids of people that are already known belong to other names').waitFor({ timeout: 60_000 })
  const pairs = page.getByRole('table', { name: 'Records of one id that say something else' })
  expect(await pairs.getByRole('row').nth(1).textContent()).toContain('Ann Lee, ann@a.exampleCy Fox, cy@c.example')
  expect(await barriers(page)).toEqual([])
  await page.getByLabel('Or another system, by a name of yours').fill('Pipedrive EU')
  await page.getByRole('button', { name: 'Use “pipedrive-eu”' }).click()
  await page.getByText('belong to other names').waitFor({ state: 'hidden', timeout: 60_000 })
  await page.getByText('Reading the files again').waitFor({ state: 'hidden', timeout: 60_000 })
  expect(await page.getByLabel('Source system').inputValue()).toBe('pipedrive-eu')
  await importIt()
  await page.getByText('2 records written').waitFor()
  expect(errors).toEqual([])
  await leave()
})
