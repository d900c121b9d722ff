import { expect, test } from 'vitest'
import { barriers, sidewaysScroll } from '#test/kit/browser'
import { story } from '#test/kit/story'

const house = story()
const shot = process.env.SHOTS_DIR

const others =
  'Ada Albrecht,Bela Brunner,Cora Claasen,Dino Dombrowski,Edda Ettl,Fritz Falk,Gerd Gruber,Hilde Hofer,Ines Imhof,Jonas Jansen'.split(',')
const files = {
  'contacts.csv': [
    'Contact ID,First Name,Last Name,Email,Phone,Account Name,Lead Source,Created Date,Contact Owner',
    ...others.map(
      (name, n) =>
        `C${n},${name.replace(' ', ',')},p${n}@firm${n}.example,+49 30 55${n}71${n}0${n},Firm ${n},Webinar,2025-01-0${(n % 9) + 1},Mia Marketing`,
    ),
    'R1,Robert,Dombrowsky-Meier,robert@dm.example,+49 40 7766554,Dombrowsky Werke,Webinar,2025-02-03,Mia Marketing',
    'R2,Bob,Dombrowsky-Meier,bob.dm@dm.example,+49 40 7766554,Dombrowsky Werke,Cold call,2025-04-01,Sven Sales',
  ],
  'campaigns.csv': ['Campaign ID,Campaign Name,Type,Start Date,Actual Cost', 'K1,Spring webinar,Webinar,2025-01-15,1000'],
  'members.csv': ['Campaign Member ID,Campaign ID,Contact ID,Status,Responded,First Responded Date', 'M1,K1,R1,Responded,true,2025-02-03'],
  'deals.csv': [
    'Deal ID,Deal Name,Account Name,Contact ID,Deal Stage,Amount,Create Date,Close Date,Owner,Campaign ID',
    'D1,Dombrowsky presses,Dombrowsky Werke,R2,Closed Won,9000,2025-04-05,2025-06-01,Sven Sales,',
    'D2,Firm 1 presses,Firm 1,C1,Closed Won,5000,2025-04-05,2025-06-01,Sven Sales,K1',
  ],
}

test('a person whom marketing won and who was entered again is reviewed, the campaign restated, and a pay plan that rewards it warned of', {
  timeout: 240_000,
}, async () => {
  const { page, errors, leave } = await house.visit({ at: '/welcome' })
  const look = async (name: string) => {
    if (!shot) return
    for (const dark of [false, true])
      for (const width of [1440, 390]) {
        await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
        await page.setViewportSize({ width, height: 900 })
        await page.screenshot({ path: `${shot}/${name}-${width}${dark ? '-dark' : ''}.png`, fullPage: true })
      }
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize({ width: 1440, height: 900 })
  }
  await page.goto(new URL('/origin-review', page.url()).href)
  await page.getByText('No origin is in question').waitFor()
  await look('origin-empty')
  await page.evaluate(async (all) => {
    const call = async (path: string, method = 'GET', body: BodyInit = '{}', type = 'application/json') => {
      const answer = await fetch(path, method === 'GET' ? {} : { method, headers: { 'Content-Type': type }, body })
      if (!answer.ok) throw new Error(await answer.text())
      return await answer.json()
    }
    const { id } = await call('/api/v1/imports', 'POST')
    const still = async () => {
      while ((await call(`/api/v1/imports/${id}`)).task !== null) await new Promise((resolve) => setTimeout(resolve, 150))
    }
    for (const [name, lines] of Object.entries(all))
      await call(`/api/v1/imports/${id}/files?name=${name}`, 'POST', `${lines.join('\n')}\n`, 'application/octet-stream')
    await still()
    await call(`/api/v1/imports/${id}/run?withoutPreview=true`, 'POST')
    await still()
    await call('/api/v1/likely-pairs/find', 'POST')
    while ((await call('/api/v1/likely-pairs')).lookedAt === null) await new Promise((resolve) => setTimeout(resolve, 150))
    await call('/api/v1/origin-cases/find', 'POST')
  }, files)
  await page.goto(new URL('/origin-review', page.url()).href)
  const one = page.locator('section[id^="case-"]').filter({ hasText: 'Bob Dombrowsky-Meier' })
  await one.getByText('entered 57 days after the first').waitFor()
  expect(await barriers(page)).toEqual([])
  await look('origin-case')
  await one.getByRole('button', { name: 'Same, origin is marketing’s' }).click()
  await one.getByLabel('Why').fill('Responded to the webinar two months before')
  await look('origin-deciding')
  await one.getByRole('button', { name: 'Same, origin is marketing’s' }).click()
  await page.getByText('It is decided.').waitFor()
  await page.getByText(/^Decided/u).click()
  await one.getByText('Spring webinar').last().waitFor()
  await one.getByText('1 → 2').first().waitFor()
  expect(await barriers(page)).toEqual([])
  await look('origin-decided')
  await page.setViewportSize({ width: 390, height: 900 })
  expect(await sidewaysScroll(page)).toBe(0)
  await page.setViewportSize({ width: 1440, height: 900 })

  await one.getByRole('button', { name: 'Take it back' }).click()
  await page.getByText('Nothing is decided yet').waitFor()
  await page.getByText(/^To decide/u).click()
  await one.getByText('2 → 1').first().waitFor()
  await one.getByRole('button', { name: 'Not the same' }).waitFor()
  await look('origin-taken-back')

  await page.goto(new URL('/pay-plans', page.url()).href)
  await page.getByText('No pay plan is described').waitFor()
  await look('pay-empty')
  await page.getByRole('button', { name: 'Describe a pay plan' }).click()
  const form = page.getByRole('form', { name: 'Pay plan' })
  await form.getByLabel('Name').fill('Sellers 2026')
  await form.getByRole('button', { name: 'Add a rate' }).click()
  await form.getByLabel('Origin').nth(1).selectOption('field')
  await form.getByLabel('Percent').nth(1).fill('10')
  await form.getByRole('button', { name: 'See what it pays' }).click()
  await form.getByText('It rewards entering customers again.', { exact: false }).waitFor()
  expect(await form.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
  expect(await barriers(page)).toEqual([])
  await look('pay-warning')
  await form.getByLabel('I read this warning').check()
  await form.getByRole('button', { name: 'Save' }).click()
  await page.getByText('The pay plan is saved.').waitFor()
  await page.getByLabel('What do you say of it?').fill('Marketing asks to pay both alike from April on.')
  await page.getByRole('button', { name: 'Write it down' }).click()
  await page.getByText('It is written down.').waitFor()
  expect(await barriers(page)).toEqual([])
  await look('pay-saved')
  await page.setViewportSize({ width: 390, height: 900 })
  expect(await sidewaysScroll(page)).toBe(0)
  expect(errors).toEqual([])
  await leave()
})
