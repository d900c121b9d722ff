import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeKey } from '#platform/access/contract'
import { type TestApp, testApp, type Visitor } from '#test/kit/app'
import { bring, ownerOf } from '#test/kit/people'
import { rowsOf } from '#test/kit/records'
import * as contract from '../contract.ts'

let app: TestApp & { close(): Promise<void> }
let owner: Visitor
let cmo: Visitor
let cro: Visitor
let viewer: Visitor
let key: Visitor
beforeAll(async () => {
  app = await testApp()
  owner = await ownerOf(app)
  cmo = await bring(app, owner, 'marketing')
  cro = await bring(app, owner, 'sales')
  viewer = await bring(app, owner, 'viewer')
  const made = await app.call(makeKey, { name: 'A program', scope: 'write', role: 'admin', groups: [], days: 30 }, owner)
  key = { headers: { authorization: `Bearer ${made.secret}` } }
}, 60_000)
afterAll(() => app?.close())

const word = async (which: string, as: Visitor = owner) => {
  const found = (await app.call(contract.readWords, {}, as)).words.find((one) => one.key === which)
  if (!found) throw new Error(`There is no word ${which}.`)
  return found
}
const nothing = { marketing: null, sales: null, example: null, isNot: null }
const define = (as: Visitor, more: { name: string; meaning: string; basedOn: number; key?: string; sales?: string; example?: string }) =>
  app.call(contract.defineWord, { ...nothing, reason: 'We say it otherwise', ...more }, as)
const confirm = async (as: Visitor, side: contract.Side, ...keys: string[]) => {
  const words = await Promise.all(keys.map(async (one) => ({ key: one, seal: (await word(one)).seal })))
  return await app.call(contract.confirmWords, { side, words }, as)
}
const undo = (eventId: string, as: Visitor = owner) => app.call(contract.undoWords, { eventId: eventId as never }, as)

test('a word of the product is confirmed by both sides, defined otherwise with ours beside it, confirmed anew, and given back', async () => {
  expect(await word('lead')).toMatchObject({ origin: 'ours', ours: null, version: 0, confirmed: { marketing: null, sales: null } })
  await confirm(cmo, 'marketing', 'lead', 'contact')
  await confirm(cro, 'sales', 'lead')
  expect((await word('lead')).confirmed).toMatchObject({ marketing: { name: 'The marketing' }, sales: { name: 'The sales' } })
  const changed = await define(cro, {
    key: 'lead',
    name: 'Lead',
    meaning: 'Whoever asked for an offer',
    basedOn: 0,
    sales: 'Wants to talk',
    example: '',
  })
  expect(await word('lead')).toMatchObject({
    ...{ origin: 'otherwise', version: 1, by: 'The sales', sales: 'Wants to talk', example: null },
    ...{ ours: { meaning: expect.stringContaining('one qualified hand-off') }, confirmed: { marketing: null, sales: null } },
  })
  await expect(define(cmo, { key: 'lead', name: 'Lead', meaning: 'Mine', basedOn: 0 })).rejects.toThrow(
    '409 The sales changed “Lead” since',
  )
  await confirm(cro, 'sales', 'lead')
  await undo(changed.eventId, cro)
  expect(await word('lead')).toMatchObject({
    origin: 'ours',
    confirmed: { marketing: { name: 'The marketing' }, sales: { name: 'The sales' } },
  })
  await define(cmo, { key: 'lead', name: 'Lead', meaning: 'Met the contract', basedOn: 0 })
  const removed = await app.call(contract.removeWord, { key: 'lead', reason: 'Yours is better', basedOn: 1 }, cro)
  expect(await word('lead')).toMatchObject({ origin: 'ours', version: 2 })
  expect((await app.call(contract.readWord, { key: 'lead' }, viewer)).versions.map(({ number, gone, by }) => [number, gone, by])).toEqual([
    [2, true, 'The sales'],
    [1, false, 'The marketing'],
  ])
  await undo(removed.eventId)
  expect(await word('lead')).toMatchObject({ origin: 'otherwise', meaning: 'Met the contract' })
})

test('the company adds a word of its own under a name that no other has, and takes it out again', async () => {
  const { keys } = await define(cmo, { name: 'Übergabe', meaning: 'When sales takes over', basedOn: 0 })
  expect(keys).toEqual(['ubergabe'])
  await expect(define(cro, { name: 'übergabe', meaning: 'Another thing', basedOn: 0 })).rejects.toThrow('a word has one meaning')
  await expect(define(cro, { name: 'CONTACT', meaning: 'Another thing', basedOn: 0 })).rejects.toThrow('“Contact” is a word here already')
  await expect(define(cro, { key: 'ubergabe', name: 'Übergabe', meaning: 'When sales takes over', basedOn: 1 })).rejects.toThrow(
    'Nothing would change',
  )
  await expect(define(cro, { key: 'nothing', name: 'Nothing', meaning: 'None', basedOn: 0 })).rejects.toThrow('404')
  const second = await define(cro, { key: 'ubergabe', name: 'Übergabe', meaning: 'When sales accepts', basedOn: 1 })
  const removed = await app.call(contract.removeWord, { key: 'ubergabe', reason: 'Nobody says it', basedOn: 2 }, cmo)
  await expect(word('ubergabe')).rejects.toThrow('There is no word')
  await expect(undo(second.eventId)).rejects.toThrow('409 This word was changed again since')
  await undo(removed.eventId)
  expect(await word('ubergabe')).toMatchObject({ origin: 'own', meaning: 'When sales accepts', version: 2 })
})

test('who may not, may not: viewers write nothing, each side confirms for itself, nobody for both, and no key', async () => {
  await expect(define(viewer, { name: 'Mine', meaning: 'Mine alone', basedOn: 0 })).rejects.toThrow('403')
  await expect(confirm(cmo, 'sales', 'deal')).rejects.toThrow('409 Members of sales confirm for sales')
  await expect(confirm(key, 'sales', 'deal')).rejects.toThrow('API keys do not confirm')
  const given = await confirm(owner, 'sales', 'deal', 'stage')
  await expect(confirm(owner, 'marketing', 'deal')).rejects.toThrow('Each side is a person of its own')
  await undo(given.eventId)
  expect((await word('stage')).confirmed).toEqual({ marketing: null, sales: null })
  await expect(app.call(contract.removeWord, { key: 'deal', reason: 'Away with it', basedOn: 0 }, cmo)).rejects.toThrow(
    'came with Interlock',
  )
  await expect(app.call(contract.confirmWords, { side: 'sales', words: [{ key: 'deal', seal: 'old' }] }, cro)).rejects.toThrow(
    'since you read it',
  )
  const kinds = await rowsOf(app, "SELECT DISTINCT kind FROM event WHERE kind LIKE 'word.%' ORDER BY 1")
  expect(kinds.map(({ kind }) => kind)).toEqual(['word.changed', 'word.confirmed'])
})
