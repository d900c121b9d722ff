import type { CascadeChart } from '#kernel/chart'
import { t } from '#kernel/text'
import type { Constraint, Finding, WhatIfBase } from './contract.ts'

const mostSteps = 8

interface WaterfallWords {
  /** Where the records of a finding are. */
  readonly hrefOf?: (finding: Finding) => string | undefined
}

/**
 * What mending each stage would bring in a year, dearest first. Each bar is what its stage adds once those before it are mended, so that the
 * bars add up: costs of stages multiply, because deals pass one after the other. Null where no whole stage has a price, or nothing is won.
 */
export function waterfallOf(
  { ranked, currency }: Pick<Constraint, 'ranked' | 'currency'>,
  base: WhatIfBase | null,
  { hrefOf }: WaterfallWords = {},
): CascadeChart | null {
  const whole = ranked.filter((finding) => finding.stage !== null && finding.segment === null && finding.moneyAYear > 0)
  const now = base ? base.wonAYear * base.meanWon : 0
  if (whole.length === 0 || now <= 0) return null
  let sum = now
  const several = new Set(whole.map((finding) => finding.pipeline)).size > 1
  const steps = whole
    .toSorted((a, b) => b.moneyAYear - a.moneyAYear)
    .slice(0, mostSteps)
    .map((finding) => {
      const times = sum / now
      const value = finding.moneyAYear * times
      sum += value
      return {
        label: nameOf(finding, several),
        value,
        low: finding.low * times,
        high: finding.high * times,
        strong: finding.clear,
        href: hrefOf?.(finding),
      }
    })
  return { kind: 'cascade', unit: 'money', currency, steps, total: t('All of them together') }
}

function nameOf({ pipeline, stage, by }: Finding, several: boolean): string {
  const place = several && pipeline ? `${pipeline}: ${stage}` : (stage ?? '')
  return by === 'time' ? t('{{place}}, by time', { place }) : place
}
