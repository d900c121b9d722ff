import { carry } from '#platform/analytics/bridge'
import type { Duck } from '#platform/analytics/duck'
import type { Lent } from '#platform/analytics/lent'
import { plainText } from '#platform/ledger/images'
import { imagesAsRows } from '#platform/ledger/past-rows'
import type { Tx } from '#platform/store/database'
import type { Kept } from '#platform/store/kept'
import { lentTable } from './source.ts'

/** What had been recorded by the end of a day. */
export interface Recorded {
  /** The last event of that day or before; 0 when there was none. */
  readonly seq: number
  /** The day on which deals or leads were first written here; null when there are none. */
  readonly since: string | null
}

/** How far the ledger was at the end of a day (UTC), and since when it knows of deals or leads. */
export async function recordedBy(tx: Tx, day: string): Promise<Recorded> {
  const [row] = await tx.query<{ seq: number | null; since: string | null }>(
    `SELECT (SELECT max(seq) FROM event WHERE recorded_at < ($1::date + 1)::timestamp AT TIME ZONE 'UTC') AS seq,
       (SELECT (e.recorded_at AT TIME ZONE 'UTC')::date FROM event e
        WHERE EXISTS (SELECT 1 FROM change c WHERE c.event_id = e.id AND c.tbl IN ('deal', 'lead')) ORDER BY e.seq LIMIT 1) AS since`,
    [day],
  )
  return { seq: row?.seq ?? 0, since: row?.since ?? null }
}

/** What is lent, as the rows stood at a place in the ledger. */
export async function lentAt(tx: Tx, all: readonly Lent[], seq: number, keptTables: ReadonlyMap<string, Kept>): Promise<Lent[]> {
  await tx.query(`SELECT ${plainText}`)
  const changed = await tx.query<{ tbl: string }>(
    'SELECT DISTINCT c.tbl FROM event e JOIN change c ON c.event_id = e.id WHERE e.seq > $1',
    [seq],
  )
  const late = new Set(changed.map(({ tbl }) => tbl))
  return all.map((lent) => ({
    ...lent,
    from: lent.from.replace(/(^|\bJOIN\s+)([a-z_]+)(?=\s)/g, (text, joins: string, table: string) => {
      const kept = keptTables.get(table)
      if (!kept) throw new TypeError(`"${table}" is lent, but nobody keeps it.`)
      return late.has(table) ? `${joins}(${imagesAsRows(kept, seq)})` : text
    }),
  }))
}

/** How many deals there were, and of how many the history says what they were worth. */
export interface ToldBack {
  readonly deals: number
  readonly withHistory: number
}

/**
 * Takes the lent deals back to how they stood at the end of a day, as far as their history tells: amount, currency, state, close date and stage. Of a
 * deal that was first seen later, the earliest that is known.
 */
export async function takeBack(tx: Tx, duck: Duck, day: string): Promise<ToldBack> {
  const end = `TIMESTAMP '${isoDay(day)} 23:59:59.999999'`
  const at = "(v.at AT TIME ZONE 'UTC')"
  await duck.run('CREATE OR REPLACE TEMP TABLE told_back (ref VARCHAR, field VARCHAR, told VARCHAR)')
  await carry(tx, duck, {
    select: `SELECT DISTINCT ON (v.deal_id, v.field) d.external_id, v.field, v.value FROM deal_value v JOIN deal d ON d.id = v.deal_id
      ORDER BY v.deal_id, v.field, ${at} <= ${end} DESC, CASE WHEN ${at} <= ${end} THEN v.at END DESC NULLS LAST, v.at`,
    table: 'told_back',
    columns: ['ref', 'field', 'told'].map((name) => ({ name, type: 'VARCHAR' })),
  })
  const [deals, moves] = [lentTable('deal'), lentTable('stage_history')]
  const told = (field: string) => `(SELECT ref, told FROM told_back WHERE field = '${field}') t WHERE t.ref = ${deals}.external_id`
  await duck.run(`
    UPDATE ${deals} SET amount = t.told::DECIMAL(18,4) FROM ${told('amount')};
    UPDATE ${deals} SET currency = t.told FROM ${told('currency')};
    UPDATE ${deals} SET state = t.told FROM ${told('state')};
    UPDATE ${deals} SET closed_at = NULL WHERE state = 'open';
    UPDATE ${deals} SET expected_on = t.told::DATE FROM ${told('close_on')} AND state = 'open';
    UPDATE ${deals} SET closed_at = t.told::TIMESTAMP FROM ${told('close_on')} AND state <> 'open' AND t.told IS NOT NULL;
    UPDATE ${deals} SET stage = m.stage FROM (
      SELECT deal_record_id AS id, arg_max(stage, entered_at) AS stage FROM ${moves} WHERE entered_at <= ${end} GROUP BY 1) m
      WHERE m.id = ${deals}.record_id`)
  const row = await duck.one<{ deals: number; withHistory: number }>(
    `SELECT count(*) AS deals, count_if(external_id IN (SELECT ref FROM told_back WHERE field = 'amount')) AS "withHistory"
     FROM ${deals} WHERE opened_at IS NULL OR opened_at <= ${end}`,
  )
  await duck.run('DROP TABLE told_back')
  return row ?? { deals: 0, withHistory: 0 }
}

/** How the figures of a day are known: `recorded` here by then, or else told by dates, with of how many deals the amounts have a history. */
interface HowKnown {
  readonly day: string
  readonly recorded: boolean
  readonly since: string | null
  readonly deals: number
  readonly withHistory: number
}

/** Reads what was noted of how figures of a day are known; null where they are those of now. */
export async function howKnown(duck: Duck): Promise<HowKnown | null> {
  const rows = await duck.all<{ key: string; value: string | null }>('SELECT key, value FROM about')
  const about = new Map(rows.map((row) => [row.key, row.value]))
  const day = about.get('as_known_on')
  if (!day) return null
  return {
    day,
    recorded: about.get('as_known_by') === 'recorded',
    since: about.get('recorded_since') ?? null,
    deals: Number(about.get('told_back_of') ?? 0),
    withHistory: Number(about.get('told_back') ?? 0),
  }
}

/** Which figures a file of facts holds; null when it holds none. */
export async function heldFor(duck: Duck): Promise<string | null> {
  await duck.run('CREATE TABLE IF NOT EXISTS held_for (key VARCHAR)')
  return (await duck.one<{ key: string }>('SELECT key FROM held_for'))?.key ?? null
}

export async function holdFor(duck: Duck, key: string | null): Promise<void> {
  await duck.run('DELETE FROM held_for')
  if (key !== null) await duck.run('INSERT INTO held_for VALUES (?)', [key])
}

function isoDay(day: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new TypeError(`"${day}" is no day.`)
  return day
}
