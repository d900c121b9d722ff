import { z } from 'zod'
import { eventKind } from '#kernel/event'
import { type ConsentStatus, consentStatuses } from './contract/consents.ts'

/** Told without a name: the event is what remains. */
export const personErased = eventKind(
  'person.erased',
  z.object({ rows: z.int() }),
  ({ rows }) => `Erased a person: ${rows} rows were cleared for good`,
)

const said: Record<ConsentStatus, string> = { given: 'given for', withdrawn: 'withdrawn for', objected: 'refused by an objection to' }

export const consentNoted = eventKind(
  'consent.noted',
  z.object({ consent: z.string(), purpose: z.string(), status: z.enum(consentStatuses) }),
  ({ purpose, status }) => `Noted that consent was ${said[status]} "${purpose}"`,
)
