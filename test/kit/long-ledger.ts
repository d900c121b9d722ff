import type { Tx } from '#platform/store/database'

/** A past of so many events with four changes each, that no statistics know of. */
export async function longLedger(tx: Tx, events: number): Promise<void> {
  await tx.query(
    `INSERT INTO event (id, seq, kind, actor_kind, actor_name, payload, at, recorded_at)
     SELECT gen_random_uuid(), n, 'test.told', 'system', 'Past', '{"n": 1}', now(), now() FROM generate_series(1, $1::integer) n`,
    [events],
  )
  await tx.query(
    "INSERT INTO change (event_id, tbl, op, row_ids) SELECT e.id, t.name, 'insert', ARRAY[gen_random_uuid()] FROM event e, unnest(ARRAY['person', 'lead', 'response', 'account']) AS t(name) ORDER BY e.seq",
  )
  await tx.query('UPDATE ledger_head SET seq = $1', [events])
}

/** Rows of these tables, those of the ledger unless said otherwise, that this transaction came upon without an index. */
export async function rowsLookedThrough(tx: Tx, tables: readonly string[] = ['event', 'change']): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    'SELECT coalesce(sum(seq_tup_read), 0)::float8 AS n FROM pg_stat_xact_user_tables WHERE relname = ANY($1::text[]) AND schemaname = current_schema()',
    [tables],
  )
  return row?.n ?? 0
}
