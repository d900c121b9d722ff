import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bareId, shownId, systemName, systemOf, systemPrefix, systemShape } from './source-system.ts'

test('what people call a system becomes a name of small letters, digits and dashes', () => {
  expect(['HubSpot EU', 'Zoho (alt)', 'Übersee', '  ', '日本'].map(systemName)).toEqual(['hubspot-eu', 'zoho-alt', 'ubersee', '', ''])
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (said) => {
      const name = systemName(said)
      expect(name === '' || name === 'same' || systemShape.safeParse(name).success).toBe(true)
    }),
  )
})

test('an id is told from one of another system and comes out as it went in', () => {
  expect(systemOf('pipedrive::17')).toBe('pipedrive')
  expect(systemOf('lead:pipedrive::17')).toBe('pipedrive')
  expect(bareId('lead:pipedrive::17')).toBe('lead:17')
  expect(['17', 'lead:17', 'ref:x12', 'name:ann@acme', 'urn:li:17', '0061::'].map(systemOf)).toEqual(['', '', '', '', '', '0061'])
  const name = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,39}$/)
  fc.assert(
    fc.property(name, fc.string({ minLength: 1 }), (system, id) => {
      expect(systemOf(`${systemPrefix(system)}${id}`)).toBe(system)
      expect(bareId(`${systemPrefix(system)}${id}`)).toBe(id)
    }),
  )
})

test('an id is shown as the CRM knows it, with its system where there is a second, and not at all where we made it', () => {
  expect(['17', 'pipedrive::17', 'lead:pipedrive::17'].map(shownId)).toEqual(['17', '17 (pipedrive)', 'lead:17 (pipedrive)'])
  expect(['ref:1:2', 'zoho::ref:1:2', 'name:ann@acme', 'person:0199:'].map(shownId)).toEqual([null, null, null, null])
})
