import { z } from 'zod'
import { everyMember } from '#kernel/access'
import { endpoint } from '#kernel/endpoint'
import { idOf } from '#kernel/id'
import { dayShape, instantShape } from '#kernel/time'
import { noticeKindNames, topics, ways } from './notice-kinds.ts'

/** Small facts of an event that its sentence needs. Names of people stand in none: they are read from the record when it is told. */
export const factsShape = z.object({
  number: z.number().optional(),
  word: z.string().optional(),
  name: z.string().optional(),
  day: dayShape.optional(),
})
export type NoticeFacts = z.output<typeof factsShape>

const noticeShape = z.object({
  id: idOf('notice'),
  kind: z.enum(noticeKindNames),
  topic: z.enum(topics),
  says: z.string(),
  href: z.string().describe('Where what it is about opens'),
  at: instantShape,
  read: z.boolean(),
})
export type Notice = z.output<typeof noticeShape>

export const listNotices = endpoint({
  id: 'cadence.listNotices',
  method: 'GET',
  path: '/api/v1/notices',
  summary: 'What I am told in the app: unread first, the newest first; only about what I may see',
  access: everyMember,
  records: 'inside',
  limits: { rate: 'read' },
  query: z.object({ limit: z.coerce.number<string | number>().int().min(1).max(500).default(100) }),
  answer: z.object({ notices: z.array(noticeShape), more: z.boolean() }),
})

export const countNotices = endpoint({
  id: 'cadence.countNotices',
  method: 'GET',
  path: '/api/v1/notices/count',
  summary: 'How many notices I have not read; at most 100 are counted',
  access: everyMember,
  records: 'inside',
  limits: { rate: 'read' },
  answer: z.object({ unread: z.int() }),
})

export const markNotices = endpoint({
  id: 'cadence.markNotices',
  method: 'POST',
  path: '/api/v1/notices/read',
  summary: 'Mark notices of mine as read, or as unread again; without ids all of them',
  access: everyMember,
  records: 'none',
  limits: { rate: 'write' },
  body: z.object({ ids: z.array(idOf('notice')).max(500).nullable().default(null), read: z.boolean().default(true) }),
  answer: z.object({ marked: z.int() }),
})

const choiceShape = z.object({ kind: z.enum(noticeKindNames), way: z.enum(ways) })

export const readNoticeChoices = endpoint({
  id: 'cadence.readNoticeChoices',
  method: 'GET',
  path: '/api/v1/notices/choices',
  summary: 'How I am told of each kind of thing that may concern me',
  access: everyMember,
  records: 'none',
  limits: { rate: 'read' },
  answer: z.object({
    choices: z.array(choiceShape.extend({ topic: z.enum(topics), usual: z.enum(ways) })),
    mail: z.string().nullable().describe('Where my mail goes; null where no address is known'),
    digest: z.boolean().describe('Whether I get a digest; without one, what is meant for it stands in the app'),
  }),
})

export const setNoticeChoices = endpoint({
  id: 'cadence.setNoticeChoices',
  method: 'PUT',
  path: '/api/v1/notices/choices',
  summary: 'Choose how I am told of some kinds',
  access: everyMember,
  records: 'none',
  limits: { rate: 'write' },
  body: z.object({ choices: z.array(choiceShape).min(1).max(noticeKindNames.length) }),
  answer: z.object({ ok: z.literal(true) }),
})
