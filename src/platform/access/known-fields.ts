import type { Role } from '#kernel/access'
import { rightsOf } from '#kernel/actor'
import { fieldNamed } from '#kernel/custom-field'
import { customColumn, customField, type ListDeclaration, type RecordKind } from '#kernel/list'
import { many } from '#kernel/may'
import { Problem } from '#kernel/problem'
import { hides, type Rights, type RightsObject, sees } from '#kernel/rights'
import { fieldParts, rightsOn } from '#kernel/role-difference'
import { said, t } from '#kernel/text'
import type { PublicCtx } from '#platform/action/context'
import { fieldsOf as customFieldsOf } from '#platform/fields/store'
import { workspaceOf } from './members.ts'

/** A field that rights can be about; `edited` ones can be kept from changes. */
export interface RightsField {
  readonly object: RightsObject
  readonly key: string
  readonly label: string
  readonly edited: boolean
}

/** A custom field that rights can be about. Rights name it by its key, which stays when it is renamed. */
export interface RightsCustomField {
  readonly object: RecordKind
  readonly key: string
  readonly label: string
  readonly aliases: readonly string[]
}

/** All fields that somebody can write rights about. */
export interface KnownFields {
  readonly own: readonly RightsField[]
  readonly custom: readonly RightsCustomField[]
}

export const ownFieldsOf = (lists: readonly ListDeclaration[]): RightsField[] =>
  lists.flatMap((list) =>
    list.columns
      .filter(({ key }) => key !== list.name)
      .map(({ key, label, edited = false, made = false }) => ({ object: list.kind as RightsObject, key, label, edited: edited || made })),
  )

/** What whoever asks can write rights about in their workspace: what they may not read themselves does not exist for them. */
export async function knownFields(ctx: PublicCtx, lists: readonly ListDeclaration[]): Promise<KnownFields> {
  const rights = rightsOf(ctx.actor)
  const seen = lists.filter(({ kind }) => sees(rights, kind))
  const custom = await ctx.services.database.inWorkspace(
    workspaceOf(ctx),
    async (tx) => {
      const found: RightsCustomField[] = []
      for (const { kind: object } of seen)
        for (const { key, label, aliases } of (await customFieldsOf(tx, object)).fields)
          if (!hides(rights, object, customColumn(key).key)) found.push({ object, key, label, aliases })
      return found
    },
    { readOnly: true },
  )
  return { own: ownFieldsOf(lists), custom }
}

/**
 * Rights that somebody writes down for a role, in order and with custom fields by their keys, however they were called; single ones go into `custom:*`.
 * What the role named before stays, though no record has that field any more. Throws Problem `invalid-input` for fields that there are not.
 */
export function checkedRights(known: KnownFields, role: Role, wanted: Rights, before: readonly string[] = []): Rights {
  const named = (fields: readonly string[]) => {
    const single = fields.filter((field) => !coveredBy(fields, field))
    return [...new Set(single.map((field) => (before.includes(field) ? field : knownAs(known, field))))].toSorted()
  }
  const hidden = named(wanted.hidden)
  const locked = named(wanted.locked).filter((field) => !hidden.includes(field) && !coveredBy(hidden, field))
  const fixed = locked.find((field) => {
    const [object, key] = fieldParts(field)
    return known.own.some((one) => one.object === object && one.key === key && !one.edited)
  })
  if (fixed !== undefined)
    throw new Problem('invalid-input', t('"{{field}}" is changed by nobody by hand, so there is nothing to keep.', { field: fixed }))
  return rightsOn(role, { ...wanted, hidden, locked })
}

/** Whether a custom field is one of all those that are named by `custom:*`. */
function coveredBy(fields: readonly string[], field: string): boolean {
  const all = field.replace(/\.custom:.*$/su, '.custom:*')
  return all !== field && fields.includes(all)
}

/** The field as rights keep it. A misspelt one would hide nothing, and nobody would notice. */
function knownAs({ own, custom }: KnownFields, field: string): string {
  const [object, key] = fieldParts(field)
  const fields = own.filter((one) => one.object === object)
  if (fields.some((one) => one.key === key)) return field
  if (fields.length === 0)
    throw new Problem(
      'invalid-input',
      t('"{{field}}" cannot be hidden: single fields can be hidden of {{known}}.', {
        field,
        known: [...new Set(own.map((one) => one.object))].join(', '),
      }),
    )
  const name = customField(key)
  if (name === null)
    throw new Problem(
      'invalid-input',
      t('"{{field}}" cannot be hidden. Of {{object}} there are {{known}}, and custom:<name> or custom:*.', {
        field,
        object,
        known: fields.map((one) => one.key).join(', '),
      }),
    )
  if (name === '*') return field
  const others = custom.filter((one) => one.object === object)
  const found = fieldNamed(others, name)
  if (found) return `${object}.custom:${found.key}`
  throw new Problem(
    'invalid-input',
    others.length === 0
      ? t('"{{field}}" would hide nothing: {{many}} have no custom fields. custom:* hides all that files may bring.', {
          field,
          many: said(many[object]),
        })
      : t('"{{field}}" would hide nothing. Custom fields of {{many}} are {{known}}; custom:* hides all, and those that files may bring.', {
          field,
          many: said(many[object]),
          known: someOf(others.map((one) => one.label)),
        }),
  )
}

const mostNamed = 30
const someOf = (labels: readonly string[]) =>
  labels.length > mostNamed ? `${labels.slice(0, mostNamed).join(', ')}, …` : labels.join(', ')

/** A field by its label. */
export function calledField(field: string, { own, custom }: KnownFields): string {
  const [object, key] = fieldParts(field)
  const name = customField(key)
  if (name === '*') return t('all custom fields')
  if (name !== null) return custom.find((one) => one.object === object && one.key === name)?.label ?? name
  const known = own.find((one) => one.object === object && one.key === key)
  return known ? said(known.label) : key
}
