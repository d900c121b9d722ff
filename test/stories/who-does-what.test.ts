import { expect, test } from 'vitest'
import { barriers, sidewaysScroll } from '#test/kit/browser'
import { story } from '#test/kit/story'

const house = story()

test('steps are kept and changed with a reason, what is unclear is said and taken back; a word is defined otherwise and explained where it stands', {
  timeout: 120_000,
}, async () => {
  const { page, errors, leave } = await house.visit({ at: '/process' })
  await page.getByText('A first set of steps, to begin with').waitFor()
  await page.getByRole('button', { name: 'Keep these steps' }).click()
  await page.getByText('The first steps, as they were suggested').waitFor()
  await page.getByRole('button', { name: 'Change the steps' }).click()
  const step = page.getByRole('group', { name: 'First contact' })
  await step.getByLabel('Accountable').first().press('Backspace')
  await step.getByText('Nobody is accountable.').waitFor()
  await page.getByLabel('Why it changes').fill('Nobody wants it')
  await page.getByRole('button', { name: 'Save for both teams' }).click()
  await page.getByText('Who does what is saved.').waitFor()
  await page.getByText('“First contact”: accountable is nobody.').waitFor()
  expect(await page.getByRole('row', { name: /First contact/ }).innerText()).toContain('Nobody is accountable. Name exactly one')
  expect(await barriers(page)).toEqual([])
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('“First contact”: accountable is nobody.').waitFor({ state: 'detached' })

  await page.goto('/words')
  await page.getByRole('button', { name: 'Change it: Lead', exact: true }).click()
  const form = page.getByRole('form', { name: 'Lead', exact: true })
  await form.getByLabel('What it means, for both sides').fill('Whoever asked for an offer')
  await form.getByLabel('Why it is written so').fill('We say it so')
  await form.getByRole('button', { name: 'Save the definition' }).click()
  const lead = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Lead', exact: true }) })
  await lead.getByText('one qualified hand-off of a person to sales').waitFor()
  await lead.getByRole('button', { name: 'Confirm for sales: Lead' }).click()
  await page.getByText('You confirmed 1 word.').waitFor()
  expect(await barriers(page)).toEqual([])
  expect(await sidewaysScroll(page)).toBe(0)
  await page.goto('/leads')
  await page.getByRole('button', { name: 'leads', exact: true }).focus()
  const tip = page.getByRole('tooltip').filter({ hasText: 'Whoever asked for an offer' })
  await tip.getByText('Marketing has not confirmed it yet').waitFor()
  expect(errors).toEqual([])
  await leave()
})
