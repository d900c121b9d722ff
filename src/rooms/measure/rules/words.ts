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
