import { expect, test } from 'vitest'
import { barriers, sidewaysScroll } from '#test/kit/browser'
import { importFile } from '#test/kit/import-in-page'
import { story } from '#test/kit/story'

const house = story()

const lines = Array.from({ length: 40 }, (_, n) =>
  [
    `D${n}`,
    `Deal ${n}`,
    `Account ${n}`,
    n < 6 ? '' : n % 2 ? 'Ann Ash' : 'Bo Birk',
    n % 3 ? 'Closed Won' : 'Proposal',
    1000 + n,
    `2025-01-${10 + (n % 19)}`,
    '2025-03-10',
    n % 2 ? 'Web' : 'Fair',
  ].join(),
)
const file = [
  'Opportunity ID,Opportunity Name,Account Name,Opportunity Owner,Stage,Amount,Created Date,Close Date,Lead Source',
  ...lines,
].join('\n')

test('someone finds deals without an owner, gives them one, sees the count fall, and takes it back', { timeout: 240_000 }, async () => {
  const { page, errors, leave } = await house.visit()
  await page.getByRole('heading', { name: 'See where your revenue gets stuck' }).waitFor()
  await importFile(page, file)
  await page.goto('/records/quality_without_owner')
  await page.getByRole('heading', { level: 2, name: '6 records' }).waitFor({ timeout: 60_000 })
  await page.getByRole('checkbox', { name: 'Choose D1' }).check()
  await page.getByRole('checkbox', { name: 'Choose D2' }).check()
  await page.getByRole('button', { name: 'Repair 2 deals' }).click()
  const dialog = page.getByRole('dialog', { name: 'Repair 2 deals' })
  await dialog.getByRole('combobox', { name: 'New owner' }).selectOption({ label: 'Ann Ash' })
  await dialog.getByRole('button', { name: 'Preview' }).click()
  await dialog.getByText('2 deals would change').waitFor()
  expect(await barriers(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Change 2 deals' }).click()
  await page.getByRole('heading', { level: 2, name: '4 records' }).waitFor({ timeout: 60_000 })
  await page.goto('/imports')
  await page.getByRole('button', { name: 'Undo Gave 2 deals to Ann Ash' }).click()
  await page.getByRole('dialog', { name: 'Undo this repair?' }).getByRole('button', { name: 'Undo the repair' }).click()
  await page.getByText('2 deals put back').waitFor()
  await page.goto('/records/quality_without_owner')
  await page.getByRole('heading', { level: 2, name: '6 records' }).waitFor({ timeout: 60_000 })
  expect(errors).toEqual([])
  await leave()
})

test('several filters at once stand in the address, in words, and in the numbers', { timeout: 240_000 }, async () => {
  const { page, errors, leave } = await house.visit({ at: '/diagnosis?in.source=Web&in.owner=Ann+Ash&opened.from=2025-01-12' })
  await page.getByText('opened on or after 2025-01-12').first().waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByLabel('As known on').fill('2025-02-01')
  await page.getByLabel('As known on').press('Enter')
  await page
    .getByText('As known on 1 Feb 2025')
    .or(page.getByText(/^As known on .*2025$/))
    .first()
    .waitFor({ timeout: 60_000 })
  await page.getByText('as of 1 Feb 2025').first().waitFor({ timeout: 60_000 })
  expect(new URL(page.url()).searchParams.get('asof')).toBe('2025-02-01')
  expect(await barriers(page)).toEqual([])
  expect(await sidewaysScroll(page)).toBe(0)
  await page.goto('/records/deal_count?in.source=Web&in.owner=Ann+Ash')
  await page.getByRole('heading', { level: 2, name: '17 records' }).waitFor({ timeout: 60_000 })
  expect(errors).toEqual([])
  await leave()
})
