import { z } from 'zod'
import { eventKind } from '#kernel/event'
import { said, t } from '#kernel/text'

export const noteChanged = eventKind(
  'note.changed',
  z.object({ what: z.enum(['written', 'removed']), about: z.string() }),
  ({ what, about }) => (what === 'written' ? t('Wrote a note on a {{about}}', { about: said(about) }) : t('Removed a note')),
)

const done = {
  noted: (title: string) => t('Noted the task "{{title}}"', { title }),
  changed: (title: string) => t('Changed the task "{{title}}"', { title }),
  done: (title: string) => t('Did the task "{{title}}"', { title }),
  reopened: (title: string) => t('Opened again the task "{{title}}"', { title }),
} as const

export const taskChanged = eventKind(
  'task.changed',
  z.object({ task: z.string(), what: z.enum(['noted', 'changed', 'done', 'reopened']), title: z.string() }),
  ({ what, title }) => done[what](title),
)

const routing = {
  drafted: (number: number) => t('Began version {{number}} of the routing', { number }),
  changed: (number: number) => t('Changed the draft of version {{number}} of the routing', { number }),
  discarded: (number: number) => t('Threw away the draft of version {{number}} of the routing', { number }),
  published: (number: number, reason: string) => t('Published version {{number}} of the routing: {{reason}}', { number, reason }),
} as const

export const routingChanged = eventKind(
  'routing.changed',
  z.object({
    version: z.string(),
    number: z.int(),
    what: z.enum(['drafted', 'changed', 'discarded', 'published']),
    reason: z.string().nullable(),
  }),
  ({ number, what, reason }) => routing[what](number, reason ?? ''),
)
