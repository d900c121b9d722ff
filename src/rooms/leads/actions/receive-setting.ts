import type { ListDeclaration } from '#kernel/list'
import type { ReadCtx } from '#platform/action/context'
import { contractInForce } from '#rooms/agreement/actions'
import { factList } from '#rooms/agreement/actions/facts'
import { stampOf } from '../store/receive.ts'
import { openPromises, type Promises } from './clocks.ts'

/** By what people are judged, and by when things are promised. */
export interface Setting {
  readonly contract: Awaited<ReturnType<typeof contractInForce>>
  readonly list: ListDeclaration
  readonly promises: Promises
}

const kept = new Map<string, { readonly stamp: string; readonly setting: Setting; uses: number }>()
/** Promises remember each moment that they were asked for, so they are opened anew now and then. */
const mostUses = 5_000
const mostKept = 200

/** The contract in force with its facts and its calendar. They are read once and asked for again while nothing that they rest on has changed. */
export async function settingOf(ctx: Pick<ReadCtx, 'tx' | 'now' | 'workspace'>): Promise<Setting> {
  const { id } = ctx.workspace
  // Days off are known around the day on which the calendar is read.
  const stamp = `${ctx.now.slice(0, 10)} ${await stampOf(ctx.tx, ctx.now)}`
  const before = kept.get(id)
  if (before && before.stamp === stamp && before.uses < mostUses) {
    before.uses += 1
    return before.setting
  }
  const contract = await contractInForce(ctx.tx, ctx.now)
  const setting = { contract, list: await factList(ctx.tx), promises: await openPromises(ctx, contract?.document.team ?? null) }
  if (kept.size >= mostKept) kept.clear()
  kept.set(id, { stamp, setting, uses: 0 })
  return setting
}
