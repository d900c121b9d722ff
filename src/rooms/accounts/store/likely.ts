import type { Id } from '#kernel/id'
import type { Instant } from '#kernel/time'
import { carry } from '#platform/analytics/bridge'
import type { Duck } from '#platform/analytics/duck'
import type { Tx } from '#platform/store/database'
import { comparedBy, type LikelyKind } from '../contract/likely.ts'
import type { LikelyPart, Model } from '../contract/linkage.ts'

/** Under this name the records of a workspace are looked through. */
export const likelyWork = 'likely-pairs'

/** The records of a kind with the texts that they are compared by. */
export const selects: Readonly<Record<LikelyKind, string>> = {
  // Whoever has no first and last name is split at the last space; an address that stands for a name is none.
  person: `SELECT p.id, coalesce(p.first_name, CASE WHEN p.last_name IS NULL AND p.full_name NOT LIKE '%@%' THEN nullif(regexp_replace(p.full_name, '\\s*\\S+$', ''), '') END),
      coalesce(p.last_name, CASE WHEN p.first_name IS NULL AND p.full_name NOT LIKE '%@%' THEN substring(p.full_name from '\\S+$') END),
      p.email, coalesce(p.phone_key, p.phone), a.name FROM person p LEFT JOIN account a ON a.id = p.account_id`,
  account: 'SELECT a.id, a.name, a.domain, a.phone, a.city, a.country FROM account a',
}

/** Brings all people or accounts into a table of DuckDB called `record`, with the columns that they are compared by. */
export async function bringRecords(tx: Tx, duck: Duck, kind: LikelyKind): Promise<number> {
  const columns = ['id', ...comparedBy[kind].map(({ name }) => name)].map((name) => ({ name, type: 'VARCHAR' }))
  await duck.run(`CREATE OR REPLACE TABLE record (${columns.map(({ name, type }) => `"${name}" ${type}`).join(', ')})`)
  return await carry(tx, duck, { select: selects[kind], table: 'record', columns })
}

export interface PairRow {
  readonly id: Id<'likely_pair'>
  readonly firstId: string
  readonly secondId: string
  readonly weight: number
  readonly state: 'open' | 'different' | 'same'
  /** When it was weighed. */
  readonly modelAt: Instant
}

/** All pairs of a kind that are noted. */
export async function notedPairs(tx: Tx, kind: LikelyKind): Promise<PairRow[]> {
  return await tx.query<PairRow & Record<string, unknown>>(
    `SELECT id, first_id AS "firstId", second_id AS "secondId", weight, state, model_at AS "modelAt" FROM likely_pair WHERE kind = $1`,
    [kind],
  )
}

/** Which of these records are still there. */
export async function stillThere(tx: Tx, kind: LikelyKind, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>(`SELECT id FROM ${kind} WHERE id = ANY($1::uuid[])`, [ids])
  return new Set(rows.map(({ id }) => id))
}

/** Pairs of which one is gone for good. One that was merged may come back, with what was decided on it. */
export async function pairsOfGone(tx: Tx): Promise<string[]> {
  const there = (kind: LikelyKind, side: string) =>
    `(EXISTS (SELECT 1 FROM ${kind} r WHERE r.id = l.${side}) OR EXISTS (SELECT 1 FROM merged_${kind} m WHERE m.id = l.${side}))`
  const gone = (kind: LikelyKind) =>
    `SELECT l.id FROM likely_pair l WHERE l.kind = '${kind}' AND NOT (${there(kind, 'first_id')} AND ${there(kind, 'second_id')})`
  return (await tx.query<{ id: string }>(`${gone('person')} UNION ALL ${gone('account')}`)).map(({ id }) => id)
}

/** The number of the last event. */
/** The number of the last event. */
export async function lastSeq(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ seq: number }>('SELECT coalesce(max(seq), 0)::bigint AS seq FROM event')
  return row?.seq ?? 0
}

/** When records of a kind were looked through before. */
export async function lastLook(tx: Tx, kind: LikelyKind): Promise<Instant | null> {
  const [row] = await tx.query<{ at: Instant }>('SELECT made_at AS at FROM likely_model WHERE kind = $1', [kind])
  return row?.at ?? null
}

/** Keeps what a look learned. Who arrived while it ran, and was not compared with it, is compared with what it learned. */
export async function keepModel(tx: Tx, kind: LikelyKind, made: { model: Model; at: Instant; seq: number; looked: number }): Promise<void> {
  const [before] = await tx.query<{ checked: number; skipped: number }>('SELECT checked, skipped FROM likely_model WHERE kind = $1', [kind])
  const { checked, skipped } = before && before.checked >= made.seq ? before : { checked: made.seq, skipped: 0 }
  await tx.query(
    `INSERT INTO likely_model (kind, model, made_at, seq, looked, checked, skipped) VALUES ($1, $2::jsonb, $3, $4, $5, $6, $7)
     ON CONFLICT (kind) DO UPDATE SET model = excluded.model, made_at = excluded.made_at, seq = excluded.seq, looked = excluded.looked,
       checked = excluded.checked, skipped = excluded.skipped`,
    [kind, JSON.stringify(made.model), made.at, made.seq, made.looked, checked, skipped],
  )
}

export interface ShownRow {
  readonly id: Id<'likely_pair'>
  readonly kind: LikelyKind
  readonly first: Side
  readonly second: Side
  readonly weight: number
  readonly probability: number
  readonly parts: readonly LikelyPart[]
  readonly hangs: number
  readonly state: 'open' | 'different'
  readonly decidedBy: string | null
  readonly decidedAt: Instant | null
}

interface Side {
  readonly id: string
  readonly name: string
  readonly named: boolean
  readonly about: Readonly<Record<string, string | null>>
}

const sides: Readonly<Record<LikelyKind, (of: string, account: string) => string>> = {
  person: (of, account) =>
    `jsonb_build_object('id', ${of}.id, 'name', ${of}.full_name, 'named', ${of}.full_name NOT LIKE '%@%', 'about', jsonb_build_object('title', ${of}.title, 'account', ${account}.name, 'email', ${of}.email))`,
  account: (of) =>
    `jsonb_build_object('id', ${of}.id, 'name', ${of}.name, 'named', true, 'about', jsonb_build_object('domain', ${of}.domain, 'city', ${of}.city, 'country', ${of}.country))`,
}

const accountsOf: Readonly<Record<LikelyKind, string>> = {
  person: 'LEFT JOIN account fa ON fa.id = f.account_id LEFT JOIN account sa ON sa.id = s.account_id',
  account: '',
}

/** Pairs whose records are both there: by whole hundredths of probability, and by what hangs on them. */
export async function shownPairs(
  tx: Tx,
  { kind, state, limit, offset }: { kind: LikelyKind; state: 'open' | 'different'; limit: number; offset: number },
): Promise<ShownRow[]> {
  return await tx.query<ShownRow & Record<string, unknown>>(
    `SELECT l.id, l.kind, l.weight, l.probability, l.parts, l.hangs, l.state, l.decided_by AS "decidedBy", l.decided_at AS "decidedAt",
       ${sides[kind]('f', 'fa')} AS first, ${sides[kind]('s', 'sa')} AS second
     FROM likely_pair l JOIN ${kind} f ON f.id = l.first_id JOIN ${kind} s ON s.id = l.second_id ${accountsOf[kind]}
     WHERE l.kind = $1 AND l.state = $2 ORDER BY round(l.probability::numeric, 2) DESC, l.hangs DESC, l.weight DESC, l.id LIMIT $3 OFFSET $4`,
    [kind, state, limit, offset],
  )
}

export async function countPairs(tx: Tx, kind: LikelyKind, state: 'open' | 'different'): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM likely_pair l JOIN ${kind} f ON f.id = l.first_id JOIN ${kind} s ON s.id = l.second_id WHERE l.kind = $1 AND l.state = $2`,
    [kind, state],
  )
  return row?.n ?? 0
}

/** Some pairs, held for a change. */
export async function pairsHeld(tx: Tx, ids: readonly string[]): Promise<{ id: Id<'likely_pair'>; kind: LikelyKind; state: string }[]> {
  return await tx.query(`SELECT id, kind, state FROM likely_pair WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE`, [ids])
}

/** When the records were last looked through, and whether and when they are to be. */
export async function lookedAt(tx: Tx, now: Instant): Promise<{ at: Instant | null; running: boolean; next: Instant | null }> {
  const [made] = await tx.query<{ at: Instant | null }>('SELECT max(made_at) AS at FROM likely_model')
  const [due] = await tx.query<{ at: Instant; running: boolean }>(
    'SELECT due_at AS at, coalesce(lease_until > $2, false) OR due_at <= $2 AS running FROM due_item WHERE kind = $1 AND NOT dead',
    [likelyWork, now],
  )
  return { at: made?.at ?? null, running: due?.running ?? false, next: due?.at ?? null }
}

/** Whether a look, or another work, is set already. */
export async function isSet(tx: Tx, kind: string = likelyWork): Promise<boolean> {
  return (await tx.query('SELECT 1 FROM due_item WHERE kind = $1 AND NOT dead', [kind])).length > 0
}

/** About how many people and accounts there are; exact counts would read all of them for each event. */
export async function roughlyHowMany(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    "SELECT coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint AS n FROM pg_class c WHERE c.oid IN ('person'::regclass, 'account'::regclass)",
  )
  return row?.n ?? 0
}
