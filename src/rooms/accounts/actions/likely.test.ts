import { afterAll, beforeAll, expect, test } from 'vitest'
import { setRights } from '#platform/access/contract'
import { listWorkspaces } from '#platform/store/workspaces'
import { until } from '#platform/wait'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { bring, ownerOf } from '#test/kit/people'
import { rowsOf } from '#test/kit/records'
import * as contract from '../contract/likely.ts'
import { personMerging } from '../contract/merge.ts'
import { accountMaking, personMaking } from '../contract.ts'
import { pairsOfGone } from '../store/likely.ts'

let app: TestApp & { close(): Promise<void> }
let owner: Visitor
let seller: Visitor
const first = ['Ada', 'Bela', 'Cora', 'Dino', 'Edda', 'Fritz', 'Gerd', 'Hilde', 'Ines', 'Jonas', 'Karla', 'Lars']
const last = ['Albrecht', 'Brunner', 'Claasen', 'Dombrowski', 'Ettl', 'Falk', 'Gruber', 'Hofer', 'Imhof', 'Jansen', 'Krause', 'Lindqvist']
beforeAll(async () => {
  app = await testApp()
  owner = await ownerOf(app)
  seller = await bring(app, owner, 'sales')
  await app.quietly(async () => {
    const person = (firstName: string, lastName: string, more: object) =>
      app.call(personMaking.make, { values: { name: `${firstName} ${lastName}`, ...more } as never }, owner)
    for (const [n, one] of first.entries())
      await person(one, last[n] ?? '', { email: `${one}.${last[n]}@firm${n}.example`.toLowerCase(), phone: `+49 30 55${n}71${n}0${n}` })
    await person('Robert', 'Dombrowsky-Meier', { email: 'robert@dm.example', phone: '+49 40 7766554' })
    await person('Bob', 'Dombrowsky-Meier', { email: 'bob.dm@mail.example', phone: '+49 40 7766554' })
    await person('Hofer', 'Hilde', { email: 'hilde@home.example', phone: '+49 30 5577107' })
    for (const [n, one] of last.entries())
      await app.call(accountMaking.make, { values: { name: `${one} Werke ${n}`, city: `Ort ${n}` } as never }, owner)
    await app.call(
      accountMaking.make,
      { values: { name: 'Northwind Traders GmbH', city: 'Kiel', phone: '+49 431 123456' } as never },
      owner,
    )
    await app.call(accountMaking.make, { values: { name: 'Nordwind Traders AG', city: 'Kiel', phone: '+49 431 123456' } as never }, owner)
  })
}, 60_000)
afterAll(() => app?.close())

const list = (more: object = {}, as: Visitor = owner) => app.call(contract.listLikelyPairs, more, as)
const looked = async () => {
  const before = (await list()).lookedAt
  await app.call(contract.findLikelyPairs, {}, owner)
  await until(async () => ((await list()).lookedAt === before || (await list()).running ? undefined : true), 100, 200)
}
const names = ({ first: one, second }: contract.LikelyPairShown) => [one.name, second.name].sort()

test('whoever arrives sets a look that is some minutes away, and a look asked for begins at once', async () => {
  expect(await until(async () => (await list()).next ?? undefined, 50, 200)).toBeTruthy()
  expect(await list()).toMatchObject({ pairs: [], lookedAt: null, running: false })
})

test('a look finds short names, swapped names and companies that are nearly called the same, and says why', async () => {
  await looked()
  const { pairs, counts } = await list()
  expect(pairs.map(names)).toEqual(expect.arrayContaining([['Bob Dombrowsky-Meier', 'Robert Dombrowsky-Meier']]))
  expect(pairs.map(names)).toEqual(expect.arrayContaining([['Hilde Hofer', 'Hofer Hilde']]))
  const bob = pairs.find((pair) => names(pair)[0]?.startsWith('Bob'))
  expect(bob?.parts.map(({ words }) => words)).toEqual(expect.arrayContaining(['same phone', 'same last name']))
  expect(bob?.probability).toBeGreaterThan(0.5)
  const accounts = await list({ kind: 'account' })
  expect(accounts.pairs.map(names)).toEqual([['Nordwind Traders AG', 'Northwind Traders GmbH']])
  expect(accounts.counts).toEqual(counts)
  expect(counts).toEqual({ person: pairs.length, account: 1 })
})

test('what was said to be different is remembered by every further look, and can be taken back', async () => {
  const [pair] = (await list()).pairs
  if (!pair) throw new Error('No pair was found.')
  const { eventId } = await app.call(contract.sayDifferent, { ids: [pair.id] }, seller)
  await expect(app.call(contract.sayDifferent, { ids: [pair.id] }, seller)).rejects.toThrow(
    '409 That they are not the same was said already',
  )
  const open = (await list()).pairs.map(({ id }) => id)
  expect(open).not.toContain(pair.id)
  await looked()
  expect((await list()).pairs.map(({ id }) => id)).toEqual(open)
  expect((await list({ state: 'different' })).pairs).toMatchObject([{ id: pair.id, decidedBy: 'The sales' }])
  await app.call(contract.undoDifferent, { eventId }, seller)
  expect((await list()).pairs.map(({ id }) => id)).toContain(pair.id)
  await expect(app.call(contract.undoDifferent, { eventId }, seller)).rejects.toThrow('409')
})

test('a look that finds what it found tells nothing, and pairs of records that are gone are not shown', async () => {
  const told = () => rowsOf(app, "SELECT count(*)::int AS n FROM event WHERE kind = 'pairs.found'")
  const before = await told()
  await looked()
  expect(await told()).toEqual(before)
  const [workspace] = await app.served.app.services.database.inPublic(listWorkspaces)
  const { pairs } = await list({ kind: 'account' })
  if (!workspace || !pairs[0]) throw new Error('Nothing to remove.')
  const { id } = pairs[0].second
  await app.served.app.services.database.inWorkspace(workspace, (tx) => tx.query('DELETE FROM account WHERE id = $1', [id]))
  expect((await list({ kind: 'account' })).pairs).toEqual([])
})

test('a role that may not see people sees no pairs of them, and one that may not read phones is not told that they are the same', async () => {
  const rights = {
    objects: { deal: 'change', account: 'see', person: 'none', lead: 'none', campaign: 'see', activity: 'see' },
    hidden: [],
    export: true,
  }
  await app.call(setRights, { role: 'sales', ...rights } as never, owner)
  expect(await list({}, seller)).toMatchObject({ pairs: [], counts: { person: 0 } })
  await expect(app.call(contract.findLikelyPairs, {}, seller)).rejects.toThrow('Your role may not change people')
  const sees = { ...rights, objects: { ...rights.objects, person: 'see' }, hidden: ['person.phone'] }
  await app.call(setRights, { role: 'sales', ...sees } as never, owner)
  const { pairs } = await list({}, seller)
  expect(pairs.length).toBeGreaterThan(0)
  expect(pairs.flatMap(({ parts }) => parts.map(({ column }) => column))).not.toContain('phone')
  await expect(app.call(contract.sayDifferent, { ids: [pairs[0]?.id as never] }, seller)).rejects.toThrow('Your role may not change people')
})

test('a pair of which one was merged is not shown, and stands there as it was decided once that is taken apart', async () => {
  const [pair] = (await list()).pairs
  const [workspace] = await app.served.app.services.database.inPublic(listWorkspaces)
  if (!pair || !workspace) throw new Error('No pair was found.')
  await app.call(contract.sayDifferent, { ids: [pair.id] }, owner)
  const shown = async () => (await list({ state: 'different' })).pairs.map(({ id }) => id)
  expect(await shown()).toEqual([pair.id])
  await app.call(personMerging.merge, { keep: pair.first.id, gone: [pair.second.id] }, owner)
  expect(await shown()).toEqual([])
  // An import that is taken back forgets the pairs of what it takes along, and no others.
  expect(await app.served.app.services.database.inWorkspace(workspace, pairsOfGone, { readOnly: true })).not.toContain(pair.id)
  await looked()
  await app.call(personMerging.undo, { which: { id: pair.second.id } }, owner)
  expect(await shown()).toEqual([pair.id])
})
