import type { Subject } from '../contract.ts'

/** Figures that are the same whatever order the rows stand in: floating numbers differ in their last places by the order in which two threads add them. */

/** SQL: money as a decimal. Amounts that nothing is calculated with are one already, and of fewer places: those add up three times as fast. */
function decimal(money: string): string {
  const held = money.replace(/^f\.amount::DOUBLE$/, 'f.amount')
  return /\bf\.amount\b|^size$/.test(held) && !/::DOUBLE|[*/]/.test(held) ? held : `(${held})::DECIMAL(38,8)`
}

/** SQL: money, added up exactly. `counted` is a filter. */
export const exactSum = (money: string, counted = '') => `sum(${decimal(money)})${counted}`

/** SQL: the mean of money, of an exact sum. */
export const exactMean = (money: string, counted = '') => `(${exactSum(money, counted)} / count(${decimal(money)})${counted})`

/** A figure that has no exact sum, such as a deviation, without the places that tell of the order. */
export const settled = (value: number | null) => (value === null ? null : Number(value.toPrecision(12)))

/** SQL: what a row is known by wherever it stands: its id in the other system, else that of the workspace; `number` only where it has neither. */
export const knownBy = (subject: Subject, number: string) =>
  subject === 'account' ? 'f.account_key' : `coalesce(f.ref, f.record_id::VARCHAR, ${number}::VARCHAR)`
