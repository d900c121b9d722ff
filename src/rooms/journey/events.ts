import { z } from 'zod'
import { eventKind } from '#kernel/event'
import { t } from '#kernel/text'

export const pipelineChanged = eventKind(
  'pipeline.changed',
  z.object({ pipeline: z.string(), name: z.string(), what: z.string() }),
  ({ name, what }) => t('Pipeline {{what}}: {{what2}}', { what: name === '' ? 'without a name' : `"${name}"`, what2: what }),
)
