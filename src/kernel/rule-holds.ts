import { columnOf, type ListDeclaration } from './list.ts'
import { type Group, isGroup, type Test } from './rule.ts'
import { daysMeant } from './rule-days.ts'
import type { Day } from './time.ts'

/** A reference with the name that is shown for it. */
export interface Named {
  readonly id: string
  readonly label: string
}

/** What a column of one record holds. Money and days are text, as everywhere. */
export type Held = string | number | boolean | Named | null

/** Whether a rule holds for one record: what the database answers for many, in plain TypeScript. Case does not count in text. */
export function holds(list: ListDeclaration, rule: Group, held: (key: string) => Held, today: Day): boolean {
  const each = (one: Test | Group) => (isGroup(one) ? holds(list, one, held, today) : passes(list, one, held(one.field), today))
  const together = rule.rules.length === 0 || (rule.combinator === 'and' ? rule.rules.every(each) : rule.rules.some(each))
  return rule.not ? !together : together
}

/** Negative operators are the opposite of the positive ones, so what is empty is not equal to anything. */
const positiveOf: Partial<Record<Test['operator'], Test['operator']>> = {
  '!=': '=',
  doesNotContain: 'contains',
  notIn: 'in',
  notBetween: 'between',
  notNull: 'null',
}

/** The operator that a negative one is the opposite of; null for a positive one. */
export const oppositeOf = (operator: Test['operator']): Test['operator'] | null => positiveOf[operator] ?? null

function passes(list: ListDeclaration, test: Test, held: Held, today: Day): boolean {
  const opposite = oppositeOf(test.operator)
  if (opposite !== null) return !passes(list, { ...test, operator: opposite }, held, today)
  if (test.operator === 'null') return held === null
  if (held === null) return false
  switch (columnOf(list, test.field).type) {
    case 'number':
      return compares(Number(held), test, Number)
    case 'money':
      return compares(scaled(String(held)), test, scaled)
    case 'day':
    case 'instant': {
      const { from, to } = daysMeant(test, today)
      const day = String(held).slice(0, 10)
      return (from === null || day >= from) && (to === null || day < to)
    }
    case 'flag':
      return held === test.value
    default:
      return reads(test, held)
  }
}

function reads({ operator, value }: Test, held: Exclude<Held, null>): boolean {
  const named = typeof held === 'object'
  if (operator === 'in') return (value as readonly string[]).includes(named ? held.id : String(held))
  const text = (named ? held.label : String(held)).toLowerCase()
  const sought = String(value).toLowerCase()
  switch (operator) {
    case 'contains':
      return text.includes(sought)
    case 'beginsWith':
      return text.startsWith(sought)
    case 'endsWith':
      return text.endsWith(sought)
    default:
      return text === sought
  }
}

function compares<T extends number | bigint>(held: T, { operator, value }: Test, of: (text: string) => T): boolean {
  if (operator === 'between') {
    const [low = '', high = ''] = value as readonly string[]
    return held >= of(low) && held <= of(high)
  }
  const other = of(String(value))
  switch (operator) {
    case '<':
      return held < other
    case '<=':
      return held <= other
    case '>':
      return held > other
    case '>=':
      return held >= other
    default:
      return held === other
  }
}

/** Decimal text with up to four places as a whole number of ten-thousandths, so that money compares exactly. */
function scaled(text: string): bigint {
  const [whole = '0', part = ''] = text.split('.')
  const size = BigInt(whole.replace('-', '') + part.padEnd(4, '0').slice(0, 4))
  return text.startsWith('-') ? -size : size
}
