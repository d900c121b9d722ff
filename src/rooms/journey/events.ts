import { z } from 'zod'
import { eventKind } from '#kernel/event'
import { saidAgain } from '#kernel/said-again'
import { t } from '#kernel/text'

export const pipelineChanged = eventKind(
  'pipeline.changed',
  z.object({ pipeline: z.string(), name: z.string(), what: z.string() }),
  ({ name, what }) =>
    t('Pipeline {{name}}: {{what}}', {
      name: name === '' ? t('without a name') : `"${name}"`,
      what: what.split('; ').map(saidAgain).join('; '),
    }),
)
