import type { Id } from '#kernel/id'
import type { Instant } from '#kernel/time'
import { isOpen, type LeadState } from '../contract/hand-over.ts'

/** Something that sales really did: a call, an e-mail, a meeting or a message that happened. */
export interface Contact {
  readonly id: Id<'activity'>
  readonly at: Instant
  readonly ownerId: Id<'member'>
  readonly outcome: string | null
}

interface Touched {
  readonly state: LeadState | null
  readonly ownerId: Id<'member'> | null
  readonly acceptedAt: Instant | null
  readonly placedAt: Instant | null
  readonly firstContactAt: Instant | null
  readonly firstActivityId: Id<'activity'> | null
  readonly tries: number | null
}

/** What of a lead follows from what was done with it. */
export interface ContactPatch {
  readonly tries: number
  readonly firstContactAt: Instant | null
  readonly firstActivityId: Id<'activity'> | null
  readonly state: LeadState | null
  readonly ownerId: Id<'member'> | null
  readonly acceptedAt: Instant | null
  readonly placedAt: Instant | null
}

/**
 * How a lead stands by what was done with it, the first first. The first contact stops its clock, and accepts it; where it is gone
 * again, so is what followed from it alone. `news` are those that were just written: who did one takes a lead that has no owner.
 */
export function byContacts(lead: Touched, contacts: readonly Contact[], news: ReadonlySet<string> = new Set()): ContactPatch {
  const first = contacts[0]
  const tries = contacts.length
  const open = lead.state !== null && isOpen(lead.state)
  if (!first) {
    // What the contact brought goes with it: an acceptance by hand has a time of its own.
    const byIt = lead.firstContactAt !== null && lead.acceptedAt === lead.firstContactAt
    const acceptedAt = byIt ? null : lead.acceptedAt
    const state = open && lead.state === 'working' ? (acceptedAt === null ? 'offered' : 'accepted') : lead.state
    return { tries, firstContactAt: null, firstActivityId: null, state, ownerId: lead.ownerId, acceptedAt, placedAt: lead.placedAt }
  }
  const byOld = lead.acceptedAt === null || lead.acceptedAt === lead.firstContactAt || lead.acceptedAt > first.at
  return {
    tries,
    firstContactAt: first.at,
    firstActivityId: first.id,
    state: open ? 'working' : lead.state,
    ownerId: open ? (lead.ownerId ?? contacts.find(({ id }) => news.has(id))?.ownerId ?? null) : lead.ownerId,
    acceptedAt: byOld ? first.at : lead.acceptedAt,
    placedAt: lead.placedAt ?? first.at,
  }
}

/** Whether they were tried as often as agreed and never reached. An outcome that is not known is no try that failed. */
export function triedInVain(contacts: readonly Pick<Contact, 'outcome'>[], tries: number): boolean {
  const how = (outcome: string | null) => (outcome ?? '').trim().toLowerCase()
  const reached = contacts.some(({ outcome }) => how(outcome) === 'reached')
  return !reached && contacts.filter(({ outcome }) => how(outcome) === 'not reached').length >= tries
}
