import { BarChart, CustomChart, LineChart } from 'echarts/charts'
import { GridComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import type { Chart } from '#kernel/chart'
import { drawingOf } from './draw.ts'
import type { Pen } from './pen.ts'

use([BarChart, CustomChart, LineChart, GridComponent, TooltipComponent, SVGRenderer])

/** A picture on a screen. */
export interface Shown {
  /** Draws anew, for another width or other numbers. */
  redraw(chart: Chart, pen: Pen): void
  /** Takes it away. */
  end(): void
}

/** Draws into an element. Marks that have an address call `open` when they are pressed. */
export function show(element: HTMLElement, chart: Chart, pen: Pen, open: (href: string) => void): Shown {
  const engine = init(element, null, { renderer: 'svg', width: pen.width, height: drawingOf(chart, pen).height })
  engine.on('click', ({ data }) => {
    const href = data && typeof data === 'object' && 'href' in data ? data.href : undefined
    if (typeof href === 'string') open(href)
  })
  const draw = (now: Chart, with_: Pen) => {
    const { option, height } = drawingOf(now, with_)
    engine.resize({ width: with_.width, height })
    engine.setOption(option, { notMerge: true })
    // So that the picture can be made narrower by style alone, when the page goes to paper.
    element.querySelector('svg')?.setAttribute('viewBox', `0 0 ${with_.width} ${height}`)
  }
  draw(chart, pen)
  return { redraw: draw, end: () => engine.dispose() }
}

/** The picture as SVG text, where there is no screen. */
export function stillOf(chart: Chart, pen: Pen): string {
  const { option, height } = drawingOf(chart, pen)
  const engine = init(null, null, { renderer: 'svg', ssr: true, width: pen.width, height })
  try {
    engine.setOption({ ...option, animation: false })
    return engine.renderToSVGString({ useViewBox: true })
  } finally {
    engine.dispose()
  }
}
