import { TOTP } from 'otpauth'
import type { CDPSession, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { barriers, sidewaysScroll } from '#test/kit/browser'
import { story } from '#test/kit/story'

const house = story()
const email = 'owner@example.com'
const password = 'four plain words here'

async function signIn(page: Page, address: string, words: string): Promise<void> {
  await page.getByLabel('E-mail').fill(address)
  await page.getByRole('textbox', { name: 'Password' }).fill(words)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor({ state: 'detached' })
}

test('the owner sets a password, is asked for it from then on, and is told when it is wrong', { timeout: 120_000 }, async () => {
  const { page, leave } = await house.visit()
  await page.goto('/settings')
  const account = page.locator('#account')
  await account.getByLabel('Your name').fill('Owner')
  await account.getByLabel('E-mail').fill(email)
  await account.getByLabel('Password', { exact: false }).first().fill(password)
  await account.getByRole('button', { name: 'Set e-mail and password' }).click()
  await page.getByText(`You sign in as ${email}.`).waitFor()
  await page.getByRole('heading', { name: 'People with access' }).waitFor()
  expect(await barriers(page)).toEqual([])
  await account.getByRole('button', { name: 'Sign out' }).click()

  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect(await barriers(page)).toEqual([])
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('textbox', { name: 'Password' }).fill('not these words at all')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('alert').filter({ hasText: 'Could not sign you in' }).waitFor()
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  await leave()
})

test('the owner invites by a link, and whoever has it comes in with a password of their own', { timeout: 120_000 }, async () => {
  const owner = await house.visit()
  await signIn(owner.page, email, password)
  await owner.page.goto('/settings')
  const people = owner.page.locator('#people')
  await people.getByLabel('E-mail of whom to invite').fill('sam@example.com')
  await people.locator('form').getByLabel('Role').selectOption('sales')
  await people.getByRole('button', { name: 'Make an invitation' }).click()
  const link = await people.getByLabel('One-time link').inputValue()
  await people.getByRole('rowheader', { name: 'sam@example.com' }).waitFor()
  expect(await barriers(owner.page)).toEqual([])

  const guest = await house.visit({ width: 390, dark: true })
  await guest.page.goto(link)
  await guest.page.getByRole('heading', { name: 'Come into My company' }).waitFor()
  expect(await barriers(guest.page)).toEqual([])
  await guest.page.getByLabel('Your name').fill('Sam')
  await guest.page.getByRole('textbox', { name: 'Password' }).fill('some words of my own')
  await guest.page.getByRole('button', { name: 'Accept' }).click()
  await guest.page.getByRole('button', { name: 'Open the menu' }).waitFor()
  await guest.page.goto(link)
  await guest.page.getByText('This invitation opens nothing any more').waitFor()

  await owner.page.goto('/settings')
  await owner.page.getByRole('link', { name: 'Set rights of roles' }).click()
  await owner.page.locator('#built-in').getByRole('link', { name: 'sales' }).click()
  await owner.page.getByLabel('Accounts', { exact: true }).selectOption('Not seen')
  await owner.page.locator('#hidden').getByRole('group', { name: 'Deals' }).getByLabel('Amount').check()
  await owner.page.getByRole('button', { name: 'Show who would lose what' }).click()
  await owner.page.getByText('It concerns 1 person: Sam').waitFor()
  await owner.page.getByText('Does not see accounts any more').waitFor()
  expect(await barriers(owner.page)).toEqual([])
  await owner.page.getByRole('button', { name: 'Save the rights of the role sales' }).click()
  await owner.page.getByText('The rights of the role sales hold from now on').waitFor()
  await guest.page.goto('/deals')
  await guest.page.getByRole('button', { name: 'Columns' }).click()
  await guest.page.getByLabel('Expected close').waitFor()
  expect(await guest.page.getByRole('dialog').getByLabel('Amount').count()).toBe(0)
  await guest.page.goto('/accounts')
  await guest.page.getByText('Your role may not see accounts').waitFor()

  await owner.page.getByRole('link', { name: 'All roles' }).click()
  const made = owner.page.getByRole('form', { name: 'A new role' })
  await made.getByLabel('Name').fill('Accounts only')
  await made.getByLabel('Stands on the built-in role').selectOption('viewer')
  await made.getByRole('button', { name: 'Make role' }).click()
  await owner.page.getByLabel('Deals', { exact: true }).selectOption('Not seen')
  await owner.page.getByRole('button', { name: 'Save the rights of the role Accounts only' }).click()
  await owner.page.getByText('The rights of the role Accounts only hold from now on').waitFor()
  await owner.page.getByRole('link', { name: 'All roles' }).click()
  await owner.page.getByRole('button', { name: 'Take back: Changed the role Accounts only' }).waitFor()
  expect(await barriers(owner.page)).toEqual([])
  await owner.page.goto('/settings')
  await people.getByLabel('Role of Sam').selectOption({ label: 'Accounts only' })
  await people.getByText('Sam is Accounts only now').waitFor()
  await guest.page.goto('/deals')
  await guest.page.getByText('Your role may not see deals').waitFor()
  await guest.page.goto('/accounts')
  await guest.page.getByText('Your role may not see accounts').waitFor({ state: 'detached' })
  await guest.leave()
  await owner.page.goto('/settings/rights')
  await owner.page.getByRole('link', { name: 'Accounts only' }).click()
  await owner.page.getByLabel('They become').selectOption('sales')
  await owner.page.getByRole('button', { name: 'Remove the role Accounts only' }).click()
  await owner.page.getByText('There are none yet.').waitFor()

  await owner.page.goto('/settings')
  await people.getByLabel('Role of Sam').selectOption('marketing')
  await people.getByRole('button', { name: 'Take access away from Sam' }).click()
  await people.getByRole('rowheader', { name: 'Sam' }).waitFor({ state: 'detached' })
  await owner.leave()
})

test('a stranger sees nothing but the door', { timeout: 60_000 }, async () => {
  const { page, leave } = await house.visit()
  await page.goto('/diagnosis')
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect(await page.getByRole('navigation').count()).toBe(0)
  await leave()
})

test('the owner sees where they are signed in, and ends it there', { timeout: 90_000 }, async () => {
  const here = await house.visit({ width: 390, dark: true })
  await signIn(here.page, email, password)
  await here.page.goto('/settings')
  const sessions = here.page.locator('#sessions')
  await sessions.getByText('this one').waitFor()
  expect(await barriers(here.page)).toEqual([])
  expect(await sidewaysScroll(here.page)).toBe(0)
  await sessions.getByRole('button', { name: 'End all others' }).click()
  await sessions.getByRole('button', { name: 'End all others' }).waitFor({ state: 'detached' })
  expect(await sessions.getByRole('rowheader').count()).toBe(1)
  await here.leave()
})

test('the owner makes a key for a program, copies it once, and revokes it; all of it stands in the audit log', {
  timeout: 90_000,
}, async () => {
  const { page, leave } = await house.visit()
  await signIn(page, email, password)
  await page.goto('/settings')
  const keys = page.locator('#keys')
  await keys.getByLabel('What it is for').fill('Warehouse')
  await keys.getByLabel('It may').selectOption('write')
  await keys.getByRole('button', { name: 'Make a key' }).click()
  const secret = await keys.getByLabel('Secret').inputValue()
  expect(await barriers(page)).toEqual([])
  const ask = () => page.request.get('/api/v1/company', { headers: { authorization: `Bearer ${secret}`, cookie: '' } })
  expect((await ask()).status()).toBe(200)
  await keys.getByRole('button', { name: 'Revoke the key Warehouse' }).click()
  await keys.getByText('No keys.').waitFor()
  expect((await ask()).status()).toBe(401)

  await page.getByRole('link', { name: 'Audit log' }).click()
  await page.getByRole('rowheader', { name: 'Revoked the API key "Warehouse"' }).waitFor()
  await page.getByRole('rowheader', { name: 'Invited sam@example.com as sales' }).waitFor()
  expect(await barriers(page)).toEqual([])
  await page.getByLabel('About').selectOption('Sign-in')
  await page.getByRole('rowheader', { name: 'A wrong password was tried' }).waitFor()
  expect(await page.getByRole('rowheader', { name: 'Warehouse' }).count()).toBe(0)
  await leave()
})

test('a second company is added and entered, apart from the first', { timeout: 60_000 }, async () => {
  const { page, leave } = await house.visit()
  await signIn(page, email, password)
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByLabel('Name of the new company').fill('Northwind')
  await page.getByRole('button', { name: 'Add company' }).click()
  await page.getByRole('button', { name: 'Company: Northwind. Change company' }).click()
  expect(await page.getByRole('menuitem').allTextContents()).toEqual(['My company', 'Northwind', 'Add a company'])
  expect(await barriers(page)).toEqual([])
  await leave()
})

/** Gives a page a device that makes passkeys, and says yes to whatever it is asked. */
async function withDevice(page: Page): Promise<CDPSession> {
  const devices = await page.context().newCDPSession(page)
  await devices.send('WebAuthn.enable')
  await devices.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return devices
}

test('the owner sets up an app as second factor, is asked for its code or a backup code, and comes in by a passkey without either', {
  timeout: 120_000,
}, async () => {
  const { page, leave } = await house.visit()
  await signIn(page, email, password)
  await page.goto('/settings')
  const factor = page.locator('#factor')
  await factor.getByRole('textbox', { name: 'Your password' }).fill(password)
  await factor.getByRole('button', { name: 'Set up an app' }).click()
  const phone = new TOTP({ secret: await factor.getByLabel('Key').inputValue() })
  await factor.getByRole('img', { name: 'QR code' }).waitFor()
  await factor.getByLabel('Code of the app').fill(phone.generate())
  await factor.getByRole('button', { name: 'Switch it on' }).click()
  const backup = (await factor.getByRole('listitem').first().textContent()) ?? ''
  expect(await barriers(page)).toEqual([])
  await page.locator('#account').getByRole('button', { name: 'Sign out' }).click()

  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await signIn(page, email, password)
  await page.getByRole('heading', { name: 'Second step' }).waitFor()
  await page.getByLabel('Code of your app').fill(backup)
  expect(await barriers(page)).toEqual([])
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { name: 'Second step' }).waitFor({ state: 'detached' })
  await page.goto('/settings')
  await factor.getByText('9 backup codes are left').waitFor()

  const devices = await withDevice(page)
  const passkeys = page.locator('#passkeys')
  await passkeys.getByLabel('Name of the device').fill('Work laptop')
  await passkeys.getByRole('button', { name: 'Add a passkey' }).click()
  await passkeys.getByRole('rowheader', { name: 'Work laptop' }).waitFor()
  expect(await barriers(page)).toEqual([])
  await page.locator('#account').getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor({ state: 'detached' })
  await passkeys.getByRole('button', { name: 'Remove the passkey Work laptop' }).waitFor()
  await passkeys.getByText('not yet').waitFor({ state: 'detached' })
  await devices.detach()

  const people = page.locator('#people')
  await people.getByRole('switch', { name: 'Everybody needs a second factor' }).click()
  await people.getByRole('switch', { checked: true }).waitFor()
  await people.getByLabel('E-mail of whom to invite').fill('kim@example.com')
  await people.getByRole('button', { name: 'Make an invitation' }).click()
  const guest = await house.visit({ width: 390, dark: true })
  await guest.page.goto(await people.getByLabel('One-time link').inputValue())
  await guest.page.getByLabel('Your name').fill('Kim')
  await guest.page.getByRole('textbox', { name: 'Password' }).fill('some words of my own')
  await guest.page.getByRole('button', { name: 'Accept' }).click()
  await guest.page.getByRole('heading', { name: 'Set up a second factor' }).waitFor()
  expect(await barriers(guest.page)).toEqual([])
  expect(await sidewaysScroll(guest.page)).toBe(0)
  await withDevice(guest.page)
  await guest.page.getByLabel('Name of the device').fill('Phone')
  await guest.page.getByRole('button', { name: 'Add a passkey' }).click()
  await guest.page.getByRole('rowheader', { name: 'Phone' }).waitFor()
  await guest.page.getByRole('button', { name: 'Go on' }).click()
  await guest.page.getByRole('button', { name: 'Open the menu' }).waitFor()
  await guest.leave()
  await leave()
})
