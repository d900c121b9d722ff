import { t } from '#kernel/text'
import type { PayDocument, PayGap, PayMotion, PayOrigin, PayPast, PayRate, PayRole } from '../contract/pay.ts'

/** A sale as a plan looks at it. */
export interface Sale {
  readonly origin: Exclude<PayOrigin, 'any'>
  readonly role: PayRole
  readonly motion: PayMotion
  readonly amount: number
}

const fits = (rate: PayRate, sale: Sale) =>
  (['origin', 'role', 'motion'] as const).every((what) => rate[what] === 'any' || rate[what] === sale[what])
const exact = (rate: PayRate) => (['origin', 'role', 'motion'] as const).filter((what) => rate[what] !== 'any').length

/**
 * What a plan pays for a sale: of the rates that fit, those that say most about it count; each of them pays on what lies between its threshold and the
 * next one.
 */
export function pay({ rates }: PayDocument, sale: Sale): number {
  const fitting = rates.filter((rate) => fits(rate, sale))
  const most = Math.max(0, ...fitting.map(exact))
  const steps = fitting.filter((rate) => exact(rate) === most).toSorted((a, b) => a.above - b.above)
  return steps.reduce((sum, { above, percent }, place) => {
    const upTo = Math.min(sale.amount, steps[place + 1]?.above ?? Number.POSITIVE_INFINITY)
    return sum + (Math.max(0, upTo - above) * percent) / 100
  }, 0)
}

const differ = (one: number, other: number) => Math.abs(one - other) > 1e-9 * Math.max(1, Math.abs(one), Math.abs(other))

/** Where a plan pays the same sale differently by origin: for each role and motion the amount at which it differs most. */
export function gapsOf(document: PayDocument): PayGap[] {
  const marks = [...new Set(document.rates.map(({ above }) => above))].toSorted((a, b) => a - b)
  const amounts = [...marks.filter((mark) => mark > 0), (marks.at(-1) ?? 0) + 10_000]
  const roles: readonly PayRole[] = document.rates.every(({ role }) => role === 'any') ? ['any'] : ['seller', 'developer', 'manager']
  const motions: readonly PayMotion[] = document.rates.every(({ motion }) => motion === 'any') ? ['any'] : ['new', 'expansion']
  return roles.flatMap((role) =>
    motions.flatMap((motion): PayGap[] => {
      const all = amounts.map((amount) => ({
        ...{ role, motion, amount },
        marketing: pay(document, { origin: 'marketing', role, motion, amount }),
        field: pay(document, { origin: 'field', role, motion, amount }),
      }))
      const [worst] = all
        .filter((gap) => differ(gap.marketing, gap.field))
        .toSorted((a, b) => Math.abs(b.field - b.marketing) - Math.abs(a.field - a.marketing))
      return worst ? [worst] : []
    }),
  )
}

/** The warning that stands before a plan is saved; null where it pays alike. It says what a plan rewards, never what somebody does. */
export function warningOf(gaps: readonly PayGap[]): string | null {
  if (gaps.length === 0) return null
  const more = gaps.some(({ field, marketing }) => field > marketing)
  return more
    ? t(
        'This plan pays more for a sale whose customer is said to come from the field than for the same sale won by marketing. It rewards entering customers again.',
      )
    : t('This plan pays the same sale differently by its origin. It rewards saying another origin than the true one.')
}

/** A won deal, with whose origin it is where anything tells that. */
export interface WonDeal {
  readonly origin: 'marketing' | 'field' | null
  readonly owner: string
  readonly motion: PayMotion
  readonly amount: number
  readonly currency: string | null
}

/** What a plan would have paid on won deals, for sellers, beside one that pays each of them as the one of marketing. */
export function pastOf(document: PayDocument, won: readonly WonDeal[]): PayPast {
  const money = [...Map.groupBy(won, ({ currency }) => currency)].toSorted((a, b) => b[1].length - a[1].length)
  const [currency, own] = money[0] ?? [null, []]
  const known = own.flatMap((deal) => {
    if (deal.origin === null) return []
    const sale = { role: 'seller' as const, motion: deal.motion, amount: deal.amount }
    const [paid, alike] = [pay(document, { ...sale, origin: deal.origin }), pay(document, { ...sale, origin: 'marketing' })]
    return [{ ...deal, origin: deal.origin, paid, alike }]
  })
  const sum = (deals: readonly (typeof known)[number][]) => ({
    deals: deals.length,
    amount: total(deals.map(({ amount }) => amount)),
    paid: total(deals.map(({ paid }) => paid)),
    alike: total(deals.map(({ alike }) => alike)),
  })
  const { paid, alike } = sum(known)
  return {
    ...{ deals: known.length, unknown: own.length - known.length, currency, currencies: won.length - own.length, paid, alike },
    origins: (['marketing', 'field'] as const).map((origin) => ({ origin, ...sum(known.filter((deal) => deal.origin === origin)) })),
    owners: [...Map.groupBy(known, ({ owner }) => owner)]
      .map(([owner, deals]) => ({ owner, ...sum(deals) }))
      .toSorted((a, b) => a.owner.localeCompare(b.owner)),
  }
}

const total = (numbers: readonly number[]) => Math.round(numbers.reduce((sum, one) => sum + one, 0) * 100) / 100
