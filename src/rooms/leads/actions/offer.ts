import type { Id } from '#kernel/id'
import type { Held } from '#kernel/rule-holds'
import type { Instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import type { NewRowOf } from '#platform/store/kept'
import type { Routed } from '../contract/hand-over.ts'
import { leads } from '../tables.ts'
import { firstLook, wakeClocks } from './clocks.ts'
import type { Setting } from './receive-setting.ts'
import { openRouter } from './routing.ts'

/** Somebody who meets the lead contract and is handed over. */
export interface ToOffer {
  readonly id: Id<'lead'>
  readonly externalId: string
  readonly person: { readonly id: Id<'person'>; readonly ownerId: Id<'member'> | null }
  readonly account: { readonly id: Id<'account'>; readonly ownerId: Id<'member'> | null } | null
  readonly facts: (key: string) => Held
  readonly score: number | null
  readonly source: string | null
  readonly country: string | null
  readonly channel: string | null
  readonly campaign: string | null
  readonly custom: Readonly<Record<string, string>>
}

/** A hand-over as it was made, or stood before. */
export interface HandOver {
  readonly id: Id<'lead'>
  readonly ownerId: Id<'member'> | null
  readonly queue: string | null
  readonly routed: Routed | null
  readonly acceptBy: Instant | null
  readonly contactBy: Instant | null
}

/** Writes new hand-overs, each with who gets it and by when what is promised. */
export async function offerAll(...[ctx, setting, all]: Parameters<typeof addOffers>): Promise<Map<string, HandOver>> {
  const made = await addOffers(ctx, setting, all)
  await ctx.ledger.flush()
  return made
}

/** The same for whoever asks for none of it in this transaction: the ledger inserts it with the rest. */
export async function addOffers(
  ctx: Ctx,
  { contract, promises, ...known }: Setting & { readonly contract: NonNullable<Setting['contract']> },
  all: readonly ToOffer[],
): Promise<Map<string, HandOver>> {
  if (all.length === 0) return new Map()
  const router = await openRouter(ctx, known)
  const promised = promises.of(contract.document, ctx.now)
  const nextAt = firstLook(promised)
  const rows = all.map(({ id, externalId, person, account, facts, campaign, custom, score, source, country, channel }) => {
    const { ownerId, queue, routed } = router.route({
      facts,
      accountId: account?.id ?? null,
      accountOwnerId: account?.ownerId ?? null,
      personOwnerId: person.ownerId,
    })
    return {
      ...{ id, externalId, personId: person.id, ownerId, queue, routed, nextAt, score, source, country, channel },
      ...{ campaignRef: campaign, custom: { ...custom }, contractNumber: contract.number },
      ...{ createdAt: ctx.now, offeredAt: ctx.now, stateAt: ctx.now, state: 'offered', tries: 0 },
      placedAt: ownerId === null ? null : ctx.now,
      ...{ placeBy: promised.placeBy, acceptBy: promised.acceptBy, contactBy: promised.contactBy },
      ...{ failsAt: promised.failsAt, coldAt: promised.coldAt },
    } satisfies NewRowOf<typeof leads>
  })
  ctx.ledger.add(leads, rows)
  await router.save(ctx)
  await wakeClocks(ctx, nextAt)
  const { acceptBy, contactBy } = promised
  return new Map(rows.map(({ id, ownerId, queue, routed }) => [id, { id, ownerId, queue, routed, acceptBy, contactBy }]))
}
