import { describe, expect, test } from 'vitest'
import { normCompany, normDomain, normEmail, normKey, words } from './normal.ts'

test.each([
  ['GTX Pro', 'gtxpro'],
  ['GTXPro', 'gtxpro'],
  ['  Straße  12 ', 'strasse12'],
  ['Énergie-Déjà', 'energiedeja'],
])('the key of %s is %s', (text, key) => expect(normKey(text)).toBe(key))

test.each([
  ['Acme, Inc.', 'acme'],
  ['ACME Incorporated', 'acme'],
  ['Müller & Söhne GmbH & Co. KG', 'mullersohne'],
  ['Acme S.A.', 'acme'],
  ['Limited', 'limited'],
  ['Company of Heroes', 'companyofheroes'],
])('the company key of %s is %s', (text, key) => expect(normCompany(text)).toBe(key))

test.each([
  [' Ann@Example.COM ', 'ann@example.com'],
  ['Ann <ann@example.com>', 'ann@example.com'],
  ['a@example.com, b@example.com', 'a@example.com'],
  ['no address', ''],
])('the e-mail key of %s is %s', (text, key) => expect(normEmail(text)).toBe(key))

test.each([
  ['https://www.Example.com/a?b', 'example.com'],
  ['ann@sub.example.com', 'sub.example.com'],
  ['BetaPages.com', 'betapages.com'],
  ['not a domain', ''],
  ['localhost', ''],
])('the domain of %s is %s', (text, key) => expect(normDomain(text)).toBe(key))

describe('words', () => {
  test('of nothing are nothing', () => expect(words(' -- ')).toBe(''))
})
