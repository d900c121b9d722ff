import { expect, test } from 'vitest'
import { barriers } from '#test/kit/browser'
import { story } from '#test/kit/story'

const house = story()
const shot = process.env.SHOTS_DIR

test('sales asks marketing from the page of a deal; it is promised, delivered, rated and counted, and an idea finds its campaign', {
  timeout: 240_000,
}, async () => {
  const { page, leave } = await house.visit({ at: '/welcome' })
  const deal = await page.evaluate(async () => {
    const answer = await fetch('/api/v1/sample', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' })
    if (!answer.ok) throw new Error(await answer.text())
    const { id } = await answer.json()
    while ((await (await fetch(`/api/v1/imports/${id}`)).json()).task !== null) await new Promise((resolve) => setTimeout(resolve, 200))
    return (await (await fetch('/api/v1/deals?limit=1')).json()).rows[0].id as string
  })
  const look = async (name: string) => {
    if (shot) await page.screenshot({ path: `${shot}/${name}.png`, fullPage: true })
  }
  await page.goto(new URL('/requests', page.url()).href)
  await page.getByText('Nobody asked for anything yet').waitFor()
  expect(await barriers(page)).toEqual([])
  await look('requests-empty')

  await page.goto(new URL(`/deals/${deal}`, page.url()).href)
  await page.getByRole('button', { name: 'Ask marketing' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('What', { exact: true }).selectOption({ label: 'Reference customer' })
  await dialog.getByLabel('In one line').fill('A hospital that would talk')
  await dialog.getByLabel('What it is needed for').fill('They doubt that it works at night')
  await look('requests-ask')
  await dialog.getByRole('button', { name: 'Ask', exact: true }).click()
  await page.locator('#requests').getByRole('link', { name: 'A hospital that would talk' }).click()

  await page.getByRole('heading', { name: 'A hospital that would talk', level: 1 }).waitFor()
  await page.getByRole('button', { name: 'Promise a day' }).click()
  await page.getByRole('form', { name: 'Promise a day' }).getByRole('button', { name: 'Promise a day' }).click()
  await page.getByText('It is promised.').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.locator('#facts').getByText('waits for a promise').waitFor()
  await page.getByRole('button', { name: 'Promise a day' }).click()
  await page.getByRole('form', { name: 'Promise a day' }).getByRole('button', { name: 'Promise a day' }).click()
  await page.getByRole('button', { name: 'Deliver' }).click()
  await page.getByLabel('Link').fill('https://files.example/reference.pdf')
  await page.getByRole('form', { name: 'Deliver' }).getByRole('button', { name: 'Deliver' }).click()
  await page.getByText('It is delivered.').waitFor()
  await page.getByRole('button', { name: 'Rate it' }).click()
  await page.getByText('4 ★', { exact: true }).click()
  await page.getByRole('form', { name: 'Rate it' }).getByRole('button', { name: 'Rate it' }).click()
  await page.getByText('It is rated.').waitFor()
  await page.locator('#facts').getByText('delivered and rated').waitFor()
  expect(await barriers(page)).toEqual([])

  await page.goto(new URL('/requests', page.url()).href)
  await page
    .locator('#promises')
    .getByRole('link', { name: /open them: Kept$/ })
    .first()
    .click()
  await page.getByRole('button', { name: 'Kept: show all again' }).waitFor()
  await page.getByRole('link', { name: 'A hospital that would talk' }).waitFor()
  expect(await barriers(page)).toEqual([])

  await page.goto(new URL('/ideas', page.url()).href)
  await page.getByRole('button', { name: 'Bring an idea' }).first().click()
  await page.getByRole('dialog').getByLabel('In one line').fill('A webinar on noise')
  await page.getByRole('dialog').getByRole('button', { name: 'Ask', exact: true }).click()
  await page.getByLabel('A campaign that used it').selectOption({ index: 1 })
  await page.getByRole('button', { name: 'Name it' }).click()
  await page.getByText('The campaign is named').waitFor()
  await page
    .locator('#credit')
    .getByRole('link', { name: /open the records/ })
    .first()
    .waitFor()
  await look('requests-idea')
  const records = await page
    .locator('#credit')
    .getByRole('link', { name: /open the records/ })
    .last()
    .getAttribute('href')
  expect(new URL(records ?? '', page.url()).searchParams.get('is.campaign')).toBe(await page.locator('#credit li a').first().innerText())
  await page.locator('#credit li').getByRole('link').first().click()
  await page.locator('#ideas').getByRole('link', { name: 'A webinar on noise' }).waitFor()
  await leave()
})
