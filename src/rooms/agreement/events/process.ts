import { z } from 'zod'
import { eventKind } from '#kernel/event'
import { t } from '#kernel/text'

export const processChanged = eventKind(
  'process.changed',
  z.object({ version: z.string(), number: z.int(), reason: z.string() }),
  ({ number, reason }) => t('Wrote version {{number}} of who does what: {{reason}}', { number, reason }),
)

export const processRead = eventKind('process.read', z.object({ version: z.string(), number: z.int() }), ({ number }) =>
  t('Confirmed to have read version {{number}} of who does what', { number }),
)
