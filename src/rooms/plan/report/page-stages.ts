import type { SheetPen } from '#kernel/paper'
import { t } from '#kernel/text'
import type { Diagnosis, StageRow } from '../contract.ts'
import { count, money, percent, tn, value } from '../rules/say.ts'
import { body, type Column, heading, line, margin, note, width } from './page-parts.ts'

const bars = { on: '#0f7463', open: '#b9c4c0', back: '#7d8985', lost: '#d9825f' } as const

const mostStages = 8

/** What happens in each stage, as numbers and as a bar; where stages are unknown, where open deals are now. */
export function stageTable(pen: SheetPen, { stages: rows, stagesKnown, currency }: Diagnosis, y: number): number {
  if (rows.length === 0) return y - 14
  const several = new Set(rows.map((row) => row.pipeline)).size > 1
  let at = heading(pen, stagesKnown ? t('Stage by stage') : t('Where open deals are (the data has no stage dates)'), {
    x: margin,
    y,
    width,
  })
  const columns = stagesKnown ? flowColumns(currency) : openColumns(currency)
  const name = width - columns.reduce((total, column) => total + column.width, 0) - (stagesKnown ? 110 : 0)
  let x = margin + name + (stagesKnown ? 110 : 0)
  for (const column of columns) {
    pen.text(column.label, { x: x + 4, y: at, width: column.width - 4 }, { ...note, align: 'right' })
    x += column.width
  }
  if (stagesKnown) pen.text(t('what became of them'), { x: margin + name + 4, y: at, width: 106 }, note)
  at += 11
  const most = Math.max(1, ...rows.map((row) => row.entered ?? 0))
  for (const row of rows.slice(0, mostStages)) {
    pen.box(margin, at - 1, width, 0.4, line)
    pen.text(
      several && row.pipeline ? `${row.pipeline}: ${row.stage}` : row.stage,
      { x: margin, y: at + 1, width: name - 6 },
      { ...body, size: 8 },
    )
    if (stagesKnown) bar(pen, row, { x: margin + name + 4, y: at + 4, width: 98 }, most)
    x = margin + name + (stagesKnown ? 110 : 0)
    for (const column of columns) {
      pen.text(column.says(row), { x: x + 4, y: at + 1, width: column.width - 4 }, { ...body, size: 8, align: 'right' })
      x += column.width
    }
    at += 14
  }
  if (rows.length > mostStages)
    at = pen.text(
      tn(rows.length - mostStages, 'and {{n}} more stage, in the full report', 'and {{n}} more stages, in the full report'),
      { x: margin, y: at, width },
      note,
    )
  if (!stagesKnown) return at
  return pen.text(
    t('Entered = went on + won + lost + back + still open, for every stage. In the bars: went on or won, still open, moved back, lost.'),
    { x: margin, y: at + 2, width },
    note,
  )
}

interface StageColumn {
  readonly label: string
  readonly width: number
  readonly says: (row: StageRow) => string
}

function flowColumns(currency: string | null): StageColumn[] {
  const known = (n: number | null) => (n === null ? '·' : count(n))
  return [
    { label: t('entered'), width: 42, says: (row) => known(row.entered) },
    { label: t('lost'), width: 38, says: (row) => known(row.lost) },
    { label: t('back'), width: 32, says: (row) => known(row.movedBack) },
    { label: t('open'), width: 36, says: (row) => count(row.open) },
    {
      label: t('goes on'),
      width: 48,
      says: (row) => (row.conversion?.enough && row.conversion.value !== null ? percent(row.conversion.value) : t('too few')),
    },
    { label: t('half leave within'), width: 62, says: (row) => (row.timeInStage ? value(row.timeInStage) : '·') },
    { label: t('open value'), width: 70, says: (row) => (row.openAmount > 0 ? money(row.openAmount, currency) : '·') },
  ]
}

function openColumns(currency: string | null): StageColumn[] {
  return [
    { label: t('open deals'), width: 80, says: (row) => count(row.open) },
    { label: t('without an amount'), width: 90, says: (row) => count(row.openWithoutAmount) },
    { label: t('open value'), width: 110, says: (row) => (row.openAmount > 0 ? money(row.openAmount, currency) : '·') },
  ]
}

function bar(pen: SheetPen, row: StageRow, { x, y, width: room }: Column, most: number): void {
  let left = x
  const parts: readonly [number, string][] = [
    [(row.advanced ?? 0) + (row.won ?? 0), bars.on],
    [row.open, bars.open],
    [row.movedBack ?? 0, bars.back],
    [row.lost ?? 0, bars.lost],
  ]
  for (const [part, colour] of parts) {
    const long = (part / most) * room
    pen.box(left, y, long, 5, colour)
    left += long
  }
}
