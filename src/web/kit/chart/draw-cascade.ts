import type { CascadeChart, CascadeStep } from '#kernel/chart'
import { t } from '../text.ts'
import { type Drawing, frame } from './drawing.ts'
import { ink, type Pen } from './pen.ts'
import { roomFor, rowHeights } from './room-for.ts'
import { headingOf, rowsDown } from './row-heading.ts'

const rowHeight = rowHeights.cascade
const barHeight = 18

/** A waterfall: each cost begins where the one before ends; the last bar is their sum. Whiskers are intervals. */
export function drawCascade(chart: CascadeChart, pen: Pen): Drawing {
  const { steps, unit, currency, total } = chart
  const bars = placed(steps, total)
  const most = Math.max(1e-9, ...bars.map((bar) => Math.max(bar.from + bar.value, bar.high === null ? 0 : bar.from + bar.high)))
  const least = Math.min(0, ...bars.map((bar) => bar.from + Math.min(0, bar.value)))
  const short = (value: number) => pen.writeShort(value, unit, currency)
  const range = ({ low, high }: Placed) =>
    low === null || high === null ? '' : t('{{low}} to {{high}}', { low: short(low), high: short(high) })
  return {
    height: roomFor(chart, pen.width),
    option: frame(pen, {
      grid: { left: 0, right: 8, top: 4, bottom: 0 },
      tooltip: {
        trigger: 'item',
        formatter: (at) => {
          const bar = bars[Array.isArray(at) ? (at[0]?.dataIndex ?? 0) : at.dataIndex]
          if (!bar || !pen.card) return ''
          const between = range(bar)
          return pen.card(bar.label, [
            { label: t('A year'), says: pen.write(bar.value, unit, currency) },
            ...(between ? [{ label: t('Range'), says: between }] : []),
          ])
        },
      },
      xAxis: { type: 'value', show: false, min: least, max: most },
      yAxis: rowsDown(bars.map((bar) => bar.label)),
      series: [
        {
          type: 'custom',
          silent: true,
          z: 1,
          data: bars.slice(0, -1).map((_, index) => [0, index]),
          renderItem: (_, api) => {
            const index = Number(api.value(1))
            const bar = bars[index]
            if (!bar) return null
            const [x = 0, y = 0] = api.coord([bar.from + bar.value, index])
            return {
              type: 'line',
              shape: { x1: x, x2: x, y1: y + barHeight / 2, y2: y + rowHeight - barHeight / 2 },
              style: { fill: 'none', stroke: ink.strongLine, lineWidth: 1, lineDash: [2, 2] },
            }
          },
        },
        {
          type: 'custom',
          z: 2,
          cursor: bars.some((bar) => bar.href !== undefined) ? 'pointer' : 'default',
          data: bars.map((bar, index) => ({ value: [bar.value, index], href: bar.href })),
          renderItem: (_, api) => {
            const index = Number(api.value(1))
            const bar = bars[index]
            if (!bar) return null
            const worth = range(bar) ? `${short(bar.value)} (${range(bar)})` : short(bar.value)
            const y = (api.coord([0, index])[1] ?? 0) - barHeight / 2 - 5
            return {
              type: 'group',
              children: [...headingOf(bar.label, worth, y, pen), ...marks(bar, (x) => api.coord([x, index]) as [number, number])],
            }
          },
        },
      ],
    }),
  }
}

interface Placed extends CascadeStep {
  readonly from: number
  readonly sum: boolean
}

function placed(steps: readonly CascadeStep[], total: string): Placed[] {
  let from = 0
  const bars = steps.map((step) => {
    const bar = { ...step, from, sum: false }
    from += step.value
    return bar
  })
  return [...bars, { label: total, value: from, low: null, high: null, strong: false, from: 0, sum: true }]
}

/** The bar, and its whisker; the costliest is hatched as well as coloured, so that it stands out without colour. */
function marks(bar: Placed, at: (x: number) => [number, number]) {
  const [x1, y] = at(bar.from)
  const [x2] = at(bar.from + bar.value)
  const left = Math.min(x1, x2)
  const width = Math.max(2, Math.abs(x2 - x1))
  const fill = bar.sum ? ink.faint : bar.strong ? ink.loss : ink.lossLine
  const rect = { type: 'rect' as const, shape: { x: left, y: y - barHeight / 2, width, height: barHeight, r: 2 }, style: { fill } }
  if (bar.low === null || bar.high === null) return [rect]
  const [low] = at(bar.from + bar.low)
  const [high] = at(bar.from + bar.high)
  const stroke = { fill: 'none', stroke: ink.text, lineWidth: 1.25 }
  const line = (x1: number, y1: number, x2: number, y2: number) => ({ type: 'line' as const, shape: { x1, y1, x2, y2 }, style: stroke })
  return [rect, line(low, y, high, y), line(low, y - 4, low, y + 4), line(high, y - 4, high, y + 4)]
}
