import { z } from 'zod'
import { everyMember, managers } from '#kernel/access'
import { customKinds } from '#kernel/custom-field'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { currencyShape } from '#kernel/money'
import { instantShape } from '#kernel/time'

const objectShape = z.enum(['deal', 'account', 'person', 'lead'])
const keyShape = z.string().min(1).max(200).describe('The name in its first file; it stays when the field is renamed')
const labelShape = z.string().trim().min(1, 'Give the field a name.').max(120, 'A name has at most 120 characters.')
const kindShape = z
  .enum(customKinds)
  .describe(
    'text; number; money in one currency; day; flag: yes or no; choice: one of its options. Values that do not read so stay as text',
  )
const optionsShape = z
  .array(z.string().trim().min(1).max(200))
  .min(1, 'A choice has at least one option.')
  .max(500, 'A choice has at most 500 options.')

const fieldShape = z.object({
  object: objectShape,
  key: keyShape,
  label: z.string(),
  aliases: z.array(z.string()).describe('What it was called before; files that say so feed it too'),
  kind: kindShape,
  currency: z.string().nullable().describe('Of money: what its amounts are in'),
  options: z.array(z.string()).nullable().describe('Of a choice: its values in their order'),
  hidden: z.boolean().describe('Screens do not offer it; its values stay, and programs read them'),
})

const usedShape = fieldShape.extend({
  filled: z.int().describe('Records that have a value'),
  unread: z.int().describe('Of those, values that do not read as its kind and stay as text'),
  from: z
    .object({ import: idOf('import').nullable().describe('null for one made by hand'), name: z.string(), at: instantShape.nullable() })
    .nullable()
    .describe('The first import that brought it; null where none that is still kept did'),
})
export type UsedField = z.output<typeof usedShape>

const one = z.object({ object: objectShape, key: keyShape })
const doneShape = z.object({ eventId: idOf('event').describe('Undo the change by this') })
const reading = { access: managers, records: 'inside', limits: { rate: 'read' } } as const
const changing = { access: managers, records: 'inside', limits: { rate: 'write' } } as const
const long = { rate: 'write', timeMs: 600_000 } as const

export const listCustomFields = endpoint({
  id: 'customFields.list',
  method: 'GET',
  path: '/api/v1/custom-fields',
  summary: 'Custom fields of which label or kind was settled; any other is text, called as in its file',
  access: everyMember,
  records: 'inside',
  limits: { rate: 'read' },
  answer: z.object({ fields: z.array(fieldShape) }),
})

export const usedCustomFields = endpoint({
  id: 'customFields.used',
  method: 'GET',
  path: '/api/v1/custom-fields/{object}',
  summary: 'All custom fields of one kind of record in their order, with how many records fill each and where it came from',
  ...reading,
  params: z.object({ object: objectShape }),
  answer: z.object({ fields: z.array(usedShape) }),
})

export const addCustomField = endpoint({
  id: 'customFields.add',
  method: 'POST',
  path: '/api/v1/custom-fields',
  summary: 'Make a custom field by hand',
  ...changing,
  body: z.object({
    object: objectShape,
    label: labelShape,
    kind: kindShape.default('text'),
    options: optionsShape.nullable().default(null).describe('Needed for a choice'),
    currency: currencyShape.nullable().default(null).describe('Needed for money'),
  }),
  answer: doneShape.extend({ key: keyShape }),
})

export const changeCustomField = endpoint({
  id: 'customFields.change',
  method: 'PATCH',
  path: '/api/v1/custom-fields',
  summary: 'Rename a custom field, hide or show it, or put it at another place; what is left out stays',
  ...changing,
  body: one.extend({
    label: labelShape.optional(),
    hidden: z.boolean().optional(),
    place: z.int().min(0).max(1000).optional().describe('Counted from 0 among all custom fields of its records'),
  }),
  answer: doneShape,
})

const asKind = one.extend({
  kind: kindShape,
  options: optionsShape.nullable().default(null).describe('Of a choice; left out, the values that are there'),
  currency: currencyShape.nullable().default(null).describe('Of money'),
  decimal: z
    .enum(['.', ','])
    .nullable()
    .default(null)
    .describe('The decimal sign of values such as 1.234; left out, the one by which most read'),
  dateOrder: z
    .enum(['dmy', 'mdy', 'ymd'])
    .nullable()
    .default(null)
    .describe('The order of values such as 03/04/2025; left out, the one by which most read'),
})

export const tryKind = endpoint({
  id: 'customFields.tryKind',
  method: 'POST',
  path: '/api/v1/custom-fields/kind/preview',
  summary: 'What another kind would make of the values of a custom field, and which would not read; nothing is changed',
  ...reading,
  limits: { ...long, rate: 'read' },
  body: asKind,
  answer: z.object({
    filled: z.int(),
    reads: z.int(),
    rewritten: z.int().describe('Records whose value would be written in another way, such as 31.12.2025 as 2025-12-31'),
    unread: z.int().describe('Records whose value would not read; it stays as text'),
    examples: z.array(z.object({ before: z.string(), after: z.string() })).describe('Up to ten values as they would be written'),
    left: z
      .array(z.object({ value: z.string(), records: z.int(), record: z.uuid().describe('One of them') }))
      .describe('Values that would not read, the most frequent first; at most a hundred'),
    decimal: z.enum(['.', ',']),
    dateOrder: z.enum(['dmy', 'mdy', 'ymd']),
    ambiguous: z
      .boolean()
      .describe('Values would read in more than one way, and none tells which is meant: say the decimal sign or the order'),
    options: z.array(z.string()).nullable(),
  }),
})

export const setKind = endpoint({
  id: 'customFields.setKind',
  method: 'POST',
  path: '/api/v1/custom-fields/kind',
  summary: 'Give a custom field another kind; values that do not read stay as text. One step that can be undone',
  ...changing,
  limits: long,
  body: asKind,
  answer: doneShape.extend({ rewritten: z.int(), unread: z.int() }),
})

export const removeCustomField = endpoint({
  id: 'customFields.remove',
  method: 'DELETE',
  path: '/api/v1/custom-fields',
  summary: 'Remove a custom field with all of its values. One step that can be undone; an import that names it brings it again',
  ...changing,
  limits: long,
  query: one,
  answer: doneShape.extend({ values: z.int().describe('Records that had a value') }),
})

export const undoCustomField = endpoint({
  id: 'customFields.undo',
  method: 'POST',
  path: '/api/v1/custom-fields/undo',
  summary: 'Take back one change of a custom field. Records that changed since are counted and, with keepChanged, left alone',
  ...changing,
  limits: long,
  body: z.object({ eventId: idOf('event'), keepChanged: z.boolean().default(false) }),
  answer: z.object({
    undone: z.boolean().describe('false when something changed since and keepChanged was not said; then nothing was touched'),
    conflicts: z.int().describe('Records that changed since'),
  }),
})
