import type { Id } from '#kernel/id'
import type { Tx } from '#platform/store/database'

/** Two companies that may be one, with what people see of both. */
export interface AlikeAccounts {
  readonly firstId: Id<'account'>
  readonly secondId: Id<'account'>
  readonly why: 'name' | 'domain'
  readonly first: AccountFace
  readonly second: AccountFace
}

export interface AccountFace {
  readonly name: string
  readonly domain: string | null
  readonly city: string | null
  readonly country: string | null
  /** Made by the event at hand, not known before. */
  readonly fresh: boolean
}

/** Companies that share a name or a domain are a pair up to this many; more are a group, a placeholder or a provider. */
const mostAlike = 5

/**
 * Companies that this event made or changed beside those with the same name without legal form, or the same domain, that have another id of the CRM; each with the
 * first that was there, and not those that are noted already. The domain is the stronger reason. Ids sort by when they were made.
 */
export async function alikeAccounts(tx: Tx, eventId: string): Promise<AlikeAccounts[]> {
  const sharing = (rank: number, column: string) =>
    `SELECT id, ${rank} AS rank, ${column} AS shared, touched_by = $1::uuid AS mine FROM account
     WHERE ${column} <> '' AND ${column} IN (SELECT ${column} FROM account WHERE touched_by = $1::uuid AND ${column} IS NOT NULL)`
  const rows = await tx.query<{ pair: Omit<AlikeAccounts, 'why'>; rank: number }>(
    `WITH made AS MATERIALIZED (SELECT unnest(row_ids) AS id FROM change WHERE event_id = $1::uuid AND tbl = 'account' AND op = 'insert'),
     sharing AS (${sharing(0, 'domain')} UNION ALL ${sharing(1, 'name_key')}),
     alike AS (
       SELECT id, rank, mine, first_value(id) OVER by_age AS first_id, first_value(mine) OVER by_age AS first_mine, count(*) OVER (PARTITION BY rank, shared) AS n
       FROM sharing WINDOW by_age AS (PARTITION BY rank, shared ORDER BY id)),
     pairs AS (
       SELECT first_id, id AS second_id, min(rank) AS rank FROM alike
       WHERE id <> first_id AND n <= ${mostAlike} AND (mine OR first_mine)
         AND NOT EXISTS (SELECT 1 FROM likely_duplicate d WHERE d.first_id = alike.first_id AND d.second_id = alike.id)
       GROUP BY first_id, id)
     SELECT p.rank, jsonb_build_object('firstId', a.id, 'secondId', b.id, 'first', ${face('a')}, 'second', ${face('b')}) AS pair
     FROM pairs p JOIN account a ON a.id = p.first_id JOIN account b ON b.id = p.second_id ORDER BY p.rank, b.id`,
    [eventId],
  )
  return rows.map(({ pair, rank }) => ({ ...pair, why: rank === 0 ? 'domain' : 'name' }))
}

const face = (of: string) =>
  `jsonb_build_object('name', ${of}.name, 'domain', ${of}.domain, 'city', ${of}.city, 'country', ${of}.country, 'fresh', ${of}.id IN (SELECT id FROM made))`
