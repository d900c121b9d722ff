import { once } from 'node:events'
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Day } from '#kernel/time'
import { openDuck } from '#platform/analytics/duck'
import { stageFiles } from './stage-files.ts'

const megabytes = Number(process.env.INTERLOCK_LONG_MB ?? 1024)

/** Long: see CONTRIBUTING. About a gigabyte of deals; every row is in its bucket and memory stays bounded. */
test.skipIf(!process.env.INTERLOCK_LONG)('a file of a gigabyte is staged in bounded memory', { timeout: 3_600_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'big-file-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'deals.csv')
  const { rows, bad } = await writeDeals(path, megabytes * 1024 * 1024)
  const before = process.memoryUsage.rss()
  let peak = 0
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, 50)
  const duck = await openDuck({ readable: [path], path: join(folder, 'scratch.duckdb') })
  try {
    const { files } = await stageFiles(duck, [{ name: 'deals.csv', path }], { today: '2026-01-15' as Day })
    expect(files[0]?.counts).toEqual({ rows, staged: rows - bad, deleted: 0, rejected: bad, duplicates: 0, left_out: 0 })
  } finally {
    clearInterval(timer)
    duck.close()
  }
  // 256 MB of DuckDB and what a process needs beside it, whatever the size of the file.
  expect(peak - before).toBeLessThan(700 * 1024 * 1024)
})

async function writeDeals(path: string, bytes: number): Promise<{ rows: number; bad: number }> {
  const out = createWriteStream(path)
  out.write('Deal ID,Deal Name,Account Name,Stage,Amount,Create Date,Close Date,Notes\n')
  const counts = { rows: 0, bad: 0 }
  while (out.bytesWritten + out.writableLength < bytes) {
    const row = counts.rows
    counts.rows += 1
    const close = row % 1000 === 999 ? '2025-13-45' : '2025-06-15'
    if (row % 1000 === 999) counts.bad += 1
    const line = `D${row},Deal number ${row},Account ${row % 50_000},Closed Won,${row % 9000}.50,2025-01-10,${close},"A note of a deal, ${row}"\n`
    if (!out.write(line)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
  return counts
}
