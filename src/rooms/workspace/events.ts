import { z } from 'zod'
import { eventKind } from '#kernel/event'
import { t } from '#kernel/text'

export const ratesChanged = eventKind(
  'rates.changed',
  z.object({ added: z.int(), changed: z.int(), removed: z.int() }),
  ({ added, changed, removed }) => {
    const said = [added && `${added} added`, changed && `${changed} changed`, removed && `${removed} removed`].filter(Boolean)
    return `Exchange rates: ${said.join(', ')}`
  },
)

export const calendarChanged = eventKind(
  'calendar.changed',
  z.object({ team: z.string().nullable(), what: z.array(z.string()) }),
  ({ team, what }) =>
    team === null
      ? t('The calendar of the company: {{what}}', { what: what.join(', ') })
      : t('The calendar of the team {{team}}: {{what}}', { team, what: what.join(', ') }),
)

export const companyChanged = eventKind('company.changed', z.object({ settings: z.array(z.string()) }), (payload) =>
  t("Changed the company's {{settings}}", { settings: payload.settings.join(', ') }),
)
