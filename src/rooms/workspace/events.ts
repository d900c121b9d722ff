import { z } from 'zod'
import { eventKind } from '#kernel/event'
import { saidAgain } from '#kernel/said-again'
import { plural, t } from '#kernel/text'

export const ratesChanged = eventKind(
  'rates.changed',
  z.object({ added: z.int(), changed: z.int(), removed: z.int() }),
  ({ added, changed, removed }) => {
    const told = [
      added > 0 ? plural(added, '{{n}} rate added', '{{n}} rates added', { n: added }) : '',
      changed > 0 ? plural(changed, '{{n}} rate changed', '{{n}} rates changed', { n: changed }) : '',
      removed > 0 ? plural(removed, '{{n}} rate removed', '{{n}} rates removed', { n: removed }) : '',
    ]
    return t('Exchange rates: {{what}}', { what: told.filter((part) => part !== '').join(', ') })
  },
)

export const memberEntered = eventKind('member.entered', z.object({ name: z.string() }), ({ name }) => t('{{name}} came in', { name }))

export const calendarChanged = eventKind(
  'calendar.changed',
  z.object({ team: z.string().nullable(), what: z.array(z.string()) }),
  ({ team, what }) =>
    team === null
      ? t('The calendar of the company: {{what}}', { what: what.map(saidAgain).join(', ') })
      : t('The calendar of the team {{team}}: {{what}}', { team, what: what.map(saidAgain).join(', ') }),
)

const working = {
  absent: () => t('Noted when somebody is away'),
  moved: () => t('Changed when somebody is away'),
  back: () => t('Took an absence away'),
  works: () => t('Changed how somebody works'),
} as const

/** Told with the id of the member alone: when somebody is away is nobody's news. */
export const workingChanged = eventKind(
  'working.changed',
  z.object({ member: z.string(), what: z.enum(['absent', 'moved', 'back', 'works']) }),
  ({ what }) => working[what](),
)

const settingNames: Readonly<Record<string, () => string>> = {
  companyName: () => t('name'),
  currency: () => t('currency of reports'),
  locale: () => t('way of writing numbers'),
}

export const companyChanged = eventKind('company.changed', z.object({ settings: z.array(z.string()) }), (payload) =>
  t("Changed the company's {{settings}}", { settings: payload.settings.map((name) => settingNames[name]?.() ?? name).join(', ') }),
)

const webhooks = {
  made: (name: string) => t('Made the webhook {{name}}', { name }),
  changed: (name: string) => t('Changed the webhook {{name}}', { name }),
  on: (name: string) => t('Switched the webhook {{name}} on', { name }),
  off: (name: string) => t('Switched the webhook {{name}} off', { name }),
  rotated: (name: string) => t('Made a new secret for the webhook {{name}}', { name }),
  removed: (name: string) => t('Removed the webhook {{name}}', { name }),
  again: (name: string) => t('Sent messages of the webhook {{name}} again', { name }),
} as const

export const webhookChanged = eventKind(
  'webhook.changed',
  z.object({ webhook: z.uuid(), name: z.string(), what: z.enum(['made', 'changed', 'on', 'off', 'rotated', 'removed', 'again']) }),
  ({ name, what }) => webhooks[what](name),
)

/** The product itself stopped telling an address. */
export const webhookStopped = eventKind(
  'webhook.stopped',
  z.object({ webhook: z.uuid(), name: z.string(), why: z.string() }),
  ({ name, why }) => t('Stopped the webhook {{name}}: {{why}}', { name, why: saidAgain(why) }),
)
