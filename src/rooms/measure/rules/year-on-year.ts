import { differs } from './standouts.ts'

/** Counts of one value of a dimension in a year and in the year before. */
export interface Years {
  readonly dimension: string
  readonly value: string
  readonly opened_before: number
  readonly opened_now: number
  readonly closed_before: number
  readonly closed_now: number
  readonly won_before: number
  readonly won_now: number
}

/** A share of a slice in two years. `mix`: its part of all new deals; `rate`: won of closed. */
export interface Shift {
  readonly kind: 'mix' | 'rate'
  readonly dimension: string
  readonly value: string
  readonly before: number
  readonly now: number
  readonly p: number
}

/** A slice with fewer rows than this in a year is not compared. */
const least = 20

/** Every comparison of a slice with itself a year before, by the test of two shares; whole years, so that seasons cancel. */
export function shiftsIn(rows: readonly Years[], { closings }: { closings: boolean }): Shift[] {
  return [...Map.groupBy(rows, ({ dimension }) => dimension).values()].flatMap((own) => {
    const before = sum(own.map((row) => row.opened_before))
    const now = sum(own.map((row) => row.opened_now))
    return own.flatMap((row) => {
      const { dimension, value } = row
      const shifts: Shift[] = []
      if (row.opened_before + row.opened_now >= least && before >= least && now >= least)
        shifts.push({ kind: 'mix', dimension, value, ...compared(row.opened_before, before, row.opened_now, now) })
      if (closings && row.closed_before >= least && row.closed_now >= least)
        shifts.push({ kind: 'rate', dimension, value, ...compared(row.won_before, row.closed_before, row.won_now, row.closed_now) })
      return shifts
    })
  })
}

function compared(hitsBefore: number, nBefore: number, hitsNow: number, nNow: number): Pick<Shift, 'before' | 'now' | 'p'> {
  return { before: hitsBefore / nBefore, now: hitsNow / nNow, p: differs(hitsBefore, nBefore, hitsNow, nNow) }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
