import type { Instant } from '#kernel/time'
import { millis } from '#kernel/time'

/** A page that was opened. */
export interface Viewed {
  readonly id: string
  readonly at: Instant
  readonly path: string
  readonly referrer: string | null
  readonly utm: Readonly<Record<string, string>>
}

/** After so long without a page a visit is over, as web statistics everywhere count it. */
export const visitGapMs = 30 * 60_000

/** Whether a page belongs to the visit of which the last page was opened then. */
export const sameVisit = (last: Instant, at: Instant): boolean => millis(at) - millis(last) <= visitGapMs

/** Pages of one visitor, in their order, as visits. */
export function visitsIn(views: readonly Viewed[]): Viewed[][] {
  const visits: Viewed[][] = []
  for (const view of views) {
    const last = visits.at(-1)?.at(-1)
    if (last && sameVisit(last.at, view.at)) visits.at(-1)?.push(view)
    else visits.push([view])
  }
  return visits
}

/** How somebody came: what campaigns put behind the address, else the site that led here. */
export interface Came {
  readonly source: string | null
  readonly channel: string | null
  readonly campaign: string | null
}

/** How somebody came first: by the first page that says anything about it. */
export function cameBy(views: readonly Pick<Viewed, 'referrer' | 'utm'>[]): Came {
  const tagged = views.find(({ utm }) => Object.keys(utm).length > 0)
  if (tagged) {
    const { utm } = tagged
    return { source: utm.source ?? null, channel: utm.medium ?? null, campaign: utm.campaign ?? null }
  }
  return { source: views.find(({ referrer }) => referrer !== null)?.referrer ?? null, channel: null, campaign: null }
}
