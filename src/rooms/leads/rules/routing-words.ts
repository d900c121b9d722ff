import { type Group, isGroup } from '#kernel/rule'
import type { Held } from '#kernel/rule-holds'
import type { Day } from '#kernel/time'
import { everyonesQueue, type RoutingRule } from '../contract/routing.ts'
import type { Verb } from '../contract/states.ts'

/** Why somebody was not chosen. */
export type Passed =
  | { readonly why: 'away'; readonly name: string; readonly until: Day }
  | { readonly why: 'off' | 'language'; readonly name: string }
  | { readonly why: 'full'; readonly name: string; readonly open: number }

/** At most so many who were passed over are named. */
const mostNamed = 3

interface Here {
  readonly rule: RoutingRule
  readonly owner: string
  /** How many the rule means. */
  readonly among: number
  /** The owner's weight, and that of all who could take it; null for who stands in. */
  readonly share: { readonly mine: number; readonly all: number } | null
  readonly territory: string
  readonly over: readonly Passed[]
  /** Whom the owner stands in for. */
  readonly for: string | null
}

/** Why somebody is the owner, in English as all that is kept (de/kept.json knows these sentences). */
export function whyHere(here: Here): string {
  const { rule, owner, over, for: away } = here
  const first = away === null ? ownerWords(here) : `Rule "${rule.name}": ${owner} stands in for ${away}.`
  return [first, ...overWords(over)].join(' ')
}

function ownerWords(here: Here): string {
  const { rule, owner, among, territory } = here
  const { name, to } = rule
  if (to.kind === 'account-owner') return `Rule "${name}": the account belongs to ${owner}.`
  if (to.kind === 'person-owner') return `Rule "${name}": the person belongs to ${owner}.`
  if (to.kind === 'territory-owners' && among === 1) return `Rule "${name}": territory ${territory} belongs to ${owner}.`
  if (to.kind === 'member' || among === 1) return `Rule "${name}": it goes to ${owner}.`
  return 'by' in to && to.by === 'fewest' ? fewestWords(here) : turnWords(here)
}

// Whole sentences, as what is kept in English is known again by the text around its gaps.
function fewestWords({ rule: { name, to }, owner, among, territory }: Here): string {
  if (to.kind === 'territory-owners') return `Rule "${name}": of ${among} in territory ${territory}, ${owner} has the fewest open leads.`
  if (to.kind === 'team') return `Rule "${name}": of ${among} in team ${to.team}, ${owner} has the fewest open leads.`
  return `Rule "${name}": of ${among}, ${owner} has the fewest open leads.`
}

function turnWords({ rule: { name, to }, owner, among, territory, share }: Here): string {
  if (to.kind === 'territory-owners') return `Rule "${name}": of ${among} in territory ${territory}, it is the turn of ${owner}.`
  if (to.kind === 'team') return `Rule "${name}": of ${among} in team ${to.team}, it is the turn of ${owner}.`
  if (to.kind === 'members' && to.by === 'weight' && share !== null)
    return `Rule "${name}": of ${among} by weight, it is the turn of ${owner}, who gets ${share.mine} of ${share.all}.`
  return `Rule "${name}": of ${among}, it is the turn of ${owner}.`
}

/** Why a queue; `rule` is null for the fallback. */
export function whyQueue(rule: string | null, queue: string): string {
  return rule === null
    ? `No rule has somebody for them, so they wait in the queue ${queue}.`
    : `Rule "${rule}": they wait in the queue ${queue}.`
}

/** Why, where there is no routing; without a name for a queue. */
export function whyPlain(of: 'account' | 'person', owner: string | undefined): string {
  if (owner === undefined) return `Neither the account nor the person belongs to anybody, so they wait in the queue ${everyonesQueue}.`
  return of === 'account' ? `The account belongs to ${owner}.` : `The person belongs to ${owner}.`
}

/** Why, once somebody moved it by hand: to themselves, to a colleague or into a queue. What they wrote with it stands in the step, which not everybody reads. */
export function whyMoved(verb: Verb, by: string, queue: string | null): string {
  if (verb !== 'hand') return `${by} took it.`
  return queue === null ? `Handed on by ${by}.` : `Put into the queue ${queue} by ${by}.`
}

/** Why a rule that held had nobody. */
export function passedOver(rule: string, over: readonly Passed[]): string {
  return [`Rule "${rule}" has nobody who can take them.`, ...overWords(over)].join(' ')
}

function overWords(over: readonly Passed[]): string[] {
  const words = over.slice(0, mostNamed).map((one) => {
    if (one.why === 'away') return `${one.name} is away until ${one.until}.`
    if (one.why === 'full') return `${one.name} has ${one.open} open leads already.`
    return one.why === 'off' ? `${one.name} is not at work now.` : `${one.name} does not speak their language.`
  })
  return over.length > mostNamed ? [...words, `So it is with ${over.length - mostNamed} more.`] : words
}

/** What a rule rests on that somebody wants to know at once: deals of the account, where it already buys. */
export function whyHeld(rule: Group, facts: (key: string) => Held): string[] {
  const asked = new Set(fieldsOf(rule))
  if (!asked.has('openDeals') && !asked.has('wonDeals')) return []
  const count = (key: string) => Number(facts(key) ?? 0)
  return [`The account has ${count('openDeals')} open deals and ${count('wonDeals')} won ones.`]
}

/** The facts that a rule asks for, by their keys. */
export function fieldsOf(rule: Group): string[] {
  return rule.rules.flatMap((one) => (isGroup(one) ? fieldsOf(one) : [one.field]))
}
