import type { Instant } from '#kernel/time'
import type { Ctx } from '../action/context.ts'
import { clearHistory, clearRows } from '../privacy/erase.ts'
import type { HeldRows } from '../privacy/held.ts'
import { erased, type Holding } from '../privacy/holdings.ts'
import { ident } from '../store/kept.ts'
import { cameAt, holdsPersonal, latestOf, leadsTo } from './dated.ts'
import { textsCleared } from './events.ts'
import type { Lent, Query } from './lent.ts'

/** Tables whose rows tell of people in words of their own: notes, activities, and what comes later. */
const telling = (holdings: readonly Holding[]) => holdings.filter(({ bond }) => bond === 'tells')

/** Texts whose last date is before `before`, but for those about a person who is held. */
export function textsDue(holdings: readonly Holding[], subject: string, before: Instant): Query {
  const tables = telling(holdings).map((holding) => {
    const last = `coalesce(${latestOf(holding, 't') ?? 'NULL'}, ${cameAt('t.id')})`
    const held = leadsTo(holdings, holding, subject, 't', 'h.record_id').join(' OR ')
    return `SELECT t.id, '${holding.table}' AS what, ${last} AS at FROM ${ident(holding.table)} t
      WHERE ${last} < $1::timestamptz AND ${holdsPersonal(holding, 't')}
        AND NOT EXISTS (SELECT 1 FROM retention_hold h WHERE h.kind = 'person' AND (${held || 'FALSE'}))`
  })
  return { text: tables.join(' UNION ALL '), values: [before] }
}

/** Clears texts, what stood there before included; that they were there stays. */
export async function clearTexts(ctx: Ctx, holdings: readonly Holding[], ids: readonly string[], told: Lent['told']): Promise<void> {
  const held: HeldRows[] = []
  for (const holding of telling(holdings)) {
    const rows = await ctx.tx.query<{ row: HeldRows['rows'][number] }>(
      `SELECT to_jsonb(t) AS row FROM ${ident(holding.table)} t WHERE t.id = ANY($1::uuid[]) ORDER BY t.id`,
      [ids],
    )
    if (rows.length > 0) held.push({ holding, rows: rows.map(({ row }) => row) })
  }
  const rows = await clearRows(ctx, held, { sure: [], names: [] })
  ctx.tell(textsCleared, { rows })
  await clearHistory(ctx.tx, held)
  for (const { event, row, text } of told)
    await ctx.tx.query(
      `UPDATE event SET payload = jsonb_set(payload, ARRAY[$2::text], to_jsonb($3::text)) WHERE kind = $1 AND payload->>$4::text = ANY($5::text[])`,
      [event, text, erased, row, ids],
    )
}
