import { expect, test } from 'vitest'
import { line } from '#line'
import { findNames, words } from './names.ts'

const rulesFor = (path: string) => findNames([{ path, text: '' }], line).map(({ rule }) => rule)

test.each(words)('a room may have a word %s, as a file or as a folder', (word) => {
  expect(rulesFor(`src/rooms/deals/${word}.ts`)).toEqual([])
  expect(rulesFor(`src/rooms/deals/${word}/win-deal.ts`)).toEqual([])
  expect(rulesFor(`src/rooms/deals/${word}.test.ts`)).toEqual([])
})

test.each([
  ['closed-words', 'src/rooms/deals/service.ts'],
  ['closed-words', 'src/rooms/deals/models/deal.ts'],
  ['closed-words', 'src/rooms/deals/fields.ts'],
  ['no-barrels', 'src/rooms/deals/actions/index.ts'],
  ['no-helpers', 'src/platform/utils.ts'],
  ['no-helpers', 'src/web/helpers/format.ts'],
  ['tree', 'src/services/deals.ts'],
  ['rooms-are-on-the-line', 'src/rooms/billing/contract.ts'],
])('%s is red for %s', (rule, path) => {
  expect(rulesFor(path)).toContain(rule)
})
