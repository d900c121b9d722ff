import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { errand } from '#platform/action/action'
import type { OutsideCtx } from '#platform/action/context'
import { recordCounts, recordRows } from '#platform/store/export'
import { exportAll as contract } from '../contract.ts'

/** All records as JSON lines, as of one moment, streamed: memory does not grow with the workspace. */
export const exportAll = errand(contract, async (ctx) => {
  const body = new PassThrough()
  void write(ctx, body).then(
    () => body.end(),
    (error: unknown) => body.destroy(error instanceof Error ? error : new Error(String(error))),
  )
  return { fileName: `Interlock ${ctx.workspace.name} ${ctx.now.slice(0, 10)}.jsonl`, contentType: 'application/x-ndjson', body }
})

function write(ctx: OutsideCtx, body: PassThrough): Promise<void> {
  const tables = [...ctx.services.keptTables.values()]
  return ctx.read(
    async ({ tx }) => {
      const manifest = { format: 'interlock-export', version: 1, workspace: ctx.workspace.name, at: ctx.now, rows: await recordCounts(tx, tables) }
      body.write(`${JSON.stringify(manifest)}\n`)
      for await (const line of recordRows(tx, tables)) {
        if (body.destroyed) throw new Error('The reader of the export went away.')
        if (!body.write(`${JSON.stringify(line)}\n`)) await Promise.race([once(body, 'drain'), once(body, 'close')])
      }
    },
    { snapshot: true, statementMs: 0 },
  )
}
