import { expect, test } from 'vitest'
import { barriers } from '#test/kit/browser'
import { story } from '#test/kit/story'

const house = story()
const shot = process.env.SHOTS_DIR

test('a trigger is written, tried on the past, switched on, fires for what another system tells, and is taken back', {
  timeout: 240_000,
}, async () => {
  const { page, leave } = await house.visit({ at: '/welcome' })
  await page.evaluate(async () => {
    const answer = await fetch('/api/v1/sample', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' })
    if (!answer.ok) throw new Error(await answer.text())
    const { id } = await answer.json()
    while ((await (await fetch(`/api/v1/imports/${id}`)).json()).task !== null) await new Promise((resolve) => setTimeout(resolve, 200))
  })
  const look = async (name: string) => {
    if (shot) await page.screenshot({ path: `${shot}/${name}.png`, fullPage: true })
  }
  await page.goto(new URL('/triggers', page.url()).href)
  await page.getByText('No triggers yet').waitFor()
  await page.getByRole('textbox', { name: 'New kind' }).fill('invoice overdue')
  await page.getByRole('button', { name: 'Declare', exact: true }).click()
  await page.getByText('"invoice overdue" is declared.').waitFor()
  expect(await barriers(page)).toEqual([])
  await look('triggers-empty')

  await page.getByRole('button', { name: 'New trigger' }).first().click()
  await page.getByLabel('It fires when').selectOption({ label: 'A deal stands in a stage for days' })
  await page.getByText('Something is not said yet').waitFor()
  await page.locator('#when').getByLabel('Stages').first().click()
  await page
    .getByRole('option', { name: /Proposal/ })
    .first()
    .click()
  await page.keyboard.press('Escape')
  await page
    .locator('#try')
    .getByText(/Would have fired \d/)
    .waitFor()
  await page.locator('#rule').getByRole('button', { name: 'Add a line' }).click()
  await look('trigger-new')
  expect(await barriers(page)).toEqual([])

  await page.getByLabel('It fires when').selectOption({ label: 'Another system tells something' })
  await page.locator('#when').getByLabel('It tells').first().click()
  await page.getByRole('option', { name: 'invoice overdue' }).click()
  await page.keyboard.press('Escape')
  await page.getByLabel('Task').fill('Talk to {name} about the invoice')
  await page.getByLabel('Name', { exact: true }).fill('Overdue invoices')
  await page.getByLabel('Why', { exact: true }).fill('Nobody told sales')
  await page.locator('#save').getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: 'Overdue invoices', level: 1 }).waitFor()
  await page.getByRole('switch').press('Space')
  await page.getByText('The trigger is on.').waitFor()
  await page.evaluate(async () => {
    const found = await (await fetch('/api/v1/accounts?limit=1')).json()
    const about = { kind: 'account', id: found.rows[0].id }
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': 'invoice-number-17' }
    for (const _ of [1, 2]) {
      const answer = await fetch('/api/v1/happenings', {
        method: 'POST',
        headers,
        body: JSON.stringify({ kind: 'invoice overdue', about, text: 'No. 17' }),
      })
      if (!answer.ok) throw new Error(await answer.text())
    }
  })
  const log = page.locator('#log')
  await log.getByText('done').waitFor({ timeout: 40_000 })
  expect(await log.getByRole('row').count()).toBe(2)
  await log.getByText('Another system told: invoice overdue').waitFor()
  await look('trigger-fired')
  expect(await barriers(page)).toEqual([])
  await log.getByRole('button', { name: /^Take back/ }).click()
  await log.getByText('taken back').waitFor()

  await page.getByRole('link', { name: 'All triggers' }).click()
  await page.getByRole('row', { name: /Overdue invoices/ }).waitFor()
  await look('triggers')
  expect(await barriers(page)).toEqual([])
  await leave()
})
