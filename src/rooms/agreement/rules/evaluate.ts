import type { ListDeclaration } from '#kernel/list'
import { type Held, holds } from '#kernel/rule-holds'
import { dayOf, type Instant, millis } from '#kernel/time'
import type { ContractDocument, Criterion } from '../contract/document.ts'
import { hundredths, pointsByAge } from '../contract/points.ts'

/** What is known of one person, by the keys of the list of facts and of custom fields. */
export type Facts = (key: string) => Held

/** One line of the log of a score. */
export interface Scored {
  readonly key: string
  readonly held: boolean
  /** Hundredths of points. */
  readonly points: number
  /** Whole days since the moment from which it fades; null where it does not fade, or has no such moment. */
  readonly days: number | null
}

export interface Evaluation {
  readonly result: 'contact' | 'lead'
  /** Hundredths of points: the sum of `by`. */
  readonly score: number
  readonly by: readonly Scored[]
  /** Required facts that are not known. */
  readonly missing: readonly string[]
  /** The first exclusion that holds. */
  readonly exclusion: string | null
}

/**
 * Who this person is under a contract. A lead has every required fact, meets no exclusion and has at least the points of the threshold; anybody else is a
 * contact. `list` is the list of facts with the custom fields as they are settled. Days of rules are those of UTC, as seen from `now`; ages count from
 * `now`. What is said here is what the compiled way answers for many (measure/store/contract-sql.ts).
 */
export function evaluate(document: ContractDocument, list: ListDeclaration, facts: Facts, now: Instant): Evaluation {
  const today = dayOf(now)
  const by = document.criteria.map((criterion) => scored(criterion, holds(list, criterion.rule, facts, today), facts, now))
  const score = by.reduce((sum, { points }) => sum + points, 0)
  const missing = document.required.filter((key) => facts(key) === null)
  const exclusion = document.exclusions.find(({ rule }) => holds(list, rule, facts, today))?.key ?? null
  const lead = missing.length === 0 && exclusion === null && score >= hundredths(document.threshold)
  return { result: lead ? 'lead' : 'contact', score, by, missing, exclusion }
}

function scored({ key, points, fade }: Criterion, held: boolean, facts: Facts, now: Instant): Scored {
  if (fade === null) return { key, held, points: held ? hundredths(points) : 0, days: null }
  const since = facts(fade.since)
  if (typeof since !== 'string') return { key, held, points: 0, days: null }
  const days = Math.max(0, Math.floor((millis(now) - millis(since as Instant)) / 86_400_000))
  return { key, held, points: held ? (pointsByAge(points, fade)[days] ?? 0) : 0, days }
}
