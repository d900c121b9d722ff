import { expect, test } from 'vitest'
import { catalogue } from '#languages/de/catalogue'
import { attributions } from '../metrics/campaigns.ts'
import { marketingMetrics, metrics } from '../metrics/catalog.ts'
import { checks } from '../metrics/quality.ts'
import { recordColumns } from '../rules/record-table.ts'
import { scopeInWords } from '../rules/scope-words.ts'
import { chanceSaid } from '../rules/words.ts'
import { type ScopeParams, saidIn } from './slice.ts'
import { chanceText, scopeTexts } from './words.ts'

test('every metric, check and column of records has its words in German', () => {
  const all = [...metrics, ...marketingMetrics]
  const words = [
    ...all.flatMap((metric) => [metric.title, metric.definition, metric.cannot, ...recordColumns(metric, true).map(({ label }) => label)]),
    ...checks.flatMap(({ title, next }) => [title, next]),
    ...Object.values(attributions).flatMap(({ title, says }) => [title, says]),
  ]
  expect(words.filter((word) => !(word in catalogue))).toEqual([])
})

test('screens say what is looked at, and how likely chance is, as programs are told', () => {
  const dimensions = [{ key: 'owner', label: 'Sales rep' }]
  const looks: ScopeParams[] = [
    {},
    { 'in.owner': 'Ann Ash', 'in.lost_reason': '', 'opened.from': '2025-01-01', 'opened.to': '2025-03-31', asof: '2025-06-30' },
    { 'opened.from': '2025-01-01', 'closed.to': '2025-03-31' },
    { 'opened.to': '2025-01-01', 'closed.from': '2025-03-31', 'closed.to': '2025-04-30' },
    { 'closed.from': '2025-03-31' },
  ]
  for (const look of looks.map(saidIn)) expect(scopeTexts(look, dimensions)).toEqual(scopeInWords(look, dimensions))
  for (const p of [0.0001, 0.001, 0.0123, 0.05, 1]) expect(chanceText(p)).toBe(chanceSaid(p))
})
