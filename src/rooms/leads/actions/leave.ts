import type { Id } from '#kernel/id'
import { found, Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import type { Day, Instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { newId } from '#platform/ids'
import { personHeld } from '../store/judged.ts'
import { standingOf } from '../store/receive.ts'
import { activities, leads, notes, nurtureStays } from '../tables.ts'
import { firstLook, wakeClocks } from './clocks.ts'
import { countsOf, factsOf } from './receive-facts.ts'
import { settingOf } from './receive-setting.ts'
import { openRouter, type Placement } from './routing.ts'

/** What rooms to the right leave with a record. All of it is written in the open event, and nothing is told: the caller tells one. */
export interface About {
  readonly dealId: Id<'deal'> | null
  readonly accountId: Id<'account'> | null
  readonly personId: Id<'person'> | null
  readonly leadId: Id<'lead'> | null
}

/** Notes a task. */
export async function leaveTask(
  ctx: Ctx,
  about: About,
  { title, dueOn, ownerId }: { readonly title: string; readonly dueOn: Day; readonly ownerId: Id<'member'> | null },
): Promise<void> {
  const id = newId<'activity'>(ctx.now)
  const dueAt = `${dueOn}T00:00:00.000Z` as Instant
  const row = { id, externalId: `task:${id}`, kind: 'task' as const, subject: title, dueAt, done: false, ownerId }
  await ctx.ledger.insert(activities, [{ ...row, ...about, madeAt: ctx.now, refs: {}, custom: {} }])
}

/** Writes a note, by whoever does the event. */
export async function leaveNote(ctx: Ctx, about: About, text: string): Promise<void> {
  await ctx.ledger.insert(notes, [{ id: newId<'note'>(ctx.now), text, at: ctx.now, by: ctx.actor.name, ...about }])
}

/** Keeps what another system says happened with a record; it stands on the timeline by its word. */
export async function leaveHappening(
  ctx: Ctx,
  about: About,
  { type, at, text }: { readonly type: string; readonly at: Instant; readonly text: string },
): Promise<Id<'activity'>> {
  const id = newId<'activity'>(ctx.now)
  const row = {
    id,
    externalId: `happening:${id}`,
    kind: 'other' as const,
    type,
    subject: type,
    at,
    done: true,
    note: text === '' ? null : text,
  }
  await ctx.ledger.insert(activities, [{ ...row, ...about, madeAt: ctx.now, refs: {}, custom: {} }])
  return id
}

async function routed(ctx: Ctx, personId: Id<'person'>): Promise<Placement & { save(): Promise<void> }> {
  const { person, account } = found(await personHeld(ctx.tx, personId), t('This person'))
  const { list } = await settingOf(ctx)
  const counts = await countsOf(ctx.tx, [person.id], account ? [account.id] : [], ctx.now)
  const said = { source: null, country: null, language: null, custom: {} }
  const router = await openRouter(ctx)
  const placed = router.route({
    facts: factsOf(list, { person, account, said }, counts, ctx.now),
    accountId: account?.id ?? null,
    accountOwnerId: account?.ownerId ?? null,
    personOwnerId: person.ownerId,
  })
  return { ...placed, save: () => router.save(ctx) }
}

/** The next one by the routing of leads; null where the person would wait in a queue. */
export async function nextByRouting(ctx: Ctx, personId: Id<'person'>): Promise<Id<'member'> | null> {
  const { ownerId, save } = await routed(ctx, personId)
  await save()
  return ownerId
}

/**
 * Hands a person over to sales for a reason that somebody else than the lead contract gives: an open hand-over gets the reason as a note, else one is made, for
 * the owner of the account, and only without one by the routing. Its clocks are those of the contract in force. Answers who gets it.
 */
export async function handToSales(
  ctx: Ctx,
  personId: Id<'person'>,
  reason: string,
  { source, score }: { readonly source: string | null; readonly score: number | null } = { source: reason, score: null },
): Promise<{ leadId: Id<'lead'>; made: boolean }> {
  const { account } = found(await personHeld(ctx.tx, personId), t('This person'))
  const standing = (await standingOf(ctx.tx, [personId])).get(personId)
  const noteOn = (leadId: Id<'lead'>) => leaveNote(ctx, { dealId: null, accountId: null, personId, leadId }, reason)
  if (standing?.open) {
    await noteOn(standing.open.id)
    return { leadId: standing.open.id, made: false }
  }
  if (standing?.last === 'disqualified')
    throw new Problem('conflict', t('Sales found that this person is no customer ever, so they are not handed over again.'))
  const { contract, promises } = await settingOf(ctx)
  if (!contract)
    throw new Problem(
      'conflict',
      t('No lead contract holds, so nothing says by when sales look at this person. Propose one and have both sides sign it.'),
    )
  const owner = account?.ownerId ?? null
  const placed = owner === null ? await routed(ctx, personId) : null
  const promised = promises.of(contract.document, ctx.now)
  const leadId = newId<'lead'>(ctx.now)
  const ownerId = owner ?? placed?.ownerId ?? null
  await ctx.ledger.insert(leads, [
    {
      id: leadId,
      externalId: `handed:${leadId}`,
      ...{ personId, ownerId, queue: ownerId === null ? (placed?.queue ?? null) : null },
      routed: placed?.routed ?? { version: null, rule: null, why: 'The account belongs to them.' },
      ...{ source, score, createdAt: ctx.now, offeredAt: ctx.now, stateAt: ctx.now, state: 'offered', tries: 0, custom: {} },
      ...{ contractNumber: contract.number, placedAt: ownerId === null ? null : ctx.now, placeBy: promised.placeBy },
      ...{ acceptBy: promised.acceptBy, contactBy: promised.contactBy, failsAt: promised.failsAt, coldAt: promised.coldAt },
      nextAt: firstLook(promised),
    },
  ])
  await noteOn(leadId)
  if (standing?.stayId) await ctx.ledger.update(nurtureStays, [{ id: standing.stayId, leftAt: ctx.now, leftWhy: 'Handed over to sales' }])
  await placed?.save()
  await wakeClocks(ctx, firstLook(promised))
  return { leadId, made: true }
}

/** Puts a person into the hands of marketing. Answers false where they are already, or sales have them. */
export async function putInNurture(ctx: Ctx, personId: Id<'person'>, why: string): Promise<boolean> {
  found(await personHeld(ctx.tx, personId), t('This person'))
  const standing = (await standingOf(ctx.tx, [personId])).get(personId)
  if (standing?.open || standing?.stayId) return false
  const row = { id: newId<'nurture_stay'>(ctx.now), personId, why, since: ctx.now, restsUntil: standing?.restsUntil ?? null }
  await ctx.ledger.insert(nurtureStays, [{ ...row, leftAt: null, leftWhy: null }])
  return true
}
