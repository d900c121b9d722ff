import type { Day, Instant } from '#kernel/time'

/**
 * How the time of an entry or value is known. `entered`: the system recorded the change. `opened`: it was there before the first recorded
 * change, so since the deal was opened. `seen_by`: a snapshot showed it, so it was there at the latest then.
 */
export type Known = 'entered' | 'opened' | 'seen_by'

/** A value that a deal had from an instant on. */
export interface Mark {
  readonly at: Instant
  readonly value: string | null
  readonly known: Known
}

/** What a snapshot says of a deal. null is "not said", which takes nothing back. */
export interface Said {
  readonly modifiedAt: Instant | null
  readonly stageId: string | null
  readonly state: 'open' | 'won' | 'lost'
  readonly amount: string | null
  readonly currency: string | null
  /** The day on which it closed; while it is open, the day on which it is expected to. */
  readonly closeOn: Day | null
}

/** What a snapshot said, and for when: `at` orders sightings, `recordedAt` is when Interlock learned of it. */
export interface Sighting extends Said {
  readonly at: Instant
  readonly asOf: Day | null
  readonly recordedAt: Instant
}

/** The snapshot that a row stands in. */
export interface Snapshot {
  /** The day that it shows; null when nothing in it has a date. */
  readonly asOf: Day | null
  readonly now: Instant
}

/** What a row adds to what was seen before. `outdated`: something newer is known already, so the deal stays as it is. */
export interface Sight {
  readonly sighting: Sighting
  readonly fresh: boolean
  readonly outdated: boolean
}

const content = ['stageId', 'state', 'amount', 'currency', 'closeOn'] as const

/** Sightings in the order of what they show; of those for one instant, the one learned of last is the last. */
export function inOrder<S extends { readonly at: Instant; readonly recordedAt: Instant }>(sightings: readonly S[]): S[] {
  return sightings.toSorted((a, b) => compare(a.at, b.at) || compare(a.recordedAt, b.recordedAt))
}

/** Judges a row of a snapshot by what earlier imports saw of its deal. */
export function sight(said: Said, seen: readonly Sighting[], { asOf, now }: Snapshot): Sight {
  // A change in the future is a mistake of the file; the row is then as new as its snapshot.
  const modifiedAt = said.modifiedAt !== null && said.modifiedAt <= now ? said.modifiedAt : null
  const newest = inOrder(seen).at(-1)
  const same = seen.findLast(
    (one) =>
      content.every((key) => one[key] === said[key]) &&
      one.modifiedAt === modifiedAt &&
      // A row that says when it was changed last is one row in every snapshot until it is changed again.
      (modifiedAt !== null || one.asOf === asOf),
  )
  if (same) return { sighting: same, fresh: false, outdated: same !== newest }
  const outdated = newest !== undefined && isOlder({ modifiedAt, asOf }, seen, newest)
  const candidates = [modifiedAt, asOf === null ? null : endOf(asOf), now].filter((each) => each !== null)
  const at = candidates.find((each) => outdated || newest === undefined || each > newest.at) ?? newest?.at ?? now
  return { sighting: { ...said, modifiedAt, at, asOf, recordedAt: now }, fresh: true, outdated }
}

/** The time of the last change decides where both have one; else the day of the snapshot. Of equals, the one that is imported later counts. */
function isOlder(row: { modifiedAt: Instant | null; asOf: Day | null }, seen: readonly Sighting[], newest: Sighting): boolean {
  if (row.modifiedAt !== null && seen.some((one) => one.modifiedAt !== null && one.modifiedAt > (row.modifiedAt ?? ''))) return true
  if (row.modifiedAt !== null && newest.modifiedAt !== null) return false
  return row.asOf !== null && seen.some((one) => one.asOf !== null && one.asOf > (row.asOf ?? ''))
}

/** Which of its values an outdated row may still give to the deal: those that no newer sighting says. */
export function stillNews(
  said: Said,
  sighting: Sighting,
  seen: readonly Sighting[],
): Record<'stage' | 'amount' | 'currency' | 'expected' | 'closed', boolean> {
  const ordered = inOrder(seen)
  const later = ordered.slice(ordered.indexOf(sighting) + 1)
  const unsaid = (key: 'stageId' | 'amount' | 'currency') => said[key] !== null && later.every((one) => one[key] === null)
  const dated = said.closeOn !== null
  return {
    stage: unsaid('stageId'),
    amount: unsaid('amount'),
    currency: unsaid('currency'),
    expected: dated && said.state === 'open' && later.every((one) => one.state !== 'open' || one.closeOn === null),
    closed: dated && said.state !== 'open' && later.every((one) => one.state !== 'open' && one.closeOn === null),
  }
}

/** Whether a day of closing that is known is that of an earlier closing: the deal was seen open since, and nothing says when it closed again. */
export function closedAnew(seen: readonly Sighting[]): boolean {
  const ordered = inOrder(seen)
  const open = ordered.findLastIndex((one) => one.state === 'open')
  return open >= 0 && ordered.slice(open + 1).every((one) => one.closeOn === null)
}

/** What sightings show of one thing, such as the amount. */
interface Shown {
  readonly at: Instant
  readonly recordedAt: Instant
  readonly value: string | null
}

/**
 * The changes that sightings show and no record of changes tells: one mark for each time that the value seen is another than the one
 * known before. Depends on what was seen, never on the order of imports. A value that was only ever seen as it is makes no mark.
 */
export function seenMarks(recorded: readonly Mark[], shown: readonly Shown[]): Mark[] {
  const said = inOrder(shown.filter((one) => one.value !== null))
  const marks: Mark[] = []
  const known = recorded.toSorted((a, b) => compare(a.at, b.at))
  let place = 0
  let current: string | null | undefined
  for (const { at, recordedAt, value } of said) {
    for (let next = known[place]; next && next.at <= at; next = known[++place]) current = next.value
    if (value === current) continue
    current = value
    const mark: Mark = { at: at < recordedAt ? at : recordedAt, value, known: 'seen_by' }
    if (![...marks, ...known].some((one) => one.at === mark.at && one.value === value)) marks.push(mark)
  }
  return marks
}

/** A change as a history file records it: the value from `at` on, and the one before where the file names it. */
export interface Change {
  readonly at: Instant
  readonly value: string | null
  readonly before: string | null
}

/** What the first change of all tells of the time before it: the deal had that value since it was opened. Undefined when that is not known. */
export function openingMark(changes: readonly Change[], openedAt: Instant | null): Mark | undefined {
  const first = changes.toSorted((a, b) => compare(a.at, b.at))[0]
  if (!first || first.before === null || first.before === first.value || openedAt === null) return undefined
  return { at: openedAt < first.at ? openedAt : first.at, value: first.before, known: 'opened' }
}

const endOf = (day: Day) => `${day}T23:59:59.999Z` as Instant

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
