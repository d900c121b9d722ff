import { expect, test } from 'vitest'
import { accountList, personList } from '#rooms/accounts/contract'
import { dealList } from '#rooms/deals/contract'
import { leadList } from '#rooms/leads/contract'
import { emptyDraft, inputOf, isEmpty, withAlong, withValue, wrongIn } from './draft.ts'

const open = { stageKind: 'open' } as const

test('what is missing or wrong stands at its field, before anything is sent', () => {
  expect(wrongIn(emptyDraft, accountList, open)).toEqual({ name: 'Say what it is called.' })
  expect(Object.keys(wrongIn(emptyDraft, personList, open))).toEqual(['firstName'])
  expect(Object.keys(wrongIn(emptyDraft, leadList, open))).toEqual(['person'])
  expect(Object.keys(wrongIn(withValue(emptyDraft, 'email', 'nobody'), personList, open))).toEqual(['email'])
  const deal = withValue(withValue(withValue(emptyDraft, 'name', 'Fleet'), 'amount', '1,5'), 'currency', 'euro')
  expect(Object.keys(wrongIn(deal, dealList, { stageKind: 'lost' })).toSorted()).toEqual(['amount', 'closed', 'currency', 'lostReason'])
  expect(wrongIn(withValue(emptyDraft, 'name', 'Fleet'), dealList, open)).toEqual({})
})

test('a record that is looked for and not chosen is not lost in silence', () => {
  const draft = { ...withValue(emptyDraft, 'name', 'Fleet'), sought: { account: 'Acm' } }
  expect(Object.keys(wrongIn(draft, dealList, open))).toEqual(['account'])
  expect(wrongIn(withAlong(draft, 'account', { name: 'Acme' }), dealList, open)).toEqual({})
  expect(wrongIn(withValue(draft, 'account', 'an id', 'Acme'), dealList, open)).toEqual({})
})

test('one that is chosen takes the place of one that would be made along, and the other way round', () => {
  const along = withAlong(withValue(emptyDraft, 'account', 'an id', 'Acme'), 'account', { name: 'Beta' })
  expect(inputOf(along, dealList)).toEqual({ values: {}, along: { account: { name: 'Beta' } } })
  expect(inputOf(withValue(along, 'account', 'an id'), dealList)).toEqual({ values: { account: 'an id' }, along: {} })
})

test('somebody new who is made along with a lead was won as the lead was', () => {
  const draft = withAlong(withValue(emptyDraft, 'source', 'Fair'), 'person', { name: 'Ada', phone: ' ' })
  expect(inputOf(draft, leadList)).toEqual({ values: { source: 'Fair' }, along: { person: { name: 'Ada', source: 'Fair' } } })
  expect(inputOf(draft, dealList).along).toEqual({ person: { name: 'Ada' } })
})

test('nothing is kept of a form in which nothing was said', () => {
  expect(isEmpty(withValue(emptyDraft, 'name', ' '))).toBe(true)
  expect(isEmpty({ ...emptyDraft, sought: { person: 'Ada' } })).toBe(false)
})
