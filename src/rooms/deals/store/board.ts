import type { Id } from '#kernel/id'
import type { Day } from '#kernel/time'
import { type Asked, compileSet } from '#platform/list/compile'
import type { ListSource } from '#platform/list/source'
import type { Tx } from '#platform/store/database'

/** What stands in one stage of a pipeline. */
export interface Standing {
  readonly pipelineId: Id<'pipeline'> | null
  readonly stageId: Id<'stage'> | null
  readonly deals: number
  readonly sum: string | null
  readonly withoutRate: number
}

/**
 * How many deals of a filter stand in each stage and what they are worth in one currency. A deal in another one is converted with the rate of the day on
 * which it closed, an open one with that of today, as where numbers are measured; without a rate it is not in the sum, nor is one that names no currency
 * where there are several.
 */
export async function standings(
  tx: Tx,
  source: ListSource,
  asked: Pick<Asked, 'rule' | 'search' | 'today'>,
  currencies: { readonly target: string | null; readonly several: boolean },
): Promise<Standing[]> {
  const { text, values } = compileSet(source, asked, [], false)
  const place = (n: number) => `$${values.length + n}`
  return await tx.query<Standing & Record<string, unknown>>(
    `WITH found AS (${text}), alike AS (
       SELECT d.pipeline_id, d.stage_id, d.currency, coalesce(CASE WHEN d.state <> 'open' THEN (d.closed_at AT TIME ZONE 'UTC')::date END, ${place(1)}::date) AS day,
         count(*) AS deals, count(d.amount) AS with_amount, sum(d.amount) AS amount
       FROM deal d JOIN found f ON f.id = d.id GROUP BY 1, 2, 3, 4)
     SELECT a.pipeline_id AS "pipelineId", a.stage_id AS "stageId", sum(a.deals)::bigint AS deals,
       round(coalesce(sum(a.amount * r.rate), 0), 4) AS sum, coalesce(sum(a.with_amount) FILTER (WHERE r.rate IS NULL), 0)::bigint AS "withoutRate"
     FROM alike a LEFT JOIN LATERAL (
       SELECT 1 AS rate WHERE a.currency = ${place(2)}::text OR (a.currency IS NULL AND NOT ${place(3)}::boolean)
       UNION ALL (SELECT x.rate FROM exchange_rate x WHERE x.currency = a.currency AND x.into_currency = ${place(2)}::text AND x.day <= a.day ORDER BY x.day DESC LIMIT 1)
     ) r ON true GROUP BY 1, 2`,
    [...values, asked.today satisfies Day, currencies.target, currencies.several],
  )
}

/** The currencies that deals are in, the one of most amounts first. */
export async function currenciesOf(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ currency: string }>(
    'SELECT currency FROM deal WHERE currency IS NOT NULL GROUP BY currency ORDER BY count(amount) DESC, count(*) DESC, currency',
  )
  return rows.map((row) => row.currency)
}

/** How many deals each pipeline has. */
export async function dealsByPipeline(tx: Tx): Promise<Map<string, number>> {
  const rows = await tx.query<{ id: string; deals: number }>(
    'SELECT pipeline_id AS id, count(*) AS deals FROM deal WHERE pipeline_id IS NOT NULL GROUP BY pipeline_id',
  )
  return new Map(rows.map((row) => [row.id, row.deals]))
}

/** How many deals stand in each stage, and whether any stands or stood there. */
export async function stageUse(tx: Tx): Promise<{ id: Id<'stage'>; deals: number; used: boolean }[]> {
  return await tx.query<{ id: Id<'stage'>; deals: number; used: boolean }>(
    `SELECT s.id, coalesce(n.deals, 0)::bigint AS deals, n.deals IS NOT NULL OR EXISTS (SELECT 1 FROM stage_entry e WHERE e.stage_id = s.id)
       OR EXISTS (SELECT 1 FROM deal_sighting g WHERE g.stage_id = s.id) AS used
     FROM stage s LEFT JOIN (SELECT stage_id, count(*) AS deals FROM deal WHERE stage_id IS NOT NULL GROUP BY stage_id) n ON n.stage_id = s.id`,
  )
}
