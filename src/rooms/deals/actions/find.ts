import type { Ctx } from '#platform/action/context'
import * as store from '../store.ts'

/** How a record names a deal that it is about. */
export interface DealRef {
  readonly externalId: string | null
  readonly name: string | null
}

/** The deal behind each reference: by the CRM's id, else by name where exactly one deal is called so. null where nobody is sure. */
export async function findDeals(ctx: Pick<Ctx, 'tx'>, refs: readonly DealRef[]): Promise<(string | null)[]> {
  const ids = [...new Set(refs.map((ref) => ref.externalId).filter((id) => id !== null))]
  const byId = new Map((await store.dealsBy(ctx.tx, ids)).map((deal) => [deal.externalId, deal.id]))
  const known = (ref: DealRef) => (ref.externalId === null ? undefined : byId.get(ref.externalId))
  const unsure = refs.filter((ref) => known(ref) === undefined && ref.name !== null)
  const names = [...new Set(unsure.map((ref) => ref.name ?? ''))]
  const called = Map.groupBy(names.length > 0 ? await store.dealsCalled(ctx.tx, names) : [], (deal) => deal.name)
  return refs.map((ref) => {
    const [one, another] = ref.name === null ? [] : (called.get(ref.name) ?? [])
    return known(ref) ?? (one && !another ? one.id : null)
  })
}
