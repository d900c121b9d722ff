import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { normCompany, normDomain, normEmail, normKey, words } from '#kernel/normal'
import { type Duck, openDuck } from './duck.ts'
import { installKeys } from './keys.ts'

let duck: Duck
beforeAll(async () => {
  duck = await openDuck()
  await installKeys(duck)
})
afterAll(() => duck.close())

const letters = 'aAbBzZ09 .,;:-_/@&()\'"<>?#\t\näÄöÜßéÈçñøØłŁœžčěśąабвГДЖαβΓΔ東京ｗ²½️'
const parts = ['GmbH', ' & Co. KG', ', Inc.', ' Ltd', 'https://', 'www.', '@', '.com', 'S.A.', ' e.V.']
const text = fc
  .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...letters) }, { weight: 1, arbitrary: fc.constantFrom(...parts) }), {
    maxLength: 24,
  })
  .map((pieces) => pieces.join(''))

test('SQL and TypeScript give the same keys', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 40 }), async (texts) => {
      const rows = await duck.all(
        `SELECT x, norm_words(x) AS words, norm_key(x) AS key, norm_email(x) AS email, norm_domain(x) AS domain, norm_company(x) AS company
         FROM (SELECT unnest(?) AS x)`,
        [texts],
      )
      expect(rows).toEqual(
        texts.map((x) => ({ x, words: words(x), key: normKey(x), email: normEmail(x), domain: normDomain(x), company: normCompany(x) })),
      )
    }),
    { numRuns: 60 },
  )
})
