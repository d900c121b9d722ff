import { t } from '#kernel/text'
import { enoughToSay } from '#kernel/wilson'
import type { Outcome, PastGroup, PastShare, PastSide } from '../contract/history-test.ts'
import type { Limit } from '../contract.ts'
import { wilson } from './intervals.ts'

/** People who were judged alike. */
export interface JudgedCell {
  readonly before: boolean
  readonly after: boolean
  readonly outcome: Outcome
  readonly people: number
  readonly won: number
  readonly open: number
}

/** What counts as won: deals where any is tied to somebody who was handed over, else conversions. */
export function targetOf(outcomes: Readonly<Record<Outcome, number>>): 'won' | 'converted' | 'none' {
  if (outcomes.won > 0) return 'won'
  return outcomes.converted > 0 && outcomes.open + outcomes.lost === 0 ? 'converted' : 'none'
}

/** All cells that a condition takes, as one group. */
export function groupOf(cells: readonly JudgedCell[], takes: (cell: JudgedCell) => boolean = () => true): PastGroup {
  const group = { people: 0, won: 0, open: 0, lost: 0, converted: 0, none: 0, wonAmount: 0, openAmount: 0 }
  for (const cell of cells.filter(takes)) {
    group.people += cell.people
    group[cell.outcome] += cell.people
    group.wonAmount += cell.won
    group.openAmount += cell.open
  }
  return group
}

/** A share with Wilson's interval of 95 %. */
export function shareOf(hits: number, n: number): PastShare {
  const enough = n >= enoughToSay
  return { hits, n, value: n === 0 ? null : hits / n, ...wilson(hits, n), enough }
}

/** What one version makes of all. Precision leaves out who is still open; without a target both are too few to say. */
export function sideOf(leads: PastGroup, all: PastGroup, target: 'won' | 'converted' | 'none', weeks: readonly number[]): PastSide {
  const hits = (group: PastGroup) => (target === 'none' ? 0 : group[target])
  const known = (group: PastGroup) => (target === 'none' ? 0 : group.people - group.open)
  return {
    leads,
    share: shareOf(leads.people, all.people),
    precision: shareOf(hits(leads), known(leads)),
    recall: shareOf(hits(leads), hits(all)),
    weekly: loadOf(weeks),
  }
}

/** Leads a week: the mean, the week that one in ten exceeds, and the fullest. */
export function loadOf(weeks: readonly number[]): PastSide['weekly'] {
  if (weeks.length === 0) return { mean: 0, p90: 0, most: 0 }
  const sorted = weeks.toSorted((a, b) => a - b)
  const p90 = sorted[Math.ceil(0.9 * sorted.length) - 1] ?? 0
  return { mean: weeks.reduce((sum, n) => sum + n, 0) / weeks.length, p90, most: sorted.at(-1) ?? 0 }
}

/** Every week from the first to the last; weeks without anybody have none. */
export function everyWeek<W extends { readonly week: string; readonly before: number; readonly after: number }>(weeks: readonly W[]) {
  const known = new Map(weeks.map((one) => [one.week, one]))
  const first = weeks[0]?.week
  const last = weeks.at(-1)?.week
  const all: { week: string; before: number; after: number }[] = []
  if (first === undefined || last === undefined) return all
  for (let day = Date.parse(first); day <= Date.parse(last); day += 7 * 86_400_000) {
    const week = new Date(day).toISOString().slice(0, 10)
    all.push({ week, before: known.get(week)?.before ?? 0, after: known.get(week)?.after ?? 0 })
  }
  return all
}

/** What a test on history cannot know. */
export function limitsOfTest(known: {
  readonly undated: number
  readonly target: 'won' | 'converted' | 'none'
  readonly people: number
}): Limit[] {
  const limits: Limit[] = [
    {
      key: 'only-handed-over',
      says: t(
        'History holds only those who were handed over. Whoever marketing held back is not in it, so nobody can say whom a wider contract would win.',
      ),
      remedy: null,
    },
    {
      key: 'facts-of-now',
      says: t(
        'Responses, activities and deals count as of each hand-over. Facts of people and accounts, such as the industry, are those of today; what sales filled in later makes a criterion look better than it is.',
      ),
      remedy: null,
    },
  ]
  if (known.target === 'converted')
    limits.push({
      key: 'conversions-for-deals',
      says: t('No won deal is tied to a lead here, so conversions stand in for won deals.'),
      remedy: t('Import deals with the id of the lead that they came from.'),
    })
  if (known.target === 'none' && known.people > 0)
    limits.push({
      key: 'no-outcome',
      says: t('Nobody who was handed over is tied to a won deal, so precision and recall cannot be told.'),
      remedy: t('Import deals with the id of the lead that they came from.'),
    })
  if (known.undated > 0)
    limits.push({
      key: 'undated',
      says: t('{{n}} people were handed over without a date, so they are not judged.', { n: known.undated }),
      remedy: t('Import leads with the day on which they were created.'),
    })
  return limits
}
