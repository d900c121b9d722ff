import { z } from 'zod'
import { eventKind } from '#kernel/event'

export const ratesChanged = eventKind(
  'rates.changed',
  z.object({ added: z.int(), changed: z.int(), removed: z.int() }),
  ({ added, changed, removed }) => {
    const said = [added && `${added} added`, changed && `${changed} changed`, removed && `${removed} removed`].filter(Boolean)
    return `Exchange rates: ${said.join(', ')}`
  },
)

export const companyChanged = eventKind(
  'company.changed',
  z.object({ settings: z.array(z.string()) }),
  (payload) => `Changed the company's ${payload.settings.join(', ')}`,
)
