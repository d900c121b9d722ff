import { z } from 'zod'
import { customField, type ListColumn, type ListDeclaration, type SortKey } from './list.ts'

/** What rights are given for. `activity` is what people wrote and did: activities, tasks and notes, whose text may hold anything. */
export const rightsObjects = ['deal', 'account', 'person', 'lead', 'campaign', 'activity'] as const
export type RightsObject = (typeof rightsObjects)[number]

/** From least to most. */
export const levels = ['none', 'see', 'change'] as const
export type Level = (typeof levels)[number]

/** A field that can be hidden: `deal.amount`, `deal.custom:Margin`, or `deal.custom:*` for all custom fields, those to come included. */
export const fieldPattern = /^(deal|account|person|lead|campaign|activity)\.([a-zA-Z]{1,60}|custom:.{1,200})$/su

// An object that came with a later version is closed to roles whose rights were written before it.
const level = z.enum(levels).default('none')

const fieldShape = z.string().max(260).regex(fieldPattern, 'A field is <object>.<column>, such as deal.amount or person.custom:*.')

export const rightsShape = z.object({
  objects: z.object({ deal: level, account: level, person: level, lead: level, campaign: level, activity: level }),
  hidden: z.array(fieldShape).max(500).describe('Fields that are not read, changed, filtered, sorted, searched or exported'),
  locked: z.array(fieldShape).max(500).default([]).describe('Fields that are read and not changed'),
  export: z.boolean().describe('May take lists and documents away as files'),
})
/** What a role may do with records. What it may do at all is said on each endpoint: rights only take away. */
export type Rights = z.output<typeof rightsShape>

/** Everything, as owners have it and every role until an owner says otherwise. */
export const allRights: Rights = {
  objects: { deal: 'change', account: 'change', person: 'change', lead: 'change', campaign: 'change', activity: 'change' },
  hidden: [],
  locked: [],
  export: true,
}

/** Rights as somebody wrote them down. A lead is called as its person is, so it is never shown where people are not. */
export function readRights(written: unknown): Rights {
  const rights = rightsShape.parse(written)
  return rights.objects.person === 'none' ? { ...rights, objects: { ...rights.objects, lead: 'none' } } : rights
}

const names = (fields: readonly string[], field: string) =>
  fields.includes(field) || fields.includes(field.replace(/custom:.*/su, 'custom:*'))

export const sees = (rights: Rights, object: RightsObject) => rights.objects[object] !== 'none'
export const changes = (rights: Rights, object: RightsObject) => rights.objects[object] === 'change'

/** Whether a field may not be read. `key` is the column of the object's list, or `custom:<name>`. */
export function hides({ hidden }: Rights, object: RightsObject, key: string): boolean {
  return names(hidden, `${object}.${key}`)
}

/** Whether a field is kept from changes by those who read it. */
export function locks({ locked }: Rights, object: RightsObject, key: string): boolean {
  return names(locked, `${object}.${key}`)
}

/** Whether a field of the records that somebody may change may be changed too. */
export function mayChange(rights: Rights, object: RightsObject, key: string): boolean {
  return changes(rights, object) && !hides(rights, object, key) && !locks(rights, object, key)
}

/** What of all records somebody may not see, in plain words; empty for who sees everything. */
export function unseen(rights: Rights): string[] {
  return [...rightsObjects.filter((object) => !sees(rights, object)), ...rights.hidden]
}

const atMost = (a: Level, b: Level): Level => (levels.indexOf(a) < levels.indexOf(b) ? a : b)

/** What both may do: an API key does no more than its role, and no more than whoever made it. */
export function shared(a: Rights, b: Rights): Rights {
  const objects = Object.fromEntries(rightsObjects.map((object) => [object, atMost(a.objects[object], b.objects[object])]))
  const both = (fields: 'hidden' | 'locked') => [...new Set([...a[fields], ...b[fields]])]
  return readRights({ objects, hidden: both('hidden'), locked: both('locked'), export: a.export && b.export })
}

/** Whether `wide` may do all that `narrow` may. */
export function covers(wide: Rights, narrow: Rights): boolean {
  const both = shared(wide, narrow)
  return (
    rightsObjects.every((object) => both.objects[object] === narrow.objects[object]) &&
    wide.hidden.every((field) => names(narrow.hidden, field)) &&
    wide.locked.every((field) => names(narrow.locked, field) || names(narrow.hidden, field) || unchanged(narrow, field)) &&
    both.export === narrow.export
  )
}

const unchanged = (rights: Rights, field: string) => {
  const [object = ''] = field.split('.')
  return isObject(object) && !changes(rights, object)
}

const isObject = (kind: string): kind is RightsObject => (rightsObjects as readonly string[]).includes(kind)

/**
 * The list as somebody may read it: the one answer to which fields they may see, filter, sort, search, change and take away. What is left out is, for all
 * that reads a declaration, a column that does not exist; hidden custom fields are empty everywhere, as unknown ones are.
 */
export function readableList(list: ListDeclaration, rights: Rights): ListDeclaration {
  const { kind } = list
  if (!isObject(kind) || (unseen(rights).length === 0 && rights.locked.length === 0 && changes(rights, kind))) return list
  const columns = list.columns.filter((column) => readableColumn(rights, kind, column))
  const kept = list.sort.filter(({ key }) => columns.some((column) => column.key === key))
  const sort: readonly SortKey[] = kept.length > 0 ? kept : [{ key: list.name, descending: false }]
  const custom = rights.hidden.flatMap((field) => {
    const name = field.startsWith(`${kind}.`) ? customField(field.slice(kind.length + 1)) : null
    return name === null ? [] : [name]
  })
  const edited = columns.map((column) =>
    (column.edited || column.made) && !mayChange(rights, kind, column.key) ? withoutEdit(column) : column,
  )
  return { ...list, columns: edited, sort, ...(custom.length > 0 ? { hiddenCustom: custom } : {}) }
}

const withoutEdit = ({ edited: _, made: __, ...column }: ListColumn): ListColumn => column

function readableColumn(rights: Rights, kind: RightsObject, column: ListColumn): boolean {
  if (hides(rights, kind, column.key)) return false
  if (column.to !== undefined && isObject(column.to) && !sees(rights, column.to)) return false
  const [object = '', key = ''] = column.of?.split('.') ?? []
  return !isObject(object) || (sees(rights, object) && !hides(rights, object, key))
}
