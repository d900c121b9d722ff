import { expect, test } from 'vitest'
import { consentColumn, consentsIn } from './consents.ts'

const columnsOf = (...headers: string[]) =>
  new Map(
    headers.flatMap((header) => {
      const column = consentColumn(header)
      return column ? [[header, column] as const] : []
    }),
  )

test.each([
  ['Email Opt Out', 'objected', 'e-mail'],
  ['HasOptedOutOfEmail', 'objected', 'e-mail'],
  ['Unsubscribed from all email', 'objected', 'e-mail'],
  ['hs_email_optout', 'objected', 'e-mail'],
  ['Do Not Call', 'objected', 'telephone'],
  ['DoNotCall', 'objected', 'telephone'],
  ['Has Opted Out Of Fax', 'objected', 'fax'],
  ['email_opt_in_double_c', 'given', 'e-mail'],
  ['Marketing contact status', 'status', 'marketing'],
  ['Opt-in date', 'given at', 'e-mail'],
  ['GDPR legal basis', 'basis', undefined],
  ["Legal basis for processing contact's data", 'basis', undefined],
])('the column "%s" tells of consent', (header, tells, purpose) => {
  expect(consentColumn(header)).toEqual(purpose === undefined ? { tells } : { tells, purpose })
})

test.each(['Email', 'Status', 'Opted', 'Marketing campaign', 'Call'])('the column "%s" tells nothing of consent', (header) => {
  expect(consentColumn(header)).toBeNull()
})

test('a row says what its cells say: empty and unclear ones nothing, an objection more than an agreement', () => {
  const columns = columnsOf('Email Opt Out', 'Email Opt In', 'Opt-in date', 'Legal basis', 'Do Not Call')
  const say = (custom: Record<string, string>) => consentsIn(custom, columns).map(({ purpose, status, on }) => `${purpose} ${status} ${on}`)
  expect(say({})).toEqual([])
  expect(say({ 'Email Opt Out': ' ', 'Do Not Call': 'maybe' })).toEqual([])
  expect(say({ 'Email Opt Out': 'TRUE', 'Email Opt In': '1' })).toEqual(['e-mail objected true'])
  expect(say({ 'Email Opt Out': 'false', 'Email Opt In': 'yes', 'Do Not Call': 'Ja' })).toEqual([
    'e-mail objected false',
    'e-mail given true',
    'telephone objected true',
  ])
  expect(
    consentsIn({ 'Email Opt In': 'yes', 'Opt-in date': '2024-05-06 10:00', 'Legal basis': 'Legitimate interest – customer' }, columns),
  ).toEqual([{ purpose: 'e-mail', status: 'given', on: true, basis: 'legitimate interests', at: '2024-05-06T00:00:00.000Z' }])
})
