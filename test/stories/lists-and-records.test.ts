import { expect, test } from 'vitest'
import { barriers, sidewaysScroll } from '#test/kit/browser'
import { importFile } from '#test/kit/import-in-page'
import { story } from '#test/kit/story'

const house = story()

const lines = Array.from({ length: 70 }, (_, n) =>
  [
    `D${n}`,
    `Deal ${n}`,
    `Account ${n % 7}`,
    n % 2 ? 'Ann Ash' : 'Bo Birk',
    n % 3 ? 'Closed Lost' : 'Proposal',
    1000 + n,
    `2025-01-${10 + (n % 19)}`,
    '2025-03-10',
    n % 2 ? 'North' : 'South',
  ].join(),
)
const file = [
  'Opportunity ID,Opportunity Name,Account Name,Opportunity Owner,Stage,Amount,Created Date,Close Date,Sales area',
  ...lines,
].join('\n')

test('someone finds deals by a rule, keeps the view, opens one, changes it, is asked why it is lost, and takes it back', {
  timeout: 240_000,
}, async () => {
  const { page, errors, leave } = await house.visit()
  await page.getByRole('heading', { name: 'See where your revenue gets stuck' }).waitFor()
  await page.goto('/deals')
  await page.getByText('There are no deals yet').waitFor()
  await importFile(page, file)
  await page.goto('/deals')
  await page.getByRole('heading', { level: 2, name: '70 deals' }).waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await page.getByRole('row').nth(2).getByRole('checkbox', { checked: true }).waitFor()
  await page.keyboard.press('x')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Find a record' }).fill('dael 69')
  await page.getByText('Nothing is spelled like this. These come near.').waitFor()
  expect(await barriers(page)).toEqual([])
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Deal 69' }).waitFor()
  await page.getByRole('textbox', { name: 'A note' }).waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Find a record' }).fill('note')
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'A note')
  await page.goto('/deals')
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.getByRole('button', { name: 'Add a line' }).click()
  await page.getByLabel('Filter, line 1: column').selectOption('amount')
  await page.getByLabel('Filter, line 1: value').fill('1010')
  await page.getByLabel('Filter, line 1: value').press('Enter')
  await page.getByRole('button', { name: 'Add a line' }).click()
  await page.getByLabel('Filter, line 2: column').selectOption('custom:Sales area')
  await page.getByLabel('Filter, line 2: value').fill('nor')
  await page.getByLabel('Filter, line 2: value').press('Enter')
  await page.getByRole('heading', { level: 2, name: '30 deals' }).waitFor()
  await page.getByText('Only: Amount is at least 1010, and Sales area contains nor').waitFor()
  await page.getByRole('button', { name: 'Amount', exact: true }).click()
  await page.getByRole('row').nth(1).getByRole('link', { name: 'Deal 69' }).waitFor()
  expect(await barriers(page)).toEqual([])
  await page.getByRole('button', { name: 'All deals, changed' }).click()
  await page.getByRole('menuitem', { name: 'Save as a new view' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Large in the north')
  await page.getByRole('checkbox', { name: 'The list opens with it' }).check()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('button', { name: 'Large in the north' }).waitFor()
  await page.goto('/deals')
  await page.getByRole('heading', { level: 2, name: '30 deals' }).waitFor()
  await page.getByRole('link', { name: 'Deal 69' }).click()
  await page.getByRole('heading', { level: 1, name: 'Deal 69' }).waitFor()
  await page.getByRole('button', { name: 'Change Owner' }).click()
  await page.getByRole('combobox', { name: 'Owner' }).selectOption({ label: 'Bo Birk' })
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Owner is changed').waitFor()
  await page.getByText('Owner: Ann Ash → Bo Birk').waitFor()
  await page.getByRole('button', { name: 'Change Stage' }).click()
  await page.getByRole('combobox', { name: 'Stage' }).selectOption({ label: 'Closed Lost' })
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Say why the deal is lost.').waitFor()
  await page.getByLabel('Reason').fill('No budget this year')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Stage is changed').waitFor()
  await page.getByText('Entered Closed Lost').waitFor()
  await page.getByRole('textbox', { name: 'A note' }).fill('Ask again in March')
  await page.getByRole('button', { name: 'Write the note' }).click()
  await page.getByText('Ask again in March', { exact: true }).waitFor()
  expect(await barriers(page)).toEqual([])
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await page.getByText('Changed by an undo').waitFor()
  await page.getByRole('link', { name: 'Account 6' }).click()
  await page.getByRole('heading', { level: 2, name: 'Deals: 10' }).waitFor()
  await page.goto('/records/deal_count')
  await page.getByRole('link', { name: 'Deal 69', exact: true }).click({ timeout: 60_000 })
  await page.getByRole('heading', { level: 1, name: 'Deal 69' }).waitFor()
  expect(errors.filter((error) => !error.includes('409'))).toEqual([])
  await leave()
})

test('someone gives all deals that a filter finds to somebody else, sees before what changes, and takes all of it back', {
  timeout: 240_000,
}, async () => {
  const { page, errors, leave } = await house.visit()
  const filter = JSON.stringify({ combinator: 'and', rules: [{ field: 'account', operator: 'contains', value: 'Account 1' }] })
  await page.goto(`/deals?${new URLSearchParams({ view: 'none', filter })}`)
  await page.getByRole('heading', { level: 2, name: '10 deals' }).waitFor()
  await page.getByRole('checkbox', { name: 'Choose Deal 1', exact: true }).check()
  await page.getByText('1 chosen').waitFor()
  await page.getByRole('button', { name: 'Choose all 10 that match' }).click()
  await page.getByRole('button', { name: 'Change them …' }).click()
  await page.getByLabel('Field 1').selectOption({ label: 'Owner' })
  await page.getByRole('combobox', { name: 'Owner' }).selectOption({ label: 'Ann Ash' })
  await page.getByRole('button', { name: 'Change another field' }).click()
  await page.getByLabel('Field 2').selectOption({ label: 'Sales area' })
  await page.getByRole('textbox', { name: 'Sales area' }).fill('East')
  await page.getByRole('button', { name: 'Preview' }).click()
  await page.getByText('10 records would change').waitFor()
  await page.getByText('Sales area: South → East').first().waitFor()
  expect(await barriers(page)).toEqual([])
  await page.getByRole('button', { name: 'Change 10 records' }).click()
  await page.getByText('10 records changed').waitFor()
  await page.getByRole('button', { name: 'Undo all of it' }).click()
  await page.getByText('10 records put back').waitFor()
  await page.getByRole('button', { name: 'Bulk edits' }).click()
  await page.getByText('Changed Owner, Sales area of 10 deals').waitFor()
  expect(await barriers(page)).toEqual([])
  expect(errors).toEqual([])
  await leave()
})

test('someone moves a deal on the board by keys, another by mouse, is asked why it is lost, and takes it back', {
  timeout: 240_000,
}, async () => {
  const { page, errors, leave } = await house.visit()
  await page.goto('/board?view=none')
  const proposal = page.getByRole('region', { name: /^Proposal/ })
  await proposal.getByRole('link', { name: 'Deal 66', exact: true }).focus()
  await page.keyboard.press('Space')
  await page.getByText('Deal 66 is picked up.').waitFor()
  await page.keyboard.press('ArrowRight')
  await page.getByText('Over Closed Lost.').waitFor()
  await page.keyboard.press('Escape')
  await page.getByText('Deal 66 stays in Proposal.').waitFor()
  expect(await barriers(page)).toEqual([])
  await proposal.getByRole('link', { name: 'Deal 66', exact: true }).dragTo(page.getByRole('region', { name: /^Closed Lost/ }))
  await page.getByRole('textbox', { name: 'Reason' }).fill('No budget')
  await page.getByRole('button', { name: 'Close as lost' }).click()
  await page.getByText('Deal 66 is moved to Closed Lost.').last().waitFor()
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await proposal.getByRole('link', { name: 'Deal 66', exact: true }).waitFor()
  expect(errors).toEqual([])
  await leave()
})

test('on a phone the list is cards, the page of a record is one column, and the board moves sideways within its frame', {
  timeout: 240_000,
}, async () => {
  const { page, errors, leave } = await house.visit({ width: 390, dark: true })
  await page.goto('/deals?view=none')
  await page.getByRole('heading', { level: 2, name: '70 deals' }).waitFor()
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.getByRole('button', { name: 'Add a line' }).click()
  expect(await sidewaysScroll(page)).toBe(0)
  expect(await barriers(page)).toEqual([])
  await page
    .getByRole('link', { name: 'Deal 0', exact: true })
    .or(page.getByRole('link', { name: /^Deal \d+$/ }))
    .first()
    .click()
  await page.getByRole('heading', { level: 2, name: 'Timeline' }).waitFor()
  await page.getByText('Came with an import').waitFor()
  expect(await sidewaysScroll(page)).toBe(0)
  expect(await barriers(page)).toEqual([])
  await page.goto('/board?view=none')
  await page.getByRole('combobox', { name: 'Go to stage' }).selectOption({ label: 'Closed Lost' })
  expect(await sidewaysScroll(page)).toBe(0)
  expect(await barriers(page)).toEqual([])
  expect(errors).toEqual([])
  await leave()
})
