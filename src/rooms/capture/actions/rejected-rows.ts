import { found } from '#kernel/problem'
import { errand } from '#platform/action/action'
import type { OutsideCtx } from '#platform/action/context'
import { rejectedRows as contract } from '../contract.ts'
import { type ImportRow, importById } from '../store/imports.ts'
import { rejectedCsv } from '../store/rejected.ts'
import { lookAtStaged } from './staging.ts'

/** All rows that were returned, as they were in their files, each with its reason. */
export const rejectedRows = errand(contract, async (ctx, { importId }) => {
  const row = await ctx.services.database.inWorkspace(ctx.workspace, async (tx) => found(await importById(tx, importId), 'This import'), {
    readOnly: true,
  })
  return { fileName: `Returned rows of ${row.name}.csv`, contentType: 'text/csv; charset=utf-8', body: returnedOf(ctx, row) }
})

async function* returnedOf(ctx: OutsideCtx, row: ImportRow): AsyncGenerator<string> {
  const duck = await lookAtStaged(ctx, row)
  try {
    yield* rejectedCsv(duck, row.guess)
  } finally {
    duck.close()
  }
}
