import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Day } from '#kernel/time'
import { type Duck, type DuckOptions, openDuck } from '#platform/analytics/duck'
import { stageFiles } from '#rooms/capture/actions/stage-files'
import type { FileGuess, RejectedRow } from '#rooms/capture/shapes'
import { rejectedRows } from '#rooms/capture/store/rejected'

export interface Staged {
  readonly duck: Duck
  readonly file: FileGuess
  /** The deals that are used, in the order of the file. */
  deals(columns: string): Promise<Record<string, unknown>[]>
  rejected(): Promise<RejectedRow[]>
}

/** Stages one file from its bytes; what it makes goes with the test. */
export async function staged(content: string | Buffer, name = 'deals.csv', options: DuckOptions = {}): Promise<Staged> {
  const folder = mkdtempSync(join(tmpdir(), 'staged-'))
  const path = join(folder, 'given')
  writeFileSync(path, content)
  const duck = await openDuck({ readable: [folder], ...options })
  onTestFinished(() => {
    duck.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const { files } = await stageFiles(duck, [{ name, path }], { today: '2026-01-15' as Day })
  const [file] = files
  if (!file) throw new Error('No file was read.')
  return {
    duck,
    file,
    deals: (columns) => duck.all(`SELECT ${columns} FROM staged.deal WHERE reject IS NULL ORDER BY row_no`),
    rejected: async () => {
      const found: RejectedRow[] = []
      for await (const rows of rejectedRows(duck, file)) found.push(...rows)
      return found
    },
  }
}
