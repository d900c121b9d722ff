import type { RecordKind } from '#kernel/list'
import type { ReadCtx } from '#platform/action/context'
import { settledSource, sourceSeen } from '#platform/list/settled'
import type { ListSource } from '#platform/list/source'
import type { Tx } from '#platform/store/database'
import { kindOf, type TriggerDocument } from '../contract/triggers.ts'
import { checkedTrigger } from '../rules/triggers.ts'

/** Where the records that triggers are about come from, by kind. */
export type TriggerSources = Readonly<Record<RecordKind, ListSource>>

/** The list that a trigger asks, with custom fields as they are settled. */
export const sourceFor = (tx: Tx, sources: TriggerSources, { when }: Pick<TriggerDocument, 'when'>) =>
  settledSource(tx, sources[kindOf(when)])

/** A trigger as somebody sent it, checked against what they may read. */
export async function checkedFor(
  ctx: Pick<ReadCtx, 'tx' | 'actor'>,
  sources: TriggerSources,
  document: TriggerDocument,
): Promise<TriggerDocument> {
  return checkedTrigger((await sourceSeen(ctx, sources[kindOf(document.when)])).list, document)
}
