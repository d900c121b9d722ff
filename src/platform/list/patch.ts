import { type Changes, customChanges } from '#kernel/list-change'
import { infoOf, type Kept } from '../store/kept.ts'
import type { ListSource } from './source.ts'

/** The columns of the table behind the columns of a list, with their new values; custom fields are changed one by one. */
export function patchOf(
  source: ListSource,
  kept: Kept,
  changes: Changes,
  custom: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const info = infoOf(kept)
  const own = [...changes].flatMap(([key, value]): [string, unknown][] => {
    const column = source.columns[key]
    if (!column) return []
    const name = (column.id ?? column.sql).split('.')[1]
    const target = info.columns.find((one) => one.name === name)
    if (!target) throw new TypeError(`${key} of ${source.list.many} is no column that can be written.`)
    return [[target.key, value]]
  })
  const fields = customChanges(changes)
  return { ...Object.fromEntries(own), ...(fields.length > 0 ? { custom: withFields(custom, fields) } : {}) }
}

function withFields(custom: Readonly<Record<string, string>>, changes: readonly [string, string | null][]): Record<string, string> {
  const all = new Map(Object.entries(custom))
  for (const [field, value] of changes) {
    if (value === null) all.delete(field)
    else all.set(field, value)
  }
  return Object.fromEntries(all)
}
