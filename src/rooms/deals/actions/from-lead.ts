import type { Id } from '#kernel/id'
import type { Changes } from '#kernel/list-change'
import { found } from '#kernel/problem'
import { t } from '#kernel/text'
import type { Ctx } from '#platform/action/context'
import * as store from '../store.ts'
import { deals } from '../tables.ts'
import { makeDeal } from './making.ts'

/** The lead that becomes a deal. */
interface OfLead {
  readonly externalId: string
  readonly personId: Id<'person'>
  readonly accountId: Id<'account'> | null
  readonly ownerId: Id<'member'> | null
  readonly source: string | null
  readonly channel: string | null
}

type Wanted =
  | { readonly id: Id<'deal'> }
  | {
      readonly name: string
      readonly pipeline?: string | undefined
      readonly amount?: string | undefined
      readonly currency?: string | undefined
    }

/** The deal that a lead becomes: one that is there, or a new one. It names the lead from then on, unless it names another; the first one won it. */
export async function dealOfLead(ctx: Ctx, lead: OfLead, wanted: Wanted): Promise<{ id: Id<'deal'>; name: string; externalId: string }> {
  const id = 'id' in wanted ? wanted.id : ((await makeDeal(ctx, valuesOf(lead, wanted))) as Id<'deal'>)
  const deal = found(await store.dealById(ctx.tx, id), t('This deal'))
  const patch = {
    ...(deal.leadRef === null ? { leadRef: lead.externalId } : {}),
    ...(deal.personId === null ? { personId: lead.personId } : {}),
    ...('id' in wanted || deal.channel !== null || lead.channel === null ? {} : { channel: lead.channel }),
  }
  if (Object.keys(patch).length > 0) await ctx.ledger.update(deals, [{ id, ...patch }])
  return { id, name: deal.name, externalId: deal.externalId }
}

function valuesOf({ personId, accountId, ownerId, source }: OfLead, wanted: Exclude<Wanted, { readonly id: Id<'deal'> }>): Changes {
  const { name, pipeline, amount, currency } = wanted
  const said: [string, string | null | undefined][] = [
    ...([
      ['name', name],
      ['pipeline', pipeline],
      ['amount', amount],
      ['currency', currency],
    ] as const),
    ...([
      ['person', personId],
      ['account', accountId],
      ['owner', ownerId],
      ['source', source],
    ] as const),
  ].map(([key, value]) => [key, value])
  return new Map(said.flatMap(([key, value]) => (value === null || value === undefined ? [] : [[key, value] as const])))
}
