import { z } from 'zod'
import { eventKind } from '#kernel/event'

export const companyChanged = eventKind(
  'company.changed',
  z.object({ settings: z.array(z.string()) }),
  (payload) => `Changed the company's ${payload.settings.join(', ')}`,
)
