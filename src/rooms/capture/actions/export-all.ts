import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { errand } from '#platform/action/action'
import { zipOf } from '#platform/archive/zip-writer'
import { exportParts } from '#platform/store/export'
import { exportAll as contract } from '../contract.ts'

/** All records as a zip of plain files, as of one moment, streamed: memory does not grow with the workspace. */
export const exportAll = errand(contract, async (ctx) => {
  const body = new PassThrough({ highWaterMark: 512 * 1024 })
  const about = { workspace: ctx.workspace.name, at: ctx.now }
  // A failure ends `body` with an error, which cuts the answer off; the log has it from here.
  void ctx
    .read(
      ({ tx }) =>
        pipeline(zipOf(exportParts(tx, ctx.services.keptTables.values(), about), new Date(ctx.now)), body, { signal: ctx.signal }),
      { snapshot: true, statementMs: 0 },
    )
    .catch((error: unknown) => {
      ctx.log.warn({ err: error }, 'an export was cut off')
      body.destroy(error instanceof Error ? error : new Error(String(error)))
    })
  return { fileName: `Interlock ${ctx.workspace.name} ${ctx.now.slice(0, 10)}.zip`, contentType: 'application/zip', body }
})
