import type { JudgedPromise, KeptOutcome, KeptPromise, PromiseKind } from '#rooms/measure/contract/commitments'
import { Figure } from '#web/kit/figure.tsx'
import { count, decimal, share, tn } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Tag } from '#web/kit/notice.tsx'
import { t } from '#web/kit/text'
import classes from './kept.module.css'
import { basisWords, countedWords, keptFigure, verdictWords } from './kept-words.ts'

/** Which records are looked at, as it stands in the address. */
export interface KeptLook {
  readonly kept: PromiseKind
  readonly outcome?: KeptOutcome
  readonly month?: string
  readonly version?: number
  readonly by?: 'team' | 'territory'
  readonly name?: string | null
}

/** The address at which the records are shown. */
export function lookAt(look: KeptLook): string {
  const entries = Object.entries(look).flatMap(([key, value]) => (value === undefined || value === null ? [] : [[key, String(value)]]))
  return `/lead-contract?${new URLSearchParams(entries)}#kept-records`
}

interface Props {
  kept: KeptPromise
  look: Omit<KeptLook, 'kept'>
  says: string
  currency: string | null
  /** That there are too few is said beside it. */
  quiet?: boolean
}

/** A promise as one figure that opens what it was counted from, with how sure it is and what became of the others. */
export function KeptFigure({ kept, look, says, currency, quiet = false }: Props) {
  const { promise, counts, low, high, enough, n } = kept
  const at = { kept: promise, ...look }
  const told = promise === 'leads' || promise === 'pipeline' ? [] : (['late', 'missed', 'early'] as const).filter((one) => counts[one] > 0)
  const interval = low !== null && high !== null && enough ? t('{{low}} to {{high}}', { low: share(low), high: share(high) }) : undefined
  return (
    <span className={classes.figure}>
      <span className={classes.value}>
        {counts.made === 0 ? (
          <span className={classes.quiet}>{promise === 'leads' ? count(0) : t('None was due yet')}</span>
        ) : (
          <Figure href={lookAt(at)} proof={{ definition: says, basis: basisWords(kept, currency), ...(interval ? { interval } : {}) }}>
            {keptFigure(kept, currency)}
          </Figure>
        )}
      </span>
      {!enough && n > 0 && !quiet && <span className={classes.quiet}>{t('too few to say')}</span>}
      {interval && <span className={classes.quiet}>{interval}</span>}
      {told.length > 0 && (
        <span className={classes.counts}>
          {told.map((outcome) => (
            <AppLink key={outcome} href={lookAt({ ...at, outcome })}>
              {countedWords(promise, outcome, counts[outcome])}
            </AppLink>
          ))}
        </span>
      )}
    </span>
  )
}

/** What was promised for each lead. */
function eachWords(promised: number, hoursOf: JudgedPromise['hoursOf']): string {
  if (hoursOf === null) return tn(promised, 'promised {{n}} try', 'promised {{n}} tries')
  const n = decimal(promised)
  return hoursOf === 'working' ? t('promised within {{n}} working hours', { n }) : t('promised within {{n}} hours', { n })
}

/** What was promised for the whole of a stretch of time, and the mark that it was kept or not. */
export function Promised({ promise, promised, hoursOf, verdict }: JudgedPromise) {
  if (verdict === 'each') return <span className={classes.quiet}>{eachWords(promised ?? 0, hoursOf)}</span>
  const { tone, says } = verdictWords[verdict]
  if (promised === null) return <span className={classes.quiet}>{says()}</span>
  return (
    <span className={classes.promised}>
      <span className={classes.quiet}>{t('promised {{what}}', { what: promise === 'leads' ? decimal(promised) : share(promised) })}</span>
      <Tag tone={tone}>{says()}</Tag>
    </span>
  )
}
