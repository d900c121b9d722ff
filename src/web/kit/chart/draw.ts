import type { Chart } from '#kernel/chart'
import { drawCascade } from './draw-cascade.ts'
import { drawCurves } from './draw-curves.ts'
import { drawFlow } from './draw-flow.ts'
import { drawTrend } from './draw-trend.ts'
import type { Drawing } from './drawing.ts'
import type { Pen } from './pen.ts'

/** A picture as what the engine draws. */
export function drawingOf(chart: Chart, pen: Pen): Drawing {
  switch (chart.kind) {
    case 'flow':
      return drawFlow(chart, pen)
    case 'cascade':
      return drawCascade(chart, pen)
    case 'trend':
      return drawTrend(chart, pen)
    case 'curves':
      return drawCurves(chart, pen)
  }
}
