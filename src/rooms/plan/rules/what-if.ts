import { t } from '#kernel/text'
import type { Evidence, Step, WhatIfBase } from '../contract.ts'
import { priceable } from './by-stage.ts'
import { count, days, money, percent } from './say.ts'

/** What is moved, all at once: points of conversion of stages (0.01 is one point), days of cycle, and the mean deal size. */
export interface Change {
  /** By the key of the stage, see `stageKey`. */
  readonly points: Readonly<Record<string, number>>
  /** Days less from opening to winning. */
  readonly daysLess: number
  readonly sizeMore: number
}

export const noChange: Change = { points: {}, daysLess: 0, sizeMore: 0 }

export interface Outcome {
  /** Won in a year as it is, and as it would be. */
  readonly asIs: number
  readonly wouldBe: number
  readonly steps: readonly Step[]
}

export function stageKey({ pipeline, stage }: { pipeline: string | null; stage: string }): string {
  return JSON.stringify([pipeline, stage])
}

/** The year to start from; null where nothing is won or no amount is known. */
export function whatIfBase(evidence: Evidence): WhatIfBase | null {
  const { spanDays, wonInSpan, won, closed, meanWon, cycleMean, currency } = evidence
  if (meanWon === null || meanWon <= 0 || wonInSpan === 0 || won === 0 || spanDays < 1) return null
  const wonAYear = (wonInSpan * 365) / spanDays
  return {
    currency,
    wonAYear,
    meanWon,
    opportunities: wonAYear / (won / closed),
    cycleDays: cycleMean !== null && cycleMean > 1 ? cycleMean : null,
    stages: evidence.stages
      .filter(priceable)
      .toSorted((a, b) => (a.pipeline ?? '').localeCompare(b.pipeline ?? '') || a.position - b.position)
      .map((stage) => ({
        pipeline: stage.pipeline,
        stage: stage.stage,
        conversion: stage.forward / stage.left,
        entriesAYear: (stage.left * 365) / spanDays,
        chanceAfter: stage.afterWon / stage.afterClosed,
      })),
  }
}

/**
 * What a year would bring. Won a year = opportunities x win rate x size; more entries that go forward in a stage win at the rate of those that
 * went forward before; several stages multiply, because deals pass one after the other. A shorter cycle lets the same sellers carry
 * as many more deals as it is shorter (sales velocity: opportunities x win rate x size / cycle), which assumes that their time is what limits.
 */
export function whatIf(base: WhatIfBase, { points, daysLess, sizeMore }: Change): Outcome {
  const asIs = base.wonAYear * base.meanWon
  const steps: Step[] = [
    {
      label: t('Won in a year as it is'),
      value: asIs,
      unit: 'money',
      says: t('{{n}} won deals of {{size}}', { n: count(base.wonAYear), size: money(base.meanWon, base.currency) }),
    },
  ]
  let wins = base.wonAYear
  for (const stage of base.stages) {
    const more = pointsWithin(stage.conversion, points[stageKey(stage)] ?? 0)
    if (more === 0) continue
    const lift = Math.max(0, 1 + (more * stage.entriesAYear * stage.chanceAfter) / base.wonAYear)
    wins *= lift
    steps.push({
      label: t('{{what}}: {{before}} becomes {{after}}', {
        what: stage.stage,
        before: percent(stage.conversion),
        after: percent(stage.conversion + more),
      }),
      value: lift,
      unit: 'times',
      says: forwardSays(stage, more),
    })
  }
  const size = Math.max(0, base.meanWon + sizeMore)
  if (sizeMore !== 0)
    steps.push({
      label: t('Mean size of a won deal'),
      value: size,
      unit: 'money',
      says: t('{{size}} and {{more}}', { size: money(base.meanWon, base.currency), more: money(sizeMore, base.currency) }),
    })
  const speed = speedOf(base, daysLess)
  if (speed !== 1 && base.cycleDays !== null)
    steps.push({
      label: t('{{what}}: {{before}} becomes {{after}}', {
        what: t('Cycle'),
        before: days(base.cycleDays),
        after: days(base.cycleDays / speed),
      }),
      value: speed,
      unit: 'times',
      says: t('as many more deals by the same sellers; it assumes that their time is what limits'),
    })
  const wouldBe = wins * size * speed
  steps.push({
    label: t('Won in a year then'),
    value: wouldBe,
    unit: 'money',
    says: t('{{n}} won deals of {{size}}', { n: count(wins * speed), size: money(size, base.currency) }),
  })
  return {
    asIs,
    wouldBe,
    steps: [...steps, { label: t('Difference a year'), value: wouldBe - asIs, unit: 'money', says: t('then less now') }],
  }
}

function forwardSays({ entriesAYear, chanceAfter }: WhatIfBase['stages'][number], more: number): string {
  const gaps = { n: count(Math.abs(more) * entriesAYear), entries: count(entriesAYear), chance: percent(chanceAfter) }
  return more > 0
    ? t('{{n}} more of {{entries}} entries a year go forward, of which {{chance}} are won', gaps)
    : t('{{n}} fewer of {{entries}} entries a year go forward, of which {{chance}} are won', gaps)
}

/** A conversion stays a share, whatever is asked. */
function pointsWithin(conversion: number, points: number): number {
  return Math.min(Math.max(points, -conversion), 1 - conversion)
}

/** How many times as many deals fit into a year; at least one day of cycle stays. */
function speedOf({ cycleDays }: WhatIfBase, daysLess: number): number {
  return cycleDays === null ? 1 : cycleDays / Math.max(1, cycleDays - daysLess)
}

/** An amount that is a sensible step of the mean deal size: a power of ten, at most a tenth of it. */
export function sizeUnit({ meanWon }: WhatIfBase): number {
  return 10 ** Math.floor(Math.log10(Math.max(10, meanWon)) - 1)
}

/** What one more of a thing is worth a year: a point of conversion in each stage, a day of cycle, a unit of deal size. */
export function unitValues(base: WhatIfBase): {
  points: { pipeline: string | null; stage: string; money: number }[]
  day: number | null
  size: number
} {
  const gain = (change: Partial<Change>) => {
    const { asIs, wouldBe } = whatIf(base, { ...noChange, ...change })
    return wouldBe - asIs
  }
  return {
    points: base.stages.map((stage) => ({
      pipeline: stage.pipeline,
      stage: stage.stage,
      money: gain({ points: { [stageKey(stage)]: 0.01 } }),
    })),
    day: base.cycleDays === null ? null : gain({ daysLess: 1 }),
    size: gain({ sizeMore: sizeUnit(base) }),
  }
}
