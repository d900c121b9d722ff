import { join } from 'node:path'
import type { Import } from '#rooms/capture/contract'
import type { Bench, Figures } from './kit.ts'
import { type LeadsFile, writeLeadsFile } from './leads-file.ts'
import { ground } from './running.ts'

/** 10,400,000 rows are a file of 1 GB. */
const rows = Number(process.env.INTERLOCK_BENCH_ROWS ?? 1_000_000)
const times = 10

/** Whether a row costs more, and memory grows, in a large file. Both go over HTTP, each into an empty workspace, and no row may get lost. */
export const bench: Bench = {
  name: `growth: an import of ${rows.toLocaleString('en')} leads over HTTP, by the row`,
  against: `an import of ${(rows / times).toLocaleString('en')} by the row`,
  rounds: 1,
  cold: true,
  times,
  prepare: async (folder) => {
    const of = async (name: string, count: number) => {
      const path = join(folder, `${name}.csv`)
      return { path, planted: await writeLeadsFile(path, count, 7) }
    }
    const [large, small] = [await of('large', rows), await of('small', rows / times)]
    const on = await ground(folder)
    const run = async ({ path, planted }: typeof large): Promise<Figures> => {
      on.peakMb()
      const { done } = await on.importFile(await on.fresh(), path)
      console.error(`  ${planted.rows.toLocaleString('en')} rows: most memory ${Math.round(on.peakMb())} MB`)
      return { lost: lostOf(done, planted) }
    }
    return { ours: () => run(large), reference: () => run(small), close: on.close }
  },
}

function lostOf(done: Import, planted: LeadsFile): number {
  const leads = done.result?.kinds.find(({ kind }) => kind === 'lead')
  if (leads?.reject !== planted.bad) throw new Error(`${leads?.reject} rows came back; ${planted.bad} are bad.`)
  return planted.rows - leads.create - leads.skip - leads.reject
}
