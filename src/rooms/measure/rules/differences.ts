import { said, t } from '#kernel/text'
import type { Answer, Difference } from '../contract.ts'
import { inUnit } from './words.ts'

/** One comparison of a slice with all others, before it is known how many were made. z > 0: the slice has more. */
export interface Compared {
  readonly kind: keyof typeof more
  readonly dimension: string
  readonly label: string
  readonly value: string
  /** Whether the dimension has only two values, so that one says what the other says. */
  readonly pair: boolean
  readonly z: number
  readonly p: number
}

const more = { deal_size_median: true, cycle_days_median: false, time_in_stage_median: false } as const

/** Those that differ by more than chance, the surest first. `corrected` are the chances after correction. */
export function sureDifferences<T extends Compared>(all: readonly T[], corrected: readonly number[]): (T & { readonly sure: number })[] {
  return all
    .map((each, index) => ({ ...each, sure: corrected[index] ?? 1 }))
    .filter((each) => each.sure <= 0.05 && !(each.pair && betterOf(each)))
    .toSorted((a, b) => Math.abs(b.z) - Math.abs(a.z))
}

/** Worse slices first, then by how sure it is. */
export function inTheOrderOfTelling<T extends Compared>(found: readonly T[]): T[] {
  return found.toSorted((a, b) => Number(betterOf(a)) - Number(betterOf(b)) || Math.abs(b.z) - Math.abs(a.z))
}

/** Slices beside which this one may only look different: they are surer, of the same dimension and number, and lie on the other side. */
export function opposites<T extends Compared>(one: Compared, surer: readonly T[]): T[] {
  return surer.filter((each) => each.kind === one.kind && each.dimension === one.dimension && each.z > 0 !== one.z > 0)
}

/** A difference as it is told. */
export function differenceOf(found: Compared & { sure: number }, answer: Answer, rest: number | null, looked: number): Difference {
  const { kind, dimension, label, value, sure: p } = found
  return {
    dimension,
    label,
    value,
    better: betterOf(found),
    answer,
    rest,
    says: sentence(found, answer, rest),
    p,
    looked,
    method: methodOf(kind),
  }
}

function betterOf({ kind, z }: Compared): boolean {
  return z > 0 === more[kind]
}

function methodOf(kind: Compared['kind']): string {
  return kind === 'time_in_stage_median' ? t('Log-rank test, stratified by stage') : t('Rank sum test of Wilcoxon, Mann and Whitney')
}

function sentence({ kind, label, value, z }: Compared, answer: Answer, rest: number | null): string {
  const told = (number: number | null) => (number === null ? t('not known') : inUnit(number, answer.unit, answer.currency))
  const gaps = { label: said(label), value, median: told(answer.value), rest: told(rest) }
  if (kind === 'deal_size_median')
    return z > 0
      ? t('Won deals of {{label}} "{{value}}" are larger than all others: the median is {{median}}, that of the others {{rest}}.', gaps)
      : t('Won deals of {{label}} "{{value}}" are smaller than all others: the median is {{median}}, that of the others {{rest}}.', gaps)
  if (kind === 'cycle_days_median')
    return z > 0
      ? t('Deals of {{label}} "{{value}}" take longer to win than all others: the median is {{median}}, that of the others {{rest}}.', gaps)
      : t('Deals of {{label}} "{{value}}" are won sooner than all others: the median is {{median}}, that of the others {{rest}}.', gaps)
  return z > 0
    ? t(
        'Deals of {{label}} "{{value}}" stay longer in their stages than all others: the median is {{median}}, that of the others {{rest}}.',
        gaps,
      )
    : t('Deals of {{label}} "{{value}}" move on sooner than all others: the median is {{median}}, that of the others {{rest}}.', gaps)
}
