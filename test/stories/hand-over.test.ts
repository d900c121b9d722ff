import { expect, test } from 'vitest'
import * as agreement from '#rooms/agreement/contract'
import { postResponses } from '#rooms/capture/contract'
import { callersOf } from '#test/kit/app'
import { barriers, sidewaysScroll } from '#test/kit/browser'
import { story } from '#test/kit/story'

const house = story()

const named = (key: string, name: string, returns: boolean) => ({ key, name, returns, restDays: returns ? 30 : null })
const hasDomain = { combinator: 'and', rules: [{ field: 'emailDomain', operator: 'notNull' }] } as never
const document: agreement.ContractDocument = {
  ...agreement.emptyDocument,
  criteria: [{ key: 'company', name: 'Writes from a company', kind: 'fit', rule: hasDomain, points: 60, fade: null }],
  rejections: [named('budget', 'No budget this year', true), named('rival', 'Works for a competitor', false)],
}

/** Signs a contract for both sides, and has people respond. */
function worldOf(url: string) {
  const { call } = callersOf(new URL(url).origin)
  return {
    async agree() {
      const { id } = await call(agreement.draftContract, { document, reason: 'Leads die between us' })
      const { today } = await call(agreement.readContract, {})
      await call(agreement.proposeContract, { id, from: today })
      const { open } = await call(agreement.readContract, {})
      await call(agreement.signContract, { id, side: 'sales', seal: open?.seal ?? '' })
      await call(agreement.signContract, {
        id,
        side: 'marketing',
        seal: open?.seal ?? '',
        elsewhere: { name: 'Kim Berg', how: 'on paper' },
      })
    },
    respond: (email: string, fullName: string) =>
      call(postResponses, {
        email,
        fullName,
        company: 'Acme',
        what: 'Request for a demo',
        campaign: 'Spring',
        message: 'Could you call me?',
      }),
  }
}

test('a visitor responds, appears before the rep without a reload, is accepted by a key and called, and the manager sees it in time; another is rejected, and marketing sees why', {
  timeout: 180_000,
}, async () => {
  const { page, errors, leave } = await house.visit({ at: '/day' })
  await page.getByText('No lead contract is in force').waitFor()
  expect(await barriers(page)).toEqual([])
  const world = worldOf(page.url())
  await world.agree()
  await page.goto('/day?whose=queue')
  await page.getByText('Nothing waits here').waitFor()

  await world.respond('ada@acme.example', 'Ada Ash')
  await page.getByRole('heading', { level: 2, name: /Ada Ash/ }).waitFor({ timeout: 30_000 })
  await page.getByText('Could you call me?').waitFor()
  await page.getByText('Writes from a company').waitFor()
  await page
    .getByText(/Accept 3 h \d+ min left|Accept 4 h left/)
    .first()
    .waitFor()
  expect(await barriers(page)).toEqual([])

  await page.getByLabel('Task', { exact: true }).fill('all')
  await page.getByRole('button', { name: 'Accept' }).waitFor()
  await page.getByRole('heading', { level: 1 }).focus()
  await page.keyboard.press('a')
  await page.getByText('Ada Ash is accepted.').waitFor()
  await page.keyboard.press('l')
  const dialog = page.getByRole('dialog', { name: 'What did you do with Ada Ash?' })
  await dialog.getByRole('textbox', { name: 'Note' }).fill('Wants an offer by Friday, reached at once')
  expect(await barriers(page)).toEqual([])
  await page.keyboard.press('Control+Enter')
  await page.getByText('It is logged: Ada Ash.').waitFor()
  await page.getByText('No clock runs').first().waitFor()
  await page.getByText('First contact', { exact: true }).waitFor()

  await world.respond('bob@rival.example', 'Bob Birch')
  await page.goto('/day?whose=queue')
  await page.getByRole('heading', { level: 2, name: /Bob Birch/ }).waitFor()
  await page.keyboard.press('r')
  const why = page.getByRole('dialog', { name: 'Why is Bob Birch rejected?' })
  await why.getByRole('radio', { name: /Works for a competitor/ }).waitFor()
  await page.keyboard.press('2')
  await why.getByRole('textbox', { name: 'Note' }).fill('He told so himself')
  await why.getByRole('button', { name: 'Reject' }).click()
  await page.getByText('Bob Birch is rejected.').waitFor()

  await page.goto('/follow-up')
  const figure = (name: string) => page.locator('#kept div', { has: page.getByRole('heading', { level: 3, name }) }).last()
  // Rejected is answered too; nobody owes a first contact with them.
  await figure('Accepted within target').getByText('2 of 2').waitFor()
  await figure('First contact within target').getByText('1 of 1').waitFor()
  await page.getByText('Every promise was kept.').waitFor()
  await page.getByText('Nobody is in limbo.').waitFor()
  expect(await barriers(page)).toEqual([])

  await page.goto('/my-leads')
  await page.getByRole('heading', { level: 2, name: '2 people handed over' }).waitFor()
  await page
    .locator('#reasons')
    .getByRole('link', { name: /open them: Works for a competitor/ })
    .click()
  const row = page.getByRole('row', { name: /Bob Birch/ })
  await row.getByText('Works for a competitor').waitFor()
  await row.getByText('He told so himself').waitFor()
  await row.getByRole('button', { name: 'Responses Bob Birch' }).click()
  await page.getByRole('dialog').getByText('Handed over by it').waitFor()
  expect(await barriers(page)).toEqual([])
  await page.keyboard.press('Escape')

  await page.setViewportSize({ width: 390, height: 844 })
  for (const [path, says] of [
    ['/day', 'Writes from a company'],
    ['/follow-up', 'Nobody is in limbo.'],
    ['/my-leads', 'Works for a competitor'],
    ['/nurture', 'Nobody is in nurture'],
  ] as const) {
    await page.goto(path)
    await page.getByText(says).first().waitFor({ state: 'attached' })
    expect([path, await sidewaysScroll(page), await barriers(page)]).toEqual([path, 0, []])
  }
  expect(errors).toEqual([])
  await leave()
})
