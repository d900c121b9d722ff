import type { CascadeChart, Chart, CurvesChart, FlowChart, TrendChart } from '#kernel/chart'
import { t } from '../text.ts'
import { stepAt } from './draw-curves.ts'
import type { Pen } from './pen.ts'

/** A cell of the table that says the same as the picture. */
export interface TableCell {
  readonly text: string
  readonly href?: string
}

/** The numbers of a picture, row by row. */
export interface ChartTable {
  readonly columns: readonly string[]
  readonly rows: readonly { readonly name: TableCell; readonly cells: readonly TableCell[] }[]
}

type Writer = Pick<Pen, 'write'>

/** The same numbers as the picture, for people who read, listen or use a keyboard. */
export function tableOf(chart: Chart, writer: Writer): ChartTable {
  switch (chart.kind) {
    case 'flow':
      return flowTable(chart, writer)
    case 'cascade':
      return cascadeTable(chart, writer)
    case 'trend':
      return trendTable(chart, writer)
    case 'curves':
      return curvesTable(chart, writer)
  }
}

/** What the picture says, in a sentence or a few, for its label. */
export function saysOf(chart: Chart, writer: Writer): string {
  const { rows } = tableOf(chart, writer)
  const told = rows.slice(0, 12).map(({ name, cells }) => `${name.text}: ${cells[0]?.text ?? ''}`)
  return `${told.join('; ')}${rows.length > 12 ? t('; and {{n}} more', { n: rows.length - 12 }) : ''}.`
}

function flowTable({ rows, counted }: FlowChart, { write }: Writer): ChartTable {
  const labels = [...new Set(rows.flatMap((row) => row.parts.map((part) => part.label)))]
  return {
    columns: [t('Stage'), t('Entered ({{counted}})', { counted }), ...labels.map(capital), t('In short')],
    rows: rows.map((row) => ({
      name: { text: row.label },
      cells: [
        { text: write(row.total, 'count'), href: row.totalHref },
        ...labels.map((label) => {
          const part = row.parts.find((one) => one.label === label)
          return { text: write(part?.value ?? 0, 'count'), href: part && part.value > 0 ? part.href : undefined }
        }),
        { text: row.note },
      ],
    })),
  }
}

function cascadeTable({ steps, unit, currency, total }: CascadeChart, { write }: Writer): ChartTable {
  const sum = steps.reduce((all, step) => all + step.value, 0)
  const or = (value: number | null) => (value === null ? '–' : write(value, unit, currency))
  return {
    columns: [t('Stage'), t('A year'), t('At least'), t('At most')],
    rows: [
      ...steps.map((step) => ({
        name: { text: step.label },
        cells: [{ text: write(step.value, unit, currency), href: step.href }, { text: or(step.low) }, { text: or(step.high) }],
      })),
      { name: { text: total }, cells: [{ text: write(sum, unit, currency) }, { text: '–' }, { text: '–' }] },
    ],
  }
}

function trendTable({ points, unit, currency, named }: TrendChart, { write }: Writer): ChartTable {
  const or = (value: number | null) => (value === null ? '–' : write(value, unit, currency))
  const foreseen = points.some((point) => point.foreseen !== undefined)
  return {
    columns: [named ?? t('Period'), ...(foreseen ? [t('Foreseen')] : []), t('Value'), t('At least'), t('At most'), t('Counted'), t('Note')],
    rows: points.map((point) => ({
      name: { text: point.label },
      cells: [
        ...(foreseen ? [{ text: or(point.foreseen ?? null) }] : []),
        { text: point.value === null ? t('too few to say') : write(point.value, unit, currency), href: point.href },
        { text: point.value === null ? '–' : or(point.low) },
        { text: point.value === null ? '–' : or(point.high) },
        { text: write(point.n, 'count') },
        {
          text: [point.whole || point.note !== null ? null : t('not whole'), point.note].filter((note) => note !== null).join('; ') || '–',
        },
      ],
    })),
  }
}

const days = [7, 14, 30, 60, 90, 180, 365]

function curvesTable({ curves, counted }: CurvesChart, { write }: Writer): ChartTable {
  const longest = Math.max(0, ...curves.map((curve) => curve.steps.at(-1)?.x ?? 0))
  const shown = days.filter((day, index) => day <= longest || index === 0)
  return {
    columns: [
      '',
      t('Half leave within'),
      capital(counted),
      ...shown.map((day) => t('Still here after {{days}}', { days: write(day, 'days') })),
    ],
    rows: curves.map((curve) => ({
      name: { text: curve.label },
      cells: [
        { text: curve.median === null ? (curve.medianNote ?? t('not known')) : write(curve.median, 'days'), href: curve.href },
        { text: write(curve.n, 'count') },
        ...shown.map((day) => {
          const last = curve.steps.at(-1)
          const known = last !== undefined && (day <= last.x || last.share === 0)
          return { text: known ? write(stepAt(curve, day)?.share ?? 1, 'share') : '–' }
        }),
      ],
    })),
  }
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}
