import type { Tx } from '#platform/store/database'
import type { AboutKind } from '../contract/triggers.ts'

/** The record that a happening is about: by our id, the CRM's, the address of a person, or the domain of an account. */
export interface AboutKeys {
  readonly id: string | null
  readonly externalId: string | null
  readonly emailKey: string | null
  readonly domain: string | null
}

export interface AboutRecord {
  readonly id: string
  readonly label: string
  readonly personId: string | null
  readonly accountId: string | null
  readonly dealId: string | null
}

const found: Readonly<Record<AboutKind, string>> = {
  person: `SELECT p.id, p.full_name AS label, p.id AS "personId", p.account_id AS "accountId", NULL::uuid AS "dealId" FROM person p
    WHERE p.id = $1::uuid OR p.external_id = $2::text OR p.email_key = $3::text OR FALSE AND $4::text IS NOT NULL ORDER BY p.id LIMIT 1`,
  account: `SELECT a.id, a.name AS label, NULL::uuid AS "personId", a.id AS "accountId", NULL::uuid AS "dealId" FROM account a
    WHERE a.id = $1::uuid OR a.external_id = $2::text OR a.domain = $4::text OR FALSE AND $3::text IS NOT NULL ORDER BY a.id LIMIT 1`,
  deal: `SELECT d.id, d.name AS label, d.person_id AS "personId", d.account_id AS "accountId", d.id AS "dealId" FROM deal d
    WHERE d.id = $1::uuid OR d.external_id = $2::text OR FALSE AND $3::text || $4::text IS NOT NULL ORDER BY d.id LIMIT 1`,
}

/** The oldest record that is known by one of these keys. */
export async function recordBy(tx: Tx, kind: AboutKind, { id, externalId, emailKey, domain }: AboutKeys): Promise<AboutRecord | undefined> {
  return (await tx.query<AboutRecord & Record<string, unknown>>(found[kind], [id, externalId, emailKey, domain]))[0]
}
