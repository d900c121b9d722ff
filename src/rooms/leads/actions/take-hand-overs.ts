import type { Id } from '#kernel/id'
import { type Instant, later, millis } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { newId } from '#platform/ids'
import type { NewRowOf } from '#platform/store/kept'
import { factList } from '#rooms/agreement/actions/facts'
import { evaluated } from '#rooms/agreement/actions/judge'
import type { ContractDocument } from '#rooms/agreement/contract'
import { listMembers } from '#rooms/workspace/actions/list-members'
import { type WorkingClock, workingClockOf } from '#rooms/workspace/actions/working-clock'
import type { Decision } from '../contract/hand-over.ts'
import { forGood, isOpen } from '../contract/hand-over.ts'
import { entryReasons, stayReasons } from '../contract/nurture.ts'
import { causeOf } from '../rules/causes.ts'
import { nextLook } from '../rules/clocks.ts'
import { type Course, type Past, pastOf } from '../rules/past-course.ts'
import { afterClosing } from '../rules/states.ts'
import { type PersonJudged, peopleJudged } from '../store/judged.ts'
import { activities, breaches, leadSteps, leads, nurtureStays, responses } from '../tables.ts'
import { openPromises, wakeClocks } from './clocks.ts'
import { justAfter, restOver } from './hand-over-writes.ts'
import { type Counts, countsOf, factsOf } from './receive-facts.ts'
import { openRouter, type Router } from './routing.ts'

/** Somebody responded in the past, and what sales did with them since. */
export interface PastResponse {
  readonly personId: Id<'person'>
  readonly at: Instant
  readonly way: string
  readonly what: string
  readonly channel: string
  readonly source: string
  readonly campaign: string | null
  readonly message: string | null
  readonly course: Course
}

/** What all of it is taken with. */
interface Taking {
  readonly ctx: Ctx
  readonly contract: { readonly number: number; readonly document: ContractDocument }
  readonly working: WorkingClock
  readonly rows: Rows
}

interface Rows {
  readonly responses: NewRowOf<typeof responses>[]
  readonly leads: NewRowOf<typeof leads>[]
  readonly steps: NewRowOf<typeof leadSteps>[]
  readonly breaches: NewRowOf<typeof breaches>[]
  readonly activities: NewRowOf<typeof activities>[]
  readonly stays: NewRowOf<typeof nurtureStays>[]
}

/** What is known of a person between one response and the next. */
interface Known {
  times: Instant[]
  lead: { readonly id: Id<'lead'>; readonly endedAt: Instant | null } | null
  restsUntil: Instant | null
  stay: { leftAt: Instant | null; leftWhy: string | null } | null
}

/**
 * Takes hand-overs of the past, the first first: judged by a contract as of their day, placed by the published routing, with the promises, steps, contacts and
 * breaches that follow from what sales did. No turn is used up by it. Whoever has an open lead in `idle` hands was not worked on yet. Answers the responses taken.
 */
export async function takeHandOvers(
  ctx: Ctx,
  contract: Taking['contract'],
  all: readonly PastResponse[],
  idle: Id<'member'> | null,
): Promise<{ responseId: Id<'response'>; one: PastResponse }[]> {
  const rows: Rows = { responses: [], leads: [], steps: [], breaches: [], activities: [], stays: [] }
  const working = await workingClockOf(ctx, contract.document.team === null ? {} : { team: contract.document.team })
  const taking = { ctx, contract, working, rows }
  const people = await peopleJudged(ctx.tx, [...new Set(all.map(({ personId }) => personId))])
  const accounts = [...new Set([...people.values()].flatMap(({ account }) => (account ? [account.id] : [])))]
  const [list, router, promises] = [await factList(ctx.tx), await openRouter(ctx), await openPromises(ctx, contract.document.team)]
  const known = new Map<string, Known>()
  const taken: { responseId: Id<'response'>; one: PastResponse }[] = []
  let counts: { readonly until: Instant; readonly of: Counts } | null = null
  for (const one of all) {
    const judged = people.get(one.personId)
    if (!judged) continue
    // Records are counted week by week: within one they hardly change.
    if (counts === null || one.at > counts.until)
      counts = { until: later(one.at, 7 * 86_400_000), of: await countsOf(ctx.tx, [...people.keys()], accounts, one.at) }
    const so = known.get(one.personId) ?? { times: [], lead: null, restsUntil: null, stay: null }
    known.set(one.personId, so)
    so.times.push(one.at)
    const said = { source: one.source, country: null, language: null, custom: {} }
    const facts = factsOf(list, { ...judged, said }, withThese(counts.of, so.times, one.at), one.at)
    const evaluation = evaluated(contract.document, list, facts, one.at)
    const open = so.lead !== null && (so.lead.endedAt === null || so.lead.endedAt > one.at)
    const decision: Decision = open
      ? 'joined'
      : evaluation.result === 'contact'
        ? 'contact'
        : (so.restsUntil ?? '') > one.at
          ? 'resting'
          : 'lead'
    const responseId = newId<'response'>(one.at)
    const { course: _, ...kept } = one
    const lead = decision === 'lead' ? newId<'lead'>(one.at) : decision === 'joined' ? (so.lead?.id ?? null) : null
    rows.responses.push({
      ...{ ...kept, id: responseId, leadId: lead, campaignRef: one.campaign, said: {}, recordedAt: one.at, decision },
      ...{ contractNumber: contract.number, score: evaluation.score },
      trace: {
        threshold: Math.round(contract.document.threshold * 100),
        ...{ by: evaluation.by, missing: evaluation.missing, exclusion: evaluation.exclusion },
      },
    })
    taken.push({ responseId, one })
    if (decision === 'lead' && lead !== null) {
      leaveStay(so, one.at)
      const deadlines = promises.of(contract.document, one.at)
      handOver(taking, { one, lead, judged, so, facts, score: evaluation.score, deadlines, router, responseId, idle })
    } else if (decision !== 'joined' && so.stay === null)
      enterStay(taking, one, so, entryReasons[decision === 'resting' ? decision : 'contact'], one.at, so.restsUntil)
  }
  await write(taking)
  return taken
}

/** Counts as they were with the responses that are taken here. */
function withThese(counts: Counts, times: readonly Instant[], at: Instant): Counts {
  const month = later(at, -30 * 86_400_000)
  return {
    ...counts,
    of: (personId) => {
      const before = counts.of(personId)
      const responses30 = before.responses30 + times.filter((one) => one > month).length
      return { ...before, responses: before.responses + times.length, responses30, lastResponse: at }
    },
  }
}

function enterStay({ ctx, rows }: Taking, { personId }: PastResponse, so: Known, why: string, since: Instant, restsUntil: Instant | null) {
  const row = { id: newId<'nurture_stay'>(ctx.now), personId, why, since, restsUntil, leftAt: null, leftWhy: null }
  rows.stays.push(row)
  so.stay = row
}

function leaveStay(so: Known, at: Instant) {
  if (so.stay !== null) Object.assign(so.stay, { leftAt: at, leftWhy: 'Handed over to sales' })
  so.stay = null
}

interface Handed {
  readonly one: PastResponse
  readonly lead: Id<'lead'>
  readonly judged: PersonJudged
  readonly so: Known
  readonly facts: ReturnType<typeof factsOf>
  readonly score: number
  readonly deadlines: ReturnType<Awaited<ReturnType<typeof openPromises>>['of']>
  readonly router: Router
  readonly responseId: Id<'response'>
  readonly idle: Id<'member'> | null
}

const nothingDone = { accept: null, tries: [], end: null } as const

function handOver(taking: Taking, handed: Handed): void {
  const { ctx, contract, working, rows } = taking
  const { one, lead: id, judged, so, deadlines, idle } = handed
  const { ownerId, queue, routed } = handed.router.route({
    ...{ facts: handed.facts, accountId: judged.account?.id ?? null },
    ...{ accountOwnerId: judged.account?.ownerId ?? null, personOwnerId: judged.person.ownerId },
  })
  const course = ownerId !== null && ownerId === idle ? { ...one.course, ...nothingDone } : one.course
  const { warnsAt: _, ...due } = deadlines
  const past = pastOf(one.at, course, { deadlines: due, working, now: ctx.now })
  const taker = ownerId ?? (past.acceptedAt === null ? null : course.by)
  const closing = past.endedAt !== null && course.end !== null ? course.end : null
  const closed = closing && afterClosing(closing.verb, closing.reason, contract.document)
  const restsUntil = closed?.out ? forGood : closed?.nurtured && past.endedAt !== null ? restOver(past.endedAt, closed.restDays) : null
  const minutes = (to: Instant | null) => (to === null ? null : Math.round(working.between(one.at, to) / 600) / 100)
  const firstActivityId = past.tries.length === 0 ? null : newId<'activity'>(ctx.now)
  const timed = {
    ...{ ...due, state: past.state, stateAt: past.stateAt, offeredAt: one.at },
    ...{ placedAt: taker === null ? null : ownerId === null ? past.acceptedAt : one.at },
    ...{ acceptedAt: past.acceptedAt, firstContactAt: past.firstContactAt },
  }
  rows.leads.push({
    ...{
      ...timed,
      id,
      externalId: `past:${handed.responseId}`,
      personId: one.personId,
      ownerId: taker,
      queue: taker === null ? queue : null,
    },
    ...{ source: one.source, country: judged.account?.country ?? null, createdAt: one.at, custom: {}, routed },
    ...{ contractNumber: contract.number, score: handed.score, channel: one.channel, campaignRef: one.campaign },
    ...{ acceptMinutes: minutes(past.acceptedAt), contactMinutes: minutes(past.firstContactAt), firstActivityId, tries: past.tries.length },
    ...{ endReason: closing?.reason ?? null, restsUntil },
    ...(closing?.verb === 'convert' ? { converted: true, convertedAt: past.endedAt, dealRef: closing.deal } : {}),
    nextAt: isOpen(past.state) ? nextLook(timed, working, justAfter(ctx.now)) : null,
  })
  so.lead = { id, endedAt: past.endedAt }
  so.restsUntil = restsUntil
  noteSteps(taking, handed, past, { ownerId, taker })
  if (closed?.nurtured && past.endedAt !== null)
    enterStay(taking, one, so, stayReasons[closing?.verb === 'reject' ? 'rejected' : 'returned'], past.endedAt, restsUntil)
  past.tries.forEach((each, place) => {
    const activity = place === 0 && firstActivityId !== null ? firstActivityId : newId<'activity'>(ctx.now)
    rows.activities.push({
      ...{ id: activity, externalId: `hand:${activity}`, kind: each.kind, at: each.at, done: true, outcome: each.outcome },
      ...{ ownerId: taker, personId: one.personId, accountId: judged.account?.id ?? null, leadId: id },
      ...{ madeAt: each.at, direction: 'out', refs: {}, custom: {} },
    })
  })
}

function noteSteps(
  { ctx, working, rows }: Taking,
  { one, lead }: Handed,
  past: Past,
  { ownerId, taker }: { readonly ownerId: Id<'member'> | null; readonly taker: Id<'member'> | null },
): void {
  let owner = ownerId
  for (const { from, to, at, taken, reason } of past.steps) {
    const next = taken ? taker : owner
    rows.steps.push({
      ...{ id: newId<'lead_step'>(ctx.now), leadId: lead, fromState: from, toState: to, fromOwnerId: owner, toOwnerId: next },
      // Whose name it is stands there when all is written.
      ...{ reason, note: null, by: taker ?? one.course.by, at },
    })
    owner = next
  }
  for (const { kind, dueAt, keptAt } of past.broken)
    rows.breaches.push({
      ...{ id: newId<'clock_breach'>(ctx.now), leadId: lead, kind, dueAt, notedAt: later(dueAt, 1_000), ownerId: ownerId ?? null },
      cause: causeOf({
        ...{ kind, queue: null, owned: ownerId !== null, awayUntil: null, openLeads: 0, outside: !working.isOpen(one.at) },
        ...{ acceptedAt: past.acceptedAt, firstContactAt: past.firstContactAt, tries: past.tries.length },
        lateMinutes: keptAt === null ? null : (working.between(dueAt, keptAt) || millis(keptAt) - millis(dueAt)) / 60_000,
      }),
    })
}

async function write({ ctx, rows }: Taking): Promise<void> {
  const names = new Map<string, string>((await listMembers(ctx.tx)).map(({ id, name }) => [id, name]))
  await ctx.ledger.insert(leads, rows.leads)
  await ctx.ledger.insert(responses, rows.responses)
  await ctx.ledger.insert(
    leadSteps,
    rows.steps.map((step) => ({ ...step, by: names.get(step.by) ?? step.by })),
  )
  await ctx.ledger.insert(breaches, rows.breaches)
  await ctx.ledger.insert(activities, rows.activities)
  await ctx.ledger.insert(nurtureStays, rows.stays)
  const looks = rows.leads.flatMap(({ nextAt }) => (nextAt ? [nextAt] : []))
  await wakeClocks(ctx, looks.toSorted()[0] ?? null)
}
