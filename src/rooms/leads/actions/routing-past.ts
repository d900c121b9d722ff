import type { Id } from '#kernel/id'
import type { ListDeclaration } from '#kernel/list'
import type { Held } from '#kernel/rule-holds'
import { dayOf, type Instant } from '#kernel/time'
import type { ReadCtx } from '#platform/action/context'
import { territoryOwners } from '#rooms/accounts/actions/territories'
import { peopleOver } from '#rooms/workspace/actions/working'
import type { RoutingDocument } from '../contract/routing.ts'
import { place, placePlainly } from '../rules/routing.ts'
import { deskOf } from '../rules/routing-desk.ts'
import { fieldsOf } from '../rules/routing-words.ts'
import * as store from '../store/routing.ts'
import { routingList } from './routing.ts'
import { checkedFor, routingIn } from './routing-versions.ts'

/** A hand-over of the past, with what was known then. */
export interface PastHandOver {
  readonly id: Id<'lead'>
  readonly at: Instant
  readonly facts: (key: string) => Held
}

/** Where somebody went by one routing. */
interface Went {
  readonly ownerId: Id<'member'> | null
  readonly owner: string | null
  readonly queue: string | null
  /** The rule that placed them; null for the fallback. */
  readonly rule: string | null
  readonly why: string
}

/** A hand-over as two routings place it. */
export interface Replayed {
  readonly id: Id<'lead'>
  readonly at: Instant
  readonly name: string
  readonly company: string | null
  readonly before: Went
  readonly after: Went
}

/** A draft that is tried on the past, checked, what it is compared with, and the facts that both ask for. */
export interface Trial {
  readonly after: RoutingDocument
  readonly before: RoutingDocument | null
  /** The version that it is compared with. */
  readonly number: number | null
  readonly list: ListDeclaration
  readonly fields: readonly string[]
}

/** Prepares the test of a draft against the routing that holds; without one, against who owns the account or the person. */
export async function trialOf(ctx: ReadCtx, document: RoutingDocument): Promise<Trial> {
  const after = await checkedFor(ctx, document)
  const holds = (await store.allRoutings(ctx.tx)).findLast(({ state }) => state === 'published')
  const before = holds ? routingIn(holds) : null
  const rules = [...after.rules, ...(before?.rules ?? [])]
  const fields = [...new Set(rules.flatMap(({ rule }) => fieldsOf(rule)))]
  return { after, before, number: holds?.number ?? null, list: await routingList(ctx.tx), fields }
}

/**
 * Places hand-overs of the past, in their order, by both routings: turns begin anew, absences and hours are those of then, who owns what is as of now. How many
 * leads somebody had open then is not known, so limits are not counted.
 */
export async function replay(ctx: ReadCtx, { before, after, number, list }: Trial, past: readonly PastHandOver[]): Promise<Replayed[]> {
  const found = new Map(
    (
      await store.leadsToPlace(
        ctx.tx,
        past.map(({ id }) => id),
      )
    ).map((one) => [one.id, one]),
  )
  const first = past[0]
  const peopleAt = await peopleOver(ctx, first && first.at < ctx.now ? first.at : ctx.now)
  const owners = await territoryOwners(ctx.tx)
  const turns = { before: new Map<string, ReadonlyMap<string, number>>(), after: new Map<string, ReadonlyMap<string, number>>() }
  return past.flatMap(({ id, at, facts }) => {
    const lead = found.get(id)
    if (!lead) return []
    const people = peopleAt(at)
    const said = { territory: lead.territory, language: lead.language }
    const one = { ...lead, facts: (key: string) => (Object.hasOwn(said, key) ? said[key as keyof typeof said] : facts(key)) }
    const by = (which: 'before' | 'after', document: RoutingDocument | null): Went => {
      const desk = deskOf(dayOf(at), people, owners, { open: new Map(), owed: turns[which] })
      const placed = document ? place(document, number, list, one, desk.of) : placePlainly(one, people.workers)
      desk.note(placed)
      const owner = placed.ownerId === null ? null : (people.workers.get(placed.ownerId)?.name ?? '')
      return { ownerId: placed.ownerId, owner, queue: placed.queue, rule: placed.routed.rule, why: placed.routed.why }
    }
    return [{ id, at, name: lead.name, company: lead.company, before: by('before', before), after: by('after', after) }]
  })
}
