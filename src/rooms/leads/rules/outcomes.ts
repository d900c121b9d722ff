import type { LeadState } from '../contract/hand-over.ts'
import type { Tally } from '../contract/outcomes.ts'

interface Counted {
  readonly state: LeadState
  readonly won: boolean
  readonly currency: string | null
  readonly leads: number
  readonly amount: string | null
}

/** One sum for each currency, of amounts as decimal text, exactly. */
export function moneySums(
  rows: readonly { readonly currency: string | null; readonly amount: string | null; readonly leads: number; readonly valued?: number }[],
): { currency: string | null; amount: string; deals: number }[] {
  const sums = new Map<string | null, { sum: bigint; deals: number }>()
  for (const { currency, amount, leads, valued } of rows) {
    if (amount === null) continue
    const before = sums.get(currency) ?? { sum: 0n, deals: 0 }
    sums.set(currency, { sum: before.sum + exactOf(amount), deals: before.deals + (valued ?? leads) })
  }
  return [...sums].map(([currency, { sum, deals }]) => ({ currency, amount: text(sum), deals }))
}

/** Places that amounts are kept with. */
const places = 6
const unit = 10n ** BigInt(places)

function exactOf(amount: string): bigint {
  const [, sign = '', whole = '0', part = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount) ?? []
  const value = BigInt(whole) * unit + BigInt(part.padEnd(places, '0').slice(0, places) || '0')
  return sign === '-' ? -value : value
}

function text(value: bigint): string {
  const [sign, all] = value < 0n ? ['-', -value] : ['', value]
  const part = String(all % unit)
    .padStart(places, '0')
    .replace(/0+$/, '')
  return `${sign}${all / unit}${part === '' ? '' : `.${part}`}`
}

/** What became of leads, added up. Whoever may not see deals does not learn which were won. */
export function sumOf(rows: readonly Counted[], shows: { readonly won: boolean; readonly money: boolean }): Tally {
  const count = (holds: (row: Counted) => boolean) => rows.reduce((sum, row) => sum + (holds(row) ? row.leads : 0), 0)
  const of = (state: LeadState) => count((row) => row.state === state)
  const won = rows.filter((row) => row.won)
  return {
    handedOver: count(() => true),
    ...{ offered: of('offered'), accepted: of('accepted'), working: of('working'), returned: of('returned') },
    ...{ rejected: of('rejected'), disqualified: of('disqualified'), converted: of('converted') },
    won: shows.won ? count((row) => row.won) : null,
    wonMoney: shows.won && shows.money ? moneySums(won).map(({ currency, amount }) => ({ currency, amount })) : null,
  }
}
