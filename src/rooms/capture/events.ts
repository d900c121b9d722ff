import { z } from 'zod'
import { eventKind } from '#kernel/event'
import { numbers, t } from '#kernel/text'
import { tallyShape, ways } from './contract.ts'

const whole = numbers({ maximumFractionDigits: 0 })

export const importDone = eventKind(
  'import.done',
  z.object({ importId: z.string(), name: z.string(), kinds: z.array(tallyShape), sample: z.boolean() }),
  (payload) =>
    t('Imported {{name}}: {{created}} created, {{updated}} updated', {
      name: payload.name,
      created: whole(payload.kinds.reduce((sum, kind) => sum + kind.create, 0)),
      updated: whole(payload.kinds.reduce((sum, kind) => sum + kind.update, 0)),
    }),
)

/** Nothing was written. Why stands with the import. */
export const importFailed = eventKind(
  'import.failed',
  z.object({ importId: z.string(), name: z.string(), task: z.enum(['run', 'undo']) }),
  ({ name, task }) =>
    task === 'run' ? t('The import of {{name}} failed', { name }) : t('Taking the import of {{name}} back failed', { name }),
)

const said = {
  made: (name: string) => t('Made the form {{name}}', { name }),
  changed: (name: string) => t('Changed the draft of the form {{name}}', { name }),
  opened: (name: string) => t('Opened the form {{name}}', { name }),
  closed: (name: string) => t('Closed the form {{name}}', { name }),
  removed: (name: string) => t('Removed the form {{name}}', { name }),
  published: (name: string, number: number | null) => t('Published version {{number}} of the form {{name}}', { name, number: number ?? 0 }),
} as const

export const formChanged = eventKind(
  'form.changed',
  z.object({
    form: z.string(),
    name: z.string(),
    what: z.enum(['made', 'changed', 'opened', 'closed', 'removed', 'published']),
    number: z.int().nullable(),
  }),
  ({ name, what, number }) => said[what](name, number),
)

export const trackerSet = eventKind('tracker.set', z.object({ on: z.boolean(), sites: z.int() }), ({ on }) =>
  on ? t('Has visits of the own sites noted') : t('Stopped noting visits of the own sites'),
)

export const visitsTied = eventKind('visits.tied', z.object({ person: z.string(), visits: z.int() }), ({ visits }) =>
  visits === 1 ? t('Noted a visit to the own site') : t('Noted {{visits}} visits to the own site', { visits }),
)

/** Responses that were taken together; one event for all of them. */
export const responsesReceived = eventKind(
  'responses.received',
  z.object({ responses: z.int(), people: z.int(), leads: z.int(), ways: z.array(z.enum(ways)) }),
  ({ responses, people, leads }) =>
    t('Took {{responses}} responses: {{people}} new people, {{leads}} handed over', {
      responses: whole(responses),
      people: whole(people),
      leads: whole(leads),
    }),
)

const hooks = {
  made: (name: string) => t('Made the address {{name}} for webhooks of another system', { name }),
  changed: (name: string) => t('Changed the address {{name}} for webhooks of another system', { name }),
  rotated: (name: string) => t('Gave the address {{name}} for webhooks a new secret', { name }),
  removed: (name: string) => t('Closed the address {{name}} for webhooks of another system', { name }),
} as const

export const hookChanged = eventKind(
  'hook.changed',
  z.object({ hook: z.uuid(), name: z.string(), what: z.enum(['made', 'changed', 'rotated', 'removed']) }),
  ({ name, what }) => hooks[what](name),
)

export const minutesAssumed = eventKind('time-saved.assumed', z.object({ work: z.string(), minutes: z.number() }), ({ minutes }) =>
  t('Changed what a work is assumed to take by hand: {{minutes}} minutes', { minutes: whole(minutes) }),
)
