import type { Id } from '#kernel/id'
import { later } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { newId } from '#platform/ids'
import { respondentsAsKept } from '#rooms/accounts/actions/merge-keys'
import { noteConsentsSaid } from '#rooms/accounts/actions/note-consents-said'
import { openPeople, type PeopleBook } from '#rooms/accounts/actions/resolve'
import { type Erased, erasedAmong } from '#rooms/accounts/actions/suppressed'
import { type Receipt, receiveResponses } from '#rooms/leads/actions/receive'
import { type Setting, settingOf } from '#rooms/leads/actions/receive-setting'
import { noteResponses } from '#rooms/programs/actions/note-responses'
import { postResponses, type ResponseOutcome } from '../contract/responses.ts'
import { responsesReceived } from '../events.ts'
import { type NormalResponse, readResponse } from '../rules/responses.ts'
import * as store from '../store/deliveries.ts'
import { planForgetting } from './deliveries-forgotten.ts'
import { type Answered, answeredBefore, fold, type Item, itemsOf, knownBefore, type Request } from './responses-before.ts'
import { tieVisits } from './visits.ts'

/**
 * Takes requests together, in the open transaction and with one event: what came before is answered as it was, what cannot be taken is set aside with its
 * reason, all else is matched to people, judged, routed and kept. Answers each request by itself.
 */
export async function takeTogether(ctx: Ctx, requests: readonly Request[]): Promise<Answered[]> {
  const since = later(ctx.now, -store.keptDays * 86_400_000)
  const every = requests.map((request) => itemsOf(request))
  const said = new Map(firstOfEach(every.flat()).map((item) => [item, readItem(ctx, item)]))
  // Asked at once, before it is known which of them came before, or names somebody who was merged: most did not.
  const [readable, before, asSaid, setting] = await Promise.all([
    namingKept(ctx, said),
    knownBefore(ctx, requests, every.flat(), since),
    openPeople(ctx, peopleIn(said)),
    settingOf(ctx),
  ])
  const people = readable === said ? asSaid : await openPeople(ctx, peopleIn(readable))
  const erasure = setting.erased ? await erasedAmong(ctx.tx) : null
  const asked = answeredBefore(requests, before)
  const items = every.map((some, place) => (asked[place]?.fresh ? some : []))
  const all = items.flat()
  fold(all, before)
  const open = all.filter((item) => item.outcome === null && item.same === null)
  const read = open.map((item) => ({
    item,
    read: item.broken === null ? (readable.get(item) ?? readItem(ctx, item)) : refusal(item.broken),
  }))
  const erased = await erasedOf(
    erasure,
    read.flatMap(({ item, read: one }) => (one.ok ? [{ item, response: one.response }] : [])),
  )
  for (const { item, read: one } of read) {
    const reason = one.ok ? (erased.has(item) ? erasedReason : null) : one.reason
    if (reason !== null) item.outcome = { state: 'quarantined', deliveryId: newId<'delivery'>(ctx.now), reason }
  }
  const taken = read.flatMap(({ item, read: one }) => (one.ok && item.outcome === null ? [{ item, response: one.response }] : []))
  await takeRead(ctx, { people, setting }, taken)
  const whole = await settleSources(ctx, items)
  await store.keepDeliveries(
    ctx.tx,
    open.flatMap((item) => (whole.has(item.request) ? [] : deliveryOf(ctx, item))),
    ctx.now,
  )
  const answers = requests.map((_, place): Answered => {
    const before = asked[place]
    if (before && !before.fresh) return before.answer ?? asked[before.like]?.answer ?? []
    return (items[place] ?? []).map((item) => outcomeOf(item))
  })
  const keyed = requests.flatMap(({ coming: { key } }, place) =>
    key !== null && asked[place]?.fresh
      ? [{ key, endpoint: postResponses.id, hash: asked[place]?.hash ?? '', answer: { outcomes: answers[place] } }]
      : [],
  )
  await store.keepRequests(ctx.tx, keyed, ctx.now, since)
  await planForgetting(ctx)
  return answers.map((answer, place) => {
    const before = asked[place]
    return before && !before.fresh && before.answer === null ? (answers[before.like] ?? answer) : answer
  })
}

const outcomeOf = (item: Item): ResponseOutcome => {
  const outcome = item.outcome ?? item.same?.outcome
  if (!outcome) throw new Error('A response was neither taken nor set aside.')
  return outcome
}

/**
 * Says on deliveries that were kept before what has become of them. Where none of it could be taken, the delivery itself is set aside, and nothing else is kept
 * of its parts: answers their requests.
 */
async function settleSources(ctx: Ctx, items: readonly (readonly Item[])[]): Promise<ReadonlySet<Request>> {
  const whole = new Set<Request>()
  const rows = items.flatMap((all) => {
    const request = all[0]?.request
    const from = request?.coming.from
    if (!request || !from) return []
    const reasons = all.map(({ outcome }) => (outcome?.state === 'quarantined' ? outcome.reason : null))
    const aside = reasons.every((reason) => reason !== null)
    if (aside) {
      whole.add(request)
      for (const item of all) if (item.outcome?.state === 'quarantined') item.outcome = { ...item.outcome, deliveryId: from.id }
    }
    const answer = all.map((item) => outcomeOf(item))
    return [
      { id: from.id, state: aside ? ('quarantined' as const) : ('taken' as const), reason: aside ? (reasons[0] ?? null) : null, answer },
    ]
  })
  await store.settleDeliveries(ctx.tx, rows)
  return whole
}

type Read = ReturnType<typeof readItem>

const peopleIn = (readable: ReadonlyMap<Item, Read>) => [...readable.values()].flatMap((one) => (one.ok ? [one.response.who] : []))

/** Who names somebody who was merged names the one that was kept; the same responses where nobody does. */
async function namingKept(ctx: Ctx, readable: ReadonlyMap<Item, Read>): Promise<ReadonlyMap<Item, Read>> {
  const said = [...readable].flatMap(([item, one]) => (one.ok ? [{ item, one }] : []))
  const kept = await respondentsAsKept(
    ctx,
    said.map(({ one }) => one.response.who),
  )
  if (said.every(({ one }, place) => kept[place] === one.response.who)) return readable
  const meant = said.map(({ item, one }, place): [Item, Read] => [
    item,
    { ...one, response: { ...one.response, who: kept[place] ?? one.response.who } },
  ])
  return new Map([...readable, ...meant])
}

/** All that may have to be taken: of those with one id of a delivery the first. */
function firstOfEach(items: readonly Item[]): Item[] {
  const seen = new Set<string>()
  return items.filter(({ key }) => key === null || (!seen.has(key) && seen.add(key)))
}

const refusal = (reason: string) => ({ ok: false as const, reason })

/** A response in the shape that all ways in share; what is to be set aside anyway is not read. */
function readItem(ctx: Ctx, { sent, request, broken }: Item) {
  return broken === null ? readResponse(sent, ctx.now, request.coming.way) : refusal(broken)
}

const erasedReason = 'Somebody who is known by this was erased here, and is not to be kept again.'

/** Items of people who were erased: they do not come back by responding under a key that was theirs. */
async function erasedOf(ask: Erased | null, all: readonly { item: Item; response: NormalResponse }[]): Promise<ReadonlySet<Item>> {
  const found = new Set<Item>()
  if (ask === null) return found
  for (const [by, of] of [
    ['address', ({ who }: NormalResponse) => who.mail],
    ['phone', ({ who }: NormalResponse) => who.phone],
    ['person id', ({ who }: NormalResponse) => who.externalId],
  ] as const) {
    const named = all.filter(({ response }) => of(response) !== null)
    const answers = await ask(
      by,
      named.map(({ response }) => of(response) ?? ''),
      named.map(({ response }) => response.who.country),
    )
    named.forEach(({ item }, place) => {
      if (answers[place]) found.add(item)
    })
  }
  return found
}

/** So many responses are written in one statement with all that they bring. */
const few = 200

/** Matches, notes touches, visits and consents, judges and routes; puts the outcome on each item. */
async function takeRead(
  ctx: Ctx,
  { people: book, setting }: { readonly people: PeopleBook; readonly setting: Setting },
  all: readonly { item: Item; response: NormalResponse }[],
): Promise<void> {
  if (all.length === 0) return
  const people = await book.resolve(
    all.map(({ response }) => response.who),
    setting.territories,
  )
  const each = all.flatMap(({ item, response }, place) => {
    const who = people[place]
    return who ? [{ item, response, who, responseId: newId<'response'>(ctx.now) }] : []
  })
  await noteResponses(
    ctx,
    each.map(({ responseId, response: { campaign, what, at, source }, who }) => ({
      ...{ responseId, campaign, what, at, source, personId: who.person.id, fresh: who.fresh },
    })),
  )
  await tieVisits(
    ctx,
    each.flatMap(({ response: { visitor }, who: { person, account } }) =>
      visitor === null ? [] : [{ visitor, personId: person.id, accountId: account?.id ?? null }],
    ),
  )
  const judged = receiveResponses(
    ctx,
    setting,
    each.map(({ item, response: { who: _, consents: _consents, visitor, ...said }, who, responseId }) => ({
      ...said,
      ...{ responseId, way: item.request.coming.way },
      ...{ person: who.person, account: who.account, accountFresh: who.accountFresh },
      fresh: who.fresh && said.campaign === null && visitor === null,
    })),
  )
  // New people are written while they are judged; few of them go out with all the rest.
  const [receipts] = await Promise.all([judged, book.noteLikely(), each.length > few ? ctx.ledger.flush() : null])
  await noteConsentsSaid(
    ctx,
    each.flatMap(({ response: { consents, at, what }, who, item }) =>
      consents.map((one) => ({
        ...one,
        at,
        personId: who.person.id,
        source: what ?? item.request.coming.sender ?? item.request.coming.way,
      })),
    ),
  )
  each.forEach(({ item, who, responseId }, place) => {
    const receipt = receipts[place]
    if (receipt)
      item.outcome = takenOf(receipt, { responseId, personId: who.person.id, accountId: who.account?.id ?? null, known: !who.fresh })
  })
  const count = (decision: Receipt['decision']) => receipts.filter((one) => one.decision === decision).length
  ctx.tell(responsesReceived, {
    responses: each.length,
    people: new Set(people.filter(({ fresh }) => fresh).map(({ person }) => person.id)).size,
    leads: count('lead'),
    ways: [...new Set(each.map(({ item }) => item.request.coming.way))],
  })
}

function takenOf(
  receipt: Receipt,
  ids: { responseId: Id<'response'>; personId: Id<'person'>; accountId: Id<'account'> | null; known: boolean },
): ResponseOutcome {
  const points = (hundredths: number | null) => (hundredths === null ? null : hundredths / 100)
  return {
    state: 'taken',
    ...ids,
    ...receipt,
    score: points(receipt.score),
    threshold: points(receipt.threshold),
    lines: receipt.lines.map((line) => ({ ...line, points: line.points / 100 })),
    missing: [...receipt.missing],
  }
}

/** What is kept of an item: nothing, where it was taken and named no delivery. */
function deliveryOf(ctx: Ctx, item: Item): store.DeliveryKept[] {
  const { outcome, key, request, hash, sent } = item
  if (outcome === null) return []
  const { way, sender } = request.coming
  const of = { key, way, hookId: null, sender, hash, headers: {}, answer: [outcome] }
  if (outcome.state === 'quarantined')
    return [{ ...of, id: outcome.deliveryId, raw: JSON.stringify(sent), state: 'quarantined', reason: outcome.reason }]
  return key === null ? [] : [{ ...of, id: newId<'delivery'>(ctx.now), raw: null, state: 'taken', reason: null }]
}
