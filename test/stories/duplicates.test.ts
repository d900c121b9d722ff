import { expect, test } from 'vitest'
import { barriers } from '#test/kit/browser'
import { story } from '#test/kit/story'

const house = story()
const shot = process.env.SHOTS_DIR

/** A few people of whom one came a second time under a short name, and a look for duplicates from which the next ones are learned. */
async function people(call: string[][]): Promise<void> {
  const send = async (path: string, body: object) => {
    const answer = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(await answer.text())
  }
  for (const [name, email, phone] of call) await send('/api/v1/people', { values: { name, email, phone } })
  await send('/api/v1/likely-pairs/find', {})
}

test('two who are likely the same stand under duplicates, are merged from there and taken apart again', { timeout: 120_000 }, async () => {
  const { page, leave } = await house.visit({ at: '/welcome' })
  const names = ['Ada Albrecht', 'Bela Brunner', 'Cora Claasen', 'Dino Dombrowski', 'Edda Ettl', 'Fritz Falk', 'Gerd Gruber', 'Hilde Hofer']
  await page.evaluate(people, [
    ...names.map((name, n) => [name, `${name.toLowerCase().replace(' ', '.')}@firm${n}.example`, `+49 30 55${n}71${n}0${n}`]),
    ['Robert Zwilling', 'robert@zwilling.example', '+49 40 7766554'],
    ['Bob Zwilling', 'bob@mail.example', '+49 40 7766554'],
  ])
  const look = async (name: string) => {
    if (shot) await page.screenshot({ path: `${shot}/${name}.png`, fullPage: true })
  }
  await page.goto(new URL('/duplicates', page.url()).href)
  const pair = page.getByRole('listitem').filter({ hasText: 'Bob Zwilling' }).filter({ hasText: 'same phone' }).first()
  await pair.waitFor()
  expect(await barriers(page)).toEqual([])
  await look('duplicates')
  await pair.getByRole('link', { name: /^Merge / }).click()

  await page.getByRole('heading', { name: 'Merge people', level: 1 }).waitFor()
  await look('duplicates-merge')
  await page.getByRole('button', { name: /^Merge/ }).click()
  await page.getByText('Merged', { exact: true }).waitFor()
  await page.goto(new URL('/duplicates', page.url()).href)
  await page.getByRole('heading', { name: 'Duplicates', level: 1 }).waitFor()
  await page.getByRole('button', { name: 'Look now' }).waitFor()
  expect(await page.getByText('Bob Zwilling').count()).toBe(0)

  await page.goto(new URL('/people', page.url()).href)
  await page.getByRole('link', { name: /Zwilling/ }).click()
  await page.locator('#merged').getByRole('button', { name: 'Un-merge' }).click()
  await page.locator('#merged').waitFor({ state: 'detached' })
  await page.goto(new URL('/duplicates', page.url()).href)
  await pair.waitFor()
  await leave()
})
