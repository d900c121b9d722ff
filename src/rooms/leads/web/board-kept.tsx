import type { ResultOf } from '#kernel/endpoint'
import { Range } from '#web/kit/bars.tsx'
import { count, minutes, share, tn } from '#web/kit/format'
import { t } from '#web/kit/text'
import type { readFollowUp } from '../contract.ts'
import classes from './board.module.css'

type Kept = ResultOf<typeof readFollowUp>['whole']['accept']

/** A share that was kept within target, with how sure it is; too few are said as they are counted. */
export function KeptShare({ kept, large = false }: { kept: Kept; large?: boolean }) {
  const { due, within, low, high, p50, p90, open } = kept
  const counted = t('{{n}} of {{all}}', { n: count(within), all: count(due) })
  const running = open > 0 ? tn(open, '{{n}} still runs', '{{n}} still run') : null
  if (kept.share === null || low === null || high === null)
    return (
      <span className={classes.kept}>
        <span className={large ? classes.few : undefined}>{due === 0 ? t('None was due yet') : counted}</span>
        <span className={classes.quiet}>{[due > 0 ? t('too few to say') : null, running].filter(Boolean).join(' · ')}</span>
      </span>
    )
  const between = t('{{low}} to {{high}}', { low: share(low), high: share(high) })
  return (
    <span className={classes.kept}>
      <span className={large ? classes.large : classes.strong}>{share(kept.share)}</span>
      <span className={classes.bar}>
        <Range
          low={low}
          value={kept.share}
          high={high}
          of={1}
          label={t('between {{low}} and {{high}}', { low: share(low), high: share(high) })}
        />
      </span>
      <span className={classes.quiet}>
        {counted} · {between}
        {large && running && ` · ${running}`}
      </span>
      {large && p50 !== null && p90 !== null && (
        <span className={classes.quiet}>
          {t('Half within {{half}}, nine of ten within {{nine}}', { half: minutes(p50), nine: minutes(p90) })}
        </span>
      )}
    </span>
  )
}
