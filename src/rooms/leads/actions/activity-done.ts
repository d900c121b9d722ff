import type { Id } from '#kernel/id'
import type { Instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { stayReasons } from '../contract/nurture.ts'
import { keptAt } from '../rules/clocks.ts'
import { byContacts, triedInVain } from '../rules/contacts.ts'
import * as store from '../store/hand-overs.ts'
import { type ActivityKind, breaches } from '../tables.ts'
import { TermsBook } from './hand-over-terms.ts'
import { changeLead, restOver, toNurture } from './hand-over-writes.ts'

/** An activity that was written. */
export interface ActivityDone {
  readonly id: Id<'activity'>
  readonly kind: ActivityKind
  readonly at: Instant
  readonly personId: string | null
  readonly leadId: string | null
  readonly ownerId: string | null
}

/** Why somebody whom sales could not reach is back: one word beside the agreed reasons. */
export const triesReason = 'tries'

/**
 * Real activities (call, email, meeting, message that happened) were written for these people or leads: stops the clocks of their open leads. Called by
 * whoever writes activities, in the same transaction. Answers the leads that changed.
 */
export async function noteActivities(ctx: Ctx, activities: readonly ActivityDone[]): Promise<readonly store.LeadRow[]> {
  const real = activities.filter(({ kind, at }) => (store.realKinds as readonly string[]).includes(kind) && at <= ctx.now)
  const ids = (of: (one: ActivityDone) => string | null) => [...new Set(real.map(of).filter((id) => id !== null))]
  if (real.length === 0) return []
  const leads = await store.handedOverOf(ctx.tx, { personIds: ids((one) => one.personId), leadIds: ids((one) => one.leadId) })
  return await settle(ctx, leads, new Set(real.map(({ id }) => id)))
}

/** After activities may have been removed, by an undo or an erasure: leads whose first contact is gone get their clock back. Answers them. */
export async function giveBackClocks(ctx: Ctx): Promise<readonly Id<'lead'>[]> {
  const ids = await store.leadsWithoutTheirContact(ctx.tx)
  if (ids.length > 0) await settle(ctx, await store.leadsForChange(ctx.tx, ids), new Set())
  return ids
}

async function settle(ctx: Ctx, leads: readonly store.LeadRow[], news: ReadonlySet<string>): Promise<store.LeadRow[]> {
  if (leads.length === 0) return []
  const ids = leads.map(({ id }) => id)
  const contacts = Map.groupBy(await store.contactsOf(ctx.tx, ids, ctx.now), ({ leadId }) => leadId)
  const broken = Map.groupBy(await store.breachesOf(ctx.tx, ids), ({ leadId }) => leadId)
  const book = new TermsBook(ctx)
  const settled: store.LeadRow[] = []
  for (const lead of leads)
    settled.push(await settleOne(ctx, book, lead, { contacts: contacts.get(lead.id) ?? [], broken: broken.get(lead.id) ?? [], news }))
  return settled
}

async function settleOne(
  ctx: Ctx,
  book: TermsBook,
  lead: store.LeadRow,
  { contacts, broken, news }: { contacts: readonly store.Contact[]; broken: readonly store.BreachRow[]; news: ReadonlySet<string> },
): Promise<store.LeadRow> {
  const terms = await book.of(lead.contractNumber)
  const { document } = terms
  const patch = byContacts(lead, contacts, news)
  const at = patch.firstContactAt ?? ctx.now
  const after = await changeLead(
    ctx,
    terms,
    lead,
    { ...patch, ...(patch.state === lead.state ? {} : { stateAt: at }), ...(patch.ownerId === null ? {} : { queue: null }) },
    // A clock that runs again is looked at from where it was stopped.
    { at, ...(patch.firstContactAt === null && lead.firstContactAt !== null ? { since: lead.firstContactAt } : {}) },
  )
  // What was done in time and told later was no broken promise.
  const kept = broken.filter(({ kind, dueAt }) => (keptAt(after, kind) ?? '~') <= dueAt)
  if (kept.length > 0)
    await ctx.ledger.remove(
      breaches,
      kept.map(({ id }) => id),
    )
  const given = after.state === 'working' && document?.nurture.afterTries && triedInVain(contacts, document.sales.tries)
  if (!given) return after
  const restsUntil = restOver(ctx.now, document.nurture.restDays)
  await toNurture(ctx, lead.personId, stayReasons.tries, restsUntil)
  return await changeLead(
    ctx,
    terms,
    after,
    { state: 'returned', stateAt: ctx.now, endReason: triesReason, restsUntil },
    { reason: triesReason },
  )
}
