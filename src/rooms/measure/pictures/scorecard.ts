import type { TrendChart } from '#kernel/chart'
import { t } from '#kernel/text'
import type { Tried } from '../contract/scorecard.ts'

/** People in ten parts by what was foreseen of them: the share that came, with its range, beside the share that was foreseen. */
export function calibrationPicture({ calibration }: Pick<Tried, 'calibration'>, share: (ratio: number) => string): TrendChart {
  return {
    kind: 'trend',
    named: t('Part of the people, by what was foreseen'),
    unit: 'share',
    currency: null,
    points: calibration.map(({ n, foreseen, came, low, high }) => ({
      label: share(foreseen),
      ...{ value: came, low, high, n, foreseen },
      note: null,
      whole: true,
    })),
    marks: [],
  }
}
