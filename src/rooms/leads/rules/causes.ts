import type { Day, Instant } from '#kernel/time'
import type { BreachKind } from '../contract/hand-over.ts'

/** What is known of a lead when a promise to it was not kept. */
export interface Around {
  readonly kind: BreachKind
  /** In which queue it waits, where it has no owner. */
  readonly queue: string | null
  readonly owned: boolean
  /** The last day on which the owner is away. */
  readonly awayUntil: Day | null
  /** Open leads that the owner has, this one included. */
  readonly openLeads: number
  /** It came when nobody worked. */
  readonly outside: boolean
  readonly acceptedAt: Instant | null
  readonly firstContactAt: Instant | null
  readonly tries: number
  /** It was done after all, so many working minutes late. */
  readonly lateMinutes: number | null
}

/** From so many open leads on, their number is told as a cause. */
const many = 20

/** Why a promise was not kept, as far as it can be told: sentences in English, as all that is kept, each on a line of its own. Nobody is named in them. */
export function causeOf(around: Around): string {
  const { queue, owned, awayUntil, openLeads, outside, lateMinutes } = around
  const told = [
    ...(lateMinutes === null ? [] : [`It was done ${inHours(lateMinutes)} of working time late.`]),
    ...(owned ? [] : [queue === null ? 'It has no owner and waits in no queue.' : `It waited in the queue "${queue}".`]),
    ...(awayUntil === null ? [] : [`Its owner is away until ${awayUntil}.`]),
    ...(openLeads >= many ? [`Its owner has ${openLeads} open leads.`] : []),
    ...(outside ? ['It came outside of working hours.'] : []),
  ]
  return [...told, ...(lateMinutes === null && owned && awayUntil === null ? [undone(around)] : [])].join('\n')
}

/** Minutes as "45 min" or "2 h 10 min", which is read in every language. */
function inHours(minutes: number): string {
  const all = Math.max(1, Math.round(minutes))
  const [hours, rest] = [Math.floor(all / 60), all % 60]
  return [hours > 0 ? `${hours} h` : '', rest > 0 ? `${rest} min` : ''].filter(Boolean).join(' ')
}

function undone({ kind, acceptedAt, firstContactAt, tries }: Around): string {
  if (kind === 'accept' || (acceptedAt === null && firstContactAt === null)) return 'Its owner did nothing with it.'
  return tries === 0 ? 'It was accepted, and nobody called or wrote.' : 'It was worked on and not reached.'
}
