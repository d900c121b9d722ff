import type { TrendChart, TrendPoint } from '#kernel/chart'
import { t } from '../text.ts'
import { calm, type Drawing, frame } from './drawing.ts'
import { ink, type Pen, small, widthOf } from './pen.ts'
import { roomFor } from './room-for.ts'

/** One number over time. Whole periods are joined; those that are not whole stand apart, hollow and dashed; too few leave a gap. */
export function drawTrend(chart: TrendChart, pen: Pen): Drawing {
  const { points, unit, currency } = chart
  const known = points.flatMap((point) => [point.value, point.low, point.high, point.foreseen].filter((value) => typeof value === 'number'))
  const most = Math.max(...known, unit === 'share' ? 0.05 : 1)
  const short = (value: number) => pen.writeShort(value, unit, currency)
  const left = Math.max(...[0, most * 0.5, most].map((value) => widthOf(short(value)))) + 14
  const labelled = Math.max(1, Math.floor((pen.width - left) / 62))
  return {
    height: roomFor(chart, pen.width),
    option: frame(pen, {
      grid: { left, right: 24, top: 14, bottom: 28 },
      tooltip: {
        trigger: 'axis',
        axisPointer: { type: 'line', lineStyle: { color: ink.strongLine, width: 1, type: 'solid' }, animation: false },
        formatter: (at) => {
          const point = points[Array.isArray(at) ? (at[0]?.dataIndex ?? 0) : at.dataIndex]
          return point && pen.card ? pen.card(point.label, cardOf(point, chart, pen)) : ''
        },
      },
      xAxis: {
        type: 'category',
        data: points.map((point) => point.label),
        boundaryGap: true,
        axisLine: { lineStyle: { color: ink.strongLine } },
        axisTick: { show: false },
        axisLabel: {
          color: ink.faint,
          fontSize: small,
          interval: (index: number) => (points.length - 1 - index) % Math.ceil(points.length / labelled) === 0,
          hideOverlap: true,
        },
      },
      yAxis: {
        type: 'value',
        min: 0,
        ...(unit === 'share' && most > 0.8 ? { max: 1 } : {}),
        splitNumber: 4,
        axisLine: { show: false },
        axisTick: { show: false },
        splitLine: { lineStyle: { color: ink.line } },
        axisLabel: { color: ink.faint, fontSize: small, formatter: short },
      },
      series: [
        stretches(chart),
        band(points),
        ceiling(points),
        {
          type: 'line',
          name: 'whole',
          data: points.map((point) => (point.whole && point.value !== null ? { value: point.value, href: point.href } : null)),
          symbol: 'circle',
          symbolSize: points.length > 40 ? 4 : 7,
          showAllSymbol: true,
          connectNulls: false,
          lineStyle: { color: ink.accent, width: 2 },
          itemStyle: { color: ink.accent },
          z: 4,
          ...calm,
        },
        {
          type: 'line',
          name: 'not whole',
          data: apart(points),
          symbol: (_: unknown, { dataIndex }: { dataIndex: number }) => (points[dataIndex]?.whole ? 'none' : 'circle'),
          symbolSize: 9,
          showAllSymbol: true,
          lineStyle: { color: ink.faint, width: 1.5, type: [4, 4] },
          itemStyle: { color: ink.ground, borderColor: ink.faint, borderWidth: 2 },
          z: 3,
          ...calm,
        },
        {
          type: 'line',
          name: 'foreseen',
          data: points.map((point) => point.foreseen ?? null),
          symbol: 'none',
          silent: true,
          lineStyle: { color: ink.text, width: 1.5, type: [6, 4] },
          z: 3,
          ...calm,
        },
        {
          type: 'line',
          name: 'too few',
          data: points.map((point) => (point.value === null ? { value: 0, href: point.href } : null)),
          symbol: 'path://M-1,-1L1,1M1,-1L-1,1',
          symbolSize: 6,
          showAllSymbol: true,
          lineStyle: { width: 0, color: 'none' },
          itemStyle: { color: 'none', borderColor: ink.faint, borderWidth: 1 },
          z: 3,
          ...calm,
        },
      ],
    }),
  }
}

/** The points that are not whole, and the whole neighbours that a dashed line joins them to. */
function apart(points: readonly TrendPoint[]) {
  return points.map((point, index) => {
    const near = [points[index - 1], points[index + 1]].some((other) => other !== undefined && !other.whole && other.value !== null)
    return point.value !== null && (!point.whole || near) ? { value: point.value, href: point.href } : null
  })
}

/** The interval as a band behind the line; broken where there is none. */
function band(points: readonly TrendPoint[]) {
  return {
    type: 'custom' as const,
    silent: true,
    z: 2,
    data: runs(points).map((_, index) => [index, 0]),
    renderItem: (_: unknown, api: { value: (dim: number) => unknown; coord: (at: [number, number]) => number[] }) => {
      const run = runs(points)[Number(api.value(0))] ?? []
      const upper = run.map((place) => api.coord([place, points[place]?.high ?? 0]))
      const lower = run.map((place) => api.coord([place, points[place]?.low ?? 0])).reverse()
      return {
        type: 'polygon' as const,
        shape: { points: [...upper, ...lower] as [number, number][] },
        style: { fill: ink.accentSoft },
      }
    },
    // Only the drawing knows where its points are; the axis must not be stretched by these numbers.
    encode: { x: -1, y: -1 },
  }
}

/** Nothing to see: it keeps the band inside the picture. */
function ceiling(points: readonly TrendPoint[]) {
  return {
    type: 'line' as const,
    silent: true,
    symbol: 'none',
    lineStyle: { width: 0, color: 'none' },
    data: points.map((point) => (point.whole && point.value !== null ? point.high : null)),
    ...calm,
  }
}

/** Stretches of neighbouring whole points that have an interval. */
function runs(points: readonly TrendPoint[]): number[][] {
  const found: number[][] = []
  let run: number[] = []
  points.forEach((point, place) => {
    if (point.whole && point.value !== null && point.low !== null && point.high !== null) run.push(place)
    else if (run.length > 0) {
      found.push(run)
      run = []
    }
  })
  if (run.length > 0) found.push(run)
  return found.filter((each) => each.length > 1)
}

/** A shade over the stretch that a finding is about, with a line on top: solid where it got better, dashed where worse. */
function stretches({ marks, points }: TrendChart) {
  return {
    type: 'custom' as const,
    silent: true,
    z: 0,
    data: marks.map((_, index) => [index, 0]),
    renderItem: (
      params: { coordSys: unknown },
      api: { value: (dim: number) => unknown; coord: (at: [number, number]) => number[]; size?: unknown },
    ) => {
      const mark = marks[Number(api.value(0))]
      if (!mark) return null
      const area = params.coordSys as unknown as { x: number; y: number; width: number; height: number }
      const half = area.width / Math.max(1, points.length) / 2
      const x = (api.coord([mark.from, 0])[0] ?? 0) - half
      const width = (api.coord([mark.to, 0])[0] ?? 0) + half - x
      const line = mark.better === false ? ink.loss : mark.better ? ink.accent : ink.faint
      return {
        type: 'group' as const,
        children: [
          { type: 'rect' as const, shape: { x, y: area.y, width, height: area.height }, style: { fill: ink.sunken } },
          {
            type: 'line' as const,
            shape: { x1: x, x2: x + width, y1: area.y, y2: area.y },
            style: { fill: 'none', stroke: line, lineWidth: 3, lineDash: mark.better === false ? [6, 4] : undefined },
          },
        ],
      }
    },
    encode: { x: -1, y: -1 },
  }
}

function cardOf(point: TrendPoint, { unit, currency }: TrendChart, pen: Pen) {
  const between = point.low !== null && point.high !== null && point.value !== null
  return [
    { label: t('Value'), says: point.value === null ? (point.note ?? t('too few to say')) : pen.write(point.value, unit, currency) },
    ...(between
      ? [
          {
            label: t('Range'),
            says: t('{{low}} to {{high}}', {
              low: pen.write(point.low ?? 0, unit, currency),
              high: pen.write(point.high ?? 0, unit, currency),
            }),
          },
        ]
      : []),
    ...(point.foreseen === undefined ? [] : [{ label: t('Foreseen'), says: pen.write(point.foreseen, unit, currency) }]),
    { label: t('Counted'), says: pen.write(point.n, 'count') },
    ...(point.value !== null && point.note ? [{ label: t('Note'), says: point.note }] : []),
  ]
}
