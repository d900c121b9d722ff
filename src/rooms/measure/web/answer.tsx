import { Figure, type Proof } from '#web/kit/figure.tsx'
import { counted, decimal, inUnit, moneyShort, period, tn } from '#web/kit/format'
import { said, t } from '#web/kit/text'
import type { Answer } from '../contract.ts'
import classes from './diagnosis.module.css'
import { recordsHref } from './slice.ts'

/** What stands behind an answer, in the words of the figure's card. */
export function proofOf(answer: Answer): Proof {
  const range = rangeText(answer)
  return {
    definition: said(answer.definition),
    basis: counted(answer.n, 'record'),
    period: answer.period ? period(answer.period.from, answer.period.to) : undefined,
    interval: range ? `${range}${answer.method ? ` (${said(answer.method)})` : ''}` : undefined,
    caveat: answer.cannot ? t('Cannot know: {{what}}', { what: said(answer.cannot) }) : undefined,
  }
}

/** "62.0% to 64.3%", or nothing when the answer has no interval. */
export function rangeText(answer: Answer): string | null {
  const ends = endsOf(answer)
  return ends && t('{{low}} to {{high}}', ends)
}

/** "between 62.0% and 64.3%", or nothing when the answer has no interval. */
export function betweenText(answer: Answer): string | null {
  const ends = endsOf(answer)
  return ends && t('between {{low}} and {{high}}', ends)
}

function endsOf({ low, high, unit, currency }: Answer): { low: string; high: string } | null {
  if (low === null || high === null) return null
  return { low: unit === 'days' ? decimal(low) : inUnit(low, unit, currency), high: inUnit(high, unit, currency) }
}

/** The value of an answer as a number that opens its records, or why there is none. */
export function AnswerFigure({ answer, size = 'inline', short = false }: { answer: Answer; size?: 'inline' | 'large'; short?: boolean }) {
  if (!answer.enough || answer.value === null)
    return <Few why={answer.why === null ? t('Not known') : said(answer.why)} short={size === 'inline'} />
  if (answer.unit === 'money' && answer.n === 0) return <span className={classes.few}>{t('no amounts known')}</span>
  const text =
    short && answer.unit === 'money' ? moneyShort(answer.value, answer.currency) : inUnit(answer.value, answer.unit, answer.currency)
  return (
    <Figure
      proof={proofOf(answer)}
      href={recordsHref(answer.name, answer.slice)}
      opens={tn(answer.n, 'open its {{n}} record', 'open its {{n}} records')}
      size={size}
    >
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
      {t('too few to say')}
      <span className="visually-hidden">{why.slice(tooFew.length)}</span>
    </span>
  )
}
