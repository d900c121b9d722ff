import { z } from 'zod'
import { eventKind } from '#kernel/event'
import { plural, t } from '#kernel/text'
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

const mergedShape = z.object({
  kind: z.enum(['person', 'account']),
  /** Empty where one event speaks of several groups. */
  kept: z.string().nullable(),
  name: z.string().nullable(),
  gone: z.array(z.string()),
})

/** Records became one, which is kept; the others are found by it. */
export const recordsMerged = eventKind('records.merged', mergedShape, ({ kind, name, gone: { length: n } }) => {
  if (kind === 'person')
    return name === null
      ? plural(n, 'Merged {{n}} person into another', 'Merged {{n}} people into others', { n })
      : plural(n, 'Merged {{n}} person into {{name}}', 'Merged {{n}} people into {{name}}', { n, name })
  return name === null
    ? plural(n, 'Merged {{n}} account into another', 'Merged {{n}} accounts into others', { n })
    : plural(n, 'Merged {{n}} account into {{name}}', 'Merged {{n}} accounts into {{name}}', { n, name })
})

/** Records that had been merged are there again. */
export const recordsUnmerged = eventKind('records.unmerged', mergedShape, ({ kind, name, gone: { length: n } }) => {
  if (kind === 'person')
    return name === null
      ? plural(n, 'Un-merged {{n}} person', 'Un-merged {{n}} people', { n })
      : plural(n, 'Un-merged {{n}} person from {{name}}', 'Un-merged {{n}} people from {{name}}', { n, name })
  return name === null
    ? plural(n, 'Un-merged {{n}} account', 'Un-merged {{n}} accounts', { n })
    : plural(n, 'Un-merged {{n}} account from {{name}}', 'Un-merged {{n}} accounts from {{name}}', { n, name })
})

/** The records were looked through for those that are likely one. */
export const pairsFound = eventKind(
  'pairs.found',
  z.object({ found: z.int(), changed: z.int(), gone: z.int() }),
  ({ found, changed, gone }) =>
    t('Looked for duplicates: {{found}} likely pairs are new, {{changed}} weigh more or less, {{gone}} are none any more', {
      found,
      changed,
      gone,
    }),
)

export const pairsArrived = eventKind(
  'pairs.arrived',
  z.object({ found: z.int(), changed: z.int(), gone: z.int() }),
  ({ found, changed, gone }) =>
    t('Compared new and changed records: {{found}} likely pairs are new, {{changed}} changed, {{gone}} are none any more', {
      found,
      changed,
      gone,
    }),
)

export const companySaid = eventKind(
  'person.company-said',
  z.object({ account: z.uuid(), name: z.string(), theirs: z.boolean() }),
  ({ name, theirs }) => (theirs ? t('Said that they work at {{name}}', { name }) : t('Said that they do not work at {{name}}', { name })),
)

export const pairsDifferent = eventKind('pairs.different', z.object({ pairs: z.int() }), ({ pairs }) =>
  plural(
    pairs,
    'Said that the records of {{n}} likely pair are not the same',
    'Said that the records of {{n}} likely pairs are not the same',
    { n: pairs },
  ),
)
