import { type Role, roles } from './access.ts'
import { changes, hides, type Level, mayChange, type Rights, type RightsObject, readRights, rightsObjects, sees } from './rights.ts'

/** A role as far as it says what somebody may do: the built-in role that it stands on, and what is taken away from that. */
export interface Reach {
  readonly role: Role
  readonly rights: Rights
}

/** One thing that a role may do and another one may not. Fields are named as rights name them. */
export type Difference =
  | { readonly what: 'role'; readonly role: Role }
  | { readonly what: 'object'; readonly object: RightsObject; readonly wide: Level; readonly narrow: Level }
  | { readonly what: 'read' | 'change'; readonly object: RightsObject; readonly field: string }
  | { readonly what: 'export' }

/** Rights as they can be had on a built-in role: a viewer changes nothing, whatever is written down. */
export function rightsOn(role: Role, written: unknown): Rights {
  const rights = readRights(written)
  if (role !== 'viewer') return rights
  const seen = Object.fromEntries(rightsObjects.map((object) => [object, sees(rights, object) ? 'see' : 'none']))
  return readRights({ ...rights, objects: seen })
}

/** What somebody loses and gains who has one role and gets another. */
export function differenceOf(
  before: Reach,
  after: Reach,
): { readonly lost: readonly Difference[]; readonly gained: readonly Difference[] } {
  return { lost: beyond(before, after), gained: beyond(after, before) }
}

/** What the wide role may do and the narrow one may not. Of records that the narrow one does not see at all no field is told. */
function beyond(wide: Reach, narrow: Reach): Difference[] {
  const [more, less] = [rightsOn(wide.role, wide.rights), rightsOn(narrow.role, narrow.rights)]
  const levels = rightsObjects.flatMap((object): Difference[] => {
    const taken = sees(more, object) && (!sees(less, object) || (changes(more, object) && !changes(less, object)))
    return taken ? [{ what: 'object', object, wide: more.objects[object], narrow: less.objects[object] }] : []
  })
  const fields = [...new Set([...less.hidden, ...less.locked])].toSorted().flatMap((field): Difference[] => {
    const [object, key] = fieldParts(field)
    if (!sees(more, object) || !sees(less, object) || hides(more, object, key)) return []
    if (hides(less, object, key)) return [{ what: 'read', object, field }]
    return mayChange(more, object, key) && changes(less, object) ? [{ what: 'change', object, field }] : []
  })
  return [
    ...(ranks(wide.role) < ranks(narrow.role) && wide.role !== narrow.role ? [{ what: 'role', role: wide.role } as const] : []),
    ...levels,
    ...fields,
    ...(more.export && !less.export ? [{ what: 'export' } as const] : []),
  ]
}

/** Sales and marketing may do the same; who is one and becomes the other loses nothing. */
const ranks = (role: Role) => (role === 'marketing' ? roles.indexOf('sales') : roles.indexOf(role))

/** The object and the column of a field. */
export function fieldParts(field: string): [RightsObject, string] {
  const dot = field.indexOf('.')
  return [field.slice(0, dot) as RightsObject, field.slice(dot + 1)]
}
