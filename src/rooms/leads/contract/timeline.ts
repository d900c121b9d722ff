import { z } from 'zod'
import { editors, everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'

/** Records that have a timeline. */
export const timelineKinds = ['deal', 'account', 'person', 'lead'] as const
export type TimelineKind = (typeof timelineKinds)[number]

export const entryShape = z.object({
  id: z.uuid(),
  what: z.enum(['activity', 'note', 'stage', 'lead', 'deal', 'response', 'step', 'breach']),
  at: z.string().nullable().describe('When it happened, of a broken promise when it was due; null where nothing says so'),
  title: z.string(),
  text: z.string().nullable(),
  by: z.string().nullable(),
  about: z
    .object({ kind: z.enum(timelineKinds), id: z.uuid(), label: z.string() })
    .nullable()
    .describe('The record it belongs to, where that is another one'),
})
export type TimelineEntry = z.output<typeof entryShape>

export const readTimeline = endpoint({
  id: 'leads.timeline',
  method: 'GET',
  path: '/api/v1/timelines/{kind}/{id}',
  summary:
    'What both teams did about a record: activities, notes, stages, responses, hand-offs to sales with their steps and broken promises; the newest first, at most 500',
  access: everyMember,
  records: 'inside',
  limits: { rate: 'read' },
  params: z.object({ kind: z.enum(timelineKinds), id: z.uuid() }),
  answer: z.object({ entries: z.array(entryShape), more: z.boolean().describe('There are older ones') }),
})

export const addNote = endpoint({
  id: 'leads.addNote',
  method: 'POST',
  path: '/api/v1/timelines/{kind}/{id}/notes',
  summary: 'Write a note on a record',
  access: editors,
  records: 'inside',
  limits: { rate: 'write' },
  params: z.object({ kind: z.enum(timelineKinds), id: z.uuid() }),
  body: z.object({ text: z.string().trim().min(1, 'A note says something.').max(10_000, 'A note has at most 10,000 characters.') }),
  answer: z.object({ noteId: idOf('note') }),
})

export const removeNote = endpoint({
  id: 'leads.removeNote',
  method: 'DELETE',
  path: '/api/v1/notes/{noteId}',
  summary: 'Remove a note; like everything, it can be undone in the ledger',
  access: editors,
  records: 'inside',
  limits: { rate: 'write' },
  params: z.object({ noteId: idOf('note') }),
  answer: z.object({}),
})
