import { z } from 'zod'
import { eventKind } from '#kernel/event'
import { t } from '#kernel/text'

/** Data went out as a file. */
export const dataTaken = eventKind('data.taken', z.object({ endpoint: z.string(), file: z.string() }), ({ endpoint, file }) =>
  t('Downloaded {{file}} ({{endpoint}})', { file, endpoint }),
)
