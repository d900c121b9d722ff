import { or, sql } from 'drizzle-orm'
import { systemPattern } from '#kernel/source-system'
import { bringKnown } from '#platform/analytics/crossing'
import { type Duck, quoteText } from '#platform/analytics/duck'
import { inTurn, type Piece, piecesOf, stretchesOf } from '#platform/analytics/pieces'
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

/** Accounts with these ids of ours. */
export async function accountsOf(tx: Tx, ids: readonly string[]): Promise<Account[]> {
  if (ids.length === 0) return []
  const { table } = accounts
  return tx.db
    .select()
    .from(table)
    .where(sql`${table.id} = ANY(${sql.param(ids)})`)
}

/** People with these ids of ours. */
export async function peopleOf(tx: Tx, ids: readonly string[]): Promise<Person[]> {
  if (ids.length === 0) return []
  const { table } = people
  return tx.db
    .select()
    .from(table)
    .where(sql`${table.id} = ANY(${sql.param(ids)})`)
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

/** Makes `keyed_<name>`: by what each row of a set says who it is about. Brings who carries one of these keys as `met_<name>`. */
export async function bringMet(tx: Tx, duck: Duck, name: string, said: string): Promise<void> {
  await duck.run(
    `CREATE OR REPLACE TABLE keyed_${name} AS SELECT no, external_id AS ext, ${mail} AS mail FROM ${said} WHERE external_id IS NOT NULL`,
  )
  await bringKnown(
    tx,
    duck,
    people,
    { external_id: `SELECT ext FROM keyed_${name}`, email_key: `SELECT mail FROM keyed_${name}` },
    `met_${name}`,
  )
}

/** The keys by which the further ids of a set of people are found. */
export const keysOfMet = (name: string) => ({
  externalIds: `SELECT ext FROM keyed_${name}`,
  recordIds: `SELECT id::VARCHAR FROM met_${name}`,
})

/**
 * Puts in the place of each id of a further system the id under which its person is known, as rules.acrossSystems does. Wants `keyed_<name>`, `met_<name>` and
 * `refs_<name>` (kind, record_id, external_id). Leaves the rows as `one_<name>` and who was joined as `joins_<name>` (id, record_id, external_id).
 */
export async function acrossSystems(tx: Tx, duck: Duck, name: string, said: string): Promise<void> {
  const system = (id: string) => `regexp_extract(${id}, ${quoteText(systemPattern)}, 1)`
  await bringKnown(tx, duck, people, { id: `SELECT record_id::VARCHAR FROM refs_${name}` }, `referred_${name}`)
  await duck.run(`
    CREATE OR REPLACE TABLE there_${name} AS SELECT id, external_id, email_key FROM met_${name} UNION SELECT id, external_id, email_key FROM referred_${name};
    CREATE OR REPLACE TABLE canon_${name} AS SELECT r.external_id AS ext, arg_max(t.external_id, r.id) AS own FROM refs_${name} r JOIN there_${name} t ON t.id = r.record_id
      WHERE r.kind = 'person' AND t.external_id IS NOT NULL GROUP BY 1;
    CREATE OR REPLACE TABLE joins_${name} AS WITH
      has AS (SELECT id, ${system('external_id')} AS system FROM there_${name} WHERE external_id IS NOT NULL UNION SELECT record_id, ${system('external_id')} FROM refs_${name} WHERE kind = 'person'),
      claims AS (SELECT t.id, arg_min(k.ext, k.no) AS ext, min(k.no) AS no FROM keyed_${name} k JOIN there_${name} t ON t.email_key = k.mail
        ANTI JOIN there_${name} d ON d.external_id = k.ext ANTI JOIN canon_${name} c ON c.ext = k.ext
        WHERE t.external_id IS NOT NULL AND NOT EXISTS (FROM has h WHERE h.id = t.id AND h.system = ${system('k.ext')}) GROUP BY 1)
      SELECT uuidv7() AS id, arg_min(id, no) AS record_id, ext AS external_id FROM claims GROUP BY ext;
    INSERT INTO canon_${name} SELECT j.external_id, t.external_id FROM joins_${name} j JOIN there_${name} t ON t.id = j.record_id;
    DELETE FROM canon_${name} c WHERE EXISTS (FROM there_${name} t WHERE t.external_id = c.ext);
    CREATE OR REPLACE VIEW one_${name} AS SELECT s.* REPLACE (coalesce(c.own, s.external_id) AS external_id) FROM ${said} s LEFT JOIN canon_${name} c ON c.ext = s.external_id;
    DROP TABLE keyed_${name}; DROP TABLE met_${name}; DROP TABLE referred_${name}; DROP TABLE refs_${name}; DROP TABLE there_${name}`)
}

/**
 * Decides for the people of a set which person each row is about: the one with the row's id, else the one who holds its address and has no other
 * id, else a new one. The first who says an address holds it. Makes `aim_<name>`, `was_<name>`, the rows for takeSet as `rows_<name>`,
 * and `returned_<name>` (no, why). Who is who is decided as in takePeople, which a property test compares.
 */
export async function aimAtPeople(tx: Tx, duck: Duck, name: string, said: string): Promise<void> {
  await duck.run(`CREATE OR REPLACE TABLE who_${name} AS SELECT no, ${ext} AS ext, ${mail} AS mail, coalesce(full_name, first_name, last_name) IS NULL AS bare,
    hash(external_id, first_name, last_name, full_name, email, phone, title, account_external_id, account_name, owner_external_id, owner_name, source, made_at, country, custom) AS h FROM ${said}`)
  const keys = { external_id: `SELECT ext FROM who_${name}`, email_key: `SELECT mail FROM who_${name}` }
  await bringKnown(tx, duck, people, keys, `was_${name}`)
  await duck.run(`
    CREATE OR REPLACE TABLE claim_${name} (mail VARCHAR, ext VARCHAR);
    CREATE OR REPLACE TABLE held_${name} (no BIGINT, h UBIGINT, bare BOOLEAN, ext VARCHAR, mail VARCHAR, holder UUID, claimed VARCHAR, own VARCHAR);
    CREATE OR REPLACE TABLE picked_${name} (no BIGINT, h UBIGINT, old_id UUID, bare BOOLEAN, barred BOOLEAN, key UHUGEINT);
    CREATE OR REPLACE TABLE aim_${name} (no BIGINT, lead BIGINT, old_id UUID, h UBIGINT)`)
  const pieces = await piecesOf(duck, `who_${name}`)
  for await (const piece of inTurn(duck, pieces)) await holders(duck, name, piece)
  await duck.run(`CREATE OR REPLACE TABLE joined_${name} AS SELECT external_id AS ext, id FROM was_${name} WHERE external_id IS NOT NULL
      UNION ALL SELECT ext, arg_min(holder, no) FROM held_${name} JOIN was_${name} w ON w.id = holder WHERE ext IS NOT NULL AND claimed = ext AND w.external_id IS NULL GROUP BY ext`)
  for await (const piece of inTurn(duck, pieces))
    await duck.run(`INSERT INTO picked_${name} SELECT no, h, old_id, bare, mail IS NOT NULL AND CASE WHEN holder IS NOT NULL THEN old_id IS DISTINCT FROM holder ELSE ext IS NOT NULL AND claimed IS DISTINCT FROM ext END,
        md5_number(CASE WHEN old_id IS NOT NULL THEN 'w' || old_id::VARCHAR WHEN own IS NOT NULL THEN 'i' || own ELSE 'm' || mail END)
      FROM (SELECT k.*, CASE WHEN k.own IS NULL THEN k.holder ELSE j.id END AS old_id FROM (FROM held_${name} WHERE ${piece('coalesce(own, no::VARCHAR)')}) k
        LEFT JOIN (FROM joined_${name} WHERE ${piece('ext')}) j ON j.ext = k.own)`)
  for await (const piece of inTurn(duck, pieces))
    await duck.run(`INSERT INTO aim_${name} SELECT k.no, l.lead, k.old_id, k.h FROM (FROM picked_${name} WHERE ${piece('key')}) k
      JOIN (SELECT key, min(no) AS lead FROM picked_${name} WHERE ${piece('key')} GROUP BY key) l USING (key)`)
  await duck.run(`
    CREATE OR REPLACE TABLE returned_${name} AS SELECT no, 'This person has neither a name, an e-mail address nor an id.' AS why FROM who_${name} WHERE ext IS NULL AND mail IS NULL;
    CREATE OR REPLACE TABLE barred_${name} AS SELECT no FROM picked_${name} WHERE barred;
    CREATE OR REPLACE TABLE unnamed_${name} AS SELECT no FROM picked_${name} WHERE bare AND old_id IS NOT NULL;
    DROP TABLE claim_${name}; DROP TABLE held_${name}; DROP TABLE joined_${name}; DROP TABLE picked_${name}`)
  await placeAnswers(duck, name, said)
  const rows = (
    piece: Piece,
  ) => `SELECT s.no, s.ext AS external_id, first_name, last_name, CASE WHEN u.no IS NULL THEN coalesce(nullif(s.name, ''), 'Contact ' || regexp_replace(s.ext, ${quoteText(systemPattern)}, '')) END AS full_name, email, CASE WHEN b.no IS NULL THEN s.mail END AS email_key,
      s.phone, coalesce(nullif(norm_phone(s.phone), ''), n.id) AS phone_key, title, a.id AS account_id, o.id AS owner_id, source AS origin, source, made_at, custom
      FROM (SELECT *, ${ext} AS ext, ${fullName} AS name, ${mail} AS mail FROM ${said} WHERE ${piece('no')}) s
        LEFT JOIN (FROM barred_${name} WHERE ${piece('no')}) b ON b.no = s.no LEFT JOIN (FROM unnamed_${name} WHERE ${piece('no')}) u ON u.no = s.no
        LEFT JOIN (FROM dialled_${name} WHERE ${piece('no')}) n ON n.no = s.no LEFT JOIN (FROM employed_${name} WHERE ${piece('no')}) a ON a.no = s.no
        LEFT JOIN owners_${name} o ON o.owner_external_id IS NOT DISTINCT FROM s.owner_external_id AND o.owner_name IS NOT DISTINCT FROM s.owner_name`
  for await (const [index, piece] of inTurn(duck, [...(await stretchesOf(duck, `who_${name}`, 'no')).entries()]))
    await duck.run(`${index === 0 ? `CREATE OR REPLACE TABLE rows_${name} AS` : `INSERT INTO rows_${name}`} ${rows(piece)}`)
  await duck.run(`DROP TABLE who_${name}; DROP TABLE employed_${name}; DROP TABLE dialled_${name}`)
}

/**
 * Makes `employed_<name>` and `dialled_<name>` (no, id): which company and which whole number the answers in `accounts_<name>` and `phones_<name>` have for each
 * row. In pieces of the answers, which grow with the file; the rows with all their columns then find theirs by their number.
 */
async function placeAnswers(duck: Duck, name: string, said: string): Promise<void> {
  const sets = [
    { into: 'employed', answers: 'accounts', columns: ['account_external_id', 'account_name'], id: 'UUID' },
    { into: 'dialled', answers: 'phones', columns: ['phone', 'country'], id: 'VARCHAR' },
  ]
  for (const { into, answers, columns, id } of sets) {
    const keys = columns.join(', ')
    const same = columns.map((column) => `a.${column} IS NOT DISTINCT FROM s.${column}`).join(' AND ')
    await duck.run(`CREATE OR REPLACE TABLE ${into}_${name} (no BIGINT, id ${id})`)
    for await (const piece of inTurn(duck, await piecesOf(duck, `${answers}_${name}`)))
      await duck.run(`INSERT INTO ${into}_${name} SELECT s.no, a.id FROM (SELECT no, ${keys} FROM ${said} WHERE ${piece(keys)}) s
        JOIN (FROM ${answers}_${name} WHERE ${piece(keys)}) a ON ${same} WHERE a.id IS NOT NULL`)
  }
}

/** For a piece of the rows: who holds the address of each by what is there and by who says it first, and by which id the row is known then. */
async function holders(duck: Duck, name: string, piece: Piece): Promise<void> {
  const was = `(SELECT id, external_id, email_key FROM was_${name} WHERE ${piece('email_key')})`
  await duck.run(`
    INSERT INTO claim_${name} SELECT k.mail, arg_min(k.ext, k.no) FROM who_${name} k LEFT JOIN was_${name} i ON i.external_id = k.ext LEFT JOIN ${was} m ON m.email_key = k.mail
      WHERE k.ext IS NOT NULL AND k.mail IS NOT NULL AND ${piece('k.mail')} AND (m.id IS NULL OR (m.external_id IS NULL AND i.id IS NULL)) GROUP BY 1;
    INSERT INTO held_${name} SELECT k.no, k.h, k.bare, k.ext, k.mail, m.id, c.ext, coalesce(k.ext, CASE WHEN m.id IS NULL THEN c.ext END)
      FROM who_${name} k LEFT JOIN ${was} m ON m.email_key = k.mail LEFT JOIN (FROM claim_${name} WHERE ${piece('mail')}) c ON c.mail = k.mail
      WHERE (k.ext IS NOT NULL OR k.mail IS NOT NULL) AND ${piece('coalesce(k.mail, k.no::VARCHAR)')}`)
}

/** The telephone numbers of a set that only a country makes whole, as a relation of phone, country and no. */
export function nationalPhones(said: string): string {
  return `(SELECT phone, country, no FROM ${said} WHERE phone IS NOT NULL AND country IS NOT NULL AND norm_phone(phone) = '')`
}

/** More people than these with one key are a switchboard or a placeholder, not duplicates. */
const mostAlike = 5

/** Brings the people who may be one of the new people of a set, before these are written: `near_<name>`. */
export async function bringNear(tx: Tx, duck: Duck, name: string): Promise<void> {
  const fresh = `(SELECT r.* FROM rows_${name} r JOIN aim_${name} a USING (no) WHERE a.old_id IS NULL)`
  const shared = `SELECT ${mail} FROM ${fresh} JOIN barred_${name} USING (no)`
  const keys = { account_id: `SELECT account_id::VARCHAR FROM ${fresh}`, phone_key: `SELECT phone_key FROM ${fresh}`, email_key: shared }
  await bringKnown(tx, duck, people, keys, `near_${name}`)
}

/**
 * Finds which people that a set made may be someone who is there, or each other, and leaves them as `pairs_<name>` (id, first_id, second_id, why): the
 * address of another, the same telephone number and name, or the same name in the same company. `faces_<name>` (id, no, full_name, email, phone)
 * has what people see of them; `no` is NULL for those who were there.
 */
export async function pairPeople(duck: Duck, name: string): Promise<void> {
  const some = await duck.one<{ n: number }>(`SELECT count(*) AS n FROM barred_${name}`)
  const shared = (of: string) => (some?.n ? `CASE WHEN norm_email(${of}.email) != '' THEN md5_number(norm_email(${of}.email)) END` : 'NULL')
  const keys = (
    of: string,
  ) => `${shared(of)}, CASE WHEN ${of}.phone_key IS NOT NULL AND name_key != '' THEN md5_number(${of}.phone_key || '/' || name_key) END,
    CASE WHEN ${of}.account_id IS NOT NULL AND name_key != '' THEN md5_number(${of}.account_id::VARCHAR || '/' || name_key) END`
  await duck.run(`
    CREATE OR REPLACE VIEW faces_${name} AS SELECT e.id, e.lead AS no, r.full_name, r.email, r.phone FROM rows_${name} r JOIN each_${name} e ON e.lead = r.no WHERE e.fresh
      UNION ALL SELECT id, NULL, full_name, email, phone FROM near_${name};
    CREATE OR REPLACE TABLE alike_${name} (id UUID, no BIGINT, address UHUGEINT, phone UHUGEINT, company UHUGEINT);
    INSERT INTO alike_${name} SELECT id, NULL, ${keys('f')} FROM (SELECT *, norm_key(full_name) AS name_key FROM near_${name}) f;
    CREATE OR REPLACE TABLE found_${name} (rank INTEGER, first_id UUID, second_id UUID);
    CREATE OR REPLACE TABLE pairs_${name} (id UUID, first_id UUID, second_id UUID, why VARCHAR)`)
  for await (const piece of inTurn(duck, await stretchesOf(duck, `each_${name}`, 'lead')))
    await duck.run(`INSERT INTO alike_${name} SELECT e.id, e.lead, ${keys('r')} FROM (SELECT *, norm_key(full_name) AS name_key FROM rows_${name} WHERE ${piece('no')}) r
      JOIN (FROM each_${name} WHERE fresh AND ${piece('lead')}) e ON e.lead = r.no`)
  for await (const piece of inTurn(duck, await piecesOf(duck, `alike_${name}`)))
    for (const [rank, key] of ['address', 'phone', 'company'].entries()) await findAlike(duck, name, { rank, key, piece })
  for await (const piece of inTurn(duck, await piecesOf(duck, `found_${name}`)))
    await duck.run(`INSERT INTO pairs_${name} SELECT uuidv7(), first_id, second_id, ['address', 'phone and name', 'name and company'][min(rank) + 1]
      FROM found_${name} WHERE ${piece('second_id')} GROUP BY first_id, second_id`)
  await duck.run(`DROP TABLE alike_${name}; DROP TABLE found_${name}`)
}

/** People with one key, each paired with the first of them. */
async function findAlike(duck: Duck, name: string, { rank, key, piece }: { rank: number; key: string; piece: Piece }): Promise<void> {
  const keyed = `(SELECT id, no, ${key} AS key FROM alike_${name} WHERE ${key} IS NOT NULL AND ${piece(key)})`
  await duck.run(`INSERT INTO found_${name} SELECT ${rank}, first_id, second_id
    FROM (SELECT id AS second_id, no, first_value(id) OVER (PARTITION BY key ORDER BY no NULLS FIRST, id) AS first_id FROM ${keyed}
      JOIN (SELECT key FROM ${keyed} GROUP BY key HAVING count(*) BETWEEN 2 AND ${mostAlike} AND count(no) > 0) USING (key))
    WHERE first_id != second_id AND no IS NOT NULL`)
}

/** The pairs of pairPeople as new rows of likely_duplicate. */
export function pairsOf(name: string): { rows: string; ids: string } {
  return {
    rows: `SELECT id, 'person' AS kind, first_id, second_id, why, 'open' AS state FROM pairs_${name}`,
    ids: `SELECT id FROM pairs_${name}`,
  }
}
