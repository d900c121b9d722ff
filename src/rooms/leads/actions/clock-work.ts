import type { Actor } from '#kernel/actor'
import type { Id } from '#kernel/id'
import { type Instant, later, millis } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { inWriting } from '#platform/action/work'
import { finish, LeaseLost, renew, schedule } from '#platform/due/due'
import type { DueHandler, DueWork } from '#platform/due/runner'
import { newId } from '#platform/ids'
import type { NewRowOf } from '#platform/store/kept'
import { type AtWork, peopleAtWork } from '#rooms/workspace/actions/working'
import { clocksStruck } from '../events.ts'
import { causeOf } from '../rules/causes.ts'
import { keptAt, lookAt, nextLook, type Stroke } from '../rules/clocks.ts'
import * as clocks from '../store/clocks.ts'
import * as store from '../store/hand-overs.ts'
import { breaches, leads } from '../tables.ts'
import { clockSubject, clockWork, tickMs } from './clocks.ts'
import { offerAnew } from './hand-over-anew.ts'
import { type Terms, TermsBook } from './hand-over-terms.ts'
import { justAfter } from './hand-over-writes.ts'

const actor: Actor = { kind: 'system', id: null, name: 'Clocks' }
/** Leads that are looked at in one transaction. */
const pageOf = 200
const leaseMs = 30_000
/** A lead that somebody held at the last look is looked at again after this. */
const againMs = 1_000

/** Looks at the clocks of all leads that are due, page by page, and sets the timer to the next of them. */
export const workClocks: DueHandler = async (work) => {
  const { services, workspace, signal } = work
  while (!signal.aborted) {
    const ended = await inWriting({ services, workspace, actor, signal }, async (ctx) => {
      const due = await clocks.dueLeads(ctx.tx, ctx.now, pageOf)
      if (due.length === 0) {
        await restUntilNext(ctx, work)
        return true
      }
      await strike(ctx, due)
      // Whoever was frozen past the lease takes back all of this page: somebody else does it.
      if (!(await renew(ctx.tx, work.item, later(ctx.now, leaseMs)))) throw new LeaseLost('The clocks were taken over by another worker.')
      return false
    })
    if (ended) return
  }
}

/**
 * Ends the item and sets the next one. While any clock runs it comes back within a minute, so that what a transaction offered which was still open is seen; after
 * the last one it does so once more before it goes (see `hasten`).
 */
async function restUntilNext({ tx, now }: Ctx, { item }: DueWork): Promise<void> {
  await finish(tx, item)
  const next = await clocks.nextStroke(tx)
  const timer = { kind: clockWork, subjectId: clockSubject }
  if (next !== null) await schedule(tx, now, { ...timer, payload: {}, dueAt: within(next, later(now, againMs), later(now, tickMs)) })
  else if (item.payload.waning !== true) await schedule(tx, now, { ...timer, payload: { waning: true }, dueAt: later(now, tickMs) })
}

const within = (at: Instant, least: Instant, most: Instant) => (at < least ? least : at > most ? most : at)

/** What strikes in one page, gathered for the event. */
interface Struck {
  readonly warned: Told[]
  readonly broken: Told[]
  readonly offeredAnew: { lead: string; to: string | null }[]
}
type Told = Pick<Stroke, 'kind' | 'dueAt'> & { readonly lead: string; readonly owner: string | null }

async function strike(ctx: Ctx, due: readonly store.LeadRow[]): Promise<void> {
  const ids = due.map(({ id }) => id)
  const known = new Set((await store.breachesOf(ctx.tx, ids)).map(({ leadId, kind, dueAt }) => `${leadId} ${kind} ${dueAt}`))
  const people = await peopleAtWork(ctx)
  const load = await clocks.openLeadsOf(ctx.tx, [...new Set(due.flatMap(({ ownerId }) => (ownerId === null ? [] : [ownerId])))])
  const book = new TermsBook(ctx)
  const struck: Struck = { warned: [], broken: [], offeredAnew: [] }
  const rows: NewRowOf<typeof breaches>[] = []
  const looked: Pick<store.LeadRow, 'id' | 'nextAt'>[] = []
  const anew: { lead: store.LeadRow; terms: Terms }[] = []
  for (const lead of due) {
    const terms = await book.of(lead.contractNumber)
    const look = lookAt(lead, terms.working, { since: lead.nextAt ?? ctx.now, now: ctx.now })
    for (const stroke of look.due.filter(({ what, kind, dueAt }) => what === 'warn' || !known.has(`${lead.id} ${kind} ${dueAt}`))) {
      const told = { lead: lead.id, kind: stroke.kind, dueAt: stroke.dueAt, owner: lead.ownerId }
      if (stroke.what === 'warn') struck.warned.push(told)
      else {
        struck.broken.push(told)
        rows.push(breachOf(ctx, { lead, terms, people, load }, stroke))
        if (stroke.kind === 'accept' && lead.state === 'offered') anew.push({ lead, terms })
      }
    }
    const nextAt = nextLook(lead, terms.working, justAfter(ctx.now))
    if (nextAt !== lead.nextAt) looked.push({ id: lead.id, nextAt })
  }
  if (looked.length > 0) await ctx.ledger.update(leads, looked)
  if (rows.length > 0) await ctx.ledger.insert(breaches, rows)
  struck.offeredAnew.push(...(await offerAnew(ctx, anew)))
  ctx.tell(clocksStruck, struck)
}

interface Facing {
  readonly lead: store.LeadRow
  readonly terms: Terms
  readonly people: AtWork
  readonly load: ReadonlyMap<string, number>
}

function breachOf(ctx: Ctx, { lead, terms, people, load }: Facing, { kind, dueAt }: Stroke): NewRowOf<typeof breaches> {
  const { working } = terms
  const kept = keptAt(lead, kind)
  const owner = lead.ownerId === null ? null : people.workers.get(lead.ownerId)
  const cause = causeOf({
    kind,
    queue: lead.queue,
    owned: lead.ownerId !== null,
    awayUntil: owner?.away?.until ?? null,
    openLeads: load.get(lead.ownerId ?? '') ?? 0,
    outside: lead.offeredAt !== null && !working.isOpen(lead.offeredAt),
    ...{ acceptedAt: lead.acceptedAt, firstContactAt: lead.firstContactAt, tries: lead.tries ?? 0 },
    lateMinutes: kept === null ? null : minutesLate(terms, dueAt, kept),
  })
  const id: Id<'clock_breach'> = newId<'clock_breach'>(ctx.now)
  return { id, leadId: lead.id, kind, dueAt, notedAt: ctx.now, ownerId: lead.ownerId, cause }
}

/** By the wall where the deadline was one of the wall and nobody worked in between. */
const minutesLate = ({ working }: Terms, dueAt: Instant, kept: Instant) =>
  (working.between(dueAt, kept) || millis(kept) - millis(dueAt)) / 60_000
