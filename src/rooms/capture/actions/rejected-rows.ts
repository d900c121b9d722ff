import { found } from '#kernel/problem'
import { t } from '#kernel/text'
import { errand } from '#platform/action/action'
import type { OutsideCtx } from '#platform/action/context'
import { rejectedRows as contract } from '../contract.ts'
import { addedHeaders } from '../rules/returned.ts'
import { type ImportRow, importById } from '../store/imports.ts'
import { rejectedCsv } from '../store/rejected.ts'
import { lookAtStaged } from './staging.ts'

/** All rows that were returned, as they were in their files, each with its reason. */
export const rejectedRows = errand(contract, async (ctx, { importId, file }) => {
  const row = await ctx.services.database.inWorkspace(
    ctx.workspace,
    async (tx) => found(await importById(tx, importId), t('This import')),
    {
      readOnly: true,
    },
  )
  const name = file === undefined ? row.name : found(row.files[file], t('File {{file}} of this import', { file })).name
  return {
    fileName: `${t('Returned rows of {{name}}', { name })}.csv`,
    contentType: 'text/csv; charset=utf-8',
    body: returnedOf(ctx, row, file),
  }
})

async function* returnedOf(ctx: OutsideCtx, row: ImportRow, file: number | undefined): AsyncGenerator<string> {
  const duck = await lookAtStaged(ctx, row)
  try {
    const files = row.guess?.files.filter((each) => file === undefined || each.file === file) ?? []
    yield* rejectedCsv(duck, { files }, addedHeaders())
  } finally {
    duck.close()
  }
}
