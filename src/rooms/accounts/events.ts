import { z } from 'zod'
import { eventKind } from '#kernel/event'
import { t } from '#kernel/text'
import { type ConsentStatus, consentStatuses } from './contract/consents.ts'

/** Told without a name: the event is what remains. */
export const personErased = eventKind('person.erased', z.object({ rows: z.int() }), ({ rows }) =>
  t('Erased a person: {{rows}} rows were cleared for good', { rows }),
)

/** Several at once, because nothing was heard of them for as long as the rules of retention say. */
export const peopleErased = eventKind(
  'people.erased',
  z.object({ people: z.int(), rows: z.int(), how: z.enum(['erase', 'anonymise']) }),
  ({ people, rows, how }) =>
    how === 'erase'
      ? t('Erased {{people}} people: {{rows}} rows were cleared for good', { people, rows })
      : t('Made {{people}} people anonymous: {{rows}} rows were cleared for good', { people, rows }),
)

const said: Record<ConsentStatus, string> = { given: 'given for', withdrawn: 'withdrawn for', objected: 'refused by an objection to' }

export const consentNoted = eventKind(
  'consent.noted',
  z.object({ consent: z.string(), purpose: z.string(), status: z.enum(consentStatuses) }),
  ({ purpose, status }) => t('Noted that consent was {{said}} "{{purpose}}"', { said: said[status], purpose }),
)

export const territoryChanged = eventKind(
  'territory.changed',
  z.object({ territory: z.string(), name: z.string(), what: z.array(z.string()) }),
  ({ name, what }) => t('Territory "{{name}}": {{what}}', { name, what: what.join(', ') }),
)
