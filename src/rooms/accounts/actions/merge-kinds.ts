import { rightsOf } from '#kernel/actor'
import { Problem } from '#kernel/problem'
import { changes } from '#kernel/rights'
import { said, t } from '#kernel/text'
import type { Ctx, ReadCtx } from '#platform/action/context'
import type { ListSource } from '#platform/list/source'
import { infoOf, type Kept } from '#platform/store/kept'
import { accountMerging, type MergedKind, type MergeEndpoints, personMerging } from '../contract/merge.ts'
import { accountSource, personSource } from '../store/lists.ts'
import { lockMerging } from '../store/merge.ts'
import { accounts, mergedAccounts, mergedPeople, people } from '../tables.ts'

/** A row that a room changes along with a merge, so that its own rules hold for the one that is kept. */
export interface AlongMerge {
  readonly table: Kept
  readonly id: string
  /** By the names of the columns. */
  readonly values: Readonly<Record<string, unknown>>
}

/** What rooms to the right say about merging people. */
export interface LentToMerge {
  /** Why these people cannot be one as they are; null where they can. */
  refused(tx: ReadCtx['tx'], ids: readonly string[]): Promise<string | null>
  /** What has to change before the rows of `gone` are those of `kept`. */
  along(ctx: Ctx, kept: string, gone: string): Promise<readonly AlongMerge[]>
}

/** A kind of record that can be merged, and where it is kept. */
export interface MergeKind {
  readonly kind: MergedKind
  readonly kept: Kept
  readonly merged: typeof mergedPeople | typeof mergedAccounts
  readonly source: ListSource
  readonly endpoints: MergeEndpoints
  readonly nameColumn: string
  readonly lent: LentToMerge
}

const nothingLent: LentToMerge = { refused: async () => null, along: async () => [] }

/** Both kinds, with what other rooms say about people. */
export const mergeKinds = (lent: LentToMerge): readonly MergeKind[] => [
  {
    ...{ kind: 'person', kept: people, merged: mergedPeople, source: personSource, endpoints: personMerging, lent },
    nameColumn: 'full_name',
  },
  {
    ...{ kind: 'account', kept: accounts, merged: mergedAccounts, source: accountSource, endpoints: accountMerging, lent: nothingLent },
    nameColumn: 'name',
  },
]

/** The table of a kind. */
export const tableOf = ({ kept }: MergeKind) => infoOf(kept).name

/** Merging tells and writes every field of the records: whoever may not, does not merge. */
export function ensureMayMerge(ctx: Pick<ReadCtx, 'actor'>, { kind, source }: MergeKind): void {
  const rights = rightsOf(ctx.actor)
  if (!changes(rights, kind) || [...rights.hidden, ...rights.locked].some((field) => field.startsWith(`${kind}.`)))
    throw new Problem(
      'not-allowed',
      t('Your role may not see and change every field of {{many}}, so it cannot merge them. Ask an owner.', {
        many: said(source.list.many),
      }),
    )
}

/** One merge at a time, and none while an import writes: neither would know where the other's rows went. */
export async function takeTurn({ tx }: Pick<Ctx, 'tx'>): Promise<void> {
  if (!(await lockMerging(tx, 'merge')))
    throw new Problem('unavailable', t('An import or another merge is writing at the moment; nothing was merged. Try again in a minute.'), {
      retryAfter: 10,
    })
}

/** Waits until no merge is under way, and keeps merges away until the end of the transaction. */
export async function keepMergesAway({ tx }: Pick<Ctx, 'tx'>): Promise<void> {
  await lockMerging(tx, 'import')
}
