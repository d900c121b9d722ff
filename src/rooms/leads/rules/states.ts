import type { Role } from '#kernel/access'
import type { Id } from '#kernel/id'
import { said, t } from '#kernel/text'
import type { Instant } from '#kernel/time'
import { no, ok, type Verdict } from '#kernel/verdict'
import { isOpen, type LeadState, openStates } from '../contract/hand-over.ts'
import { otherReason, type Verb } from '../contract/states.ts'

/** Where a verb leads: to a state, to none other, or back to where the lead was when it was closed. */
type To = LeadState | 'same' | 'before'

/** The table of states: which verb goes from where to where. A lead becomes `working` by its first real activity, which is no verb. */
export const transitions: Readonly<Record<Verb, { readonly from: readonly LeadState[]; readonly to: To }>> = {
  accept: { from: ['offered'], to: 'accepted' },
  take: { from: openStates, to: 'same' },
  hand: { from: openStates, to: 'same' },
  return: { from: openStates, to: 'returned' },
  reject: { from: ['offered', 'accepted'], to: 'rejected' },
  disqualify: { from: ['accepted', 'working'], to: 'disqualified' },
  convert: { from: ['accepted', 'working'], to: 'converted' },
  reopen: { from: ['returned', 'rejected', 'disqualified', 'converted'], to: 'before' },
}

/** What of a lead decides which steps it may take. */
export interface Standing {
  readonly state: LeadState | null
  readonly ownerId: Id<'member'> | null
  readonly ownerName: string | null
  readonly acceptedAt: Instant | null
  readonly firstContactAt: Instant | null
}

/** Who asks for a step, and what they bring. What is left out was not asked for yet: a screen asks whether the step may be offered at all. */
export interface Asked {
  readonly role: Role | null
  /** The member that they are; null for who owns nothing yet. */
  readonly me: Id<'member'> | null
  readonly reason?: string | null
  readonly note?: string | null
  /** Keys of the agreed reasons of the contract that handed the person over. */
  readonly reasons?: readonly string[]
  readonly to?: Id<'member'> | null
  readonly queue?: string | null
  /** Another lead of the same person that is open. */
  readonly otherOpen?: boolean
}

/** The states in which a verb can leave a lead. */
export function statesAfter(verb: Verb): readonly LeadState[] {
  const { from, to } = transitions[verb]
  return to === 'same' ? from : to === 'before' ? openStates : [to]
}

/** Where a lead is after a verb. */
export function stateAfter(verb: Verb, { state, acceptedAt, firstContactAt }: Omit<Standing, 'ownerName'>): LeadState {
  const { to } = transitions[verb]
  if (to === 'same') return state ?? 'offered'
  if (to !== 'before') return to
  return firstContactAt !== null ? 'working' : acceptedAt !== null ? 'accepted' : 'offered'
}

/** Whether a lead may take a step now. The sentence says where it stands, and what to do instead. */
export function mayStep(lead: Standing, verb: Verb, asked: Asked): Verdict {
  const { state } = lead
  if (state === null)
    return no(
      t(
        'This lead came from another system and was not handed over by a lead contract, so nothing is owed for it. Change its record instead.',
      ),
    )
  if (!transitions[verb].from.includes(state)) return no(wrongState(verb, state))
  const own = ownVerdicts[verb](lead, asked)
  return own.ok ? needs(verb, asked) : own
}

function wrongState(verb: Verb, state: LeadState): string {
  const word = said(state, 'lead state')
  if (!isOpen(state)) return t('This lead is {{state}}. Open it again first.', { state: word })
  if (verb === 'reopen') return t('This lead is {{state}}: it is open already.', { state: word })
  if (verb === 'accept') return t('This lead was accepted already: it is {{state}}.', { state: word })
  if (verb === 'reject') return t('This lead is {{state}}: sales had contact. Return or disqualify it instead.', { state: word })
  return t('This lead is {{state}}. Accept it first.', { state: word })
}

const leads = (role: Role | null) => role === 'owner' || role === 'admin'

const anybody = () => ok

/** What a verb asks of who does it. */
const ownVerdicts: Readonly<Record<Verb, (lead: Standing, asked: Asked) => Verdict>> = {
  accept: ({ ownerId, ownerName }, { me }) =>
    ownerId === null || ownerId === me
      ? ok
      : no(t('This lead was offered to {{name}}. Take it first, or ask them.', { name: ownerName ?? t('a colleague') })),
  take: ({ ownerId }, { me }) => (ownerId !== null && ownerId === me ? no(t('This lead is yours already.')) : ok),
  hand: ({ ownerId }, { me, role }) =>
    ownerId === null || ownerId === me || leads(role)
      ? ok
      : no(t('Whose lead it is hands it on, or an owner or admin. Take it first, or ask them.')),
  return: anybody,
  reject: anybody,
  disqualify: anybody,
  convert: anybody,
  reopen: (_, { otherOpen }) =>
    otherOpen ? no(t('This person has another lead that is open. Go on with that one; a person has one open lead at a time.')) : ok,
}

/** Whether what a verb needs came with it. */
function needs(verb: Verb, { reason, note, reasons = [], to, queue }: Asked): Verdict {
  if (verb === 'hand' && to !== undefined) {
    if (to === null && (queue ?? null) === null) return no(t('Say to whom: choose a colleague, or name a queue.'))
    return to !== null && (queue ?? null) !== null ? no(t('Choose a colleague or a queue: not both.')) : ok
  }
  if (reason === undefined || !['return', 'reject', 'disqualify'].includes(verb)) return ok
  if (reason === null) return verb === 'return' ? ok : no(t('Say why: choose an agreed reason.'))
  if (reason === otherReason) return (note ?? '') === '' ? no(t('With another reason than the agreed ones, say in a note what it is.')) : ok
  return reasons.includes(reason)
    ? ok
    : no(
        t(
          '"{{reason}}" is no agreed reason of the lead contract that handed them over. Choose one of its reasons, or "other" with a note.',
          { reason },
        ),
      )
}

/** What of a lead changes by a step. Working minutes are counted by whoever asks. */
export interface Patch {
  readonly state: LeadState
  readonly stateAt: Instant
  readonly ownerId?: Id<'member'> | null
  readonly queue?: string | null
  readonly placedAt?: Instant
  readonly acceptedAt?: Instant
  readonly endReason?: string | null
  readonly restsUntil?: Instant | null
  readonly converted?: boolean
  readonly convertedAt?: Instant | null
}

type Placed = Omit<Standing, 'ownerName'> & {
  readonly placedAt: Instant | null
  readonly stateAt: Instant | null
  readonly queue: string | null
}

/** How a lead is after a step that it may take. */
export function afterStep(
  lead: Placed,
  verb: Verb,
  {
    now,
    me,
    to,
    queue,
    reason,
    restsUntil,
  }: { readonly now: Instant; readonly restsUntil?: Instant | null } & Pick<Asked, 'me' | 'to' | 'queue' | 'reason'>,
): Patch {
  const state = stateAfter(verb, lead)
  const moved = { state, stateAt: state === lead.state ? (lead.stateAt ?? now) : now }
  const owned = (ownerId: Id<'member'> | null) => ({ ownerId, queue: null, ...(lead.placedAt === null ? { placedAt: now } : {}) })
  switch (verb) {
    case 'accept':
      return { ...moved, ...owned(me), ...(lead.acceptedAt === null ? { acceptedAt: now } : {}) }
    case 'take':
      return { ...moved, ...owned(me) }
    case 'hand':
      return { ...moved, ...((to ?? null) === null ? { ownerId: null, queue: queue ?? null } : owned(to ?? null)) }
    case 'convert':
      return { ...moved, converted: true, convertedAt: now }
    case 'reopen':
      return { ...moved, endReason: null, restsUntil: null, ...(lead.state === 'converted' ? { converted: false, convertedAt: null } : {}) }
    default:
      return { ...moved, endReason: reason ?? null, restsUntil: restsUntil ?? null }
  }
}

/** What follows for the person when a lead is closed: back to marketing with so many days of rest, or out. */
export function afterClosing(
  verb: Verb,
  reason: string | null,
  agreed: {
    readonly rejections: readonly { readonly key: string; readonly returns: boolean; readonly restDays: number | null }[]
    readonly nurture: { readonly restDays: number }
  },
): { readonly nurtured: boolean; readonly out: boolean; readonly restDays: number } {
  const known = agreed.rejections.find(({ key }) => key === reason)
  // Whoever is given back with a reason that nobody agreed on is not out for good by accident.
  const nurtured = verb === 'return' || (verb === 'reject' && (known?.returns ?? true))
  const out = verb === 'disqualify' || (verb === 'reject' && !nurtured)
  return { nurtured, out, restDays: known?.restDays ?? agreed.nurture.restDays }
}
