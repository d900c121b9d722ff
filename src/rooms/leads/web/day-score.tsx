import { decimal, tn } from '#web/kit/format'
import { t } from '#web/kit/text'
import classes from './day.module.css'

interface Line {
  readonly key: string
  readonly name: string
  readonly points: number
  readonly days: number | null
}

interface ScoreProps {
  score: number | null
  threshold: number | null
  contract: number | null
  /** The criteria that gave points. */
  lines: readonly Line[]
  /** Those that did not hold. */
  missed: readonly { readonly key: string; readonly name: string }[]
  missing?: readonly string[]
  exclusion?: string | null
}

/** The score as it adds up, criterion by criterion. */
export function Score({ score, threshold, contract, lines, missed, missing = [], exclusion = null }: ScoreProps) {
  if (score === null) return <p className={classes.quiet}>{t('No points are known: they came without being judged by a lead contract.')}</p>
  const of = Math.max(score, threshold ?? 0, 1)
  const at = (points: number) => `${Math.max(0, Math.min(100, (points / of) * 100))}%`
  return (
    <div className={classes.score}>
      <p className={classes.scoreSum}>
        <strong>{decimal(score)}</strong>{' '}
        {threshold === null ? t('points') : t('points; a lead has {{n}} or more', { n: decimal(threshold) })}
        {contract !== null && <span className={classes.quiet}> {t('(contract version {{n}})', { n: contract })}</span>}
      </p>
      <div className={classes.scoreBar} aria-hidden="true">
        <span style={{ width: at(score) }} />
        {threshold !== null && <i style={{ left: at(threshold) }} />}
      </div>
      <ul className={classes.lines}>
        {lines.map(({ key, name, points, days }) => (
          <li key={key}>
            <span className={classes.points} data-minus={points < 0 || undefined}>
              {points > 0 ? '+' : ''}
              {decimal(points)}
            </span>
            <span>
              {name}
              {days !== null && <span className={classes.quiet}> {tn(days, '{{n}} day ago', '{{n}} days ago')}</span>}
            </span>
          </li>
        ))}
      </ul>
      {exclusion !== null && <p className={classes.not}>{t('Kept out: {{what}}', { what: exclusion })}</p>}
      {missing.length > 0 && <p className={classes.not}>{t('Not known yet: {{what}}', { what: missing.join(', ') })}</p>}
      {missed.length > 0 && (
        <details className={classes.missed}>
          <summary>{tn(missed.length, '{{n}} criterion gave nothing', '{{n}} criteria gave nothing')}</summary>
          <ul>
            {missed.map(({ key, name }) => (
              <li key={key}>{name}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

interface Judged {
  readonly row: {
    readonly score: number | null
    readonly threshold: number | null
    readonly contract: number | null
    readonly lines: readonly Line[]
  }
  readonly responses: readonly { readonly lines: readonly { readonly key: string; readonly name: string; readonly held: boolean }[] }[]
}

/** The score of a hand-over, with the criteria that gave nothing at its last response. */
export function ScoreLines({ handOver: { row, responses } }: { handOver: Judged }) {
  const judged = responses.find(({ lines }) => lines.length > 0)
  const missed = (judged?.lines ?? []).filter(({ key, held }) => !held && !row.lines.some((line) => line.key === key))
  return <Score {...row} missed={missed} />
}
