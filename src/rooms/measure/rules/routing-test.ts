import { t } from '#kernel/text'
import { type Instant, millis } from '#kernel/time'
import type { Limit } from '../contract/limit.ts'
import type { RoutingPlace } from '../contract/routing-test.ts'

/** Below so many hand-overs a load a week is too few to say. */
export const enoughLeads = 30

interface Went extends RoutingPlace {
  readonly ownerId: string | null
}

/** A hand-over as two routings place it. */
interface Compared {
  readonly at: Instant
  readonly before: Went
  readonly after: Went
}

/** What tells one place from another: two members may have one name. */
const keyOf = ({ ownerId, queue }: Went) => (ownerId === null ? `queue ${queue}` : `member ${ownerId}`)
const placeOf = ({ owner, queue }: Went): RoutingPlace => ({ owner, queue })

export const wentElsewhere = ({ before, after }: Compared) => keyOf(before) !== keyOf(after)

/** From whom to whom, the most first. */
export function movesOf(all: readonly Compared[]): { from: RoutingPlace; to: RoutingPlace; leads: number }[] {
  const groups = Map.groupBy(all.filter(wentElsewhere), ({ before, after }) => `${keyOf(before)} ${keyOf(after)}`)
  return [...groups.values()]
    .flatMap((group) => (group[0] ? [{ from: placeOf(group[0].before), to: placeOf(group[0].after), leads: group.length }] : []))
    .toSorted((a, b) => b.leads - a.leads)
}

/** Leads a week of each who gets any, over the weeks from the first hand-over to the last one, at least one. */
export function loadOfEach(all: readonly Compared[]): (RoutingPlace & { before: number; after: number })[] {
  const times = all.map(({ at }) => millis(at))
  const span = times.length === 0 ? 0 : times.reduce((a, b) => Math.max(a, b)) - times.reduce((a, b) => Math.min(a, b))
  const weeks = Math.max(1, span / (7 * 86_400_000))
  const counts = new Map<string, RoutingPlace & { before: number; after: number }>()
  for (const one of all)
    for (const which of ['before', 'after'] as const) {
      const count = counts.get(keyOf(one[which])) ?? { ...placeOf(one[which]), before: 0, after: 0 }
      counts.set(keyOf(one[which]), { ...count, [which]: count[which] + 1 })
    }
  return [...counts.values()]
    .map((one) => ({ ...one, before: one.before / weeks, after: one.after / weeks }))
    .toSorted((a, b) => b.after - a.after || b.before - a.before)
}

/** What a test on the past cannot tell. */
export function limitsOfRouting({ leads, undated }: { leads: number; undated: number }): Limit[] {
  const limits: Limit[] = [
    {
      key: 'routing-as-now',
      says: t(
        'Owners, teams and territories are those of today, and how many open leads somebody had then is not known: limits are not counted. Turns begin anew.',
      ),
      remedy: null,
    },
  ]
  if (leads < enoughLeads)
    limits.push({
      key: 'few-leads',
      says: t('Only {{leads}} people were handed over: too few to tell how many somebody would get a week.', { leads }),
      remedy: null,
    })
  if (undated > 0)
    limits.push({
      key: 'undated',
      says: t('{{n}} people were handed over without a date, so they are not judged.', { n: undated }),
      remedy: t('Import leads with the day on which they were created.'),
    })
  return limits
}
