import type { Tx } from '#platform/store/database'

export interface WonRow {
  readonly owner: string
  readonly amount: number
  readonly currency: string | null
  readonly campaign: string | null
  /** What tells the origin: of the person first, then of the deal. */
  readonly words: readonly (string | null)[]
  readonly type: string | null
}

/** Deals that were won, with an owner and an amount. */
export async function wonDeals(tx: Tx): Promise<WonRow[]> {
  return await tx.query<WonRow & Record<string, unknown>>(
    `SELECT m.name AS owner, d.amount::float8 AS amount, d.currency, d.campaign_ref AS campaign, ARRAY[p.origin, p.source, d.source, d.channel] AS words, d.type
     FROM deal d JOIN member m ON m.id = d.owner_id LEFT JOIN person p ON p.id = d.person_id
     WHERE d.state = 'won' AND d.amount IS NOT NULL ORDER BY d.id`,
  )
}
