import { or, sql } from 'drizzle-orm'
import type { Tx } from '#platform/store/database'
import type { Account, Person } from '../store.ts'
import { accounts, people } from '../tables.ts'

const any = (values: readonly (string | null)[]) => sql.param(values.filter((value) => value !== null && value !== ''))

/** Accounts with one of these ids of a CRM or of ours, this name key or this domain; the oldest first. */
export function accountsLike(
  tx: Tx,
  keys: {
    readonly externalIds: readonly string[]
    readonly ids: readonly string[]
    readonly nameKey: string
    readonly domain: string | null
  },
): Promise<Account[]> {
  const { table } = accounts
  return tx.db
    .select()
    .from(table)
    .where(
      or(
        sql`${table.externalId} = ANY(${any(keys.externalIds)})`,
        sql`${table.id} = ANY(${any(keys.ids)}::uuid[])`,
        sql`${table.nameKey} = ANY(${any([keys.nameKey])})`,
        sql`${table.domain} = ANY(${any([keys.domain])})`,
      ),
    )
    .orderBy(table.id)
}

/** People with one of these ids of a CRM or of ours, this address or telephone number, or in this account; the oldest first. */
export function peopleLike(
  tx: Tx,
  keys: {
    readonly externalIds: readonly string[]
    readonly ids: readonly string[]
    readonly mail: string
    readonly phoneKey: string | null
    readonly accountId: string | null
  },
): Promise<Person[]> {
  const { table } = people
  return tx.db
    .select()
    .from(table)
    .where(
      or(
        sql`${table.externalId} = ANY(${any(keys.externalIds)})`,
        sql`${table.id} = ANY(${any(keys.ids)}::uuid[])`,
        sql`${table.emailKey} = ANY(${any([keys.mail])})`,
        sql`${table.phoneKey} = ANY(${any([keys.phoneKey])})`,
        sql`${table.accountId} = ANY(${any([keys.accountId])}::uuid[])`,
      ),
    )
    .orderBy(table.id)
}
