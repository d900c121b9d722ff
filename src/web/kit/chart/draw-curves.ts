import type { Curve, CurveStep, CurvesChart } from '#kernel/chart'
import { t } from '../text.ts'
import { calm, type Drawing, frame } from './drawing.ts'
import { ink, mostSeries, type Pen, seriesColour, seriesDash, small } from './pen.ts'
import { roomFor } from './room-for.ts'

/** Fewer than this at risk, and a step says more about one deal than about the stage. */
const leastAtRisk = 5
/** More steps than this cannot be seen. */
const mostSteps = 400

/** Curves of what is still there after so many days. One curve has its band; several are told apart by colour, dash and name. */
export function drawCurves(chart: CurvesChart, pen: Pen): Drawing {
  const curves = shownCurves(chart)
  const until = lastDay(curves)
  const at = (curve: Curve, day: number) => stepAt(curve, day)?.share ?? 1
  return {
    height: roomFor(chart, pen.width),
    option: frame(pen, {
      grid: { left: 46, right: 20, top: 12, bottom: 42 },
      tooltip: {
        trigger: 'axis',
        axisPointer: {
          type: 'line',
          snap: false,
          lineStyle: { color: ink.strongLine, type: 'solid' },
          label: { show: false },
          animation: false,
        },
        formatter: (found) => {
          const first = Array.isArray(found) ? found[0] : found
          const day = Math.floor(Number((first as { axisValue?: number } | undefined)?.axisValue ?? 0))
          return pen.card ? pen.card(pen.write(day, 'days'), cardOf(curves, day, pen)) : ''
        },
      },
      xAxis: {
        type: 'value',
        min: 0,
        max: until,
        name: t('Days since entering'),
        nameLocation: 'middle',
        nameGap: 26,
        nameTextStyle: { color: ink.faint, fontSize: small },
        axisLine: { lineStyle: { color: ink.strongLine } },
        axisTick: { show: false },
        splitLine: { show: false },
        axisLabel: { color: ink.faint, fontSize: small, hideOverlap: true, formatter: (day: number) => pen.write(day, 'count') },
      },
      yAxis: {
        type: 'value',
        min: 0,
        max: 1,
        interval: 0.25,
        axisLine: { show: false },
        axisTick: { show: false },
        splitLine: { lineStyle: { color: ink.line } },
        axisLabel: { color: ink.faint, fontSize: small, formatter: (share: number) => pen.writeShort(share, 'share') },
      },
      series: [
        ...(curves.length === 1 ? curves.map((curve) => bandOf(curve, until)) : []),
        half(until),
        ...curves.map((curve, index) => ({
          type: 'line' as const,
          name: curve.label,
          step: 'end' as const,
          symbol: 'none',
          data: pointsOf(curve, until),
          lineStyle: { color: curves.length === 1 ? ink.accent : seriesColour(index), width: 2, type: seriesDash(index) },
          itemStyle: { color: curves.length === 1 ? ink.accent : seriesColour(index) },
          z: 4,
          ...calm,
        })),
      ],
    }),
  }
  function cardOf(all: readonly Curve[], day: number, { write }: Pen) {
    return all.map((curve) => {
      const step = stepAt(curve, day)
      return {
        label: curve.label,
        says: t('{{share}} still here, {{n}} watched', {
          share: write(at(curve, day), 'share'),
          n: write(step?.atRisk ?? curve.n, 'count'),
        }),
      }
    })
  }
}

/** The curves that are drawn: those with the most behind them. */
export function shownCurves({ curves }: CurvesChart): readonly Curve[] {
  if (curves.length <= mostSeries) return curves
  const kept = new Set(curves.toSorted((a, b) => b.n - a.n).slice(0, mostSeries))
  return curves.filter((curve) => kept.has(curve))
}

/** The last step at or before a day. */
export function stepAt({ steps }: Curve, day: number): CurveStep | undefined {
  return steps.findLast((step) => step.x <= day)
}

/** The day to which the picture goes: as long as any curve has enough at risk. */
function lastDay(curves: readonly Curve[]): number {
  const days = curves.map((curve) => curve.steps.findLast((step) => step.atRisk >= leastAtRisk)?.x ?? curve.steps.at(-1)?.x ?? 0)
  return Math.max(1, ...days)
}

/** A dotted line at one half, where the median is read. */
function half(until: number) {
  return {
    type: 'line' as const,
    silent: true,
    symbol: 'none',
    data: [
      [0, 0.5],
      [until, 0.5],
    ],
    lineStyle: { color: ink.strongLine, width: 1, type: [2, 3] as number[] },
    z: 1,
    tooltip: { show: false },
    ...calm,
  }
}

function seen(curve: Curve, until: number): readonly CurveStep[] {
  const inside = curve.steps.filter((step) => step.x <= until)
  const every = Math.ceil(inside.length / mostSteps)
  return inside.filter((_, index) => index % every === 0 || index === inside.length - 1)
}

function pointsOf(curve: Curve, until: number): [number, number][] {
  const steps = seen(curve, until)
  const own = Math.min(until, Math.max(curve.steps.at(-1)?.x ?? 0, 0))
  return [[0, 1], ...steps.map((step): [number, number] => [step.x, step.share]), [own, steps.at(-1)?.share ?? 1]]
}

function bandOf(curve: Curve, until: number) {
  const steps = seen(curve, until)
  const corners = (value: (step: CurveStep) => number) =>
    steps.flatMap((step, index): [number, number][] => [
      [step.x, value(step)],
      [steps[index + 1]?.x ?? until, value(step)],
    ])
  const outline = [...corners((step) => step.high), ...corners((step) => step.low).reverse()]
  return {
    type: 'custom' as const,
    silent: true,
    z: 2,
    data: [[0, 0]],
    renderItem: (_: unknown, api: { coord: (at: [number, number]) => number[] }) => ({
      type: 'polygon' as const,
      shape: { points: outline.map((corner) => api.coord(corner)) as [number, number][] },
      style: { fill: ink.accentSoft },
    }),
  }
}
