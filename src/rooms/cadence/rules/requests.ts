import { t } from '#kernel/text'
import { type Instant, later, millis } from '#kernel/time'
import { no, ok, type Verdict } from '#kernel/verdict'
import { enoughToSay, wilson } from '#kernel/wilson'
import type { Side } from '#rooms/agreement/contract'
import { teamName } from '../contract/request-names.ts'
import {
  type PromiseEnd,
  promiseEnds,
  type RatingEnd,
  type RequestState,
  type RequestStep,
  ratingDays,
  requestKinds,
  type Use,
} from '../contract/request-words.ts'

/** Where each step leads from each state; a step that is not there cannot be taken. */
export const ways: Readonly<Record<RequestState, Readonly<Partial<Record<RequestStep, RequestState>>>>> = {
  asked: { promise: 'promised', deliver: 'delivered', decline: 'declined', withdraw: 'withdrawn', say: 'asked' },
  promised: { promise: 'promised', deliver: 'delivered', decline: 'declined', withdraw: 'withdrawn', say: 'promised' },
  delivered: { deliver: 'delivered', rate: 'rated', reopen: 'asked', say: 'delivered' },
  rated: { rate: 'rated', say: 'rated' },
  declined: { reopen: 'asked', say: 'declined' },
  withdrawn: { reopen: 'asked', say: 'withdrawn' },
}

/** Steps of the team that is asked; the others, but for the talk, belong to whoever asked. */
const ofAsked: readonly RequestStep[] = ['promise', 'deliver', 'decline']

/** Who takes a step: the team they speak for (null: any, as owners and admins do), and whether they asked. */
export interface Stepper {
  readonly side: Side | null
  readonly asked: boolean
}

const why: Readonly<Record<RequestState, () => string>> = {
  asked: () => t('This request was only asked so far.'),
  promised: () => t('This request is promised and not delivered yet.'),
  delivered: () => t('This request is delivered already. Whoever asked may rate it, or ask again.'),
  rated: () => t('This request is delivered and rated, so it is at its end. Ask anew for something else.'),
  declined: () => t('This request was declined. Whoever asked may ask again.'),
  withdrawn: () => t('This request was withdrawn. Whoever asked may ask again.'),
}

/** Whether somebody may take a step with a request, and if not, why. */
export function mayStep(step: RequestStep, { state, of }: { readonly state: RequestState; readonly of: Side }, who: Stepper): Verdict {
  if (ways[state][step] === undefined) return no(why[state]())
  if (step === 'say') return ok
  if (ofAsked.includes(step))
    return who.side === null || who.side === of
      ? ok
      : no(t('{{team}} is asked here, so somebody of that team answers.', { team: teamName(of) }))
  if (who.asked || (step !== 'rate' && who.side === null)) return ok
  return step === 'rate' ? no(t('Whoever asked rates what was delivered.')) : no(t('Whoever asked may do this, or an owner or admin.'))
}

/** Whether somebody may ask a team for a kind of thing. */
export function mayAsk(kind: string, of: Side, side: Side | null): Verdict {
  if (side === of) return no(t('You are with {{team}} yourself. Requests go to the other team.', { team: teamName(of) }))
  const known = requestKinds.find(({ key }) => key === kind)
  if (!known?.of.some((one) => one === of)) return no(t('{{team}} is not asked for this. Choose another kind.', { team: teamName(of) }))
  return ok
}

/** A request as far as its promise is counted. */
export interface Promised {
  readonly state: RequestState
  readonly firstDueAt: Instant | null
  readonly dueAt: Instant | null
  readonly deliveredAt: Instant | null
  readonly ratedAt: Instant | null
}

/** What became of a promise; null where nothing was promised, or whoever asked took it back. */
export function promiseEnd({ state, firstDueAt, dueAt, deliveredAt }: Promised, now: Instant): PromiseEnd | null {
  if (firstDueAt === null || state === 'withdrawn') return null
  if (state === 'declined') return 'dropped'
  const last = dueAt ?? firstDueAt
  if (deliveredAt === null) return last < now ? 'overdue' : 'open'
  if (deliveredAt <= firstDueAt) return 'kept'
  return deliveredAt <= last ? 'moved' : 'late'
}

/** What whoever asked did with what was delivered; null before that. */
export function ratingEnd({ deliveredAt, ratedAt }: Promised, now: Instant): RatingEnd | null {
  if (deliveredAt === null) return null
  const until = later(deliveredAt, ratingDays * 86_400_000)
  if (ratedAt !== null) return ratedAt <= until ? 'rated' : 'rated-late'
  return now <= until ? 'open' : 'unrated'
}

/** Whether somebody waits longer than promised. */
export const isLate = (one: Promised, now: Instant) =>
  (one.state === 'asked' || one.state === 'promised') && promiseEnd(one, now) === 'overdue'

/** Late first, then by what is promised, what has no promise yet behind it, what is done last; of equals the newest first. */
export function inOrder(a: Ordered, b: Ordered): number {
  const place = ({ state, promise }: Ordered) =>
    state === 'asked' || state === 'promised' ? (promise === 'overdue' ? 0 : state === 'promised' ? 1 : 2) : state === 'delivered' ? 3 : 4
  const by = place(a) - place(b)
  if (by !== 0) return by
  const due = place(a) <= 1 ? (a.dueAt ?? a.firstDueAt ?? '').localeCompare(b.dueAt ?? b.firstDueAt ?? '') : 0
  return due !== 0 ? due : b.askedAt.localeCompare(a.askedAt) || a.id.localeCompare(b.id)
}
interface Ordered {
  readonly id: string
  readonly state: RequestState
  readonly promise: PromiseEnd | null
  readonly askedAt: Instant
  readonly dueAt: Instant | null
  readonly firstDueAt: Instant | null
}

/** A share with its interval, and whether there are enough to say it. */
export function shareOf(hits: number, n: number) {
  return { hits, n, value: n === 0 ? null : hits / n, ...wilson(hits, n), enough: n >= enoughToSay }
}

/** Promises by their ends, and the share that was kept of those of which it can be said. */
export function tallyOf(ends: readonly (PromiseEnd | null)[]) {
  const n = (end: PromiseEnd) => ends.filter((one) => one === end).length
  const [kept, moved, late, overdue, dropped, open] = promiseEnds.map(n) as [number, number, number, number, number, number]
  const told = kept + moved + late + overdue + dropped
  return { tally: { made: told + open, kept, moved, late, overdue, dropped, open }, share: shareOf(kept, told) }
}

/** What was delivered by what whoever asked did with it, and the share that was rated in time. */
export function answeredOf(all: readonly { readonly end: RatingEnd | null; readonly rating: number | null; readonly used: Use | null }[]) {
  const n = (end: RatingEnd) => all.filter((one) => one.end === end).length
  const [rated, ratedLate, unrated, open] = [n('rated'), n('rated-late'), n('unrated'), n('open')]
  const ratings = all.flatMap(({ rating }) => (rating === null ? [] : [rating]))
  const tally = {
    ...{ delivered: rated + ratedLate + unrated + open, rated, ratedLate, unrated, open },
    used: all.filter(({ used }) => used === 'yes').length,
    notUsed: all.filter(({ used }) => used === 'no').length,
    mean: ratings.length === 0 ? null : ratings.reduce((sum, one) => sum + one, 0) / ratings.length,
  }
  return { tally, share: shareOf(rated, rated + ratedLate + unrated) }
}

/** The moment at which the clock of a promise looks next: when its day begins, then when it is due; null once both are over. */
export function nextLook({ dueAt, dayBegins }: { readonly dueAt: Instant; readonly dayBegins: Instant }, now: Instant): Instant | null {
  if (millis(now) < millis(dayBegins)) return dayBegins
  return millis(now) <= millis(dueAt) ? later(dueAt, 1) : null
}
