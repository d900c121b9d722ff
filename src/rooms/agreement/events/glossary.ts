import { z } from 'zod'
import { eventKind } from '#kernel/event'
import { plural, said, t } from '#kernel/text'
import { sides } from '../contract/versions.ts'

export const wordChanged = eventKind(
  'word.changed',
  z.object({ key: z.string(), name: z.string(), number: z.int(), gone: z.boolean(), reason: z.string() }),
  ({ name, gone, reason }) =>
    gone
      ? t('Took back the definition of “{{name}}”: {{reason}}', { name, reason })
      : t('Defined “{{name}}”: {{reason}}', { name, reason }),
)

export const wordsConfirmed = eventKind('word.confirmed', z.object({ keys: z.array(z.string()), side: z.enum(sides) }), ({ keys, side }) =>
  plural(keys.length, 'Confirmed what {{n}} word means, for {{side}}', 'Confirmed what {{n}} words mean, for {{side}}', {
    n: keys.length,
    side: said(side),
  }),
)
