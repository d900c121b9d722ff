import { expect, test } from 'vitest'
import { emptyDocument } from '../contract.ts'
import { changesBetween, clockWords } from './compare.ts'

const words = { rule: () => 'a rule', fact: (key: string) => key }
const size = { key: 'size', name: 'Size', kind: 'fit' as const, rule: { combinator: 'and' as const, rules: [] }, points: 10, fade: null }

test('two versions are compared in words: what comes, what goes, what is another figure, and nothing where nothing changed', () => {
  const before = { ...emptyDocument, criteria: [size, { ...size, key: 'old', name: 'Old' }], required: ['phone'] }
  expect(changesBetween(before, structuredClone(before), words)).toEqual([])
  const after = {
    ...before,
    threshold: 70,
    criteria: [
      { ...size, points: 25, fade: { halfLifeDays: 14, since: 'lastResponse' as const } },
      { ...size, key: 'new', name: 'New' },
    ],
    required: ['emailDomain'],
    marketing: { ...before.marketing, leadsAMonth: 120 },
    clocks: { ...before.clocks, place: { hours: 6, of: 'working' as const } },
  }
  expect(changesBetween(before, after, words)).toEqual([
    'The threshold is 70 points instead of 50.',
    '“Size” gives 25 points instead of 10.',
    '“Size” halves every 14 days since: lastResponse; before: does not fade.',
    'New criterion “New”: 10 points where always.',
    'The criterion “Old” with 10 points goes.',
    '“emailDomain” must be known from now on.',
    '“phone” need not be known any more.',
    'Leads a month: 120 instead of not said.',
    'In the right channel within: 6 working hours instead of 12 working hours.',
  ])
  expect([clockWords({ hours: 336, of: 'all' }), clockWords({ hours: 12, of: 'all' })]).toEqual(['14 days', '12 hours'])
})
