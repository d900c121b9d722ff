import { z } from 'zod'
import { editors, everyMember } from './access.ts'
import { endpoint } from './endpoint.ts'
import { idOf } from './id.ts'
import type { ListDeclaration } from './list.ts'
import { dayShape } from './time.ts'

/** A record by its id and its name. */
export const refShape = z.object({ id: z.string(), label: z.string() })
const moneyShape = z.object({ amount: z.string(), currency: z.string().nullable() })

/** One value of a row: text (days and instants too), a number, true or false, another record by its name, money, or nothing. */
export const cellShape = z.union([z.string(), z.number(), z.boolean(), refShape, moneyShape]).nullable()
export type Cell = z.output<typeof cellShape>

export const rowShape = z.object({
  id: z.uuid(),
  version: z.uuid().describe('Changes whenever the record does; send it as If-Match with a change'),
  cells: z.record(z.string(), cellShape),
})
export type ListRow = z.output<typeof rowShape>

/** How a list is looked at, as texts for an address. */
export const lookShape = z.object({
  filter: z
    .string()
    .max(8000, 'A filter has at most 8,000 characters.')
    .optional()
    .describe(
      'JSON of groups {combinator: "and" or "or", not, rules} and lines {field, operator, value}, as react-querybuilder writes them',
    ),
  search: z.string().max(200, 'A search has at most 200 characters.').optional().describe('Words that all have to be found'),
})

const sortAndColumns = {
  sort: z.string().max(1200).optional().describe('Columns, comma-separated, with a minus for from high to low: -amount,name'),
  columns: z
    .string()
    .max(6000)
    .optional()
    .describe(
      'Columns to answer, comma-separated; custom:<key> for custom fields, with the key of GET /api/v1/custom-fields or the name in the file',
    ),
}

const viewShape = z.object({
  filter: z.string().max(8000).default(''),
  sort: z.string().max(1200).default(''),
  columns: z.string().max(6000).default(''),
})

export const savedViewShape = z.object({
  id: idOf('saved_view'),
  name: z.string(),
  shared: z.boolean().describe('Everyone in the workspace sees it'),
  usual: z.boolean().describe('What the list shows to its owner, or, when shared, to everyone, unless something else is asked'),
  own: z.boolean().describe('Made by whoever asks; others cannot change it'),
  by: z.string(),
  view: viewShape,
})
export type SavedView = z.output<typeof savedViewShape>

const typeShape = z.enum(['text', 'choice', 'number', 'money', 'day', 'instant', 'flag', 'reference'])

/** A field with what it was before a change and after it. */
export const fieldShape = z.object({ label: z.string(), type: typeShape, before: z.string().nullable(), after: z.string().nullable() })
export type ChangedField = z.output<typeof fieldShape>

const columnShape = z.object({
  key: z.string(),
  label: z.string(),
  type: typeShape,
  options: z.array(z.string()).optional().describe('All values of a custom field that is a choice'),
  currency: z.string().optional().describe('Of a custom field that is money'),
  hidden: z.boolean().optional().describe('A custom field that screens do not offer'),
})

/** The endpoints that every list has: its rows, how many, its columns and their values, a file of them, and saved views. */
export function listEndpoints(list: ListDeclaration, { room, path }: { room: string; path: `/api/v1/${string}` }) {
  const get = { method: 'GET', access: everyMember, records: { see: list.kind } } as const
  const name = (verb: string) => `${room}.${verb}${list.kind[0]?.toUpperCase()}${list.kind.slice(1)}s`
  return {
    rows: endpoint({
      ...get,
      id: name('list'),
      path,
      summary: `The ${list.many}, filtered, sorted, page by page`,
      limits: { rate: 'read' },
      query: lookShape.extend({
        ...sortAndColumns,
        limit: z.coerce.number().int().min(1).max(200).default(50),
        cursor: z.string().max(8000).optional().describe('From the page before'),
      }),
      answer: z.object({
        rows: z.array(rowShape),
        cursor: z.string().nullable().describe('Ask with it for the next page; null when this is the last'),
      }),
    }),
    count: endpoint({
      ...get,
      id: name('count'),
      path: `${path}/count`,
      summary: `How many ${list.many} a filter finds`,
      limits: { rate: 'read' },
      query: lookShape,
      answer: z.object({ count: z.int() }),
    }),
    columns: endpoint({
      ...get,
      id: name('columnsOf'),
      path: `${path}/columns`,
      summary: `What ${list.many} can be listed, filtered and sorted by, custom fields included`,
      limits: { rate: 'read' },
      answer: z.object({ columns: z.array(columnShape) }),
    }),
    values: endpoint({
      ...get,
      id: name('valuesOf'),
      path: `${path}/values`,
      summary: `The values that a column of ${list.many} holds, the most frequent first, at most a hundred`,
      limits: { rate: 'read' },
      query: z.object({ column: z.string().max(300), search: z.string().max(200).default('') }),
      answer: z.object({ values: z.array(z.object({ value: z.string(), label: z.string(), count: z.int() })) }),
    }),
    download: endpoint({
      ...get,
      id: name('download'),
      path: `${path}/export`,
      summary: `All ${list.many} that a filter finds, as CSV`,
      limits: { rate: 'heavy', timeMs: 600_000 },
      kind: 'download',
      produces: 'text/csv',
      query: lookShape.extend(sortAndColumns),
      answer: z.unknown(),
    }),
    views: endpoint({
      ...get,
      id: name('viewsOf'),
      path: `${path}/views`,
      summary: `Saved views of ${list.many}: one’s own and the shared ones`,
      limits: { rate: 'read' },
      answer: z.object({ views: z.array(savedViewShape) }),
    }),
    saveView: endpoint({
      id: name('saveViewOf'),
      method: 'POST',
      path: `${path}/views`,
      summary: `Save a view of ${list.many}, or change one’s own`,
      access: everyMember,
      records: { see: list.kind },
      limits: { rate: 'write' },
      body: z.object({
        id: idOf('saved_view').nullable().default(null).describe('null makes a new one'),
        name: z.string().trim().min(1, 'Give the view a name.').max(80, 'A name of a view has at most 80 characters.'),
        shared: z.boolean().default(false),
        usual: z.boolean().default(false),
        view: viewShape,
      }),
      answer: savedViewShape,
    }),
    removeView: endpoint({
      id: name('removeViewOf'),
      method: 'DELETE',
      path: `${path}/views/{viewId}`,
      summary: `Remove one’s own saved view of ${list.many}`,
      access: everyMember,
      records: { see: list.kind },
      limits: { rate: 'write' },
      params: z.object({ viewId: idOf('saved_view') }),
      answer: z.object({}),
    }),
  }
}

export type ListEndpoints = ReturnType<typeof listEndpoints>

/** A new value of a field; null empties it. */
export const changeValue = z.union([z.string().max(20_000), z.number(), z.boolean()]).nullable()

/** The endpoints of one record: look, change with the version that one saw, its past, and taking a change back. */
export function recordEndpoints(list: ListDeclaration, { room, path }: { room: string; path: `/api/v1/${string}` }) {
  const kind = `${list.kind[0]?.toUpperCase()}${list.kind.slice(1)}`
  const params = z.object({ id: z.uuid() })
  return {
    read: endpoint({
      id: `${room}.read${kind}`,
      method: 'GET',
      path: `${path}/{id}`,
      summary: `One ${list.one} with all its fields`,
      access: everyMember,
      records: { see: list.kind },
      limits: { rate: 'read' },
      params,
      answer: rowShape,
    }),
    change: endpoint({
      id: `${room}.change${kind}`,
      method: 'PATCH',
      path: `${path}/{id}`,
      summary: `Change fields of a ${list.one}; refused when somebody else changed it since the version of If-Match`,
      access: editors,
      records: { change: list.kind },
      limits: { rate: 'write' },
      params,
      body: z.object({
        version: z.uuid().describe('The version that the change was made on, here or as If-Match'),
        changes: z
          .record(z.string().max(300), changeValue)
          .describe('New values by column, custom:<key> for custom fields, of their kind; null empties'),
        reason: z.string().trim().max(400).optional().describe('Why, where the change asks for it: a deal that is closed'),
        on: dayShape.optional().describe('The day on which it happened, where that is not today'),
      }),
      answer: rowShape.extend({ eventId: z.string().nullable().describe('Undo the change by this; null when nothing changed') }),
    }),
    history: endpoint({
      id: `${room}.historyOf${kind}`,
      method: 'GET',
      path: `${path}/{id}/history`,
      summary: `What was changed about a ${list.one}, by whom and when, the newest first`,
      access: everyMember,
      records: { see: list.kind },
      limits: { rate: 'read' },
      params,
      answer: z.object({
        events: z.array(
          z.object({
            eventId: z.string(),
            kind: z.string(),
            by: z.string(),
            at: z.string(),
            made: z.boolean().describe('The record came to be by this'),
            undone: z.boolean(),
            undoable: z.boolean().describe('Can be taken back here; imports are taken back as a whole in their history'),
            fields: z.array(fieldShape),
          }),
        ),
      }),
    }),
    choices: endpoint({
      id: `${room}.choicesFor${kind}`,
      method: 'GET',
      path: `${path}/{id}/choices`,
      summary: `What a field of a ${list.one} that names another record can be changed to`,
      access: everyMember,
      records: { see: list.kind },
      limits: { rate: 'read' },
      params,
      query: z.object({ column: z.string().max(300) }),
      answer: z.object({ choices: z.array(refShape) }),
    }),
    undo: endpoint({
      id: `${room}.undoChangeOf${kind}`,
      method: 'POST',
      path: `${path}/{id}/history/{eventId}/undo`,
      summary: `Take back one change of a ${list.one}`,
      access: editors,
      records: { change: list.kind },
      limits: { rate: 'write' },
      params: z.object({ id: z.uuid(), eventId: idOf('event') }),
      answer: z.object({}),
    }),
  }
}

export type RecordEndpoints = ReturnType<typeof recordEndpoints>
