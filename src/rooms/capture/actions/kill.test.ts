import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { exported, manifestOf } from '#test/kit/exported'
import { interlock, killAll, type Running } from '#test/kit/interlock'
import type { Import } from '../contract.ts'

const rows = 20_000

afterAll(killAll)

/** Deals of which each tenth names a new account, so that the work goes through several rooms. */
function manyDeals(): string {
  const lines = ['Deal ID,Deal Name,Account Name,Deal Owner,Deal Stage,Amount,Create Date,Close Date']
  for (let n = 0; n < rows; n++)
    lines.push(
      `D${n},Deal ${n},Firm ${Math.floor(n / 10)},Owner ${n % 7},${n % 3 === 0 ? 'Closed Won' : 'Proposal'},${n}.50,2025-01-${10 + (n % 20)},2025-06-${10 + (n % 20)}`,
    )
  return `${lines.join('\n')}\n`
}

const at = async (server: Running, path: string, init?: RequestInit) => (await (await fetch(server.url + path, init)).json()) as Import
const post = (server: Running, path: string) =>
  at(server, path, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })

async function until(server: Running, id: string, enough: (now: Import) => boolean): Promise<Import> {
  for (;;) {
    const now = await at(server, `/api/v1/imports/${id}`)
    if (enough(now)) return now
    await sleep(30)
  }
}

test('an import whose server is killed in the middle is done by the next start, with every row once', { timeout: 180_000 }, async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'interlock-kill-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const first = await interlock({ dataDir })
  const { id } = await post(first, '/api/v1/imports')
  await at(first, `/api/v1/imports/${id}/files?name=deals.csv`, {
    method: 'POST',
    body: manyDeals(),
    headers: { 'content-type': 'application/octet-stream' },
  })
  await until(first, id, (now) => now.task === null)
  await post(first, `/api/v1/imports/${id}/preview`)
  await until(first, id, (now) => now.task === null)
  await post(first, `/api/v1/imports/${id}/run`)
  const middle = await until(
    first,
    id,
    (now) => now.state === 'done' || (now.progress?.step === 'Taking deals' && now.progress.done < now.progress.of),
  )
  process.kill(first.pid, 'SIGKILL')
  await first.ended
  expect(middle.state).toBe('previewed')

  const second = await interlock({ dataDir })
  const done = await until(second, id, (now) => now.task === null)
  expect(done).toMatchObject({ state: 'done', failure: null })
  expect(done.result?.kinds).toMatchObject([{ kind: 'deal', rows, create: rows, update: 0, skip: 0, reject: 0 }])
  const { tables } = manifestOf(await exported(second.url))
  const counted = Object.fromEntries(tables.map((one) => [one.table, one.rows]))
  expect(counted).toMatchObject({ deal: rows, account: rows / 10, member: 7 })
  process.kill(second.pid, 'SIGTERM')
  await second.ended
})
