import { found } from '#kernel/problem'
import { errand } from '#platform/action/action'
import { rejectedRows as contract } from '../contract.ts'
import { importById } from '../store/imports.ts'
import { rejectedCsv } from '../store/rejected.ts'
import { openStaged } from './staging.ts'

/** All rows that were returned, as they were in their files, each with its reason. */
export const rejectedRows = errand(contract, async (ctx, { importId }) => {
  const row = await ctx.services.database.inWorkspace(ctx.workspace, async (tx) => found(await importById(tx, importId), 'This import'), {
    readOnly: true,
  })
  const { duck } = await openStaged(ctx.services, ctx.workspace, row, () => {}, false)
  return { fileName: `Returned rows of ${row.name}.csv`, contentType: 'text/csv; charset=utf-8', body: rejectedCsv(duck, row.guess) }
})
