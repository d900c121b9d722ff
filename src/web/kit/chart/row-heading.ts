import { cut, ink, normal, type Pen, small, widthOf } from './pen.ts'

/** The text over a bar: its name on the left, cut to what the numbers on the right leave. */
export function headingOf(name: string, says: string, y: number, pen: Pen) {
  const room = pen.width - widthOf(says) - 20
  return [
    {
      type: 'text' as const,
      silent: true,
      style: {
        x: 0,
        y,
        text: cut(name, room / 1.14, normal),
        fill: ink.text,
        font: `600 ${normal}px ${pen.font}`,
        verticalAlign: 'bottom' as const,
      },
    },
    {
      type: 'text' as const,
      silent: true,
      style: {
        x: pen.width,
        y,
        text: says,
        fill: ink.soft,
        font: `${small}px ${pen.font}`,
        align: 'right' as const,
        verticalAlign: 'bottom' as const,
      },
    },
  ]
}

/** The axis of rows that stand under each other, first on top; their names are headings, so it shows nothing itself. */
export function rowsDown(names: readonly string[]) {
  return {
    type: 'category' as const,
    inverse: true,
    data: [...names],
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { show: false },
  }
}
