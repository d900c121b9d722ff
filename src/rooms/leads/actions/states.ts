import { roleOf } from '#kernel/actor'
import type { Id } from '#kernel/id'
import { normKey } from '#kernel/normal'
import { ensure, found, Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { action, question } from '#platform/action/action'
import type { Ctx, ReadCtx } from '#platform/action/context'
import { newId } from '#platform/ids'
import { toldEvents } from '#platform/ledger/told'
import { undoEvent } from '#platform/ledger/undo'
import { dealOfLead } from '#rooms/deals/actions/from-lead'
import { ensureMembers } from '#rooms/workspace/actions'
import { listMembers } from '#rooms/workspace/actions/list-members'
import * as contract from '../contract.ts'
import { activityLogged, leadStepped } from '../events.ts'
import { givenAnew } from '../rules/clocks.ts'
import { whyMoved } from '../rules/routing-words.ts'
import { type Asked, afterClosing, afterStep, mayStep, type Patch, statesAfter, transitions } from '../rules/states.ts'
import * as store from '../store/hand-overs.ts'
import { memberCalled } from '../store/tasks.ts'
import { activities } from '../tables.ts'
import { giveBackClocks, noteActivities } from './activity-done.ts'
import { openPromises, wakeClocks } from './clocks.ts'
import { type Terms, TermsBook } from './hand-over-terms.ts'
import { changeLead, leaveNurture, restOver, toNurture } from './hand-over-writes.ts'

export const readVerbs = question(contract.readVerbs, async () => ({
  states: contract.leadStates.map((state) => ({ state, open: contract.isOpen(state) })),
  verbs: contract.verbs.map((verb) => ({ verb, from: [...transitions[verb].from], to: [...statesAfter(verb)] })),
}))

/** A lead held for a step, with what its rules ask for. */
interface Held {
  readonly lead: store.LeadRow
  readonly about: { readonly person: string; readonly accountId: Id<'account'> | null; readonly owner: string | null }
  readonly terms: Terms
}

async function held(ctx: Ctx, id: Id<'lead'>, version?: string): Promise<Held> {
  const [lead] = await store.leadsForChange(ctx.tx, [id])
  const about = found(lead && (await store.aboutLead(ctx.tx, id)), t('This lead'))
  if (!lead) throw new Problem('not-found', t('This lead'))
  if (version !== undefined && lead.touchedBy !== version)
    throw new Problem(
      'conflict',
      t('This lead changed after you opened it. Nothing of yours was written. Load it again and look at what is new.'),
    )
  return { lead, about, terms: await new TermsBook(ctx).of(lead.contractNumber) }
}

/** The member that somebody is; a colleague without anything of their own becomes one with their first lead. */
const meOf = async (ctx: Ctx) =>
  ((await ensureMembers(ctx, [{ externalId: null, name: ctx.actor.name }]))[0] ?? null) as Id<'member'> | null

const knownMe = (ctx: Pick<ReadCtx, 'tx' | 'actor'>) => memberCalled(ctx.tx, normKey(ctx.actor.name))

/** Whether a step may be taken now, asked by whoever is there; `more` is what they bring. */
function ensureMay(ctx: Ctx, { lead, about, terms }: Held, verb: contract.Verb, me: Id<'member'> | null, more: Partial<Asked>): void {
  const reasons = (terms.document?.rejections ?? []).map(({ key }) => key)
  ensure(mayStep({ ...lead, ownerName: about.owner }, verb, { role: roleOf(ctx.actor), me, reasons, ...more }))
}

type More = Pick<Asked, 'reason' | 'note' | 'to' | 'queue'>

async function step(ctx: Ctx, one: Held, verb: contract.Verb, more: More = {}): Promise<store.LeadRow> {
  const { lead, terms } = one
  const otherOpen = verb === 'reopen' && (await store.otherOpenLead(ctx.tx, lead)) !== null
  const me = verb === 'accept' || verb === 'take' ? await meOf(ctx) : await knownMe(ctx)
  ensureMay(ctx, one, verb, me, { otherOpen, ...more })
  const { reason = null, note = null } = more
  const closed = afterClosing(verb, reason, terms.document ?? { rejections: [], nurture: { restDays: 30 } })
  const restsUntil = closed.nurtured ? restOver(ctx.now, closed.restDays) : closed.out ? contract.forGood : null
  const patch = afterStep(lead, verb, { now: ctx.now, me, reason, restsUntil, to: more.to ?? null, queue: more.queue ?? null })
  if (closed.nurtured) await toNurture(ctx, lead.personId, contract.stayReasons[verb === 'reject' ? 'rejected' : 'returned'], restsUntil)
  if (verb === 'reopen' || verb === 'convert')
    await leaveNurture(ctx, lead.personId, verb === 'reopen' ? 'Sales opened the lead again' : 'Became a deal')
  // Of a lead that was closed no clock ran: its deadlines are given anew when it is open again. Where nobody knows the contract, what passed meanwhile is told.
  const anew = verb === 'reopen' ? await promisedAnew(ctx, lead, terms) : null
  const since = verb === 'reopen' && lead.stateAt !== null ? { since: anew === null ? lead.stateAt : ctx.now } : {}
  const moved = movedBy(ctx, lead, verb, patch)
  return await changeLead(ctx, terms, lead, { ...patch, ...moved, ...anew }, { reason, note: note === '' ? null : note, ...since })
}

/** Whoever moves a lead is why it is there: the rule that gave it to somebody else is not any more. */
function movedBy({ actor }: Ctx, lead: store.LeadRow, verb: contract.Verb, { ownerId = lead.ownerId, queue = lead.queue }: Patch) {
  if (ownerId === lead.ownerId && queue === lead.queue) return {}
  return { routed: { version: lead.routed?.version ?? null, rule: null, why: whyMoved(verb, actor.name, queue) } }
}

async function promisedAnew(ctx: Ctx, lead: store.LeadRow, { document }: Terms) {
  if (document === null) return null
  const promises = await openPromises(ctx, document.team)
  return givenAnew(lead, promises.of(document, ctx.now), { now: ctx.now, to: 'all' })
}

async function told(ctx: Ctx, verb: contract.Verb, { about }: Held, lead: store.LeadRow) {
  ctx.tell(leadStepped, { lead: lead.id, verb, state: lead.state ?? 'offered' }, { kind: 'lead', id: lead.id })
  return await stands(ctx, lead, about.owner)
}

async function stands(ctx: Ctx, { id, state, ownerId }: store.LeadRow, before: string | null) {
  const now = await store.aboutLead(ctx.tx, id)
  const owner = ownerId === null ? null : { id: ownerId, name: now?.owner ?? before ?? '' }
  return { id, version: ctx.ledger.eventId, state: state ?? ('offered' as const), owner, eventId: ctx.ledger.eventId }
}

export const acceptLead = action(contract.acceptLead, async (ctx, { id, version }) => {
  const one = await held(ctx, id, version)
  return await told(ctx, 'accept', one, await step(ctx, one, 'accept'))
})

export const takeLead = action(contract.takeLead, async (ctx, { id, version, note }) => {
  const one = await held(ctx, id, version)
  return await told(ctx, 'take', one, await step(ctx, one, 'take', { note }))
})

export const handLead = action(contract.handLead, async (ctx, { id, version, to, queue, note }) => {
  const one = await held(ctx, id, version)
  if (to !== null)
    found(
      (await listMembers(ctx.tx)).find((member) => member.id === to),
      t('This member'),
    )
  return await told(ctx, 'hand', one, await step(ctx, one, 'hand', { to, queue, note }))
})

export const returnLead = action(contract.returnLead, async (ctx, { id, version, reason, note }) => {
  const one = await held(ctx, id, version)
  return await told(ctx, 'return', one, await step(ctx, one, 'return', { reason, note }))
})

export const rejectLead = action(contract.rejectLead, async (ctx, { id, version, reason, note }) => {
  const one = await held(ctx, id, version)
  return await told(ctx, 'reject', one, await step(ctx, one, 'reject', { reason, note }))
})

export const disqualifyLead = action(contract.disqualifyLead, async (ctx, { id, version, reason, note }) => {
  const one = await held(ctx, id, version)
  return await told(ctx, 'disqualify', one, await step(ctx, one, 'disqualify', { reason, note }))
})

export const convertLead = action(contract.convertLead, async (ctx, { id, version, deal: wanted, note }) => {
  const one = await held(ctx, id, version)
  ensureMay(ctx, one, 'convert', await knownMe(ctx), {})
  const ofLead = { ...one.lead, accountId: one.about.accountId }
  const { externalId, ...deal } = await dealOfLead(ctx, ofLead, wanted)
  const after = await step(ctx, one, 'convert', { note })
  if (after.dealRef === null) await linkDeal(ctx, after, externalId)
  return { ...(await told(ctx, 'convert', one, after)), deal }
})

async function linkDeal(ctx: Ctx, lead: store.LeadRow, dealRef: string): Promise<void> {
  await changeLead(ctx, await new TermsBook(ctx).of(lead.contractNumber), lead, { dealRef })
}

export const reopenLead = action(contract.reopenLead, async (ctx, { id, version, note }) => {
  const one = await held(ctx, id, version)
  return await told(ctx, 'reopen', one, await step(ctx, one, 'reopen', { note }))
})

export const logActivity = action(contract.logActivity, async (ctx, { id, kind, outcome, at, note }) => {
  const one = await held(ctx, id)
  const when = at ?? ctx.now
  if (when > ctx.now) throw new Problem('invalid-input', t('This is still to come. Note a task for it, and log it when it happened.'))
  const activity = newId<'activity'>(ctx.now)
  const ownerId = await meOf(ctx)
  const { personId } = one.lead
  const about = { ownerId, personId, accountId: one.about.accountId, leadId: id }
  await ctx.ledger.insert(activities, [
    {
      ...{ id: activity, externalId: `hand:${activity}`, kind, at: when, done: true, outcome, note: note === '' ? null : note },
      ...about,
      ...{ madeAt: ctx.now, direction: 'out', refs: {}, custom: {} },
    },
  ])
  const settled = await noteActivities(ctx, [{ id: activity, kind, at: when, personId, leadId: id, ownerId }])
  const lead = settled.find((row) => row.id === id) ?? one.lead
  ctx.tell(activityLogged, { lead: id, activity, kind, outcome }, { kind: 'lead', id })
  const returned = one.lead.state !== 'returned' && lead.state === 'returned'
  // A lead whose clock did not change keeps its version.
  return { ...(await stands(ctx, lead, one.about.owner)), version: lead.touchedBy, activity, tries: lead.tries ?? 0, returned }
})

export const undoStep = action(contract.undoStep, async (ctx, { id, eventId }) => {
  await held(ctx, id)
  const events = []
  for (const { kind } of [leadStepped, activityLogged])
    events.push(...(await toldEvents(ctx.tx, kind, { one: eventId, having: { lead: id } })))
  found(events[0], t('This step of the lead'))
  const { conflicts } = await undoEvent(ctx.tx, ctx.ledger, eventId, ctx.services.keptTables)
  // A member who was made by the first lead may own other things by now, and then stays.
  if (conflicts.some(({ table }) => table !== 'member'))
    throw new Problem('conflict', t('This lead went on since. Take the later step back first.'))
  const [lead] = await store.leadsForChange(ctx.tx, [id])
  if (lead && lead.state !== null && contract.isOpen(lead.state) && (await store.otherOpenLead(ctx.tx, lead)) !== null)
    throw new Problem(
      'conflict',
      t('This person has another lead that is open. Go on with that one; a person has one open lead at a time.'),
    )
  await giveBackClocks(ctx)
  await wakeClocks(ctx, lead?.nextAt ?? null)
  return {}
})
