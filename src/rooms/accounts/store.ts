import { or, sql } from 'drizzle-orm'
import type { Tx } from '#platform/store/database'
import type { RowOf } from '#platform/store/kept'
import { accounts, people } from './tables.ts'

export type Account = RowOf<typeof accounts>
export type Person = RowOf<typeof people>

/** Accounts that carry one of these ids of a CRM, or one of these name keys; the oldest first. */
export function accountsBy(tx: Tx, keys: { externalIds: readonly string[]; nameKeys: readonly string[] }): Promise<Account[]> {
  const { table } = accounts
  return tx.db
    .select()
    .from(table)
    .where(or(sql`${table.externalId} = ANY(${sql.param(keys.externalIds)})`, sql`${table.nameKey} = ANY(${sql.param(keys.nameKeys)})`))
    .orderBy(table.id)
}

/** People that carry one of these ids of a CRM, or one of these e-mail addresses. */
export function peopleBy(tx: Tx, keys: { externalIds: readonly string[]; emailKeys: readonly string[] }): Promise<Person[]> {
  const { table } = people
  return tx.db
    .select()
    .from(table)
    .where(or(sql`${table.externalId} = ANY(${sql.param(keys.externalIds)})`, sql`${table.emailKey} = ANY(${sql.param(keys.emailKeys)})`))
    .orderBy(table.id)
}

/** People of the accounts with one of these name keys, with that key. */
export function peopleAt(tx: Tx, nameKeys: readonly string[]): Promise<{ id: string; fullName: string; nameKey: string }[]> {
  return tx.db
    .select({ id: people.table.id, fullName: people.table.fullName, nameKey: accounts.table.nameKey })
    .from(people.table)
    .innerJoin(accounts.table, sql`${accounts.table.id} = ${people.table.accountId}`)
    .where(sql`${accounts.table.nameKey} = ANY(${sql.param(nameKeys)})`)
    .orderBy(people.table.id)
}
