import { expect, test } from 'vitest'
import { barriers } from '#test/kit/browser'
import { story } from '#test/kit/story'

const house = story()

test('a pipeline is made in the settings; its stages are added, renamed and moved by keys, and taken back', {
  timeout: 120_000,
}, async () => {
  const { page, leave } = await house.visit()
  await page.goto('/settings')
  await page.getByRole('link', { name: 'Set pipelines and stages' }).click()
  await page.getByText('No pipelines yet.').waitFor()
  const form = page.getByRole('form', { name: 'A new pipeline' })
  await form.getByLabel('Name').fill('Hospitals')
  await form.getByLabel('For the industry').fill('Health care')
  await form.getByRole('button', { name: 'Make pipeline' }).click()
  await page.getByText('The pipeline Hospitals is made.').waitFor()
  const names = async () => (await page.getByRole('listitem').allInnerTexts()).map((text) => text.split('\n')[0])
  const added = page.getByRole('form', { name: 'A new stage' })
  await added.getByLabel('New stage').fill('Trial')
  await added.getByRole('button', { name: 'Add stage' }).click()
  await page.getByText('The stage Trial is added.').waitFor()
  await page.getByRole('button', { name: 'Move Trial up' }).focus()
  await page.keyboard.press('Enter')
  await page.getByText('Trial is at place 1.').waitFor()
  await page.getByRole('button', { name: 'Rename Open' }).click()
  await page.getByLabel('New name of Open').fill('Talk')
  await page.keyboard.press('Enter')
  await page.getByText('Open is now called Talk.').waitFor()
  await page.getByText('In files also: Open').waitFor()
  expect(await barriers(page)).toEqual([])
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('button', { name: 'Rename Open' }).waitFor()
  expect(await page.getByRole('button', { name: 'Remove Won' }).getAttribute('aria-disabled')).toBe('true')
  expect((await names()).filter((name) => ['Trial', 'Open', 'Won', 'Lost'].includes(name ?? ''))).toEqual(['Trial', 'Open', 'Won', 'Lost'])
  await leave()
})
