import type { Id } from '#kernel/id'
import type { Taken } from '#kernel/taken'
import type { Instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { type Incoming, takeRows } from '#platform/ledger/take'
import { type AccountRef, ensureAccounts } from '#rooms/accounts/actions'
import { findAccounts } from '#rooms/accounts/actions/find'
import { type DealRef, findDeals } from '#rooms/deals/actions/find'
import { ensureMembers } from '#rooms/workspace/actions'
import * as store from '../store.ts'
import { type ActivityKind, activities } from '../tables.ts'
import { type ActivityDone, noteActivities } from './activity-done.ts'
import { type WhoRef, whoIs } from './who-is.ts'

/** A call, a meeting, an e-mail or a task as a file describes it. */
export interface ActivityIn {
  readonly externalId: string
  readonly kind: ActivityKind
  readonly type: string | null
  readonly subject: string | null
  readonly at: Instant | null
  readonly endsAt: Instant | null
  readonly dueAt: Instant | null
  readonly durationMinutes: number | null
  readonly done: boolean | null
  readonly status: string | null
  readonly direction: string | null
  readonly outcome: string | null
  readonly note: string | null
  readonly ownerExternalId: string | null
  readonly ownerName: string | null
  readonly who: WhoRef
  readonly account: AccountRef
  readonly deal: DealRef
  /** An id that may be a deal's or an account's. */
  readonly whatRef: string | null
  readonly campaignRef: string | null
  readonly madeAt: Instant | null
  readonly sourceModifiedAt: Instant | null
  /** What the file says it is with and about, word for word; kept, because what is not known today may be imported tomorrow. */
  readonly refs: Record<string, string>
  readonly custom: Record<string, string>
}

/**
 * Takes activities. They are known by the CRM's id, or by the reference that the reader made where there is none. An activity whose
 * deal, account or lead is not here is taken all the same: it happened. The next import of the same file finds what came since.
 */
export async function takeActivities(ctx: Ctx, rows: readonly ActivityIn[]): Promise<Taken[]> {
  const found = await store.activitiesBy(ctx.tx, [...new Set(rows.map((row) => row.externalId))])
  const existing = new Map(found.map((activity) => [activity.externalId, activity]))
  const who = await whoIs(
    ctx,
    rows.map((row) => row.who),
  )
  const owners = await ensureMembers(
    ctx,
    rows.map((row) => ({ externalId: row.ownerExternalId, name: row.ownerName })),
  )
  const about = await aboutOf(ctx, rows)
  const incoming = rows.map((row, index): Incoming<typeof activities> => {
    const { ownerExternalId: _id, ownerName: _name, who: _who, account: _account, deal: _deal, whatRef: _what, ...rest } = row
    const ids = { ...who[index], ...about[index], ownerId: owners[index] ?? null }
    return { key: row.externalId, row: { ...rest, ...ids } as Incoming<typeof activities>['row'] }
  })
  const taken = await takeRows(ctx, { table: activities, existing }, incoming)
  await noteActivities(ctx, doneIn(incoming, taken))
  return taken
}

/** What of a batch is new or changed and happened, to stop clocks. */
function doneIn(incoming: readonly Incoming<typeof activities>[], taken: readonly Taken[]): ActivityDone[] {
  return incoming.flatMap(({ row }, index): ActivityDone[] => {
    const one = taken[index]
    const { kind, at = null, personId = null, leadId = null, ownerId = null } = row
    if (at === null || one === undefined || one.bucket === 'reject' || one.bucket === 'skip') return []
    return [{ id: one.id as Id<'activity'>, kind, at, personId, leadId, ownerId }]
  })
}

/** What each activity is about. An account that has a name is made where it is not known; a bare id is not enough to make one. */
async function aboutOf(ctx: Ctx, rows: readonly ActivityIn[]): Promise<{ dealId: string | null; accountId: string | null }[]> {
  const deals = await findDeals(
    ctx,
    rows.flatMap((row) => [row.deal, { externalId: row.whatRef, name: null }]),
  )
  const named = await ensureAccounts(
    ctx,
    rows.map((row) => (row.account.name === null ? { externalId: null, name: null } : row.account)),
  )
  const accounts = await findAccounts(
    ctx,
    rows.flatMap((row) => [
      { externalId: row.account.externalId, name: null },
      { externalId: row.whatRef, name: null },
    ]),
  )
  return rows.map((_, index) => ({
    dealId: deals[index * 2] ?? deals[index * 2 + 1] ?? null,
    accountId: named[index] ?? accounts[index * 2] ?? accounts[index * 2 + 1] ?? null,
  }))
}
