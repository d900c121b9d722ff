import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readLocalDoor } from '#platform/app/local-door'
import { fill } from './intake-filled.ts'
import { inBatches, many, type Target } from './intake-posts.ts'
import type { Bench } from './kit.ts'
import { ground } from './running.ts'

const posts = Number(process.env.INTERLOCK_BENCH_POSTS ?? 6_000)
const connections = 32

/** Both answer after a durable commit, over HTTP, in a process of their own. Ours matches people and accounts, keeps the response with its trace, judges, routes and promises. */
export const bench: Bench = {
  name: `intake: ${posts.toLocaleString('en')} single responses from ${connections} connections, 20 % repeats, 100,000 people there`,
  against: 'a bare loader that gathers requests while a commit is in flight and writes person, lead, score and owner in one statement',
  rounds: 3,
  prepare: async (folder) => {
    const on = await ground(folder)
    const dataDir = join(folder, 'data')
    const [workspace, other] = [await on.fresh(), await on.fresh()]
    await fill(on.database, workspace, 100_000)
    const door = readLocalDoor(dataDir)
    const bare = spawn(process.execPath, [fileURLToPath(new URL('intake-bare.ts', import.meta.url)), dataDir, other.schema], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [port] = (await once(bare.stdout, 'data')) as [Buffer]
    const headers = { authorization: `Bearer ${door.token}`, 'interlock-workspace': workspace.id }
    const ours = { url: new URL('/api/v1/responses', door.url), headers }
    const reference = { url: new URL(`http://127.0.0.1:${Number(port.toString())}/`), headers: {} }
    for (const [name, to] of [
      ['bare', reference],
      ['ours', ours],
    ] as const) {
      const cold = await many(to, posts, connections)
      // A service runs for weeks: what is measured is measured when its code has been made fast, on both sides.
      await many(to, 3 * posts, connections)
      const alone = await many(to, 400, 1)
      await inBatches(to, 5)
      const batches = await inBatches(to, 10)
      console.error(
        `  ${name}: the first ${posts} after its start ${Math.round(posts / cold.seconds)} a second; one connection p50 ${alone.p50.toFixed(2)} ms; batches of 1,000: ${Math.round(batches)} people a second`,
      )
    }
    const side = (name: string, to: Target) => async () => {
      const { p50, p99, seconds } = await many(to, posts, connections)
      console.error(`  ${name}: ${Math.round(posts / seconds)} a second, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`)
      return { posts }
    }
    return {
      ours: side('ours', ours),
      reference: side('bare', reference),
      close: async () => {
        bare.kill()
        await on.close()
      },
    }
  },
}
