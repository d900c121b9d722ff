import { customColumn, type ListColumn } from '#kernel/list'
import type { ChangedField, ListRow } from '#kernel/list-endpoints'
import type { Tx } from '../store/database.ts'
import { madeBy, namesOf, type Written, writesOf } from './record-store.ts'
import type { ListSource } from './source.ts'

/** One event of the history of a record, as its page shows it. */
export interface HistoryEvent {
  readonly eventId: string
  readonly kind: string
  readonly by: string
  readonly at: string
  readonly made: boolean
  readonly undone: boolean
  readonly undoable: boolean
  readonly fields: ChangedField[]
}

/** What was changed about a record, the newest first, down to the event by which it came to be. */
export async function historyOf(tx: Tx, source: ListSource, table: string, row: ListRow, byHand: string): Promise<HistoryEvent[]> {
  const writes = await writesOf(tx, table, row.id)
  const names = await referredNames(tx, source, writes)
  const events = [...Map.groupBy(writes, (write) => write.eventId).values()].flatMap((group): HistoryEvent[] => {
    const [first] = group
    if (!first) return []
    const fields = group.flatMap((write) => fieldsOf(source, write, names))
    const { eventId, kind, by, at, undone } = first
    return [{ eventId, kind, by, at, undone, made: false, undoable: kind === byHand && !undone, fields }]
  })
  const oldest = writes.at(-1)?.before.touched_by
  const origin = await madeBy(tx, typeof oldest === 'string' ? oldest : row.version)
  if (origin === undefined || events.some((event) => event.eventId === origin.eventId)) return events
  return [...events, { ...origin, made: true, undoable: false, fields: [] }]
}

/** By the name of a column in SQL: the column of the list, and the table of names that its values point to. */
function columnsByName(source: ListSource): Map<string, { column: ListColumn; names: string | undefined }> {
  return new Map(
    source.list.columns.flatMap((column) => {
      const asked = source.columns[column.key]
      const [alias, name] = (asked?.id ?? asked?.sql ?? '').split('.')
      return name !== undefined && source.id.startsWith(`${alias}.`) ? [[name, { column, names: asked?.names }] as const] : []
    }),
  )
}

async function referredNames(tx: Tx, source: ListSource, writes: readonly Written[]): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const [name, { names }] of columnsByName(source)) {
    if (names === undefined) continue
    const ids = writes.flatMap(({ before, after }) => [before[name], after[name]]).filter((id) => typeof id === 'string')
    if (ids.length > 0) for (const [id, label] of await namesOf(tx, names, [...new Set(ids)])) found.set(id, label)
  }
  return found
}

function fieldsOf(source: ListSource, { before, after }: Written, names: ReadonlyMap<string, string>): ChangedField[] {
  const columns = columnsByName(source)
  return Object.keys(before).flatMap((name) => {
    if (name === 'custom') return customFields(before.custom, after.custom)
    const known = columns.get(name)
    if (!known || same(before[name], after[name])) return []
    const { label, type, options } = known.column
    const words = (value: unknown) => options?.find((option) => option.value === value)?.label ?? text(value, names)
    return [{ label, type, before: words(before[name]), after: words(after[name]) }]
  })
}

function customFields(before: unknown, after: unknown): ChangedField[] {
  const [was, is] = [before, after].map((value) =>
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {},
  ) as [Record<string, unknown>, Record<string, unknown>]
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((name) => !same(was[name], is[name]))
  return names.map((name) => ({
    label: customColumn(name).label,
    type: 'text' as const,
    before: text(was[name], new Map()),
    after: text(is[name], new Map()),
  }))
}

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

function text(value: unknown, names: ReadonlyMap<string, string>): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return names.get(value) ?? value
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
