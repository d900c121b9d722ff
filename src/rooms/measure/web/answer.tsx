import { Figure, type Proof } from '#web/kit/figure.tsx'
import { count, decimal, inUnit, moneyShort, period } from '#web/kit/format'
import type { Answer } from '../contract.ts'
import classes from './diagnosis.module.css'
import { recordsHref } from './slice.ts'

/** What stands behind an answer, in the words of the figure's card. */
export function proofOf(answer: Answer): Proof {
  const range = rangeText(answer)
  return {
    definition: answer.definition,
    basis: `${count(answer.n)} records`,
    period: answer.period ? period(answer.period.from, answer.period.to) : undefined,
    interval: range ? `${range}${answer.method ? ` (${answer.method})` : ''}` : undefined,
    caveat: answer.cannot ? `Cannot know: ${answer.cannot}` : undefined,
  }
}

/** "62.0% to 64.3%", or nothing when the answer has no interval. */
export function rangeText({ low, high, unit, currency }: Answer): string | null {
  if (low === null || high === null) return null
  const from = unit === 'days' ? decimal(low) : inUnit(low, unit, currency)
  return `${from} to ${inUnit(high, unit, currency)}`
}

/** The value of an answer as a number that opens its records, or why there is none. */
export function AnswerFigure({ answer, size = 'inline', short = false }: { answer: Answer; size?: 'inline' | 'large'; short?: boolean }) {
  if (!answer.enough || answer.value === null) return <Few why={answer.why ?? 'Not known'} short={size === 'inline'} />
  if (answer.unit === 'money' && answer.n === 0) return <span className={classes.few}>no amounts known</span>
  const text =
    short && answer.unit === 'money' ? moneyShort(answer.value, answer.currency) : inUnit(answer.value, answer.unit, answer.currency)
  return (
    <Figure proof={proofOf(answer)} href={recordsHref(answer.name, answer.slice)} opens={`open its ${count(answer.n)} records`} size={size}>
      {text}
    </Figure>
  )
}

const tooFew = 'Too few to say'

/** Why there is no number; in a row of figures the counts are only read out and shown on pointing. */
function Few({ why, short }: { why: string; short: boolean }) {
  if (!short || !why.startsWith(tooFew)) return <span className={classes.few}>{why}</span>
  return (
    <span className={classes.few} title={why}>
      {tooFew.toLowerCase()}
      <span className="visually-hidden">{why.slice(tooFew.length)}</span>
    </span>
  )
}
