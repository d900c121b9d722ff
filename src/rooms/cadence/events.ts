import { z } from 'zod'
import { eventKind } from '#kernel/event'
import { saidAgain } from '#kernel/said-again'
import { t } from '#kernel/text'
import { kindName, teamName } from './contract/request-names.ts'
import { sides } from './contract/request-words.ts'

/** Told by ids and without what somebody wrote: who is to hear of it, and by when, is all that a notice needs. */
const about = z.object({
  request: z.string(),
  kind: z.string(),
  of: z.enum(sides),
  askedBy: z.string().describe('Member'),
  promisedBy: z.string().nullable().describe('Member'),
  dueAt: z.string().nullable(),
})

const gaps = ({ kind, of }: z.output<typeof about>) => ({ kind: kindName(kind), team: teamName(of) })
const told = (name: string, say: (payload: z.output<typeof about>) => string) => eventKind(`request.${name}`, about, say)

export const requestAsked = told('asked', (one) => t('Asked {{team}}: {{kind}}', gaps(one)))
export const requestPromised = told('promised', (one) =>
  t('{{team}} promised for {{day}}: {{kind}}', { ...gaps(one), day: one.dueAt?.slice(0, 10) ?? '' }),
)
export const requestDelivered = told('delivered', (one) => t('{{team}} delivered: {{kind}}', gaps(one)))
export const requestDeclined = told('declined', (one) => t('{{team}} declined: {{kind}}', gaps(one)))
export const requestWithdrawn = told('withdrawn', (one) => t('Withdrew what was asked of {{team}}: {{kind}}', gaps(one)))
export const requestReopened = told('reopened', (one) => t('Asked {{team}} again: {{kind}}', gaps(one)))
export const requestRated = told('rated', (one) => t('Rated what {{team}} delivered: {{kind}}', gaps(one)))
export const requestTalked = told('talked', (one) => t('Wrote about what was asked of {{team}}: {{kind}}', gaps(one)))
export const requestDue = told('due', (one) => t('Promised by {{team}} for today: {{kind}}', gaps(one)))
export const requestLate = told('late', (one) => t('Promised by {{team}} and late: {{kind}}', gaps(one)))

export const ideaUsed = eventKind(
  'idea.used',
  z.object({ request: z.string(), author: z.string().describe('Member'), campaign: z.string(), name: z.string() }),
  ({ name }) => t('The campaign "{{name}}" used an idea from the field', { name }),
)

const channels = {
  made: (name: string) => t('Made the channel {{name}}, which is told what happens', { name }),
  changed: (name: string) => t('Changed what the channel {{name}} is told', { name }),
  on: (name: string) => t('Switched the channel {{name}} on', { name }),
  off: (name: string) => t('Switched the channel {{name}} off', { name }),
  removed: (name: string) => t('Removed the channel {{name}}', { name }),
} as const

export const channelChanged = eventKind(
  'channel.changed',
  z.object({ channel: z.uuid(), name: z.string(), what: z.enum(['made', 'changed', 'on', 'off', 'removed']) }),
  ({ name, what }) => channels[what](name),
)

/** The product itself stopped telling a channel. */
export const channelStopped = eventKind(
  'channel.stopped',
  z.object({ channel: z.uuid(), name: z.string(), why: z.string() }),
  ({ name, why }) => t('The channel {{name}} was stopped: {{why}}', { name, why: saidAgain(why) }),
)
