import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Chart } from '#kernel/chart'
import { projectDir } from '#platform/config'
import { chartTokens } from '#rooms/plan/report/chart-style'
import { saysOf, tableOf } from './as-table.ts'
import { stillOf } from './engine.ts'
import { cut, type Pen, widthOf } from './pen.ts'

const nasty = '<img src=x onerror="alert(1)">{a|b}'
const write = (value: number, unit: string) => `${Math.round(value * 100) / 100} ${unit}`
const pen = (width: number): Pen => ({ width, font: 'sans-serif', moves: false, write, writeShort: write })

const flow: Chart = {
  kind: 'flow',
  counted: 'entered',
  rows: [nasty, 'Second'].map((label) => ({
    label,
    total: 10,
    goesOn: 6,
    note: '60% went on',
    parts: [
      { label: 'went on', tone: 'forward', value: 6, href: '/records/x' },
      { label: 'lost', tone: 'lost', value: 4 },
    ],
  })),
}

const charts: readonly Chart[] = [
  flow,
  { kind: 'cascade', unit: 'money', currency: null, total: 'All', steps: [{ label: nasty, value: 5, low: 1, high: 9, strong: true }] },
  {
    kind: 'trend',
    unit: 'share',
    currency: null,
    marks: [{ from: 0, to: 1, better: false }],
    points: [
      { label: '2025-01', value: 0.2, low: 0.1, high: 0.3, n: 50, note: null, whole: true },
      { label: '2025-02', value: 0.3, low: 0.2, high: 0.4, n: 50, note: null, whole: true },
      { label: '2025-03', value: null, low: null, high: null, n: 2, note: 'too few', whole: false },
    ],
  },
  {
    kind: 'curves',
    counted: 'entries',
    curves: [{ label: nasty, n: 20, median: 9, medianNote: null, steps: [{ x: 9, share: 0.5, low: 0.3, high: 0.7, atRisk: 20 }] }],
  },
]

test('whatever names say, a picture holds them as text, and every colour is a token of the page', () => {
  for (const chart of charts) {
    for (const width of [330, 900]) {
      const svg = stillOf(chart, pen(width))
      expect(svg).not.toMatch(/<img|<script|NaN|undefined/)
      const seen = svg.replaceAll(/<clipPath.*?<\/clipPath>/gs, '')
      const colours = [...seen.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map(([, colour]) => colour ?? '')
      expect(colours.filter((colour) => !/^(var\(--[\w-]+\)|none|url\(#[\w-]+\)|transparent)$/.test(colour))).toEqual([])
    }
  }
})

test('the table behind a picture holds its numbers and its links', () => {
  const { columns, rows } = tableOf(flow, { write })
  expect(columns).toEqual(['Stage', 'Entered (entered)', 'Went on', 'Lost', 'In short'])
  expect(rows[1]?.cells.map(({ text }) => text)).toEqual(['10 count', '6 count', '4 count', '60% went on'])
  expect(rows[1]?.cells[1]?.href).toBe('/records/x')
  expect(saysOf(flow, { write })).toContain('Second: 10 count')
})

test('a name is cut to its room, wide letters counted as wide', () => {
  expect(cut('short', 200)).toBe('short')
  for (const name of ['a'.repeat(200), '株式会社'.repeat(50)]) {
    expect(cut(name, 120)).toMatch(/…$/)
    expect(widthOf(cut(name, 120))).toBeLessThanOrEqual(120)
  }
})

test('pictures in the report have the colours of the screens', () => {
  const css = readFileSync(join(projectDir, 'src/web/kit/theme.css'), 'utf8')
  const [light = '', dark = ''] = [...css.matchAll(/^:root[^{]*\{([^}]*)\}/gm)].map(([, body]) => body ?? '')
  for (const [name, colour] of Object.entries(chartTokens.light)) expect(light).toContain(`${name}: ${colour};`)
  for (const [name, colour] of Object.entries(chartTokens.dark)) expect(dark).toContain(`${name}: ${colour};`)
})
