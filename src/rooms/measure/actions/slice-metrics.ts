import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import type { Duck } from '#platform/analytics/duck'
import type { Answer, Dimension } from '../contract.ts'
import { metricNamed, metrics } from '../metrics/catalog.ts'
import { type About, aboutFacts, allDimensions } from '../store/facts.ts'
import { ask } from './ask.ts'

/** What is asked of deals and of leads for each value of a field. */
const byDeal = [
  'deal_count',
  'won_count',
  'lost_count',
  'open_count',
  'close_rate',
  'won_amount',
  'open_amount',
  'deal_size_mean',
  'deal_size_median',
  'cycle_days_mean',
  'cycle_days_median',
  'cycle_days_lost_mean',
  'cycle_days_lost_median',
  'cycle_days_closed_mean',
]
const byLead = ['lead_count', 'lead_converted_count', 'lead_conversion']
const byStage = ['stage_entered', 'stage_conversion', 'time_in_stage_median', 'time_in_stage_p75', 'time_in_stage_p90']

/** All metrics of the whole, then those of each stage, then those by each of the fields, called as the user called them. */
export async function sliceMetrics(duck: Duck, fields: readonly string[]): Promise<Answer[]> {
  const about = await aboutFacts(duck)
  const asked = fields.map((field) => ({ field, dimensions: dimensionsCalled(field, about) }))
  const whole = await ask(duck, metrics, { about })
  const present = whole.filter((answer) => answer.n > 0 || answer.unit === 'share')
  const stages =
    about.stageSource === 'none'
      ? []
      : await ask(duck, byStage.map(metricNamed), { about, by: about.severalPipelines ? ['pipeline', 'stage'] : ['stage'] })
  const sliced: Answer[] = []
  for (const { field, dimensions } of asked) {
    for (const { subject, key } of dimensions) {
      const names = subject === 'deal' ? byDeal : byLead
      sliced.push(...(await ask(duck, names.map(metricNamed), { about, by: [key], called: { [key]: field } })))
    }
  }
  return [...present, ...stages, ...sliced]
}

/** The dimensions that a field means, at most one of deals and one of leads. Throws a Problem that lists what exists. */
export function dimensionsCalled(field: string, about: About): Dimension[] {
  const wanted = plain(field)
  const all = allDimensions(about)
  const found = (['deal', 'lead'] as const).flatMap((subject) => {
    const own = all.filter((dimension) => dimension.subject === subject)
    const one = own.find(({ key }) => plain(key) === wanted) ?? own.find(({ label }) => plain(label) === wanted)
    return one ? [one] : []
  })
  if (found.length > 0) return found
  const names = [...new Set(all.map(({ key, label }) => (plain(key) === plain(label) ? label : `${label} (${key})`)))]
  throw new Problem(
    'invalid-input',
    t('There is no field "{{field}}" to cut by. There are: {{known}}.', { field, known: names.join(', ') }),
  )
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_\-.]+/g, '')
}
