import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { normCompany, normDomain, normEmail, normKey, normPhone, words } from '#kernel/normal'
import { type Duck, openDuck } from './duck.ts'
import { installKeys } from './keys.ts'

let duck: Duck
beforeAll(async () => {
  duck = await openDuck()
  await installKeys(duck)
})
afterAll(() => duck.close())

const letters = 'aAbBzZ09 .,;:-_/@&()\'"<>?#\t\näÄöÜßéÈçñøØłŁœžčěśąабвГДЖαβΓΔ東京ｗ²½️'
const parts = [
  '+49 30 ',
  '0043(0)1',
  '(0)',
  '555-',
  '12.34/',
  '+',
  '00',
  'GmbH',
  ' & Co. KG',
  ', Inc.',
  ' Ltd',
  'https://',
  'www.',
  '@',
  '.com',
  'S.A.',
  ' e.V.',
]
const text = fc
  .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...letters) }, { weight: 1, arbitrary: fc.constantFrom(...parts) }), {
    maxLength: 24,
  })
  .map((pieces) => pieces.join(''))

test('SQL and TypeScript give the same keys', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 40 }), async (texts) => {
      const rows = await duck.all(
        `SELECT x, norm_words(x) AS words, norm_key(x) AS key, norm_email(x) AS email, norm_domain(x) AS domain, norm_company(x) AS company, norm_phone(x) AS phone
         FROM (SELECT unnest(?) AS x)`,
        [texts],
      )
      expect(rows).toEqual(
        texts.map((x) => ({
          ...{ x, words: words(x), key: normKey(x), email: normEmail(x) },
          ...{ domain: normDomain(x), company: normCompany(x), phone: normPhone(x) },
        })),
      )
    }),
    { numRuns: 60 },
  )
})

const phones = fc
  .array(fc.constantFrom('+', '00', '(0)', '49', '1', '30', '5551234', ' ', '-', '/', 'x', '.'), { maxLength: 8 })
  .map((pieces) => pieces.join(''))

test('SQL and TypeScript give the same telephone numbers, and some are numbers', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(phones, { minLength: 1, maxLength: 60 }), async (texts) => {
      const rows = await duck.all('SELECT x, norm_phone(x) AS phone FROM (SELECT unnest(?) AS x)', [texts])
      expect(rows).toEqual(texts.map((x) => ({ x, phone: normPhone(x) })))
    }),
    { numRuns: 40 },
  )
  expect(['+43 (0)1 234 56 78', '0049 30/123-4567', '+1 212 555 0000', '030 1234567', '+12', 'call me'].map(normPhone)).toEqual([
    ...['+4312345678', '+49301234567', '+12125550000', '', '', ''],
  ])
})
