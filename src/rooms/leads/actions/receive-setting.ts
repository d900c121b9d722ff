import type { ListDeclaration } from '#kernel/list'
import type { Instant } from '#kernel/time'
import type { ReadCtx } from '#platform/action/context'
import type { Database } from '#platform/store/database'
import { hasTerritories } from '#rooms/accounts/actions/territories'
import { beginsNext, contractInForce } from '#rooms/agreement/actions'
import { factList } from '#rooms/agreement/actions/facts'
import { type AtWork, peopleOver } from '#rooms/workspace/actions/working'
import * as store from '../store/receive.ts'
import { openPromises, type Promises } from './clocks.ts'

/** By what people are judged, by when things are promised, and who is there to take them. */
export interface Setting {
  readonly contract: Awaited<ReturnType<typeof contractInForce>>
  readonly list: ListDeclaration
  readonly promises: Promises
  readonly peopleAt: (at: Instant) => AtWork
  /** Whether a routing was ever published. */
  readonly routed: boolean
  /** Whether companies lie in territories. */
  readonly territories: boolean
}

interface Kept {
  readonly setting: Setting
  readonly day: string
  /** When the next version of the contract begins to hold by itself; null for none that is known. */
  readonly until: Instant | null
  /** The event up to which nothing of it has changed. */
  seq: number
  uses: number
}

/** By workspace, for each database. */
const keptIn = new WeakMap<Database, Map<string, Kept>>()
/** Promises remember each moment that they were asked for, so they are opened anew now and then. */
const mostUses = 5_000
const mostKept = 200

/**
 * The contract in force with its facts and its calendar, and who works here. They are read once and used again while no event has changed what they rest on. Not
 * for a transaction that changes any of that itself. Whether anybody was ever erased (`erased`) is asked each time.
 */
export async function settingOf(
  ctx: Pick<ReadCtx, 'tx' | 'now' | 'workspace' | 'services'>,
): Promise<Setting & { readonly erased: boolean }> {
  const { id } = ctx.workspace
  const { database } = ctx.services
  const kept = keptIn.get(database) ?? new Map<string, Kept>()
  keptIn.set(database, kept)
  // Days off and absences are known around the day on which they are read.
  const day = ctx.now.slice(0, 10)
  const before = kept.get(id)
  const { seq, changed, erased } = await store.settingChanged(ctx.tx, before?.seq ?? 0)
  if (before && !changed && before.day === day && before.uses < mostUses && (before.until === null || ctx.now < before.until)) {
    before.seq = seq
    before.uses += 1
    return { ...before.setting, erased }
  }
  const contract = await contractInForce(ctx.tx, ctx.now)
  const setting = {
    contract,
    list: await factList(ctx.tx),
    promises: await openPromises(ctx, contract?.document.team ?? null),
    peopleAt: await peopleOver(ctx, ctx.now),
    routed: await store.hasRouting(ctx.tx),
    territories: await hasTerritories(ctx.tx),
  }
  if (kept.size >= mostKept) kept.clear()
  kept.set(id, { setting, day, until: await beginsNext(ctx.tx, ctx.now), seq, uses: 0 })
  return { ...setting, erased }
}
