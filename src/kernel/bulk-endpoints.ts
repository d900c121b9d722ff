import { z } from 'zod'
import { editors, everyMember } from './access.ts'
import { endpoint } from './endpoint.ts'
import { idOf } from './id.ts'
import type { ListDeclaration } from './list.ts'
import { changeValue, fieldShape, lookShape, refShape } from './list-endpoints.ts'
import { t } from './text.ts'
import { dayShape, instantShape } from './time.ts'

/** Records named one by one at most; more are named by a filter. */
export const mostNamed = 50_000

const whichShape = z
  .union([
    z.strictObject({
      records: z
        .array(z.uuid())
        .min(1, 'Choose at least one record.')
        .max(mostNamed, { error: () => t('At most {{n}} records are named one by one. Take a filter for more.', { n: mostNamed }) }),
    }),
    z.strictObject({ filter: lookShape.shape.filter.unwrap().describe('As for the list; empty for all'), search: lookShape.shape.search }),
  ])
  .describe('Either records by their ids, or all that a filter and a search find')
export type Which = z.output<typeof whichShape>

const leftShape = {
  same: z.int().describe('Records that already are so'),
  refused: z.int(),
  refusals: z
    .array(z.object({ why: z.string(), records: z.int(), examples: z.array(z.string()).describe('Names of up to five') }))
    .describe('Why records are left, most first'),
}

const conflictsShape = {
  conflicts: z
    .array(z.object({ id: z.uuid(), name: z.string(), why: z.string() }))
    .describe('Records that were changed in between; they were left. At most 100'),
  conflictCount: z.int(),
}

const long = { timeMs: 600_000 }

/** The endpoints by which many records of a list are changed at once: choose, preview, run as one step, look back, undo. */
export function bulkEndpoints(list: ListDeclaration, { room, path }: { room: string; path: `/api/v1/${string}` }) {
  const kinds = `${list.kind[0]?.toUpperCase()}${list.kind.slice(1)}s`
  return {
    preview: endpoint({
      id: `${room}.previewBulkOf${kinds}`,
      method: 'POST',
      path: `${path}/bulk/preview`,
      summary: `What changing many ${list.many} at once would do; keeps for a day what it saw, and writes nothing else`,
      access: editors,
      records: { change: list.kind },
      limits: { rate: 'write', bodyBytes: 4 * 1024 ** 2, ...long },
      body: z.object({
        which: whichShape,
        changes: z.record(z.string().max(300), changeValue).describe('New values by column; null empties'),
        reason: z.string().trim().max(400).optional().describe('Why, where the change asks for it: deals that are closed as lost'),
        on: dayShape.optional().describe('The day on which it happened, where that is not today'),
      }),
      answer: z.object({
        previewId: idOf('bulk_preview').describe('Run exactly this with it'),
        found: z.int().describe('Records that were chosen'),
        change: z.int(),
        ...leftShape,
        examples: z
          .array(z.object({ id: z.uuid(), name: z.string(), fields: z.array(fieldShape) }))
          .describe('Up to twenty of the records that would change, with what was before and after'),
      }),
    }),
    run: endpoint({
      id: `${room}.changeMany${kinds}`,
      method: 'POST',
      path: `${path}/bulk`,
      summary: `Change many ${list.many} at once, as previewed; one step that can be undone`,
      access: editors,
      records: { change: list.kind },
      limits: { rate: 'write', ...long },
      body: z.object({ previewId: idOf('bulk_preview') }),
      answer: z.object({
        eventId: z.string().nullable().describe('Undo it by this; null when nothing changed'),
        changed: z.int(),
        ...leftShape,
        ...conflictsShape,
      }),
    }),
    made: endpoint({
      id: `${room}.bulkOf${kinds}`,
      method: 'GET',
      path: `${path}/bulk`,
      summary: `The changes of many ${list.many} at once, newest first, at most a hundred`,
      access: everyMember,
      records: { see: list.kind },
      limits: { rate: 'read' },
      answer: z.object({
        steps: z.array(
          z.object({ eventId: z.string(), says: z.string(), records: z.int(), by: z.string(), at: instantShape, undone: z.boolean() }),
        ),
      }),
    }),
    undo: endpoint({
      id: `${room}.undoBulkOf${kinds}`,
      method: 'POST',
      path: `${path}/bulk/{eventId}/undo`,
      summary: `Take a change of many ${list.many} back. Those that changed since are listed and, with keepChanged, left alone`,
      access: editors,
      records: { change: list.kind },
      limits: { rate: 'write', ...long },
      params: z.object({ eventId: idOf('event') }),
      body: z.object({ keepChanged: z.boolean().default(false).describe('Undo the rest although some changed since') }),
      answer: z.object({
        undone: z.boolean().describe('false when some changed since and keepChanged was not said; then nothing was touched'),
        records: z.int(),
        ...conflictsShape,
      }),
    }),
    choices: endpoint({
      id: `${room}.choicesForMany${kinds}`,
      method: 'GET',
      path: `${path}/bulk/choices`,
      summary: `What a field of ${list.many} that names another record can be changed to`,
      access: everyMember,
      records: { see: list.kind },
      limits: { rate: 'read' },
      query: z.object({ column: z.string().max(300) }),
      answer: z.object({ choices: z.array(refShape) }),
    }),
  }
}

export type BulkEndpoints = ReturnType<typeof bulkEndpoints>
