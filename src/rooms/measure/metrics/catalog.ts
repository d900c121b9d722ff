import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { accountMetrics } from './accounts.ts'
import { campaignMetrics } from './campaigns.ts'
import { composedMetrics } from './composed.ts'
import { dealMetrics } from './deals.ts'
import type { Metric } from './declare.ts'
import { leadMetrics } from './leads.ts'
import { qualityMetrics } from './quality.ts'
import { stageMetrics } from './stages.ts'
import { stuckMetrics } from './stuck.ts'

/** Every metric of deals, stages and leads, in the order in which people read them. */
export const metrics: readonly Metric[] = [
  ...dealMetrics,
  ...composedMetrics,
  ...stuckMetrics,
  ...stageMetrics,
  ...leadMetrics,
  ...qualityMetrics,
]

/** Every metric of what marketing did. */
export const marketingMetrics: readonly Metric[] = [...campaignMetrics, ...accountMetrics]

const all = [...metrics, ...marketingMetrics]
const byName = new Map(all.map((metric) => [metric.name, metric]))

/** The metric of that name. Throws a Problem that lists what exists. */
export function metricNamed(name: string): Metric {
  const metric = byName.get(name)
  if (!metric)
    throw new Problem(
      'invalid-input',
      t('There is no metric "{{name}}". There are: {{known}}.', { name, known: all.map((each) => each.name).join(', ') }),
    )
  return metric
}
