import type { Chart } from '#kernel/chart'

/** Heights of rows in pictures that are made of rows. */
export const rowHeights = { flow: 66, cascade: 58 } as const

/** How high a picture is, in pixels, before anything is drawn; the drawings keep to it. */
export function roomFor(chart: Chart, width: number): number {
  const phone = width > 0 && width < 520
  switch (chart.kind) {
    case 'flow':
      return chart.rows.length * rowHeights.flow + 6
    case 'cascade':
      return (chart.steps.length + 1) * rowHeights.cascade + 6
    case 'trend':
      return phone ? 260 : 320
    case 'curves':
      return phone ? 280 : 360
  }
}
