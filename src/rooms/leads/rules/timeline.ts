import { saidAgain } from '#kernel/said-again'
import { numbers, said, t } from '#kernel/text'
import type { BreachKind, Decision, LeadState } from '../contract/hand-over.ts'

/** A response as it is kept; points are hundredths. */
export interface ToldResponse {
  readonly what: string | null
  readonly channel: string | null
  readonly decision: Decision
  readonly score: number | null
}

/** A step as it is kept, with the new owner's name, where it may be told. */
export interface ToldStep {
  readonly from: LeadState
  readonly to: LeadState
  readonly moved: boolean
  readonly queued: boolean
  readonly owner: string | null
  readonly note: string | null
}

export interface ToldBreach {
  readonly kind: BreachKind
  readonly cause: string | null
}

interface Words {
  readonly title: string
  readonly text: string | null
}

const lines = (all: readonly (string | null)[]) => all.filter((one) => one !== null && one !== '').join('\n') || null

const points = numbers({ maximumFractionDigits: 2 })

const decided: Readonly<Record<Decision, () => string>> = {
  lead: () => t('Met the lead contract and was handed over.'),
  joined: () => t('Joined the lead that was open.'),
  contact: () => t('Does not meet the lead contract yet.'),
  resting: () => t('Meets the lead contract, and rests.'),
  'no-contract': () => t('No lead contract held.'),
}

/** What a response says on a timeline. */
export function responseWords({ what, channel, decision, score }: ToldResponse): Words {
  const scored = score === null ? null : t('{{points}} points', { points: points(score / 100) })
  return {
    title: what === null ? t('A response') : t('Responded: {{what}}', { what }),
    text: lines([decided[decision](), scored, channel === null ? null : t('Channel: {{channel}}', { channel })]),
  }
}

/** What a step says on a timeline; `reason` is in the words of the contract. */
export function stepWords({ from, to, moved, queued, owner, note }: ToldStep, reason: string | null): Words {
  const went = queued ? t('Put into a queue') : owner === null ? t('Handed on') : t('Now with {{owner}}', { owner })
  const state = (word: LeadState) => said(word, 'lead state')
  if (from === to) return { title: moved ? went : t('Stayed {{state}}', { state: state(to) }), text: lines([reason, note]) }
  return { title: t('From {{from}} to {{to}}', { from: state(from), to: state(to) }), text: lines([moved ? went : null, reason, note]) }
}

const notKept: Readonly<Record<BreachKind, () => string>> = {
  place: () => t('No owner in time'),
  accept: () => t('Not accepted in time'),
  contact: () => t('No contact in time'),
  failed: () => t('Hand-over failed'),
  cold: () => t('Went cold'),
}

/** What a promise that was not kept says on a timeline; it stands where it was due. */
export function breachWords({ kind, cause }: ToldBreach): Words {
  return { title: notKept[kind](), text: cause === null ? null : lines(cause.split('\n').map(saidAgain)) }
}

/** Who did something: workers of ours are no people, so their names are words. */
export function byWords(by: string | null): string | null {
  if (by === 'Clocks') return t('Clocks')
  return by === 'Nurture' ? t('Nurture') : by
}
