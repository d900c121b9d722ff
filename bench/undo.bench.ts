import { join } from 'node:path'
import type { Import } from '#rooms/capture/contract'
import type { Bench } from './kit.ts'
import { writeLeadsFile } from './leads-file.ts'
import { ground } from './running.ts'

const rows = Number(process.env.INTERLOCK_BENCH_ROWS ?? 100_000)

/** The undo of a whole import against that import. */
export const bench: Bench = {
  name: `undo: an import of ${rows.toLocaleString('en')} leads is taken back`,
  against: 'the same import, from the upload to the last row',
  rounds: 1,
  cold: rows > 200_000,
  prepare: async (folder) => {
    const path = join(folder, 'leads.csv')
    await writeLeadsFile(path, rows, 7)
    const on = await ground(folder)
    const workspace = await on.fresh()
    const count = (done: Import) => done.result?.kinds.reduce((sum, kind) => sum + kind.create, 0) ?? 0
    let last = (await on.importFile(workspace, path)).done
    return {
      ours: async () => {
        on.peakMb()
        const undone = await on.undo(workspace, last.id)
        console.error(`  ours: ${undone} rows were taken back; most memory ${Math.round(on.peakMb())} MB`)
        if (undone < count(last)) throw new Error(`${undone} rows were taken back of ${count(last)} leads alone.`)
        return { leads: count(last) }
      },
      reference: async () => {
        last = (await on.importFile(workspace, path)).done
        return { leads: count(last) }
      },
      close: on.close,
    }
  },
}
