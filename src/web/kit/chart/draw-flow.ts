import type { FlowChart, FlowRow, PartTone } from '#kernel/chart'
import { calm, type Drawing, frame } from './drawing.ts'
import { ink, type Pen } from './pen.ts'
import { roomFor } from './room-for.ts'
import { headingOf, rowsDown } from './row-heading.ts'

const barHeight = 22

/** Stripes over a colour, so that parts can be told apart without it. */
const stripes = (rotation: number, gap: number) => ({
  symbol: 'rect',
  dashArrayX: [1, 0] as [number, number],
  dashArrayY: [2, gap] as [number, number],
  rotation,
  color: ink.ground,
})

const tones: Record<PartTone, { color: string; decal?: ReturnType<typeof stripes> }> = {
  forward: { color: ink.accent },
  won: { color: ink.accent },
  open: { color: ink.still },
  back: { color: ink.faint, decal: stripes(Math.PI / 2, 3) },
  lost: { color: ink.loss, decal: stripes(-Math.PI / 4, 5) },
}

/** A funnel: a bar for what entered each stage, cut into what became of it, and a band from what goes on to the next stage. */
export function drawFlow(chart: FlowChart, pen: Pen): Drawing {
  const { rows } = chart
  const most = Math.max(1, ...rows.map((row) => row.total))
  const order: readonly PartTone[] = ['forward', 'won', 'open', 'back', 'lost']
  const used = order.filter((tone) => rows.some((row) => row.parts.some((part) => part.tone === tone && part.value > 0)))
  return {
    height: roomFor(chart, pen.width),
    option: frame(pen, {
      grid: { left: 0, right: 0, top: 4, bottom: 0 },
      tooltip: {
        trigger: 'item',
        formatter: (at) => {
          const { dataIndex } = Array.isArray(at) ? (at[0] ?? { dataIndex: 0 }) : at
          const row = rows[dataIndex]
          return row && pen.card ? pen.card(row.label, cardOf(row, chart, pen)) : ''
        },
      },
      xAxis: { type: 'value', show: false, max: most },
      yAxis: rowsDown(rows.map((row) => row.label)),
      series: [
        {
          type: 'custom',
          silent: true,
          z: 1,
          data: rows.slice(0, -1).map((_, index) => [0, index]),
          renderItem: (_, api) => {
            const index = Number(api.value(1))
            const [here, next] = [rows[index], rows[index + 1]]
            if (!here || !next) return null
            const [left, top] = api.coord([0, index])
            const [right] = api.coord([here.goesOn, index])
            const [nextLeft, bottom] = api.coord([0, index + 1])
            const [nextRight] = api.coord([Math.min(next.total, Math.max(here.goesOn, 0)), index + 1])
            if ([left, top, right, nextLeft, bottom, nextRight].some((value) => value === undefined)) return null
            const points = [
              [left, (top ?? 0) + barHeight / 2],
              [right, (top ?? 0) + barHeight / 2],
              [nextRight, (bottom ?? 0) - barHeight / 2],
              [nextLeft, (bottom ?? 0) - barHeight / 2],
            ]
            return { type: 'polygon', shape: { points: points as [number, number][] }, style: { fill: ink.accentSoft } }
          },
        },
        ...used.map((tone) => ({
          type: 'bar' as const,
          stack: 'all',
          barWidth: barHeight,
          z: 2,
          cursor: 'default',
          itemStyle: { color: tones[tone].color, ...(tones[tone].decal ? { decal: tones[tone].decal } : {}) },
          data: rows.map((row) => {
            const part = row.parts.find((one) => one.tone === tone)
            return { value: part?.value ?? 0, href: part?.href, ...(part?.href ? { cursor: 'pointer' } : {}) }
          }),
          ...calm,
        })),
        headings(chart, pen),
      ],
    }),
  }
}

/** The name of each stage, what entered it, and how much of that went on. */
function headings({ rows, counted }: FlowChart, pen: Pen) {
  const says = (row: FlowRow) => {
    const number = pen.write(row.total, 'count')
    return pen.width < 520 ? `${number}, ${row.note}` : `${number} ${counted}, ${row.note}`
  }
  return {
    type: 'custom' as const,
    silent: true,
    z: 5,
    data: rows.map((_, index) => [0, index]),
    renderItem: (_: unknown, api: { value: (dim: number) => unknown; coord: (at: [number, number]) => number[] }) => {
      const index = Number(api.value(1))
      const row = rows[index]
      const y = (api.coord([0, index])[1] ?? 0) - barHeight / 2 - 5
      return { type: 'group' as const, children: row ? headingOf(row.label, says(row), y, pen) : [] }
    },
  }
}

function cardOf(row: FlowRow, { counted }: FlowChart, pen: Pen) {
  const parts = row.parts.filter((part) => part.value > 0)
  return [
    { label: counted, says: pen.write(row.total, 'count') },
    ...parts.map((part) => ({
      label: part.label,
      says: `${pen.write(part.value, 'count')} (${pen.write(part.value / Math.max(1, row.total), 'share')})`,
    })),
  ]
}
