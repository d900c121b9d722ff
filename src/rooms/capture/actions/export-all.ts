import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { errand } from '#platform/action/action'
import type { OutsideCtx } from '#platform/action/context'
import type { Tx } from '#platform/store/database'
import { recordCounts, recordRows } from '#platform/store/export'
import { exportAll as contract } from '../contract.ts'

/** All records as JSON lines, as of one moment, streamed: memory does not grow with the workspace. */
export const exportAll = errand(contract, async (ctx) => {
  const body = new PassThrough()
  // A failure ends `body` with an error, which cuts the answer off; the log has it from here.
  void ctx
    .read(({ tx }) => pipeline(lines(ctx, tx), body), { snapshot: true, statementMs: 0 })
    .catch((error: unknown) => {
      ctx.log.warn({ err: error }, 'an export was cut off')
      body.destroy(error instanceof Error ? error : new Error(String(error)))
    })
  return { fileName: `Interlock ${ctx.workspace.name} ${ctx.now.slice(0, 10)}.jsonl`, contentType: 'application/x-ndjson', body }
})

async function* lines(ctx: OutsideCtx, tx: Tx): AsyncGenerator<string> {
  const tables = [...ctx.services.keptTables.values()]
  const manifest = {
    format: 'interlock-export',
    version: 1,
    workspace: ctx.workspace.name,
    at: ctx.now,
    rows: await recordCounts(tx, tables),
  }
  yield `${JSON.stringify(manifest)}\n`
  for await (const line of recordRows(tx, tables)) yield `${JSON.stringify(line)}\n`
}
