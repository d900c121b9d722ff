import { type Instant, later, millis } from '#kernel/time'
import { type BreachKind, breachKinds, isOpen, type LeadState } from '../contract/hand-over.ts'

/** By when each thing is promised for one hand-over. */
export interface Deadlines {
  readonly placeBy: Instant
  readonly acceptBy: Instant
  readonly contactBy: Instant
  readonly failsAt: Instant
  readonly coldAt: Instant
}

/** What of a lead its clocks go by. Deadlines are those that stand on it; what a later contract says changes nothing about them. */
export type Timed = { readonly [Key in keyof Deadlines]: Instant | null } & {
  readonly state: LeadState | null
  readonly stateAt: Instant | null
  readonly offeredAt: Instant | null
  /** When the deadlines were given; empty for the offer itself. */
  readonly promisedAt?: Instant | null
  readonly placedAt: Instant | null
  readonly acceptedAt: Instant | null
  readonly firstContactAt: Instant | null
}

/** One moment at which a clock strikes: it warns before a deadline, or the deadline is there. */
export interface Stroke {
  readonly what: 'warn' | 'breach'
  readonly kind: BreachKind
  readonly at: Instant
  /** The deadline that is meant. */
  readonly dueAt: Instant
}

const quarterHour = 900_000

/** How working time is counted: what a rule asks of a calendar. */
export interface Working {
  after(from: Instant, ms: number): Instant
  between(from: Instant, to: Instant): number
}

/**
 * When a promise is warned of: an eighth of the time that was given before it ends, at least a quarter of an hour, and never before half of it has gone by.
 * Counted in working time; where the time that was given holds none, on the wall.
 */
export function warnAt(working: Working, offeredAt: Instant, dueAt: Instant): Instant {
  const worked = working.between(offeredAt, dueAt)
  const given = worked > 0 ? worked : Math.max(0, millis(dueAt) - millis(offeredAt))
  const before = Math.min(given / 2, Math.max(given / 8, quarterHour))
  const at = worked > 0 ? working.after(offeredAt, Math.round(given - before)) : later(dueAt, -Math.round(before))
  return at < dueAt ? at : dueAt
}

export const deadlineOf: Record<BreachKind, keyof Deadlines> = {
  place: 'placeBy',
  accept: 'acceptBy',
  contact: 'contactBy',
  failed: 'failsAt',
  cold: 'coldAt',
}

/** Promises that are warned of; a hand-over that fails or grows cold was warned of by those before. */
const warned: readonly BreachKind[] = ['place', 'accept', 'contact']

const earliest = (...all: readonly (Instant | null)[]) =>
  all.reduce<Instant | null>((least, at) => (at !== null && (least === null || at < least) ? at : least), null)

/** When a promise was kept, or nothing more was owed; null while it still is. */
export function keptAt(lead: Timed, kind: BreachKind): Instant | null {
  const ended = lead.state !== null && !isOpen(lead.state) ? lead.stateAt : null
  if (kind === 'place') return earliest(lead.placedAt, lead.firstContactAt, ended)
  if (kind === 'accept') return earliest(lead.acceptedAt, lead.firstContactAt, ended)
  return earliest(lead.firstContactAt, ended)
}

/**
 * Deadlines that are given anew: to a lead that is opened again all of them, to one that is offered to somebody else those of whoever has it; when the hand-over
 * fails and the person grows cold is counted from the first offer. What was done already, in time or late, is not judged anew.
 */
export function givenAnew(
  lead: Pick<Timed, 'placedAt' | 'acceptedAt' | 'firstContactAt'>,
  { placeBy, acceptBy, contactBy, failsAt, coldAt }: Deadlines,
  { now, to }: { readonly now: Instant; readonly to: 'all' | 'owner' },
): Partial<Deadlines> & { readonly promisedAt: Instant } {
  const open = lead.firstContactAt === null
  return {
    promisedAt: now,
    ...(open && lead.placedAt === null ? { placeBy } : {}),
    ...(open && lead.acceptedAt === null ? { acceptBy } : {}),
    ...(open ? { contactBy } : {}),
    ...(open && to === 'all' ? { failsAt, coldAt } : {}),
  }
}

/** Every stroke of a lead's clocks that is still wanted, in order: none for what was kept in time. */
export function strokesOf(lead: Timed, working: Working): Stroke[] {
  const all = breachKinds.flatMap((kind): Stroke[] => {
    const dueAt = lead[deadlineOf[kind]]
    if (dueAt === null || lead.offeredAt === null) return []
    const kept = keptAt(lead, kind)
    const late: Stroke[] = kept === null || kept > dueAt ? [{ what: 'breach', kind, at: dueAt, dueAt }] : []
    if (kept !== null || !warned.includes(kind)) return late
    return [{ what: 'warn', kind, at: warnAt(working, lead.promisedAt ?? lead.offeredAt, dueAt), dueAt }, ...late]
  })
  return all.toSorted((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1))
}

/**
 * What is to be done at a look, and when the next one is. `since` is when the lead was to be looked at: what lies before was done then. After an outage every
 * deadline that passed is told, with the time at which it was due; a warning that comes after its deadline is left out.
 */
export function lookAt(
  lead: Timed,
  working: Working,
  { since, now }: { readonly since: Instant; readonly now: Instant },
): { readonly due: readonly Stroke[]; readonly next: Instant | null } {
  const strokes = strokesOf(lead, working).filter(({ at }) => at >= since)
  const due = strokes.filter((one) => one.at <= now && (one.what === 'breach' || one.dueAt > now))
  return { due, next: strokes.find(({ at }) => at > now)?.at ?? null }
}

/** When a lead whose record changed is to be looked at next: what is overdue and was not looked at yet is not passed over. */
export function nextLook(lead: Timed, working: Working, since: Instant): Instant | null {
  return strokesOf(lead, working).find(({ at }) => at >= since)?.at ?? null
}
