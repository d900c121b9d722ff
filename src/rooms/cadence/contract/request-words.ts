import type { Side } from '#rooms/agreement/contract'

export { type Side, sides } from '#rooms/agreement/contract'

/** What one team asks of the other, by key: who may be asked for it, and in how many working days it usually comes. */
export const requestKinds = [
  { key: 'case-study', of: ['marketing'], days: 5 },
  { key: 'reference', of: ['marketing', 'sales'], days: 3 },
  { key: 'deck', of: ['marketing'], days: 3 },
  { key: 'invitation', of: ['marketing'], days: 2 },
  { key: 'material', of: ['marketing'], days: 5 },
  { key: 'idea', of: ['marketing'], days: 10 },
  { key: 'data', of: ['marketing', 'sales'], days: 3 },
  { key: 'feedback', of: ['sales'], days: 2 },
  { key: 'introduction', of: ['sales'], days: 5 },
  { key: 'other', of: ['marketing', 'sales'], days: 5 },
] as const satisfies readonly { readonly key: string; readonly of: readonly Side[]; readonly days: number }[]
export type RequestKind = (typeof requestKinds)[number]['key']
export const kindKeys = requestKinds.map(({ key }) => key)

export const requestStates = ['asked', 'promised', 'delivered', 'rated', 'declined', 'withdrawn'] as const
export type RequestState = (typeof requestStates)[number]

/** What can be done with a request; `say` only adds to its talk. */
export const requestSteps = ['promise', 'deliver', 'decline', 'withdraw', 'reopen', 'rate', 'say'] as const
export type RequestStep = (typeof requestSteps)[number]

/** What stands in the talk of a request: how it began, each step, and what the clock said. */
export const talkKinds = ['ask', ...requestSteps, 'due', 'late'] as const
export type TalkKind = (typeof talkKinds)[number]

/**
 * What became of a promise. `kept`: delivered by the day that was promised first; `moved`: by a later day, given in its place; `late`: after both; `overdue`: the
 * day has gone by and nothing is there; `dropped`: declined after it was promised; `open`: too early to say.
 */
export const promiseEnds = ['kept', 'moved', 'late', 'overdue', 'dropped', 'open'] as const
export type PromiseEnd = (typeof promiseEnds)[number]

/** What the asker did with what was delivered: rated it in the agreed time, later, not at all, or still has time. */
export const ratingEnds = ['rated', 'rated-late', 'unrated', 'open'] as const
export type RatingEnd = (typeof ratingEnds)[number]

export const uses = ['yes', 'no', 'not-yet'] as const
export type Use = (typeof uses)[number]

/** Records that a request can be about. */
export const requestAbouts = ['deal', 'lead', 'account'] as const
export type RequestAbout = (typeof requestAbouts)[number]

/** Whoever asked has so many days to say whether it was of use: two weeks, so that it can be tried with a customer. */
export const ratingDays = 14
