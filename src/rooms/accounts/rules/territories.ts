import { columnOf } from '#kernel/list'
import { type Group, isGroup, type Test } from '#kernel/rule'
import { t } from '#kernel/text'
import { no, ok, type Verdict } from '#kernel/verdict'
import { territoryFields } from '../contract/territories.ts'

const relative: readonly Test['operator'][] = ['inLast', 'inNext', 'inThis', 'inPrevious']
const byId: readonly Test['operator'][] = ['in', 'notIn', 'null', 'notNull']

/**
 * Whether a rule can say which accounts belong to a territory. It has to hold until an account or a rule changes: neither by the passing of days, nor
 * because somebody else is renamed.
 */
export function canBound(rule: Group): Verdict {
  for (const one of rule.rules) {
    if (isGroup(one)) {
      const within = canBound(one)
      if (!within.ok) return within
      continue
    }
    const column = columnOf(territoryFields, one.field)
    if (relative.includes(one.operator))
      return no(t('A territory does not change with the days: compare {{label}} with a day.', { label: column.label }))
    if (column.type === 'reference' && !byId.includes(one.operator))
      return no(t('Choose {{label}} from the list: names can change.', { label: column.label }))
  }
  return ok
}

interface Placed {
  readonly id: string
  readonly place: number
}

/** The places of all when one of them goes to another, or is added, at `to`; only those that change. */
export function placesWith(all: readonly Placed[], id: string, to: number): Placed[] {
  const others = all.toSorted((a, b) => a.place - b.place).filter((one) => one.id !== id)
  const order = others.toSpliced(Math.min(to, others.length), 0, { id, place: all.find((one) => one.id === id)?.place ?? -1 })
  return order.flatMap((one, place) => (one.place === place ? [] : [{ id: one.id, place }]))
}
