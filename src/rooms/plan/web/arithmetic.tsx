import { count, days, money, share, unknown } from '#web/kit/format'
import { said, t } from '#web/kit/text'
import type { Step } from '../contract.ts'
import styles from './constraint.module.css'

/** A computation line by line, as one would write it on paper. */
export function Arithmetic({ steps, currency }: { steps: readonly Step[]; currency: string | null }) {
  return (
    <dl className={styles.arithmetic}>
      {steps.map((step) => (
        <div key={step.label}>
          <dt>
            {said(step.label)}
            <span className={styles.small}>{said(step.says)}</span>
          </dt>
          <dd>{stepText(step, currency)}</dd>
        </div>
      ))}
    </dl>
  )
}

function stepText({ value, unit }: Step, currency: string | null): string {
  if (value === null) return unknown
  switch (unit) {
    case 'money':
      return money(value, currency)
    case 'money a day':
      return t('{{amount}} a year', { amount: money(value, currency) })
    case 'share':
      return share(value)
    case 'days':
      return days(value)
    case 'times':
      return `× ${value.toFixed(2)}`
    case 'a year':
      return t('{{n}} a year', { n: count(value) })
    default:
      return count(value)
  }
}
