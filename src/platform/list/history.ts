import { customValue } from '#kernel/custom-field'
import { customColumn, customField, hidesCustom, type ListColumn, type ListDeclaration } from '#kernel/list'
import type { ChangedField, ListRow } from '#kernel/list-endpoints'
import { locks, type Rights } from '#kernel/rights'
import type { Tx } from '../store/database.ts'
import { recordMade } from './making.ts'
import { madeBy, namesOf, type Written, writesOf } from './record-store.ts'
import { type ListSource, nameless } from './source.ts'
import { mayUnmake } from './unmaking.ts'

type Keyed = ChangedField & { readonly key: string }

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
export async function historyOf(
  tx: Tx,
  source: ListSource,
  table: string,
  row: ListRow,
  byHand: string,
  seen: ListSource,
  rights: Rights,
): Promise<HistoryEvent[]> {
  const writes = await writesOf(tx, table, row.id)
  const names = await referredNames(tx, source, writes)
  const events = [...Map.groupBy(writes, (write) => write.eventId).values()].flatMap((group): HistoryEvent[] => {
    const [first] = group
    if (!first) return []
    const all = group.flatMap((write) => fieldsOf(source, write, names))
    const fields = all.filter(({ key }) => isSeen(seen.list, key)).map((field) => told(source, seen, field))
    // A change of nothing but hidden fields is not told at all.
    if (all.length > 0 && fields.length === 0) return []
    const whole = fields.length === all.length && !all.some(({ key }) => locks(rights, source.list.kind, key))
    const { eventId, kind, by, at, undone } = first
    return [{ eventId, kind, by, at, undone, made: false, undoable: kind === byHand && !undone && whole, fields }]
  })
  const oldest = writes.at(-1)?.before.touched_by
  const origin = await madeBy(tx, typeof oldest === 'string' ? oldest : row.version)
  if (origin === undefined || events.some((event) => event.eventId === origin.eventId)) return events
  // Made by hand and as it was made since: it can be taken away again.
  const undoable = origin.kind === recordMade.kind && origin.eventId === row.version && mayUnmake(rights, source.list)
  return [...events, { ...origin, made: true, undoable, fields: [] }]
}

/** A field without its key; of one that is shown in another way to this reader, no address stands in for a name. */
function told(source: ListSource, seen: ListSource, { key, ...field }: Keyed): ChangedField {
  if (source.columns[key]?.sql === seen.columns[key]?.sql) return field
  const { before, after } = field
  return { ...field, before: before?.includes('@') ? nameless : before, after: after?.includes('@') ? nameless : after }
}

/** Whether the reader of a list may read the column with this key. */
function isSeen(seen: ListDeclaration, key: string): boolean {
  const field = customField(key)
  return field === null ? seen.columns.some((column) => column.key === key) : !hidesCustom(seen, field)
}

/** Whether an event changed a field of the record that the reader may not read or not change: then they cannot take it back either. */
export async function changedHidden(
  tx: Tx,
  source: ListSource,
  table: string,
  { id, eventId }: { readonly id: string; readonly eventId: string },
  seen: ListSource,
  rights: Rights,
): Promise<boolean> {
  if (rights.locked.length === 0 && seen.list.hiddenCustom === undefined && seen.list.columns.length === source.list.columns.length)
    return false
  const writes = (await writesOf(tx, table, id)).filter((write) => write.eventId === eventId)
  const { kind } = source.list
  const kept = (key: string) => !isSeen(seen.list, key) || locks(rights, kind, key)
  return writes.length === 0 || writes.some((write) => fieldsOf(source, write, new Map()).some(({ key }) => kept(key)))
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

function fieldsOf(source: ListSource, { before, after }: Written, names: ReadonlyMap<string, string>): Keyed[] {
  const columns = columnsByName(source)
  return Object.keys(before).flatMap((name) => {
    if (name === 'custom') return customFields(source.list, before.custom, after.custom)
    const known = columns.get(name)
    if (!known || same(before[name], after[name])) return []
    const { label, type, options } = known.column
    const words = (value: unknown) => options?.find((option) => option.value === value)?.label ?? text(value, names)
    return [{ key: known.column.key, label, type, before: words(before[name]), after: words(after[name]) }]
  })
}

function customFields(list: ListDeclaration, before: unknown, after: unknown): Keyed[] {
  const [was, is] = [before, after].map((value) =>
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {},
  ) as [Record<string, unknown>, Record<string, unknown>]
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((name) => !same(was[name], is[name]))
  return names.map((name) => {
    const { key } = customColumn(name)
    const { label, type } = list.custom?.find((column) => column.key === key) ?? customColumn(name)
    const [old, now] = [text(was[name], new Map()), text(is[name], new Map())]
    const reads = [old, now].every((value) => value === null || customValue(type, value) !== null)
    return { key, label, type: reads ? type : 'text', before: old, after: now }
  })
}

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

function text(value: unknown, names: ReadonlyMap<string, string>): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return names.get(value) ?? value
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
