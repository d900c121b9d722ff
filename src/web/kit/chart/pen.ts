import type { ChartUnit } from '#kernel/chart'

/** What a drawing needs to know of where it will stand. */
export interface Pen {
  /** Width of the picture in pixels. */
  readonly width: number
  /** Font families as CSS wants them. */
  readonly font: string
  /** Whether marks may move into place. */
  readonly moves: boolean
  /** How numbers are written here. */
  readonly write: (value: number, unit: ChartUnit, currency?: string | null) => string
  /** The same for places with little room. */
  readonly writeShort: (value: number, unit: ChartUnit, currency?: string | null) => string
  /** What stands in the card beside the pointer; a drawing on paper has none. */
  readonly card?: (title: string, lines: readonly CardLine[]) => HTMLElement
}

/** One line of the card: a name and what it is. */
export interface CardLine {
  readonly label: string
  readonly says: string
}

/** Colours are the tokens of the page, so that light, dark and paper need no second drawing. */
export const ink = {
  text: 'var(--ink)',
  soft: 'var(--ink-2)',
  faint: 'var(--ink-3)',
  line: 'var(--line)',
  strongLine: 'var(--line-strong)',
  ground: 'var(--surface)',
  sunken: 'var(--sunken)',
  accent: 'var(--accent)',
  accentSoft: 'var(--accent-soft)',
  accentLine: 'var(--accent-line)',
  loss: 'var(--loss)',
  lossSoft: 'var(--loss-soft)',
  lossLine: 'var(--loss-line)',
  still: 'var(--still)',
} as const

export const small = 12
export const normal = 13

/** How many colours, each with a dash of its own, a picture of several lines may have. */
export const mostSeries = 6

/** The colour of the n-th line, from 0. */
export function seriesColour(index: number): string {
  return `var(--series-${(index % mostSeries) + 1})`
}

/** The dash of the n-th line, so that lines can be told apart without colour. */
export function seriesDash(index: number): number[] | 'solid' {
  const dashes = ['solid' as const, [6, 4], [2, 3], [10, 4, 2, 4], [14, 4], [1, 2]]
  return dashes[index % mostSeries] ?? 'solid'
}

/** About how wide a text is, in pixels; wide letters of East Asia count double. */
export function widthOf(text: string, size = small): number {
  let width = 0
  for (const letter of text)
    width += /[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\uff60\uffe0-\uffe6]/.test(letter) ? 1 : 0.56
  return width * size
}

/** The text cut to a width, with an ellipsis; never inside a letter. */
export function cut(text: string, width: number, size = small): string {
  if (widthOf(text, size) <= width) return text
  const letters = [...text]
  while (letters.length > 1 && widthOf(`${letters.join('')}…`, size) > width) letters.pop()
  return `${letters.join('').trimEnd()}…`
}
