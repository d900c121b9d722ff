import type { Id } from '#kernel/id'
import { normKey } from '#kernel/normal'
import type { Instant } from '#kernel/time'
import type { Ctx } from '#platform/action/context'
import { newId } from '#platform/ids'
import * as store from '../store/responding.ts'
import { touches } from '../tables.ts'

/** Somebody responded to something that may be a campaign. */
export interface ResponseTo {
  readonly responseId: Id<'response'>
  readonly personId: Id<'person'>
  /** Whether nothing was known of them before, so that no campaign can have reached them. */
  readonly fresh: boolean
  /** Name or id of a campaign. */
  readonly campaign: string | null
  readonly what: string | null
  readonly at: Instant
  readonly source: string | null
}

type Touch = store.TouchKept & { status: string | null; source: string | null; refs: Record<string, string> }

/**
 * Notes that campaigns were responded to: one touch between a campaign and a person, made or marked as responded. `refs.response` says that the response itself
 * is kept, so that it is not counted twice. A campaign that is not known is not made: its name stays on the response.
 */
export async function noteResponses(ctx: Ctx, all: readonly ResponseTo[]): Promise<void> {
  const named = all.filter(({ campaign }) => campaign !== null)
  if (named.length === 0) return
  const names = [...new Set(named.map(({ campaign }) => campaign ?? ''))]
  const campaigns = await store.campaignsNamed(
    ctx.tx,
    names,
    [...new Set(names.map(normKey))].filter((key) => key !== ''),
  )
  const campaignOf = (name: string) =>
    campaigns.find(({ externalId }) => externalId === name) ?? campaigns.find(({ nameKey }) => nameKey === normKey(name))
  const aimed = named.flatMap((one) => {
    const campaignId = campaignOf(one.campaign ?? '')?.id
    return campaignId ? [{ ...one, campaignId }] : []
  })
  if (aimed.length === 0) return
  const known = await store.touchesBetween(
    ctx.tx,
    [...new Set(aimed.map(({ campaignId }) => campaignId))],
    [...new Set(aimed.filter(({ fresh }) => !fresh).map(({ personId }) => personId))],
  )
  const there = new Map<string, store.TouchKept>(known.map((touch) => [`${touch.campaignId} ${touch.personId}`, touch]))
  const made: Touch[] = []
  const marked = new Map<string, { id: string; responded: true; firstRespondedAt: Instant; at: Instant; refs: Record<string, string> }>()
  for (const { campaignId, personId, responseId, at, what, source } of aimed) {
    const key = `${campaignId} ${personId}`
    const touch = there.get(key)
    if (!touch) {
      const row = {
        id: newId<'touch'>(ctx.now),
        campaignId,
        personId,
        responded: true,
        firstRespondedAt: at,
        at,
        status: what,
        source,
        refs: { response: responseId },
      }
      made.push(row)
      there.set(key, row)
    } else if (touch.responded !== true) {
      marked.set(touch.id, {
        id: touch.id,
        responded: true,
        firstRespondedAt: at,
        at: touch.at ?? at,
        refs: { ...touch.refs, response: responseId },
      })
      there.set(key, { ...touch, responded: true })
    }
  }
  if (made.length > 0) {
    const empty = { externalId: null, leadId: null, sourceModifiedAt: null, custom: {} }
    await ctx.ledger.insert(
      touches,
      made.map((row) => ({ ...row, ...empty })),
    )
  }
  if (marked.size > 0) await ctx.ledger.update(touches, [...marked.values()])
}
