import { ChartFigure } from '#web/kit/chart/chart-figure.tsx'
import { said, t } from '#web/kit/text'
import type { Diagnosis } from '../contract.ts'
import { waterfallOf } from '../pictures.ts'
import classes from './constraint.module.css'

const byTime = ', by time'

function labelText(label: string): string {
  return label.endsWith(byTime) ? t('{{stage}}, by time', { stage: label.slice(0, -byTime.length) }) : label
}

/** What mending each stage would bring in a year, one after the other. Nothing where no stage has a price. */
export function Waterfall({ diagnosis: { constraint, whatIf } }: { diagnosis: Diagnosis }) {
  const chart = waterfallOf(constraint, whatIf)
  if (!chart) return null
  return (
    <div className={classes.block}>
      <ChartFigure
        title={t('What each stage would bring in a year at its benchmark')}
        chart={{ ...chart, steps: chart.steps.map((step) => ({ ...step, label: labelText(step.label) })), total: said(chart.total) }}
        note={t(
          'Dearest first. Each bar is what its stage adds once those above it are mended, so the bars add up; whiskers are 95% intervals, and what is beyond chance is drawn in the stronger colour.',
        )}
      />
    </div>
  )
}
