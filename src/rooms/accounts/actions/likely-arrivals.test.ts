import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '#platform/wait'
import { postResponses } from '#rooms/capture/contract/responses'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { ownerOf } from '#test/kit/people'
import { rowsOf } from '#test/kit/records'
import * as contract from '../contract/likely.ts'
import { personMerging } from '../contract/merge.ts'
import { accountMaking, personMaking, personRecord } from '../contract.ts'

let app: TestApp & { close(): Promise<void> }
let owner: Visitor
const first = ['Ada', 'Bela', 'Cora', 'Dino', 'Edda', 'Fritz', 'Gerd', 'Hilde', 'Ines', 'Jonas', 'Karla', 'Lars']
const last = ['Albrecht', 'Brunner', 'Claasen', 'Dombrowski', 'Ettl', 'Falk', 'Gruber', 'Hofer', 'Imhof', 'Jansen', 'Krause', 'Lindqvist']
const person = (name: string, more: object = {}) => app.call(personMaking.make, { values: { name, ...more } as never }, owner)
const list = (more: object = {}) => app.call(contract.listLikelyPairs, more, owner)
const named = async (name: string) => (await list()).pairs.find((pair) => pair.first.name === name || pair.second.name === name)
const soon = <T>(ask: () => Promise<T | undefined | null | false>) => until(async () => (await ask()) || undefined, 100, 150)
const stateOf = async (id: string) => (await rowsOf(app, `SELECT state FROM likely_pair WHERE id = '${id}'`))[0]?.state

beforeAll(async () => {
  app = await testApp()
  owner = await ownerOf(app)
  await app.quietly(async () => {
    for (const [n, one] of first.entries())
      await person(`${one} ${last[n]}`, { email: `${one}.${last[n]}@firm${n}.example`.toLowerCase(), phone: `+49 30 55${n}71${n}0${n}` })
    for (const [n, one] of last.entries())
      await app.call(accountMaking.make, { values: { name: `${one} Werke ${n}`, city: `Ort ${n}` } as never }, owner)
    // So that something is learned of those that are one.
    for (const n of [0, 1, 2])
      await person(`${last[n]} ${first[n]}`, { email: `${first[n]}@home.example`, phone: `+49 30 55${n}71${n}0${n}` })
    await app.call(contract.findLikelyPairs, {}, owner)
  })
  await soon(async () => (await list()).lookedAt)
}, 60_000)
afterAll(() => app?.close())

test('who is made by hand, or comes by a form, is compared at once with who was there, with the reasons in words', async () => {
  const before = (await list()).lookedAt
  await person('Lasse Lindqvist', { phone: '+49 30 55117111011', email: 'l@mail.example' })
  const pair = await soon(() => named('Lasse Lindqvist'))
  expect(pair?.parts.map(({ words }) => words)).toEqual(expect.arrayContaining(['same last name']))
  await app.call(
    postResponses,
    { responses: [{ email: 'karla.krause@firm10.exampel', firstName: 'Carla', lastName: 'Krause' }] } as never,
    owner,
  )
  expect(await soon(() => named('Carla Krause'))).toMatchObject({ state: 'open' })
  // Nobody looked at all of them again.
  expect((await list()).lookedAt).toBe(before)
})

test('a company is compared when it arrives', async () => {
  await app.call(accountMaking.make, { values: { name: 'Falk Werk 5', city: 'Ort 5' } as never }, owner)
  const pair = await soon(async () =>
    (await list({ kind: 'account' })).pairs.find(({ first: one, second }) => `${one.name} ${second.name}`.includes('Falk Werk 5')),
  )
  expect(pair?.parts.map(({ words }) => words)).toContain('same city')
})

test('a pair of which one is taken back is told no more', async () => {
  const { made } = await person('Gerhard Gruber', { phone: '+49 30 5567160 6', email: 'gg@mail.example' })
  if (!made) throw new Error('Nobody was made.')
  await soon(() => named('Gerhard Gruber'))
  await app.call(personRecord.undo, { id: made.id, eventId: made.eventId }, owner)
  await soon(async () => (await list()).pairs.every(({ first: one, second }) => !`${one.name} ${second.name}`.includes('Gerhard')))
})

test('a pair that was merged is the same until it is taken apart, and is proposed again then', async () => {
  const pair = await named('Lasse Lindqvist')
  if (!pair) throw new Error('No pair was found.')
  const { eventId } = await app.call(personMerging.merge, { keep: pair.first.id, gone: [pair.second.id] }, owner)
  expect((await list()).pairs.map(({ id }) => id)).not.toContain(pair.id)
  await soon(async () => (await stateOf(pair.id)) === 'same')
  await app.call(personMerging.undo, { which: { eventId } }, owner)
  await soon(async () => (await list()).pairs.find(({ id }) => id === pair.id))
  expect(await stateOf(pair.id)).toBe('open')
})
