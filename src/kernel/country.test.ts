import { expect, test } from 'vitest'
import { countryCode } from './country.ts'

test.each([
  ['DE', 'DE'],
  ['Deutschland', 'DE'],
  ['Österreich', 'AT'],
  ['états-unis', 'US'],
  ['USA', 'US'],
  ['España', 'ES'],
  ['United Kingdom', 'GB'],
  ['Bavaria', null],
  ['', null],
  ['ZZ', null],
])('the country "%s" is %s', (text, code) => {
  expect(countryCode(text)).toBe(code)
})
