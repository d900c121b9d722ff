import type { Instant } from '#kernel/time'

/** Where a hand-off stands. Whoever has not met the lead contract is a contact: a person, and no lead. */
export const leadStates = ['offered', 'accepted', 'working', 'returned', 'rejected', 'converted', 'disqualified'] as const
export type LeadState = (typeof leadStates)[number]

/** States in which sales still owes something. */
export const openStates = ['offered', 'accepted', 'working'] as const satisfies readonly LeadState[]
/** How long whoever is out rests: they are not handed over again until somebody opens the lead anew. */
export const forGood = '9999-12-31T00:00:00.000Z' as Instant
export const isOpen = (state: LeadState): boolean => (openStates as readonly LeadState[]).includes(state)

/**
 * What became of a response. `lead`: handed over by it. `joined`: the person has an open lead, and it belongs to that one. `contact`: the contract is not
 * met. `resting`: it is met, but sales gave them back and the agreed rest is not over. `no-contract`: none holds.
 */
export const decisions = ['lead', 'joined', 'contact', 'resting', 'no-contract'] as const
export type Decision = (typeof decisions)[number]

/** A decision in a few words, in English as all words of contracts. */
export const decisionWords: Readonly<Record<Decision, string>> = {
  lead: 'Handed over by it',
  joined: 'Joined the lead that was open',
  contact: 'Not lead enough yet',
  resting: 'Met the contract, but rested',
  'no-contract': 'No lead contract was in force',
}

/** The log of a score: which criterion gave what under which version; points are hundredths. What it is made of: agreement/rules/evaluate.ts. */
export interface Trace {
  readonly threshold: number
  readonly by: readonly { readonly key: string; readonly held: boolean; readonly points: number; readonly days: number | null }[]
  readonly missing: readonly string[]
  readonly exclusion: string | null
}

/**
 * Why an owner: the version of the routing that placed them, the rule that held, and the sentence for people, in English as all that is kept. After somebody
 * handed it on or took it the sentence says that, and no rule; the version stays, as it was used.
 */
export interface Routed {
  readonly version: number | null
  readonly rule: string | null
  readonly why: string
}

/** Which promise was not kept: the right channel in time, accepted, first contact; the hand-over failed; the lead went cold. */
export const breachKinds = ['place', 'accept', 'contact', 'failed', 'cold'] as const
export type BreachKind = (typeof breachKinds)[number]
