import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Id } from '#kernel/id'
import { setRights } from '#platform/access/contract'
import { until } from '#platform/wait'
import { postResponses } from '#rooms/capture/contract/responses'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { bring, ownerOf } from '#test/kit/people'
import * as contract from '../contract/company-match.ts'
import { findLikelyPairs, listLikelyPairs } from '../contract/likely.ts'
import { accountMaking, personMaking, personRecord } from '../contract.ts'

let app: TestApp & { close(): Promise<void> }
let owner: Visitor
let ada: Id<'person'>
const towns = ['Aachen', 'Bonn', 'Celle', 'Dessau', 'Erfurt', 'Fulda', 'Gera', 'Hof', 'Ilmenau', 'Jena']
const account = (values: object) => app.call(accountMaking.make, { values: values as never }, owner)
const proposals = async (id: string, as: Visitor = owner) => (await app.call(contract.readCompanies, { id } as never, as)).proposals

beforeAll(async () => {
  app = await testApp()
  owner = await ownerOf(app)
  await app.quietly(async () => {
    for (const [n, town] of towns.entries())
      await account({
        name: `${town} Maschinen GmbH`,
        city: town,
        country: 'Germany',
        phone: `+49 30 ${400 + n} ${100 + n}00`,
        ...(n < 5 && { domain: `${town}.example`.toLowerCase() }),
      })
    await account({ name: 'Hof Maschinenbau AG', city: 'Hof', country: 'Germany', phone: '+49 30 407 107 00' })
    const { made } = await app.call(
      personMaking.make,
      { values: { name: 'Ada Beispiel', email: 'ada@gmail.com', phone: '+49 30 406 106 55' } as never },
      owner,
    )
    if (!made) throw new Error('Nobody was made.')
    ada = made.id as Id<'person'>
    await app.call(findLikelyPairs, {}, owner)
  })
  await until(async () => (await app.call(listLikelyPairs, {}, owner)).lookedAt ?? undefined, 100, 150)
}, 60_000)
afterAll(() => app?.close())

test('who has no company gets likely ones with the reasons in words, and is put there or not, which is remembered and can be taken back', async () => {
  const [first] = await proposals(ada)
  expect(first).toMatchObject({ name: 'Gera Maschinen GmbH' })
  expect(first?.parts.map(({ words }) => words)).toEqual(expect.arrayContaining(['phone of the same block', 'same country']))
  if (!first) return
  const refused = await app.call(contract.sayCompany, { id: ada, accountId: first.id, theirs: false }, owner)
  expect((await proposals(ada)).map(({ id }) => id)).not.toContain(first.id)
  await expect(app.call(contract.sayCompany, { id: ada, accountId: first.id, theirs: false }, owner)).rejects.toThrow('409')
  await app.call(contract.undoCompany, { eventId: refused.eventId }, owner)
  expect((await proposals(ada))[0]).toEqual(first)
  const linked = await app.call(contract.sayCompany, { id: ada, accountId: first.id, theirs: true }, owner)
  expect((await app.call(personRecord.read, { id: ada }, owner)).cells.account).toMatchObject({ id: first.id })
  await app.call(contract.undoCompany, { eventId: linked.eventId }, owner)
  expect((await app.call(personRecord.read, { id: ada }, owner)).cells.account).toBeNull()
})

test('whose company was made from what they said alone may work at one that is called nearly the same', async () => {
  const { outcomes } = await app.call(
    postResponses,
    { responses: [{ email: 'bo@gmail.com', company: 'Fulda Maschine', fullName: 'Bo Beispiel', phone: '+49 30 405 105 12' }] } as never,
    owner,
  )
  const { personId } = outcomes[0] as { personId: string }
  const [first] = await proposals(personId)
  expect(first).toMatchObject({ name: 'Fulda Maschinen GmbH' })
  expect(first?.parts.map(({ words }) => words).join(', ')).toMatch(/name of the company/)
})

test('a role that may not see accounts is told of none, and one that may not change people decides nothing', async () => {
  const seller = await bring(app, owner, 'sales')
  const rights = (objects: object) => ({
    objects: { deal: 'change', account: 'see', person: 'see', lead: 'none', campaign: 'see', activity: 'see', ...objects },
    hidden: [],
    export: true,
  })
  await app.call(setRights, { role: 'sales', ...rights({ account: 'none' }) } as never, owner)
  expect(await proposals(ada, seller)).toEqual([])
  await app.call(setRights, { role: 'sales', ...rights({}) } as never, owner)
  const [first] = await proposals(ada, seller)
  if (!first) throw new Error('No company was proposed.')
  await expect(app.call(contract.sayCompany, { id: ada, accountId: first.id, theirs: true }, seller)).rejects.toThrow(
    'Your role may not change where people work',
  )
})
