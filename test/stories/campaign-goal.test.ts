import { beforeAll, expect, test } from 'vitest'
import { barriers, sidewaysScroll, type Visitor } from '#test/kit/browser'
import { story } from '#test/kit/story'

const house = story()
const shot = process.env.SHOTS_DIR
let visitor: Visitor
let campaign: string

beforeAll(async () => {
  visitor = await house.visit({ at: '/welcome' })
  campaign = await visitor.page.evaluate(async () => {
    const answer = await fetch('/api/v1/sample', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' })
    if (!answer.ok) throw new Error(await answer.text())
    const { id } = await answer.json()
    while ((await (await fetch(`/api/v1/imports/${id}`)).json()).task !== null) await new Promise((resolve) => setTimeout(resolve, 200))
    const { rows } = await (await fetch('/api/v1/campaigns')).json()
    return rows.find((row: { campaign: string }) => row.campaign === 'Savings calculator').id as string
  })
}, 240_000)

async function opened(path: string, name: string) {
  const { page } = visitor
  await page.goto(new URL(path, page.url()).href)
  await page.getByRole('heading', { name, level: 1 }).waitFor()
  return page
}

async function look(name: string) {
  const { page } = visitor
  expect(await barriers(page)).toEqual([])
  expect(await sidewaysScroll(page)).toBe(0)
  if (shot) await page.screenshot({ path: `${shot}/${name}.png`, fullPage: true })
}

test('a campaign that runs gets a target, which is marked as late, held against its share and taken back', {
  timeout: 120_000,
}, async () => {
  const page = await opened(`/campaigns/${campaign}`, 'Savings calculator')
  await page.getByText('Nobody said what counts as a conversion here.').waitFor()
  await page.getByText(/^\d+ rejected: Not our kind of company/).waitFor()
  await page.getByLabel('A conversion is somebody who').selectOption({ label: 'became a lead' })
  await page.getByLabel('Target in %').fill('90')
  await page.getByRole('button', { name: 'Set the target' }).click()
  await page.getByText('The target is set.').waitFor()
  await page.locator('#rate').getByText('below the target').waitFor()
  await look('campaign-goal')
  expect(await page.getByRole('button', { name: 'Change the target' }).isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('Nobody said what counts as a conversion here.').waitFor()
})

test('history says what it can tell of who is won, and why where it is too little', { timeout: 120_000 }, async () => {
  const page = await opened('/lead-contract', 'Lead contract')
  await page.getByRole('button', { name: 'Learn from history' }).click()
  await page
    .locator('#scorecard')
    .getByText(/tells? who is won\.|No points to suggest/)
    .first()
    .waitFor()
  await look('scorecard')
})

test('another system is told of what happens; its secret is shown once', { timeout: 120_000 }, async () => {
  const page = await opened('/settings/webhooks', 'Webhooks')
  await page.getByRole('button', { name: 'Tell another address' }).click()
  await page.getByLabel('What it is called').fill('Shop')
  await page.getByLabel('Address that is told').fill('https://hooks.shop.example/in')
  await page.getByRole('button', { name: 'Tell this address' }).click()
  await page.getByText(/It is not shown again/).waitFor()
  expect(await page.getByLabel('Secret', { exact: true }).inputValue()).toMatch(/^whsec_/)
  await look('webhook-made')
  await page.reload()
  await page.locator('#outgoing').getByText('Shop', { exact: true }).waitFor()
  expect(await page.getByLabel('Secret', { exact: true }).count()).toBe(0)
  expect(visitor.errors).toEqual([])
})
