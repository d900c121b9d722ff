import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Instant } from '#kernel/time'
import { confirmedBy, keyFor, mayConfirmWord, mayDefine, mayRemove, wordingText, wordsThatHold } from './glossary.ts'
import { firstWords } from './glossary-first.ts'

const wording = { name: 'Lead', meaning: 'ours', marketing: null, sales: null, example: null, isNot: null }
const ours = { ...wording, key: 'lead' }
const written = (key: string, number: number, more: object = {}) => ({ ...wording, key, number, gone: false, by: 'Ada', ...more })

test('the words of the product say what the page of words says, each under a name of its own', () => {
  const page = readFileSync(new URL('../../../../docs/words.md', import.meta.url), 'utf8')
  const rows = new Map([...page.matchAll(/^\| ([^|]+) \| ([^|]+) \|$/gm)].map(([, word = '', meaning]) => [word.trim(), meaning?.trim()]))
  const first = firstWords()
  expect(new Set(first.map(({ name }) => name.toLowerCase())).size).toBe(first.length)
  expect(new Set(first.map(({ key }) => key)).size).toBe(first.length)
  const shared = first.filter(({ name }) => rows.has(name.toLowerCase()))
  expect(shared.length).toBeGreaterThan(15)
  for (const { name, meaning } of shared) expect([name, meaning]).toEqual([name, rows.get(name.toLowerCase())])
})

test('what the company says of a word stands before what the product says, which is told beside it, until it is taken back', () => {
  const all = wordsThatHold([ours], [written('lead', 1, { meaning: 'theirs' }), written('mql', 1, { name: 'MQL' })])
  expect(all.map(({ key, origin, wording: { meaning }, ours: other }) => [key, origin, meaning, other?.meaning ?? null])).toEqual([
    ['lead', 'otherwise', 'theirs', 'ours'],
    ['mql', 'own', 'ours', null],
  ])
  const back = wordsThatHold(
    [ours],
    [written('lead', 1, { meaning: 'theirs' }), written('lead', 2, { gone: true }), written('mql', 1, { gone: true })],
  )
  expect(back).toMatchObject([{ key: 'lead', origin: 'ours', wording: { meaning: 'ours' }, ours: null, written: { number: 2 } }])
})

test('each word holds once, in whatever order its versions come', () => {
  const version = fc.record({ key: fc.constantFrom('lead', 'mql', 'sql'), number: fc.integer({ min: 1, max: 5 }), gone: fc.boolean() })
  const versions = fc.uniqueArray(version, { selector: ({ key, number }) => `${key} ${number}` })
  fc.assert(
    fc.property(versions, (all) => {
      const rows = all.map(({ key, number, gone }) => written(key, number, { gone, meaning: `${key} ${number}` }))
      const told = (from: typeof rows) => wordsThatHold([ours], from).map(({ key, wording: { meaning } }) => `${key}: ${meaning}`)
      expect(told(rows).toSorted()).toEqual(told(rows.toReversed()).toSorted())
      const keys = wordsThatHold([ours], rows).map(({ key }) => key)
      expect(new Set(keys).size).toBe(keys.length)
      expect(keys).toContain('lead')
    }),
  )
})

test('a new word gets a key of its own from any name, and a name that is taken is refused', () => {
  expect(keyFor('Übergabe-Punkt!', new Set())).toBe('ubergabe-punkt')
  expect(keyFor('見込み客', new Set(['word']))).toBe('word-2')
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.uniqueArray(fc.string()), (name, taken) => {
      const key = keyFor(name, new Set(taken))
      expect(key).toMatch(/^[a-z0-9-]{1,60}$/)
      expect(taken).not.toContain(key)
    }),
  )
  const holding = wordsThatHold([ours], [])
  expect(mayDefine({ key: 'mql', name: ' lead ', basedOn: 0 }, holding, undefined)).toMatchObject({
    why: expect.stringContaining('“Lead” is a word here already'),
  })
  expect(mayDefine({ key: 'lead', name: 'Lead', basedOn: 0 }, holding, undefined).ok).toBe(true)
  expect(mayDefine({ key: 'lead', name: 'Lead', basedOn: 0 }, holding, { number: 1, by: 'Bo' })).toMatchObject({
    why: expect.stringContaining('Bo changed “Lead” since'),
  })
  const [only] = holding
  if (only) expect(mayRemove(only, 0)).toMatchObject({ why: expect.stringContaining('came with Interlock') })
})

test('each side is confirmed by a person of its own, on the wording that they read, and never by a key', () => {
  const me = { side: 'sales' as const, seal: 's', role: 'sales' as const, userId: 'u1' }
  const word = { name: 'Lead', seal: 's', given: [] }
  const why = (one: Parameters<typeof mayConfirmWord>[1], on: Parameters<typeof mayConfirmWord>[0] = word) => {
    const verdict = mayConfirmWord(on, one)
    return verdict.ok ? 'yes' : verdict.why
  }
  expect(why(me)).toBe('yes')
  expect(why({ ...me, userId: null })).toContain('API keys do not confirm')
  expect(why({ ...me, side: 'marketing' })).toContain('Members of marketing confirm for marketing')
  expect(why({ ...me, seal: 'another' })).toContain('was changed since you read it')
  const half = { ...word, given: [{ side: 'marketing' as const, userId: 'u1', name: 'Ada' }] }
  expect(why({ ...me, role: 'owner' }, half)).toContain('a person of its own')
  expect(why({ ...me, side: 'marketing', role: 'owner', userId: 'u2' }, half)).toContain('confirmed for this side already')
})

test('a confirmation counts for the wording that it was given on, and for it again when that comes back', () => {
  const at = '2026-03-02T10:00:00.000Z' as Instant
  const given = [{ key: 'lead', seal: 'one', side: 'sales' as const, name: 'Bo', at }]
  expect(confirmedBy(given, { key: 'lead', seal: 'one' })).toEqual({ marketing: null, sales: { name: 'Bo', at } })
  expect(confirmedBy(given, { key: 'lead', seal: 'two' })).toEqual({ marketing: null, sales: null })
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      expect(wordingText({ ...wording, meaning: one }) === wordingText({ ...wording, meaning: other })).toBe(one === other)
    }),
  )
})
