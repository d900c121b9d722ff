import { z } from 'zod'
import { eventKind } from '#kernel/event'
import { t } from '#kernel/text'

export const noteChanged = eventKind(
  'note.changed',
  z.object({ what: z.enum(['written', 'removed']), about: z.string() }),
  ({ what, about }) => (what === 'written' ? t('Wrote a note on a {{about}}', { about }) : t('Removed a note')),
)

const done = { noted: 'Noted the task', changed: 'Changed the task', done: 'Did the task', reopened: 'Opened again the task' } as const

export const taskChanged = eventKind(
  'task.changed',
  z.object({ task: z.string(), what: z.enum(['noted', 'changed', 'done', 'reopened']), title: z.string() }),
  ({ what, title }) => `${done[what]} "${title}"`,
)
