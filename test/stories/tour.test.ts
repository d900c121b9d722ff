import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { Day } from '#kernel/time'
import { projectDir } from '#platform/config'
import type { Look } from '#test/kit/browser'
import { story } from '#test/kit/story'
import { sampleCompany } from '../../src/demo/company.ts'

const house = story()
const folder = join(projectDir, 'docs/images/tour')

/** Makes the pictures of docs/tour.md anew; only `npm run tour` does, as they change with every line that is drawn. */
test.skipIf(process.env.npm_lifecycle_event !== 'tour')(
  'the pictures of the tour are taken, from dropped files to the developer’s page',
  {
    timeout: 900_000,
  },
  async () => {
    mkdirSync(folder, { recursive: true })
    const { page, errors, leave } = await house.visit()
    page.setDefaultTimeout(90_000)
    const shoot = async (name: string, of: Page = page) => {
      await of.waitForLoadState('networkidle')
      // WebP, which Playwright does not write itself, takes a third of the room.
      const session = await of.context().newCDPSession(of)
      const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 80 })
      writeFileSync(join(folder, `${name}.webp`), Buffer.from(data, 'base64'))
    }
    await page.getByRole('heading', { name: 'See where your revenue gets stuck' }).waitFor()
    await shoot('01-start')

    const files = sampleCompany('2026-03-02' as Day).map(({ name, text }) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) }))
    await page.locator('input[type=file]').setInputFiles(files)
    await page.getByRole('heading', { name: 'Check the import' }).waitFor()
    await page.getByRole('button', { name: 'Show the preview' }).waitFor()
    await shoot('02-check')
    await page.getByRole('button', { name: 'Show the preview' }).click()
    await page.getByRole('button', { name: 'Import', exact: true }).waitFor()
    await page.getByRole('button', { name: 'Import', exact: true }).scrollIntoViewIfNeeded()
    await shoot('03-preview')
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByRole('heading', { name: 'Imported', level: 1 }).waitFor()
    await page.getByRole('link', { name: 'Read the diagnosis' }).click()
    await page.getByRole('heading', { name: 'Your baselines' }).waitFor()
    await page.getByRole('heading', { name: 'What to do first' }).waitFor()
    await shoot('04-diagnosis')
    const constraint = page.getByRole('heading', { name: 'What holds back the most revenue' })
    await constraint.evaluate((heading) => heading.scrollIntoView({ block: 'start' }))
    await page.evaluate(() => window.scrollBy(0, -90))
    await shoot('05-constraint')
    const won = page
      .locator('#baselines')
      .getByRole('link', { name: /open its .* records/ })
      .filter({ hasText: /^[\d,]+, open/ })
      .first()
    await won.click()
    await page.getByRole('heading', { level: 2, name: /records$/ }).waitFor()
    await shoot('06-records')

    const filter = JSON.stringify({
      combinator: 'and',
      rules: [
        { field: 'state', operator: 'in', value: ['open'] },
        { field: 'amount', operator: '>=', value: '30000' },
      ],
    })
    await page.goto(`/deals?${new URLSearchParams({ view: 'none', filter, sort: '-amount' })}`)
    await page.getByRole('heading', { level: 2, name: /deals$/ }).waitFor()
    await shoot('07-list')
    await page.getByRole('row').nth(1).getByRole('checkbox').check()
    await page.getByRole('row').nth(2).getByRole('checkbox').check()
    await page.getByRole('row').nth(3).getByRole('checkbox').check()
    await page.getByRole('button', { name: 'Change them …' }).click()
    await page.getByLabel('Field 1').selectOption({ label: 'Owner' })
    await page.getByRole('combobox', { name: 'Owner' }).selectOption({ index: 2 })
    await page.getByRole('button', { name: 'Preview' }).click()
    await page.getByText(/records? would change/).waitFor()
    await shoot('08-bulk-preview')
    await page.getByRole('button', { name: /^Change \d+ records?$/ }).click()
    await page.getByRole('button', { name: 'Undo all of it' }).waitFor()
    await shoot('09-bulk-undo')
    await page.getByRole('button', { name: 'Undo all of it' }).click()
    await page.getByText(/put back/).waitFor()
    await page.goto(`/deals?${new URLSearchParams({ view: 'none', filter, sort: '-amount' })}`)
    await page.getByRole('row').nth(1).getByRole('link').first().click()
    await page.getByRole('textbox', { name: 'A note' }).waitFor()
    await shoot('10-record')
    await page.goto('/board?view=none')
    await page.getByRole('region').nth(1).waitFor()
    await shoot('11-board')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Find a record' }).fill('norimno pumps')
    await page.getByRole('listbox', { name: 'Found' }).getByRole('option').first().waitFor()
    await shoot('12-palette')
    await page.keyboard.press('Escape')
    for (const [name, path] of [
      ['13-roles', '/settings/rights'],
      ['14-audit', '/settings/audit'],
      ['15-settings', '/settings'],
    ] as const) {
      await page.goto(path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await shoot(name)
    }
    const visitor = await house.visit({ at: '/api-docs#/deals/deals.saveViewOfDeals' })
    visitor.page.setDefaultTimeout(90_000)
    const operation = visitor.page.locator('.opblock.is-open')
    await operation.getByText('Request body').waitFor()
    await operation.evaluate((element) => element.scrollIntoView({ block: 'start' }))
    await shoot('16-api', visitor.page)
    await visitor.leave()
    for (const [name, at, look] of [
      ['17-trends-dark', '/trends', { dark: true }],
      ['18-deals-small', '/deals', { width: 390 }],
    ] satisfies [string, string, Look][]) {
      const other = await house.visit({ ...look, at })
      other.page.setDefaultTimeout(90_000)
      await other.page.getByRole('heading', { level: 1 }).waitFor()
      await shoot(name, other.page)
      await other.leave()
    }
    expect(errors).toEqual([])
    await leave()
  },
)
