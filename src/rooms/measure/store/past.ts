import { carry } from '#platform/analytics/bridge'
import { type Duck, quoteIdent } from '#platform/analytics/duck'
import type { Lent } from '#platform/analytics/lent'
import { changedSince, ledgerHead } from '#platform/ledger/since'
import type { Tx } from '#platform/store/database'

/** Grows when the tables below or their making change. */
const shape = '4'

/**
 * Has the table `past` as of now: everybody who was handed over with a date, with the facts that a lead contract asks for as of that moment, and what became
 * of them. It is made anew when any record that it rests on changed since, and stays otherwise. Facts (`fact_deal`) have to be followed before.
 */
export async function followPast(tx: Tx, duck: Duck, lent: readonly Lent[]): Promise<void> {
  await duck.run('CREATE TABLE IF NOT EXISTS past_about (key VARCHAR PRIMARY KEY, value VARCHAR)')
  const about = new Map((await duck.all<{ key: string; value: string }>('FROM past_about')).map(({ key, value }) => [key, value]))
  const seq = await ledgerHead(tx)
  const from = about.get('shape') === shape ? Number(about.get('watermark')) : null
  if (from === seq) return
  const tables = new Set(lent.flatMap(({ concerns }) => Object.keys(concerns)))
  const stays = from !== null && from < seq && ![...(await changedSince(tx, from)).keys()].some((table) => tables.has(table))
  if (!stays) await makePast(tx, duck, lent)
  await duck.run("INSERT OR REPLACE INTO past_about VALUES ('watermark', ?), ('shape', ?)", [String(seq), shape])
}

async function makePast(tx: Tx, duck: Duck, lent: readonly Lent[]): Promise<void> {
  try {
    for (const { kind, from, id, columns } of lent) {
      const all = [{ name: 'record_id', type: 'UUID', sql: id }, ...columns]
      await duck.run(`CREATE OR REPLACE TEMP TABLE ${kind} (${all.map(({ name, type }) => `${quoteIdent(name)} ${type}`).join(', ')})`)
      await carry(tx, duck, { select: `SELECT ${all.map(({ sql }) => sql).join(', ')} FROM ${from}`, table: kind, columns: all })
    }
    await derivePast(duck)
  } finally {
    await duck.run(lent.map(({ kind }) => `DROP TABLE IF EXISTS ${kind}`).join('; '))
  }
}

/** Counts of what a person did until their hand-over, from a table of moments. */
const until = (table: string, at: string, counts: string) =>
  `SELECT l.record_id, ${counts} FROM past_lead l JOIN ${table} s ON s.person_id = l.person_id AND s.${quoteIdent(at)} <= l.judged_at GROUP BY ALL`

const within = (at: string, days: number) => `s.${quoteIdent(at)} > l.judged_at - INTERVAL ${days} DAY`

/**
 * Makes `past` from what was taken over. Responses are those that are kept, and touches that say so and stand for none of them: as `behaviourOf` of the room
 * leads counts at intake. A deal belongs to the lead that it names, else to the earliest that names it, so that no money counts twice.
 */
export async function derivePast(duck: Duck): Promise<void> {
  await duck.run(`
    CREATE OR REPLACE TABLE past AS
    WITH named AS (
      SELECT deal, arg_min(lead, (rank, judged_at, lead)) AS lead FROM (
        SELECT d.record_id AS deal, l.record_id AS lead, 0 AS rank, l.judged_at FROM past_deal d JOIN past_lead l ON l.external_id = d.lead_ref
        UNION ALL SELECT d.record_id, l.record_id, 1, l.judged_at FROM past_deal d JOIN past_lead l ON l.deal_ref = d.external_id
      ) GROUP BY 1
    ), became AS (
      SELECT n.lead AS record_id, bool_or(d.state = 'won') AS won, min(d.closed_at) FILTER (d.state = 'won') AS won_at, bool_or(d.state = 'open') AS open, count(*) AS deals,
        sum(f.amount) FILTER (d.state = 'won') AS won_amount, sum(f.amount) FILTER (d.state = 'open') AS open_amount
      FROM named n JOIN past_deal d ON d.record_id = n.deal LEFT JOIN fact_deal f ON f.record_id = d.record_id GROUP BY 1
    ), reply AS (
      SELECT person_id, "at" FROM past_response UNION ALL SELECT person_id, responded_at FROM past_touch WHERE responded_at IS NOT NULL
    ), touched AS (${until('past_touch', 'at', `count(*) FILTER (${within('at', 90)}) AS touches90, max(s."at") AS "lastTouch"`)}
    ), responded AS (${until('reply', 'at', `count(*) AS responses, count(*) FILTER (${within('at', 30)}) AS responses30, max(s."at") AS "lastResponse"`)}
    ), acted AS (${until(
      'past_activity',
      'at',
      `${(['meeting', 'call', 'email'] as const).map((kind) => `count(*) FILTER (s.kind = '${kind}' AND ${within('at', 90)}) AS ${kind}s90`).join(', ')},
        count(*) FILTER (s.kind IN ('visit', 'form') AND ${within('at', 90)}) AS visits90, max(s."at") AS "lastActivity"`,
    )}
    ), dealt AS (
      SELECT l.record_id, count(*) FILTER (d.opened_at < l.judged_at AND (d.closed_at IS NULL OR d.closed_at > l.judged_at)) AS "openDeals",
        count(*) FILTER (d.state = 'won' AND d.closed_at <= l.judged_at) AS "wonDeals"
      FROM past_lead l JOIN past_deal d ON d.account_id = l.account_id GROUP BY 1
    )
    SELECT l.record_id, l.judged_at, l.source, l.title, l.email_domain AS "emailDomain", nullif(l.phone, false) AS phone, l.origin, l.industry, l.country, l.company,
      l.employees, l.revenue, l.city, l.account_type AS "accountType", l.territory,
      ${zero('openDeals', 'wonDeals')}, (row_number() OVER (PARTITION BY l.person_id ORDER BY l.judged_at, l.record_id) - 1)::INTEGER AS "earlierLeads",
      ${zero('responses', 'responses30')}, "lastResponse", ${zero('touches90')}, "lastTouch", ${zero('meetings90', 'calls90', 'emails90', 'visits90')}, "lastActivity",
      l.judged_at AS responded, l.lead_custom, l.person_custom, l.account_custom,
      CASE WHEN b.won THEN 'won' WHEN b.open THEN 'open' WHEN b.deals > 0 THEN 'lost' WHEN l.converted THEN 'converted' ELSE 'none' END AS outcome,
      b.won_at, coalesce(b.won_amount, 0) AS won_amount, coalesce(b.open_amount, 0) AS open_amount
    FROM past_lead l LEFT JOIN became b USING (record_id) LEFT JOIN touched USING (record_id) LEFT JOIN responded r USING (record_id)
      LEFT JOIN acted USING (record_id) LEFT JOIN dealt USING (record_id)
    WHERE l.judged_at IS NOT NULL ORDER BY l.judged_at, l.record_id;
    INSERT OR REPLACE INTO past_about SELECT 'undated', count(*)::VARCHAR FROM past_lead WHERE judged_at IS NULL`)
}

const zero = (...columns: string[]) => columns.map((name) => `coalesce(${quoteIdent(name)}, 0)::INTEGER AS ${quoteIdent(name)}`).join(', ')
