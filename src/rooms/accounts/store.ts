import { or, sql } from 'drizzle-orm'
import { bringKnown } from '#platform/analytics/crossing'
import type { Duck } from '#platform/analytics/duck'
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

const fullName = "coalesce(full_name, nullif(concat_ws(' ', first_name, last_name), ''), email, '')"
const mail = "nullif(norm_email(email), '')"
/** The id of the CRM; without id and address a name and a company, so that the same file twice makes nobody twice. */
const ext = `CASE WHEN external_id IS NOT NULL OR ${mail} IS NOT NULL THEN external_id
  WHEN ${fullName} != '' THEN 'name:' || coalesce(nullif(norm_key(${fullName}), ''), ${fullName}) || '@' || norm_company(coalesce(account_name, '')) END`

/**
 * Decides for the people of a set which person each row is about: the one with the row's id, else the one who holds its address and has no other
 * id, else a new one. The first who says an address holds it. Makes `aim_<name>`, `was_<name>`, the rows for takeSet as `rows_<name>`,
 * and `returned_<name>` (no, why). Who is who is decided as in takePeople, which a property test compares.
 */
export async function aimAtPeople(tx: Tx, duck: Duck, name: string, said: string): Promise<void> {
  await duck.run(`CREATE OR REPLACE TABLE who_${name} AS SELECT no, ${ext} AS ext, ${mail} AS mail,
    hash(external_id, first_name, last_name, full_name, email, phone, title, account_external_id, account_name, owner_external_id, owner_name, source, made_at, custom) AS h FROM ${said}`)
  const keys = { external_id: `SELECT ext FROM who_${name}`, email_key: `SELECT mail FROM who_${name}` }
  await bringKnown(tx, duck, people, keys, `was_${name}`)
  await duck.run(`
    CREATE OR REPLACE TABLE claim_${name} AS SELECT k.mail, arg_min(k.ext, k.no) AS ext FROM who_${name} k
      LEFT JOIN was_${name} i ON i.external_id = k.ext LEFT JOIN was_${name} m ON m.email_key = k.mail
      WHERE k.ext IS NOT NULL AND k.mail IS NOT NULL AND (m.id IS NULL OR (m.external_id IS NULL AND i.id IS NULL)) GROUP BY 1;
    CREATE OR REPLACE TABLE picked_${name} AS SELECT no, h, old_id, mail IS NOT NULL AND CASE WHEN holder IS NOT NULL THEN old_id IS DISTINCT FROM holder ELSE ext IS NOT NULL AND claimed IS DISTINCT FROM ext END AS barred,
      md5_number(CASE WHEN old_id IS NOT NULL THEN 'w' || old_id::VARCHAR WHEN ext IS NOT NULL THEN 'i' || ext WHEN claimed IS NOT NULL THEN 'i' || claimed ELSE 'm' || mail END) AS key
      FROM (SELECT k.*, m.id AS holder, c.ext AS claimed, CASE WHEN i.id IS NOT NULL THEN i.id WHEN k.ext IS NULL AND m.id IS NOT NULL THEN m.id
          WHEN m.id IS NOT NULL AND m.external_id IS NULL AND c.ext = k.ext THEN m.id WHEN k.ext IS NULL AND m.id IS NULL THEN ci.id END AS old_id
        FROM who_${name} k LEFT JOIN was_${name} i ON i.external_id = k.ext LEFT JOIN was_${name} m ON m.email_key = k.mail
          LEFT JOIN claim_${name} c ON c.mail = k.mail LEFT JOIN was_${name} ci ON ci.external_id = c.ext WHERE k.ext IS NOT NULL OR k.mail IS NOT NULL);
    CREATE OR REPLACE TABLE returned_${name} AS SELECT no, 'This person has neither a name, an e-mail address nor an id.' AS why FROM who_${name} WHERE ext IS NULL AND mail IS NULL;
    CREATE OR REPLACE TABLE barred_${name} AS SELECT no FROM picked_${name} WHERE barred;
    CREATE OR REPLACE TABLE aim_${name} AS SELECT k.no, l.lead, k.old_id, k.h FROM picked_${name} k JOIN (SELECT key, min(no) AS lead FROM picked_${name} GROUP BY key) l USING (key);
    DROP TABLE who_${name}; DROP TABLE claim_${name}; DROP TABLE picked_${name};
    CREATE OR REPLACE VIEW rows_${name} AS SELECT s.no, s.ext AS external_id, first_name, last_name, s.name AS full_name, email, CASE WHEN b.no IS NULL THEN s.mail END AS email_key,
      phone, title, a.id AS account_id, o.id AS owner_id, source AS origin, source, made_at, custom
      FROM (SELECT *, ${ext} AS ext, ${fullName} AS name, ${mail} AS mail FROM ${said}) s LEFT JOIN barred_${name} b ON b.no = s.no
        LEFT JOIN accounts_${name} a ON a.account_external_id IS NOT DISTINCT FROM s.account_external_id AND a.account_name IS NOT DISTINCT FROM s.account_name
        LEFT JOIN owners_${name} o ON o.owner_external_id IS NOT DISTINCT FROM s.owner_external_id AND o.owner_name IS NOT DISTINCT FROM s.owner_name`)
}
