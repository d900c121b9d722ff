import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, onTestFinished } from 'vitest'
import type { Day } from '#kernel/time'
import { type Duck, type DuckOptions, openDuck } from '#platform/analytics/duck'
import { stageFiles } from '#rooms/capture/actions/stage-files'
import type { Correction, FileGuess, RejectedRow, SetGuess } from '#rooms/capture/shapes'
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

/** A DuckDB for each test of a file, in which texts and bytes can be staged again and again. */
export function stagingRoom() {
  let duck: Duck
  let folder: string
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'capture-test-'))
    duck = await openDuck({ readable: [folder] })
  })
  afterEach(() => {
    duck.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const stageTexts = (files: Record<string, string | Buffer>, corrections?: Correction): Promise<SetGuess> => {
    const given = Object.entries(files).map(([name, content], index) => {
      const path = join(folder, `given-${index}`)
      writeFileSync(path, content)
      return { name, path }
    })
    return stageFiles(duck, given, { today: '2026-01-15' as Day, corrections })
  }
  return {
    duck: () => duck,
    /** Stages files from their text or bytes, in the order given. */
    stageTexts,
    async stageText(content: string | Buffer, corrections?: Correction, name = 'deals.csv'): Promise<FileGuess> {
      const [file] = (await stageTexts({ [name]: content }, corrections)).files
      if (!file) throw new Error('No file was read.')
      return file
    },
    async rejected(file: FileGuess): Promise<RejectedRow[]> {
      const found: RejectedRow[] = []
      for await (const rows of rejectedRows(duck, file)) found.push(...rows)
      return found
    },
    deals: (columns = '*') => duck.all(`SELECT ${columns} FROM staged.deal WHERE reject IS NULL ORDER BY file_no, row_no`),
  }
}
