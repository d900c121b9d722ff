import { numbers, said, spoken, t } from '#kernel/text'
import type { Quality, QualityItem } from '../contract.ts'

interface Checked {
  readonly all: number
  readonly clean: number
  readonly results: readonly {
    readonly check: { readonly key: string; readonly title: string; readonly next: string }
    readonly count: number
    readonly of: number
    readonly money: number | null
    readonly examples: readonly string[]
  }[]
  readonly notAsked: readonly { readonly title: string }[]
}

const whole = numbers({ maximumFractionDigits: 0 })

/** A title inside of a sentence; German keeps its capitals. */
const inText = (title: string) => (spoken() === 'en' ? title.toLowerCase() : said(title))

/** The findings of the checks, those that concern most money first, with a score that says how it is computed. */
export function qualityOf(checked: Checked, found: readonly QualityItem[] = []): Quality {
  const items = checked.results
    .filter(({ count }) => count > 0)
    .map(({ check, count, of, money, examples }) => ({
      key: check.key,
      title: check.title,
      count,
      of,
      money,
      examples: [...examples],
      next: check.next,
    }))
  const asked = checked.results.map(({ check }) => inText(check.title))
  const left = checked.notAsked.map(({ title }) => inText(title))
  const formula = [
    t(
      'Deals without any of these findings, divided by all deals, times 100: {{clean}} of {{all}}. No weights: a deal counts once, whatever is found on it.',
      { clean: whole(checked.clean), all: whole(checked.all) },
    ),
    t('Looked for: {{checks}}.', { checks: asked.join('; ') }),
    ...(left.length > 0 ? [t('Not asked, because the data does not hold what it takes: {{checks}}.', { checks: left.join('; ') })] : []),
  ].join(' ')
  return {
    score: checked.all === 0 ? null : Math.round((1000 * checked.clean) / checked.all) / 10,
    formula,
    items: [...items.toSorted((a, b) => (b.money ?? 0) - (a.money ?? 0) || b.count - a.count), ...found],
  }
}
