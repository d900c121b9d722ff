import type { Tried } from '#rooms/measure/contract/scorecard'
import { calibrationPicture } from '#rooms/measure/pictures/scorecard'
import { ChartFigure } from '#web/kit/chart/chart-figure.tsx'
import { count, day, places, share } from '#web/kit/format'
import { t } from '#web/kit/text'
import classes from './contract.module.css'
import styles from './scorecard.module.css'

/** How well learned points foresee people who were not used to learn them. */
export function TriedOn({ folds, later, laterWhy }: { folds: Tried; later: Tried | null; laterWhy: string | null }) {
  return (
    <div className={styles.tried}>
      <One tried={folds} title={t('Each fifth by the other four')} />
      {later ? (
        <One tried={later} title={t('Handed over since {{day}}, by what came before', { day: day(later.from ?? '') })} />
      ) : (
        <p className={classes.quiet}>{laterWhy}</p>
      )}
    </div>
  )
}

function One({ tried, title }: { tried: Tried; title: string }) {
  const { n, hits, auc, brier } = tried
  return (
    <section aria-label={title}>
      <h3 className={classes.sub}>{title}</h3>
      <dl className={styles.figures}>
        <div>
          <dt>{t('Were won')}</dt>
          <dd>{t('{{hits}} of {{n}}', { n: count(n), hits: count(hits) })}</dd>
        </div>
        <div>
          <dt
            title={t('Of two people, one who was won and one who was not, the one who was won has more points so often; 0.5 is guessing.')}
          >
            {t('In the right order (AUC)')}
          </dt>
          <dd>
            {auc.value === null
              ? '–'
              : t('{{value}} ({{low}} to {{high}})', {
                  value: places(auc.value, 3),
                  low: places(auc.low ?? 0, 3),
                  high: places(auc.high ?? 1, 3),
                })}
          </dd>
        </div>
        <div>
          <dt title={t('The mean square of what was foreseen less what came; 0 is perfect.')}>{t('Off by (Brier score)')}</dt>
          <dd>
            {brier.value === null
              ? '–'
              : t('{{value}}; {{alike}} without any facts', { value: places(brier.value, 3), alike: places(brier.alike ?? 0, 3) })}
          </dd>
        </div>
      </dl>
      {auc.value !== null && <p className={styles.meant}>{orderWords(auc.value, auc.low ?? 0)}</p>}
      <ChartFigure
        chart={calibrationPicture(tried, share)}
        title={t('Foreseen, and what came')}
        note={t(
          'People in ten parts by their points, the fewest on the left. The line with its range is the share that was won, the dashed one the share that was foreseen. They should lie on each other.',
        )}
      />
    </section>
  )
}

/** What an AUC means, and what it is good for. */
function orderWords(auc: number, low: number): string {
  const pairs = { n: Math.round(auc * 100) }
  if (low <= 0.5)
    return t(
      'Of 100 pairs of one who was won and one who was not it puts {{n}} in the right order. That may be chance: guessing puts 50.',
      pairs,
    )
  if (auc < 0.7)
    return t(
      'Of 100 pairs of one who was won and one who was not it puts {{n}} in the right order, guessing 50. A hint, and no more.',
      pairs,
    )
  if (auc < 0.95)
    return t(
      'Of 100 pairs of one who was won and one who was not it puts {{n}} in the right order, guessing 50. Enough to say who comes first.',
      pairs,
    )
  return t(
    'Of 100 pairs of one who was won and one who was not it puts {{n}} in the right order. So good that a fact may have been filled in later.',
    pairs,
  )
}
