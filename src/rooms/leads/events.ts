import { z } from 'zod'
import { eventKind } from '#kernel/event'

export const noteChanged = eventKind(
  'note.changed',
  z.object({ what: z.enum(['written', 'removed']), about: z.string() }),
  ({ what, about }) => (what === 'written' ? `Wrote a note on a ${about}` : 'Removed a note'),
)
