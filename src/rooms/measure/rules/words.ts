import { numbers, plural, t } from '#kernel/text'
import type { Answer } from '../contract.ts'

const whole = numbers({ maximumFractionDigits: 0 })
const oneDigit = numbers({ maximumFractionDigits: 1 })
const inPercent = numbers({ style: 'percent', maximumFractionDigits: 1 })

/** A value in its unit, as sentences have it: 17.3%, 41 days, EUR 12,500. */
export function inUnit(value: number, unit: Answer['unit'], currency: string | null): string {
  if (unit === 'share') return inPercent(value)
  if (unit === 'money') return currency ? `${currency} ${whole(value)}` : whole(value)
  if (unit === 'days') return plural(value, '{{n}} day', '{{n}} days', { n: oneDigit(value) })
  return oneDigit(value)
}

/** How likely a finding is without anything behind it, as a sentence. `p` is corrected for how many were looked at. */
export function chanceSaid(p: number): string {
  const share = p < 0.001 ? t('below {{share}}', { share: inUnit(0.001, 'share', null) }) : inUnit(p, 'share', null)
  return t('Chance of it if nothing were behind it: {{share}}.', { share })
}
