import { join } from 'node:path'
import { readLocalDoor } from '#platform/app/local-door'
import { fill } from './intake-filled.ts'
import { inBatches, many, type Target } from './intake-posts.ts'
import type { Bench } from './kit.ts'
import { ground } from './running.ts'

const posts = Number(process.env.INTERLOCK_BENCH_POSTS ?? 1_000)
const [small, large] = [10_000, Number(process.env.INTERLOCK_BENCH_ROWS ?? 1_000_000)]

/** The same posts into two workspaces of one server: what one intake costs must not grow with who is there. */
export const bench: Bench = {
  name: `growth of intake: ${posts.toLocaleString('en')} single responses on one connection and two batches of 1,000, ${large.toLocaleString('en')} people there`,
  against: `the same where ${small.toLocaleString('en')} people are there`,
  rounds: 3,
  prepare: async (folder) => {
    const on = await ground(folder)
    const door = readLocalDoor(join(folder, 'data'))
    const into = async (people: number): Promise<Target> => {
      const workspace = await on.fresh()
      await fill(on.database, workspace, people)
      return {
        url: new URL('/api/v1/responses', door.url),
        headers: { authorization: `Bearer ${door.token}`, 'interlock-workspace': workspace.id },
      }
    }
    const side = (name: string, to: Target) => async () => {
      const { p50 } = await many(to, posts, 1)
      console.error(`  ${name}: p50 ${p50.toFixed(2)} ms; batches of 1,000: ${Math.round(await inBatches(to, 2))} people a second`)
      return { posts }
    }
    return { ours: side('large', await into(large)), reference: side('small', await into(small)), close: on.close }
  },
}
