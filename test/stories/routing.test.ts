import { expect, test } from 'vitest'
import { barriers } from '#test/kit/browser'
import { importFile } from '#test/kit/import-in-page'
import { story } from '#test/kit/story'

const house = story()
const users = ['User ID,Full Name,Team', 'U1,Ann Berg,Field', 'U2,Ben Cole,Field', 'U3,Cid Diaz,Inside', ''].join('\n')
const names = ['Alpha', 'Beta', 'Gamma', 'Delta']
const accounts = [
  'Account ID,Account Name,Billing Country,Account Owner',
  ...names.map((name, n) => `A${n},${name},${n % 2 === 0 ? 'Germany' : 'France'},${['Ann Berg', 'Ben Cole', '', ''][n]}`),
  '',
].join('\n')
/** 120 people over ten weeks, a quarter of each account. */
const leads = [
  'Lead ID,First Name,Last Name,Email,Company,Lead Source,Status,Created Date',
  ...Array.from({ length: 120 }, (_, n) => {
    const day = new Date(Date.UTC(2026, 2, 2) + Math.floor(n / 12) * 7 * 86_400_000).toISOString().slice(0, 10)
    return `L${n},Kim,Lind ${n},kim${n}@c${n}.example,${names[n % 4]},Web,Open,${day}`
  }),
  '',
].join('\n')
const shot = process.env.SHOTS_DIR

test('a routing is begun, a rule is added and moved, tried on past leads, published with why and taken back; somebody is noted as away', {
  timeout: 240_000,
}, async () => {
  const { page, leave } = await house.visit({ at: '/welcome' })
  await importFile(page, users, 'users.csv')
  await importFile(page, accounts, 'accounts.csv')
  await importFile(page, leads, 'leads.csv')
  const look = async (name: string) => {
    if (!shot) return
    await page.screenshot({ path: `${shot}/${name}.png`, fullPage: true })
    await page.setViewportSize({ width: 390, height: 900 })
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.screenshot({ path: `${shot}/${name}-narrow.png`, fullPage: true })
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.emulateMedia({ colorScheme: 'light' })
  }
  await page.goto(new URL('/routing', page.url()).href)
  await page.getByRole('heading', { name: 'A routing to begin with' }).waitFor()
  await page.getByRole('heading', { name: 'Leads a week' }).waitFor()
  expect(await barriers(page)).toEqual([])
  await look('routing-first')

  await page.getByRole('button', { name: 'Begin a draft with this' }).click()
  await page.getByRole('button', { name: 'Add a rule' }).click()
  const rule = page.getByRole('group', { name: 'New rule' })
  await rule.getByLabel('They go to').selectOption({ label: 'some members' })
  await page.getByText('Choose at least one member.').first().waitFor()
  await rule.getByLabel('Members', { exact: true }).first().click()
  await page.getByRole('option', { name: 'Ann Berg' }).filter({ visible: true }).click()
  await page.getByRole('option', { name: 'Cid Diaz' }).filter({ visible: true }).click()
  await page.keyboard.press('Escape')
  await rule.getByLabel('Chosen').selectOption({ label: 'by weight' })
  await rule.getByLabel('Rule', { exact: true }).fill('Everybody in turn')
  await page.locator('#draft').getByText('Of your last 120 leads 60 would have gone elsewhere.').waitFor()
  expect(await barriers(page)).toEqual([])
  await look('routing-draft')
  await page.getByRole('button', { name: 'Close Everybody in turn' }).click()
  await page.getByRole('button', { name: 'Move Everybody in turn up' }).click()
  await page.getByRole('button', { name: 'Save draft' }).click()
  await page.getByText('The draft is saved.').waitFor()
  await page.getByLabel('Why it changes').fill('Nobody waits any more')
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await page.getByText(/The routing is published/).waitFor()
  await page.locator('#holds').getByText('Everybody in turn').waitFor()
  expect(await barriers(page)).toEqual([])
  await look('routing-holds')
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.locator('#draft').waitFor()

  await page.getByRole('link', { name: 'Who works when' }).click()
  await page.getByText('Nobody is away from today on.').waitFor()
  await page.locator('#absences').getByLabel('Stands in').selectOption({ index: 1 })
  await page.locator('#absences').getByRole('button', { name: 'Note it' }).click()
  await page.locator('#absences').getByText('away now').waitFor()
  await page
    .getByRole('button', { name: /^Change how / })
    .first()
    .click()
  await page.locator('#members').getByLabel('Open leads at most').fill('40')
  await look('working')
  expect(await barriers(page)).toEqual([])
  await page.locator('#members').getByRole('button', { name: 'Save' }).click()
  await page.getByText('40 open leads at most').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('40 open leads at most').waitFor({ state: 'detached' })
  await leave()
})
