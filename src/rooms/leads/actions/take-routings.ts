import type { Instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { newId } from '#platform/ids'
import type { RoutingDocument } from '../contract/routing.ts'
import * as store from '../store/routing.ts'
import { routingVersions } from '../tables.ts'

/** A routing that was published before. */
export interface RoutingIn {
  readonly document: RoutingDocument
  readonly reason: string
  readonly by: string
  readonly at: Instant
}

/** Takes the next version of the routing, published then. It holds for whoever opens a router after it. Answers its number. */
export async function takeRouting(ctx: Ctx, { document, reason, by, at }: RoutingIn): Promise<number> {
  const number = ((await store.allRoutings(ctx.tx, 'change')).at(-1)?.number ?? 0) + 1
  const row = { id: newId<'routing_version'>(ctx.now), number, state: 'published' as const, basedOn: number === 1 ? null : number - 1 }
  await ctx.ledger.insert(routingVersions, [{ ...row, document, by, at, reason, publishedBy: by, publishedAt: at }])
  return number
}

/** Whether nobody has made a routing yet. */
export const noRouting = async (ctx: Pick<Ctx, 'tx'>): Promise<boolean> => (await store.allRoutings(ctx.tx)).length === 0
