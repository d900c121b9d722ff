import type { Id } from '#kernel/id'
import { customField, type ListDeclaration } from '#kernel/list'
import { Problem } from '#kernel/problem'
import { checkedRule } from '#kernel/rule'
import type { Held } from '#kernel/rule-holds'
import { dayOf, type Instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import type { Tx } from '#platform/store/database'
import { territoryOwners } from '#rooms/accounts/actions/territories'
import { factList } from '#rooms/agreement/actions/facts'
import { type AtWork, peopleAtWork } from '#rooms/workspace/actions/working'
import type { Worker } from '#rooms/workspace/contract'
import type { Routed } from '../contract/hand-over.ts'
import { type RoutingDocument, routingFields, routingShape } from '../contract/routing.ts'
import { opensNeeded, place, placePlainly } from '../rules/routing.ts'
import { deskOf } from '../rules/routing-desk.ts'
import { fieldsOf } from '../rules/routing-words.ts'
import * as store from '../store/routing.ts'

type MemberId = Id<'member'>

/** Facts of one person, by the keys of the routing's fields and of custom fields; and who knows them already. */
export interface Routable {
  readonly facts: (key: string) => Held
  readonly accountId: Id<'account'> | null
  readonly accountOwnerId: MemberId | null
  readonly personOwnerId: MemberId | null
  /** Who had them before and did not take them: they go to somebody else. */
  readonly not?: MemberId | null
}

/** Whom somebody goes to: exactly one of an owner and a queue is there. */
export interface Placement {
  readonly ownerId: MemberId | null
  readonly queue: string | null
  readonly routed: Routed
}

/** Places one person after the other; turns and open leads are counted in memory. `save` writes the turns, once for a batch. */
export interface Router {
  route(one: Routable): Placement
  save(ctx: Pick<Ctx, 'tx' | 'ledger'>): Promise<void>
}

/**
 * The router of a workspace at this moment, by the published routing; without one, who owns the account or the person gets them, else they wait in a queue. It
 * holds the routing until the end of the transaction, so that no turn is given twice and nobody gets more than they take: open it after you have locked what you
 * change, and once for a batch. Who has the setting of the moment at hand need not ask again.
 */
export async function openRouter(
  ctx: Pick<Ctx, 'tx' | 'now' | 'services'>,
  known?: { readonly routed: boolean; readonly peopleAt: (at: Instant) => AtWork },
): Promise<Router> {
  const held = known?.routed === false ? undefined : await store.routingInForce(ctx.tx)
  const document = held ? readRouting(held) : null
  const workers = known ? known.peopleAt(ctx.now) : await peopleAtWork(ctx)
  if (!held || !document) return plainRouter(workers.workers, held?.number ?? null)
  const list = await fieldsFor(ctx.tx, document)
  const owners = document.rules.some(({ to }) => to.kind === 'territory-owners') ? await territoryOwners(ctx.tx) : new Map()
  const most = opensNeeded(document, workers.workers.values())
  const open = most === null ? new Map<string, number>() : await store.openLeads(ctx.tx, [...workers.workers.keys()], most)
  const desk = deskOf(dayOf(ctx.now), workers, owners, { open, owed: owedOf(held.turns) })
  const changed = new Map<string, ReadonlyMap<string, number>>()
  return {
    route(one) {
      const placed = place(document, held.number, list, one, desk.of)
      desk.note(placed)
      if (placed.owed) changed.set(placed.owed.pool, placed.owed.by)
      const { ownerId, queue, routed } = placed
      return { ownerId, queue, routed }
    },
    async save({ tx, ledger }) {
      if (changed.size > 0) await store.keepTurns(tx, ledger.eventId, changed)
      changed.clear()
    },
  }
}

const owedOf = (turns: Readonly<Record<string, Readonly<Record<string, number>>>>) =>
  new Map(Object.entries(turns).map(([pool, owed]) => [pool, new Map(Object.entries(owed))]))

/** What holds as long as nobody published a routing, or nobody can read the one that is kept. */
function plainRouter(workers: ReadonlyMap<MemberId, Worker>, version: number | null): Router {
  return {
    route(one) {
      const { ownerId, queue, routed } = placePlainly(one, workers)
      return { ownerId, queue, routed: { ...routed, why: unread(version) + routed.why } }
    },
    save: () => Promise.resolve(),
  }
}

const unread = (version: number | null) => (version === null ? '' : `Version ${version} of the routing cannot be read. `)

/** Documents as they were read, by a key that none other has: a published one does not change any more. */
const kept = new Map<string, RoutingDocument | null>()
const mostKept = 200

/** A document as it was kept; null when it is none any more. A rule that cannot be read holds for nobody. */
function readRouting({ key, document }: { readonly key: string; readonly document: unknown }): RoutingDocument | null {
  const before = kept.get(key)
  if (before !== undefined) return before
  const read = routingShape.safeParse(document)
  const now = read.success ? { ...read.data, rules: read.data.rules.filter(({ rule }) => canBeRead(rule)) } : null
  if (kept.size >= mostKept) kept.clear()
  kept.set(key, now)
  return now
}

function canBeRead(rule: unknown): boolean {
  try {
    checkedRule(routingFields, rule)
    return true
  } catch (error) {
    if (error instanceof Problem) return false
    throw error
  }
}

/** The facts that a routing asks for; custom fields as they are settled, where it asks for one. */
async function fieldsFor(tx: Tx, { rules }: RoutingDocument): Promise<ListDeclaration> {
  if (!rules.some(({ rule }) => fieldsOf(rule).some((key) => customField(key) !== null))) return routingFields
  return await routingList(tx)
}

/** The facts that rules of the routing are made of, with custom fields. */
export async function routingList(tx: Tx): Promise<ListDeclaration> {
  const { custom } = await factList(tx)
  return custom === undefined ? routingFields : { ...routingFields, custom }
}
