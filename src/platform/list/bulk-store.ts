import type { BulkEndpoints } from '#kernel/bulk-endpoints'
import type { InputOf } from '#kernel/endpoint'
import type { Id } from '#kernel/id'
import { later } from '#kernel/time'
import type { Ctx } from '../action/context.ts'
import { newId } from '../ids.ts'
import type { RowOf } from '../store/kept.ts'
import type { bulkPreviews } from './tables.ts'

export type Preview = RowOf<typeof bulkPreviews>
type Told = Pick<InputOf<BulkEndpoints['preview']>, 'reason' | 'on'>

const keptMs = 24 * 3_600_000

/** Keeps what a preview saw, so that exactly this can be run. Those that are older than a day go. */
export async function keepPreview(
  ctx: Ctx,
  { list, changes, reason, on, rows }: Told & Pick<Preview, 'list' | 'changes'> & { rows: readonly { id: string; version: string }[] },
): Promise<Id<'bulk_preview'>> {
  const id = newId<'bulk_preview'>(ctx.now)
  await ctx.tx.query('DELETE FROM bulk_preview WHERE at < $1', [later(ctx.now, -keptMs)])
  await ctx.tx.query(
    'INSERT INTO bulk_preview (id, list, changes, reason, day, row_ids, versions, at) VALUES ($1, $2, $3::jsonb, $4, $5, $6::uuid[], $7::uuid[], $8)',
    [id, list, JSON.stringify(changes), reason ?? null, on ?? null, rows.map((row) => row.id), rows.map((row) => row.version), ctx.now],
  )
  return id
}

/** Takes a preview away to run it: nobody else can. Undefined when it is not there any more. */
export async function takePreview({ tx }: Pick<Ctx, 'tx'>, list: string, id: string): Promise<Preview | undefined> {
  const rows = await tx.query<Preview & Record<string, unknown>>(
    `DELETE FROM bulk_preview WHERE id = $1::uuid AND list = $2
     RETURNING id, list, changes, reason, day::text AS day, row_ids::text[] AS "rowIds", versions::text[] AS versions, at`,
    [id, list],
  )
  return rows[0]
}
