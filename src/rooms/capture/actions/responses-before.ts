import { createHash } from 'node:crypto'
import type { Id } from '#kernel/id'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import type { Instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import type { ResponseOutcome, Way } from '../contract/responses.ts'
import * as store from '../store/deliveries.ts'

/** How responses came. */
export interface Coming {
  readonly way: Way
  /** The Idempotency-Key of the request. */
  readonly key: string | null
  /** Whose ids of deliveries these are: a key, a form, a hook. */
  readonly scope: string
  /** What people call it. */
  readonly sender: string | null
  /** Why none of it is to be taken, such as that a machine sent it; null for nothing. */
  readonly setAside?: string | null
  /** The delivery that is kept already and that all of them come out of. */
  readonly from?: { readonly id: Id<'delivery'>; readonly hookId: Id<'hook'> | null }
}

/** One request: responses that come together and are answered together. */
export interface Request {
  readonly batch: readonly unknown[]
  readonly coming: Coming
  /** Responses that are to be set aside, by their places: something broke when they were taken. */
  readonly broken?: ReadonlyMap<number, string>
}

export type Answered = readonly ResponseOutcome[] | Problem

export interface Item {
  readonly sent: unknown
  readonly request: Request
  readonly hash: string
  key: string | null
  broken: string | null
  outcome: ResponseOutcome | null
  /** The delivery that it repeats, of this batch or of before. */
  same: Item | null
}

const hashOf = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('base64url')

export interface Asked {
  readonly fresh: boolean
  readonly hash: string
  readonly answer: Answered | null
  /** The request of this batch that has the same key. */
  readonly like: number
}

/** What is known of requests and of the responses in them from before. */
export interface Before {
  readonly requests: ReadonlyMap<string, store.KeyKnown>
  readonly sources: ReadonlyMap<string, Pick<store.DeliveryKnown, 'id' | 'state' | 'answer'>>
  readonly deliveries: ReadonlyMap<string, store.DeliveryKnown>
}

/** Asks for all of it at once; what is to be taken is held until the end of the transaction, so that none is taken twice. */
export async function knownBefore({ tx }: Ctx, requests: readonly Request[], items: readonly Item[], since: Instant): Promise<Before> {
  const keys = [...new Set(requests.map(({ coming }) => coming.key).filter((key) => key !== null))]
  const sources = requests.flatMap(({ coming: { from } }) => (from ? [from.id] : []))
  const ids = [...new Set(items.map(({ key }) => key).filter((key) => key !== null))]
  const [known, held, came] = await Promise.all([
    store.requestsKnown(tx, keys, since),
    store.deliveriesHeld(tx, sources),
    store.deliveriesKnown(tx, ids, since),
  ])
  return {
    requests: new Map(known.map((row) => [row.key, row])),
    sources: new Map(held.map((row) => [row.id, row])),
    deliveries: new Map(came.map((row) => [row.key, row])),
  }
}

/** Which requests are new. The same key with the same request is answered as before, with another one it is refused. */
export function answeredBefore(requests: readonly Request[], { requests: known, sources }: Before): Asked[] {
  const first = new Map<string, { hash: string; place: number }>()
  const begun = new Map<string, number>()
  return requests.map(({ batch, coming: { key, scope, way, from } }, place) => {
    const none = { fresh: true, hash: '', answer: null, like: place }
    const source = from && sources.get(from.id)
    if (source?.state === 'taken') return { ...none, fresh: false, answer: source.answer ?? [] }
    const other = from && begun.get(from.id)
    if (other !== undefined) return { ...none, fresh: false, like: other }
    if (from) begun.set(from.id, place)
    if (key === null) return none
    const hash = hashOf([way, scope, batch])
    const before = known.get(key) ?? first.get(key)
    if (!before) first.set(key, { hash, place })
    if (!before) return { ...none, hash }
    if (before.hash !== hash) {
      const answer = new Problem('key-reused', t('This Idempotency-Key came before with another request. Use a new key for a new request.'))
      return { fresh: false, hash, answer, like: place }
    }
    return 'place' in before
      ? { fresh: false, hash, answer: null, like: before.place }
      : { fresh: false, hash, answer: before.answer?.outcomes ?? [], like: place }
  })
}

/** The responses of a request that is new, each with what it is known by. */
export function itemsOf(request: Request): Item[] {
  const { batch, coming, broken } = request
  return batch.map((sent, place) => {
    const named = typeof sent === 'object' && sent !== null && 'deliveryId' in sent ? sent.deliveryId : null
    const id = typeof named === 'string' && named !== '' ? named.slice(0, 200) : null
    // What is taken again has its key on the delivery that is kept.
    const key = id === null || (coming.from && coming.from.hookId === null) ? null : `${coming.way} ${coming.scope} ${id}`
    const reason = broken?.get(place) ?? coming.setAside ?? null
    return { sent, request, key, hash: key === null ? '' : hashOf(sent), broken: reason, outcome: null, same: null }
  })
}

const otherContent = 'This id of a delivery came before with other content. Send it with an id of its own if it is another response.'

/** Finds what came before under the same id, in this batch or earlier. */
export function fold(items: readonly Item[], { deliveries: known }: Before): void {
  const keyed = items.filter((item) => item.key !== null)
  const first = new Map<string, Item>()
  for (const item of keyed) {
    const before = known.get(item.key ?? '')
    const other = first.get(item.key ?? '')
    const hash = before?.hash ?? other?.hash
    if (hash !== undefined && hash !== item.hash) {
      item.key = null
      item.broken = otherContent
    } else if (before?.answer?.[0]) item.outcome = before.answer[0]
    else if (other) item.same = other
    else first.set(item.key ?? '', item)
  }
}
