import { z } from 'zod'
import { everyMember, managers } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { instantShape } from '#kernel/time'

/** Work that nobody does by hand any more, each with the minutes that it is assumed to have taken until a company says its own. */
export const assumedMinutes = { routed: 5, handed: 8, joined: 4, reminded: 3, promoted: 10, imported: 60 } as const
export type SavedWork = keyof typeof assumedMinutes
export const savedWork = Object.keys(assumedMinutes) as [SavedWork, ...SavedWork[]]

const partShape = z.object({
  work: z.enum([...savedWork, 'triggers']),
  times: z.int(),
  each: z.number().nullable().describe('Minutes that it would have taken once; null for triggers, each of which has its own'),
  own: z.boolean().describe('The company said these minutes itself'),
  minutes: z.number(),
})
export type SavedPart = z.output<typeof partShape>

export const readTimeSaved = endpoint({
  id: 'capture.timeSaved',
  method: 'GET',
  path: '/api/v1/time-saved',
  summary:
    'An estimate of the working time saved: how often each work was done by itself, times the minutes that it is assumed to take by hand',
  access: everyMember,
  records: { see: 'lead' },
  limits: { rate: 'read' },
  query: z.object({ days: z.coerce.number<string | number>().int().min(1).max(366).default(30) }),
  answer: z.object({
    from: instantShape,
    minutes: z.number(),
    parts: z.array(partShape),
    may: z.union([z.object({ ok: z.literal(true) }), z.object({ ok: z.literal(false), why: z.string() })]),
  }),
})

export const assumeMinutes = endpoint({
  id: 'capture.assumeMinutes',
  method: 'PUT',
  path: '/api/v1/time-saved/{work}',
  summary: 'Say how many minutes a work takes by hand',
  access: managers,
  records: 'none',
  limits: { rate: 'write' },
  params: z.object({ work: z.enum(savedWork) }),
  body: z.object({ minutes: z.number().min(0).max(10_000) }),
  answer: z.object({ eventId: idOf('event').describe('Undo the change by this') }),
})

export const undoAssumption = endpoint({
  id: 'capture.undoAssumption',
  method: 'POST',
  path: '/api/v1/time-saved/undo',
  summary: 'Take back one change of an assumption on time saved',
  access: managers,
  records: 'none',
  limits: { rate: 'write' },
  body: z.object({ eventId: idOf('event') }),
  answer: z.object({}),
})
