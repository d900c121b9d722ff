import type { Answer } from '../contract.ts'

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 })
const oneDigit = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 })

/** A value in its unit, as sentences have it: 17.3 %, 41 days, EUR 12,500. */
export function said(value: number, unit: Answer['unit'], currency: string | null): string {
  if (unit === 'share') return `${oneDigit.format(value * 100)} %`
  if (unit === 'money') return currency ? `${currency} ${whole.format(value)}` : whole.format(value)
  if (unit === 'days') return `${oneDigit.format(value)} ${value === 1 ? 'day' : 'days'}`
  return oneDigit.format(value)
}

/** How likely a finding is without anything behind it, as a sentence. `p` is corrected for how many were looked at. */
export function chanceSaid(p: number): string {
  const chance = p < 0.001 ? 'below 0.1 %' : `${oneDigit.format(p * 100)} %`
  return `Chance of it if nothing were behind it: ${chance}.`
}
