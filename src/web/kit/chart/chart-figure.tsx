import { Button } from '@mantine/core'
import { IconChartBar, IconTable } from '@tabler/icons-react'
import { useRouter } from '@tanstack/react-router'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import type { Chart } from '#kernel/chart'
import { AppLink } from '../link.tsx'
import { Empty, Failed } from '../states.tsx'
import { DataTable } from '../table.tsx'
import { t } from '../text.ts'
import { type ChartTable, saysOf, type TableCell, tableOf } from './as-table.ts'
import classes from './chart.module.css'
import { roomFor } from './room-for.ts'
import { screenPen } from './screen-pen.ts'

interface ChartFigureProps {
  chart: Chart
  /** What the picture shows, as a title: "Deals through the stages". */
  title: string
  /** Whether the title is read out only, because a heading beside it says the same. */
  quiet?: boolean
  /** What the marks mean; stands above the picture. */
  legend?: ReactNode
  /** A sentence under the picture. */
  note?: ReactNode
  /** Why there is nothing to draw; shown in its place. */
  empty?: string | null
}

/**
 * A picture of numbers with the same numbers as a table behind one switch. The table is the way for keyboards and screen readers: each of its
 * numbers that has records is a link to them; in the picture each mark is. The part that draws is loaded when the first picture is shown.
 */
export function ChartFigure({ chart, title, quiet = false, legend, note, empty = null }: ChartFigureProps) {
  const [asTable, setAsTable] = useState(false)
  const [failed, setFailed] = useState<unknown>(null)
  const id = useId()
  if (empty !== null) {
    return (
      <figure className={classes.figure} aria-label={title}>
        <Empty icon={<IconChartBar size={24} />} title={title}>
          {empty}
        </Empty>
      </figure>
    )
  }
  const table = asTable || failed !== null
  return (
    <figure className={classes.figure} aria-labelledby={id}>
      <div className={classes.head}>
        <figcaption id={id} className={quiet ? 'visually-hidden' : classes.title}>
          {title}
        </figcaption>
        {legend && !table && <div className={classes.legend}>{legend}</div>}
        <Button
          className={`${classes.switch} screen-only`}
          variant="subtle"
          size="compact-xs"
          color="gray"
          leftSection={table ? <IconChartBar size={14} aria-hidden="true" /> : <IconTable size={14} aria-hidden="true" />}
          disabled={failed !== null}
          onClick={() => setAsTable(!asTable)}
        >
          {table ? t('Show as picture') : t('Show as table')}
        </Button>
      </div>
      {failed !== null && <Failed error={failed} what={t('load what draws pictures; the numbers are below')} />}
      {table ? (
        <NumbersTable title={title} table={tableOf(chart, screenPen(0))} />
      ) : (
        <Canvas chart={chart} title={title} onFailed={setFailed} />
      )}
      {note && <div className={classes.note}>{note}</div>}
    </figure>
  )
}

interface CanvasProps {
  chart: Chart
  title: string
  onFailed: (error: unknown) => void
}

/** Where the picture is drawn. It has its height before the first mark is there, so nothing below it moves. */
function Canvas({ chart, title, onFailed }: CanvasProps) {
  const place = useRef<HTMLDivElement>(null)
  const router = useRouter()
  const latest = useRef({ chart, onFailed, open: (href: string) => router.history.push(href) })
  latest.current = { chart, onFailed, open: (href) => router.history.push(href) }
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const element = place.current
    if (!element) return
    const watch = new ResizeObserver(() => setWidth(element.clientWidth))
    watch.observe(element)
    setWidth(element.clientWidth)
    return () => watch.disconnect()
  }, [])
  useDrawing(place, chart, width, latest)
  return (
    <div
      ref={place}
      className={classes.canvas}
      style={{ minHeight: roomFor(chart, width) }}
      role="img"
      aria-label={`${title}. ${saysOf(chart, screenPen(0))}`}
    />
  )
}

type Latest = { current: { chart: Chart; onFailed: (error: unknown) => void; open: (href: string) => void } }

function useDrawing(place: { current: HTMLElement | null }, chart: Chart, width: number, latest: Latest) {
  const shown = useRef<{ redraw: (chart: Chart, pen: ReturnType<typeof screenPen>) => void; end: () => void } | null>(null)
  useEffect(() => {
    if (width === 0) return
    if (shown.current) {
      shown.current.redraw(chart, screenPen(width))
      return
    }
    let gone = false
    import('./engine.ts').then(
      ({ show }) => {
        const element = place.current
        if (gone || shown.current || !element) return
        shown.current = show(element, latest.current.chart, screenPen(element.clientWidth), (href) => latest.current.open(href))
      },
      (error: unknown) => {
        if (!gone) latest.current.onFailed(error)
      },
    )
    return () => {
      gone = true
    }
  }, [place, chart, width, latest])
  useEffect(
    () => () => {
      shown.current?.end()
      shown.current = null
    },
    [],
  )
}

function NumbersTable({ title, table: { columns, rows } }: { title: string; table: ChartTable }) {
  const [first = '', ...others] = columns
  return (
    <DataTable
      caption={title}
      dense
      narrow="scroll"
      rows={rows.map((row, place) => ({ ...row, place }))}
      rowKey={(row) => `${row.place} ${row.name.text}`}
      columns={[
        { key: 'name', label: first || t('Name'), quiet: first === '', head: true, cell: (row) => <Cell cell={row.name} /> },
        ...others.map((label, place) => ({
          key: `${place}`,
          label,
          numeric: true,
          cell: (row: { cells: readonly TableCell[] }) => <Cell cell={row.cells[place] ?? { text: '' }} />,
        })),
      ]}
    />
  )
}

function Cell({ cell }: { cell: TableCell }) {
  return cell.href ? <AppLink href={cell.href}>{cell.text}</AppLink> : cell.text
}
