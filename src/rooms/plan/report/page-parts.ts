import { a4, type SheetPen, type TextStyle } from '#kernel/paper'

export const margin = 40
export const right = a4.width - margin
export const width = right - margin
export const gap = 22
export const half = (width - gap) / 2

export const soft = '#44514d'
export const faint = '#5f6c68'
export const accent = '#0b6053'
export const loss = '#a03813'
export const line = '#c3ccc8'

export const body: TextStyle = { size: 8.5 }
export const note: TextStyle = { size: 7, colour: faint }

export interface Column {
  readonly x: number
  readonly y: number
  readonly width: number
}

export function heading(pen: SheetPen, title: string, { x, y, width: room }: Column): number {
  return pen.text(title, { x, y, width: room }, { size: 9.5, bold: true, colour: accent }) + 3
}
