import { expect, test } from 'vitest'
import { sourceByHand } from './making.ts'

test('a lead that is typed in keeps the source by which its person was won before, and says what was typed instead', () => {
  const known = { origin: 'Webinar', sources: [null, 'Fair', 'Webinar'] }
  expect(sourceByHand('Cold call', known)).toEqual({ source: 'Fair', typed: 'Cold call' })
  expect(sourceByHand('Fair', known)).toEqual({ source: 'Fair', typed: null })
  expect(sourceByHand('Cold call', { origin: 'Webinar', sources: [] })).toEqual({ source: 'Webinar', typed: 'Cold call' })
})

test('a lead of somebody new has the source that is said, and else that somebody typed it in', () => {
  expect(sourceByHand('Fair', { origin: 'Typed in by hand', sources: [] })).toEqual({ source: 'Fair', typed: null })
  expect(sourceByHand(null, { origin: 'Typed in by hand: Fair', sources: [] })).toEqual({ source: 'Typed in by hand: Fair', typed: null })
})
