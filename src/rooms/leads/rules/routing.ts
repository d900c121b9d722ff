import type { Id } from '#kernel/id'
import type { ListDeclaration } from '#kernel/list'
import { type Held, holds } from '#kernel/rule-holds'
import type { Day } from '#kernel/time'
import { languageCode, type Worker } from '#rooms/workspace/contract'
import type { Routed } from '../contract/hand-over.ts'
import { everyonesQueue, type RoutingDocument, type RoutingRule } from '../contract/routing.ts'
import { nextOf, type Share } from './routing-turns.ts'
import { type Passed, passedOver, whyHeld, whyHere, whyPlain, whyQueue } from './routing-words.ts'

type MemberId = Id<'member'>

/** Who is to be placed: what is known of them, and who knows them already. */
export interface Placing {
  readonly facts: (key: string) => Held
  readonly accountOwnerId: MemberId | null
  readonly personOwnerId: MemberId | null
  /** Who had them before and did not take them: they go to somebody else. */
  readonly not?: MemberId | null
}

/** Who could take somebody at a moment. Nothing else decides. */
export interface Desk {
  readonly today: Day
  readonly workers: ReadonlyMap<MemberId, Worker>
  /** Whether the hours of a team run. */
  isAtWork(team: string | null): boolean
  /** Who is in a team, in a fixed order. */
  teamOf(team: string): readonly MemberId[]
  /** Who owns a territory by its name, in a fixed order. */
  ownersOf(territory: string): readonly MemberId[]
  /** Open leads that somebody has. */
  openOf(member: MemberId): number
  /** Whose turn it is in a pool: what each is owed (rules/routing-turns.ts). */
  owedIn(pool: string): ReadonlyMap<string, number>
}

/** Where somebody goes. `owed` is what those of a pool are owed from then on, where one of several was chosen. */
export interface Placed {
  readonly ownerId: MemberId | null
  readonly queue: string | null
  readonly routed: Routed
  readonly owed: { readonly pool: string; readonly by: ReadonlyMap<string, number> } | null
}

/**
 * Places somebody by a routing: the rules in their order, the first that holds and has somebody who can take them; else the fallback. The same document, the
 * same facts and the same desk give the same owner. Who is away is never chosen, nor who has as many open leads as they take. Where nobody of a rule can,
 * whoever stands in for one who is away is asked, then the next rule.
 */
export function place(document: RoutingDocument, version: number | null, list: ListDeclaration, one: Placing, desk: Desk): Placed {
  const before: string[] = []
  for (const rule of document.rules) {
    if (!holds(list, rule.rule, one.facts, desk.today)) continue
    const found = placeBy(rule, one, desk)
    if ('nobody' in found) {
      before.push(found.nobody)
      continue
    }
    const why = [found.why, ...whyHeld(rule.rule, one.facts), ...before].join(' ')
    return { ownerId: found.ownerId, queue: found.queue, owed: found.owed, routed: { version, rule: rule.key, why } }
  }
  const why = [whyQueue(null, document.fallback), ...before].join(' ')
  return { ownerId: null, queue: document.fallback, owed: null, routed: { version, rule: null, why } }
}

/** Places somebody where nobody published a routing: by who owns the account, else the person, else in a queue. */
export function placePlainly({ accountOwnerId: account, personOwnerId: person, not = null }: Placing, workers: Desk['workers']): Placed {
  const accountOwnerId = account === not ? null : account
  const ownerId = accountOwnerId ?? (person === not ? null : person)
  const routed = {
    version: null,
    rule: null,
    why: whyPlain(accountOwnerId === null ? 'person' : 'account', workers.get(ownerId as MemberId)?.name),
  }
  return { ownerId, queue: ownerId === null ? everyonesQueue : null, owed: null, routed }
}

interface Found extends Pick<Placed, 'ownerId' | 'queue' | 'owed'> {
  readonly why: string
}

function placeBy(rule: RoutingRule, one: Placing, desk: Desk): Found | { nobody: string } {
  if (rule.to.kind === 'queue') return { ownerId: null, queue: rule.to.queue, owed: null, why: whyQueue(rule.name, rule.to.queue) }
  const pool = poolOf(rule, one, desk).flatMap(({ id, weight }) => {
    const worker = desk.workers.get(id)
    return worker && id !== one.not ? [{ id, weight, worker, passed: passes(rule, worker, one, desk) }] : []
  })
  const able = pool.filter(({ passed }) => passed === null)
  const over = pool.flatMap(({ passed }) => (passed === null ? [] : [passed]))
  if (able.length === 0) return standIn(rule, pool, one, desk) ?? { nobody: passedOver(rule.name, over) }
  const [chosen, owed] = chosenOf(rule, able, desk, territoryOf(one))
  const share = { mine: chosen.weight, all: able.reduce((sum, { weight }) => sum + weight, 0) }
  const words = { rule, owner: chosen.worker.name, among: pool.length, share, territory: territoryOf(one), over, for: null }
  return { ownerId: chosen.id, queue: null, owed, why: whyHere(words) }
}

const territoryOf = ({ facts }: Placing) => String(facts('territory') ?? '')

/** All who are meant by a rule, with their weights. */
function poolOf({ to }: RoutingRule, one: Placing, desk: Desk): { id: MemberId; weight: number }[] {
  const even = (ids: readonly (MemberId | null)[]) => ids.flatMap((id) => (id === null ? [] : [{ id, weight: 1 }]))
  switch (to.kind) {
    case 'account-owner':
      return even([one.accountOwnerId])
    case 'person-owner':
      return even([one.personOwnerId])
    case 'territory-owners':
      return even(one.facts('territory') === null ? [] : desk.ownersOf(territoryOf(one)))
    case 'member':
      return even([to.member])
    case 'team':
      return even(desk.teamOf(to.team))
    case 'members':
      return to.members.map(({ member, weight }) => ({ id: member, weight: to.by === 'weight' ? weight : 1 }))
    default:
      return []
  }
}

/** Why somebody cannot take them by this rule; null when they can. */
function passes(rule: RoutingRule, worker: Worker, one: Placing, desk: Desk): Passed | null {
  const { name, away, languages, team, capacity } = worker
  if (away !== null) return { why: 'away', name, until: away.until }
  if (rule.atWork && !desk.isAtWork(team)) return { why: 'off', name }
  const language = one.facts('language')
  if (rule.speaks && language !== null && !languages.includes(languageCode(String(language)))) return { why: 'language', name }
  const limit = Math.min(capacity ?? Number.POSITIVE_INFINITY, rule.atMost ?? Number.POSITIVE_INFINITY)
  const open = limit === Number.POSITIVE_INFINITY ? 0 : desk.openOf(worker.id)
  return open >= limit ? { why: 'full', name, open } : null
}

/** Whoever stands in for one who is away, for one after the other of the pool: those who stand in may be away themselves. */
function standIn(rule: RoutingRule, pool: readonly { worker: Worker }[], one: Placing, desk: Desk): Found | null {
  for (const { worker } of pool) {
    const asked = new Set<string>([worker.id])
    let at: Worker | undefined = worker
    while (at?.away?.standIn && !asked.has(at.away.standIn)) {
      asked.add(at.away.standIn)
      at = desk.workers.get(at.away.standIn)
      if (at && at.id !== one.not && passes(rule, at, one, desk) === null) {
        const over = worker.away ? [{ why: 'away' as const, name: worker.name, until: worker.away.until }] : []
        const words = { rule, owner: at.name, among: pool.length, share: null, territory: territoryOf(one), over, for: worker.name }
        return { ownerId: at.id, queue: null, owed: null, why: whyHere(words) }
      }
    }
  }
  return null
}

/** One of those who can, and what each of them is owed from then on; nothing is owed where there is one only. */
function chosenOf<T extends Share & { readonly id: MemberId }>(
  rule: RoutingRule,
  able: readonly T[],
  desk: Desk,
  territory: string,
): [T, Placed['owed']] {
  const { to } = rule
  const [first] = able
  if (first === undefined) throw new RangeError('Nobody to choose from.')
  if (to.kind === 'account-owner' || to.kind === 'person-owner' || to.kind === 'member') return [first, null]
  const fewest = 'by' in to && to.by === 'fewest' ? Math.min(...able.map(({ id }) => desk.openOf(id))) : null
  const among = fewest === null ? able : able.filter(({ id }) => desk.openOf(id) === fewest)
  // In each territory its owners take turns of their own.
  const pool = to.kind === 'territory-owners' ? `${rule.key} ${territory}` : rule.key
  const { next, owed } = nextOf(among, desk.owedIn(pool))
  return [next, { pool, by: owed }]
}

/** Whether a routing needs to know of everybody's open leads, and up to how many: null for not at all. */
export function opensNeeded(document: RoutingDocument, workers: Iterable<Worker>): number | null {
  const limits = [...workers].flatMap(({ capacity }) => (capacity === null ? [] : [capacity]))
  for (const { atMost, to } of document.rules) {
    if (atMost !== null) limits.push(atMost)
    if ('by' in to && to.by === 'fewest') limits.push(100_000)
  }
  return limits.length === 0 ? null : Math.max(...limits)
}
