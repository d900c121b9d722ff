import type { ReadCtx } from '#platform/action/context'
import { sideOf } from '../rules/origin.ts'
import { wonDeals } from '../store/origin-won.ts'

const expansion = /renew|expan|upsell|cross|existing|add[- ]?on|bestand|verlänger|erweiter/iu

/** Deals that were won, each with whose origin it is where anything tells that. One that names a campaign is marketing's, also since a decision. */
export async function wonByOrigin({ tx }: Pick<ReadCtx, 'tx'>) {
  return (await wonDeals(tx)).map(({ owner, amount, currency, campaign, words, type }) => ({
    ...{ owner, amount, currency },
    origin: campaign === null ? sideOf(...words) : ('marketing' as const),
    motion: type !== null && expansion.test(type) ? ('expansion' as const) : ('new' as const),
  }))
}
