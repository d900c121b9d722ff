import type { Id } from '#kernel/id'
import type { Held } from '#kernel/rule-holds'
import { type Instant, later } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { newId } from '#platform/ids'
import type { NewRowOf } from '#platform/store/kept'
import type { AccountFace, PersonFace } from '#rooms/accounts/actions/resolve'
import { type Evaluation, evaluated } from '#rooms/agreement/actions/judge'
import type { Decision } from '../contract/hand-over.ts'
import { entryReasons } from '../contract/nurture.ts'
import * as store from '../store/receive.ts'
import { nurtureStays, responses } from '../tables.ts'
import { addOffers, type HandOver } from './offer.ts'
import { countsOf, factsOf } from './receive-facts.ts'
import type { Setting } from './receive-setting.ts'

/** Somebody responded: who they are, and what the response itself says. */
export interface Received {
  readonly responseId: Id<'response'>
  readonly person: PersonFace
  readonly account: AccountFace | null
  /** Nothing is kept of them besides this batch. */
  readonly fresh: boolean
  readonly accountFresh: boolean
  readonly way: string
  readonly what: string | null
  readonly channel: string | null
  readonly source: string | null
  readonly campaign: string | null
  readonly message: string | null
  readonly country: string | null
  readonly language: string | null
  readonly at: Instant
  readonly said: Readonly<Record<string, string>>
  readonly custom: Readonly<Record<string, string>>
}

/** What was decided on a response. Points are hundredths. */
export interface Receipt {
  readonly decision: Decision
  readonly leadId: Id<'lead'> | null
  readonly contract: number | null
  readonly score: number | null
  readonly threshold: number | null
  readonly lines: readonly { readonly key: string; readonly name: string; readonly held: boolean; readonly points: number }[]
  readonly missing: readonly string[]
  readonly exclusion: string | null
  readonly owner: { readonly id: Id<'member'>; readonly name: string } | null
  readonly queue: string | null
  readonly why: string | null
  readonly acceptBy: Instant | null
  readonly contactBy: Instant | null
}

interface Decided {
  readonly one: Received
  readonly decision: Decision
  readonly evaluation: Evaluation | null
  readonly leadId: Id<'lead'> | null
}

/**
 * People who responded, each resolved to a person: judged by the contract in force as of now, joined to their open hand-over, handed over and routed, or left with
 * marketing. Writes responses, leads and nurture stays in the open event and tells nothing: the caller tells one event, and has asked for the setting (`settingOf`).
 */
export async function receiveResponses(ctx: Ctx, setting: Setting, all: readonly Received[]): Promise<Receipt[]> {
  if (all.length === 0) return []
  const known = [...new Set(all.filter(({ fresh }) => !fresh).map(({ person }) => person.id))]
  const [standing, facts] = await Promise.all([store.standingOf(ctx.tx, known), factsFor(ctx, setting, all)])
  const decided = decideAll(ctx, setting, all, facts, standing)
  const made = await handOver(ctx, setting, decided, facts)
  ctx.ledger.add(
    responses,
    decided.map((each) => responseRow(ctx, setting, each)),
  )
  await writeStays(ctx, decided, standing)
  if (all.length > few) await ctx.ledger.flush()
  const open = new Map<string, HandOver>(made)
  for (const { open: lead } of standing.values()) if (lead) open.set(lead.id, lead)
  return receipts(ctx, setting, decided, open)
}

/** Of more than these the database writes while the answers are made. */
const few = 200

type FactsOfOne = (one: Received) => (key: string) => Held

/** Facts as of now, with the responses of this batch: all of them were there when it is over. */
async function factsFor(ctx: Ctx, { list }: Setting, all: readonly Received[]): Promise<FactsOfOne> {
  const people = [...new Set(all.filter(({ fresh, campaign }) => !fresh || campaign !== null).map(({ person }) => person.id))]
  const accounts = [...new Set(all.flatMap(({ account, accountFresh }) => (account && !accountFresh ? [account.id] : [])))]
  const counts = await countsOf(ctx.tx, people, accounts, ctx.now)
  const monthAgo = later(ctx.now, -30 * 86_400_000)
  const now = new Map<string, { n: number; month: number; last: Instant }>()
  for (const { person, at } of all) {
    const before = now.get(person.id) ?? { n: 0, month: 0, last: at }
    now.set(person.id, { n: before.n + 1, month: before.month + (at > monthAgo ? 1 : 0), last: at > before.last ? at : before.last })
  }
  const withBatch = {
    ...counts,
    of: (personId: string) => {
      const before = counts.of(personId)
      const { n, month, last } = now.get(personId) ?? { n: 0, month: 0, last: ctx.now }
      const lastResponse = before.lastResponse !== null && before.lastResponse > last ? before.lastResponse : last
      return { ...before, responses: before.responses + n, responses30: before.responses30 + month, lastResponse }
    },
  }
  return (one) => factsOf(list, { person: one.person, account: one.account, said: one }, withBatch, ctx.now)
}

/** Decides each response in turn: the first that meets the contract makes the hand-over, those after it join. */
function decideAll(
  ctx: Ctx,
  { contract, list }: Setting,
  all: readonly Received[],
  facts: FactsOfOne,
  standing: ReadonlyMap<string, store.Standing>,
): Decided[] {
  const handed = new Map<string, Id<'lead'>>()
  return all.map((one) => {
    const evaluation = contract === null ? null : evaluated(contract.document, list, facts(one), ctx.now)
    const stands = standing.get(one.person.id)
    const open = stands?.open?.id ?? handed.get(one.person.id) ?? null
    if (open !== null) return { one, decision: 'joined', evaluation, leadId: open }
    if (evaluation === null) return { one, decision: 'no-contract', evaluation, leadId: null }
    if (evaluation.result === 'contact') return { one, decision: 'contact', evaluation, leadId: null }
    // Who was found to be no customer ever is not handed over again by filling in a form.
    if (stands?.last === 'disqualified' || (stands?.restsUntil ?? '') > ctx.now)
      return { one, decision: 'resting', evaluation, leadId: null }
    const leadId = newId<'lead'>(ctx.now)
    handed.set(one.person.id, leadId)
    return { one, decision: 'lead', evaluation, leadId }
  })
}

/** Writes the new hand-overs, each with who gets it and by when what is promised. */
async function handOver(ctx: Ctx, setting: Setting, decided: readonly Decided[], facts: FactsOfOne): Promise<Map<string, HandOver>> {
  const made = decided.filter(({ decision }) => decision === 'lead')
  const { contract } = setting
  if (made.length === 0 || contract === null) return new Map()
  return await addOffers(
    ctx,
    { ...setting, contract },
    made.map(({ one, evaluation, leadId }) => ({
      id: leadId ?? newId<'lead'>(ctx.now),
      externalId: `response:${one.responseId}`,
      ...{ person: one.person, account: one.account, facts: facts(one), score: evaluation?.score ?? null },
      ...{ source: one.source, country: one.country, channel: one.channel, campaign: one.campaign, custom: one.custom },
    })),
  )
}

function responseRow(ctx: Ctx, { contract }: Setting, { one, decision, evaluation, leadId }: Decided): NewRowOf<typeof responses> {
  const { responseId: id, person, way, what, channel, source, campaign, message, said, at } = one
  const trace = evaluation && {
    threshold: Math.round((contract?.document.threshold ?? 0) * 100),
    by: evaluation.by,
    missing: evaluation.missing,
    exclusion: evaluation.exclusion,
  }
  return {
    ...{
      id,
      personId: person.id,
      leadId,
      way,
      what,
      channel,
      source,
      campaignRef: campaign,
      message,
      said: { ...said },
      at,
      recordedAt: ctx.now,
    },
    ...{ decision, contractNumber: contract?.number ?? null, score: evaluation?.score ?? null, trace },
  }
}

/** Whoever is not with sales is with marketing, and the other way round. */
async function writeStays(ctx: Ctx, decided: readonly Decided[], standing: ReadonlyMap<string, store.Standing>): Promise<void> {
  const last = new Map(decided.map((each) => [each.one.person.id, each]))
  const enter: NewRowOf<typeof nurtureStays>[] = []
  const leave: { id: Id<'nurture_stay'>; leftAt: Instant; leftWhy: string }[] = []
  for (const [personId, { decision, one }] of last) {
    const stayId = standing.get(personId)?.stayId ?? null
    if (decision === 'lead' || decision === 'joined') {
      if (stayId !== null)
        leave.push({ id: stayId, leftAt: ctx.now, leftWhy: decision === 'lead' ? 'Handed over to sales' : 'With sales already' })
    } else if (stayId === null) {
      const row = { id: newId<'nurture_stay'>(ctx.now), personId: one.person.id, since: ctx.now, why: entryReasons[decision] }
      enter.push({ ...row, restsUntil: standing.get(personId)?.restsUntil ?? null, leftAt: null, leftWhy: null })
    }
  }
  if (enter.length > 0) ctx.ledger.add(nurtureStays, enter)
  if (leave.length > 0) await ctx.ledger.patch(nurtureStays, leave)
}

function receipts(ctx: Ctx, setting: Setting, decided: readonly Decided[], open: ReadonlyMap<string, HandOver>): Receipt[] {
  const { workers } = setting.peopleAt(ctx.now)
  return decided.map(({ decision, evaluation, leadId }) => {
    const at = leadId === null ? undefined : open.get(leadId)
    return {
      ...{ decision, leadId },
      ...judgement(setting, evaluation),
      owner: at?.ownerId ? { id: at.ownerId, name: workers.get(at.ownerId)?.name ?? '' } : null,
      queue: at?.queue ?? null,
      why: at?.routed?.why ?? null,
      acceptBy: at?.acceptBy ?? null,
      contactBy: at?.contactBy ?? null,
    }
  })
}

function judgement({ contract }: Setting, evaluation: Evaluation | null) {
  if (contract === null || evaluation === null)
    return { contract: null, score: null, threshold: null, lines: [], missing: [], exclusion: null }
  const { criteria, exclusions, threshold } = contract.document
  return {
    contract: contract.number,
    score: evaluation.score,
    threshold: Math.round(threshold * 100),
    lines: evaluation.by.map(({ key, held, points }, place) => ({ key, name: criteria[place]?.name ?? key, held, points })),
    missing: evaluation.missing,
    exclusion: exclusions.find(({ key }) => key === evaluation.exclusion)?.name ?? null,
  }
}
