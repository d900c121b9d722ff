import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { Mortal, randomOf, victims } from '#test/kit/faults'
import { Course, phases, type Strike } from '#test/kit/faults-import'
import { killAll } from '#test/kit/interlock'

const seed = Number(process.env.INTERLOCK_SEED ?? 20260302)

afterAll(killAll)

/** Kills by turns of what is killed and of when, at moments by chance. Two kills never fall into one phase. */
function strikesOf(kills: number, each: number): Strike[][] {
  const random = randomOf(seed)
  const all: Strike[] = Array.from({ length: kills }, (_, n) => ({
    phase: phases[n % phases.length] ?? 'run',
    share: random() * 1.1,
    victim: victims[(n + Math.floor(n / victims.length)) % victims.length] ?? 'server',
  }))
  const rounds: Strike[][] = []
  for (let at = 0; at < all.length; at += each) rounds.push(all.slice(at, at + each))
  return rounds
}

/** Imports and undoes while things are killed, and says what was found. */
async function survive(kills: number, each: number): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'interlock-kill-'))
  // The database runs as a user of its own when we are root: it has to get in.
  chmodSync(dataDir, 0o711)
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const mortal = new Mortal(dataDir)
  const course = new Course(mortal)
  await mortal.well()
  await course.settle()
  await course.round('undisturbed', [])
  for (const [no, strikes] of strikesOf(kills, each).entries()) await course.round(`round ${no}`, strikes)
  await mortal.end()
  const { lost, wrong } = course.found
  process.stdout.write(
    `  kills ${kills} with seed ${seed} (${JSON.stringify(mortal.kills)}): acknowledged writes lost ${lost.length} of ${kills}, rows twice or wrong ${wrong.length} of ${kills}, ` +
      `answers of 500 ${mortal.internal.length}, begun again by hand ${course.pressedAgain}\n`,
  )
  expect({ lost, wrong, internal: mortal.internal }).toEqual({ lost: [], wrong: [], internal: [] })
}

test(
  'imports whose server or database is killed lose nothing that was acknowledged, and no row is twice or half',
  {
    timeout: 300_000,
  },
  () => survive(5, 3),
)

test.skipIf(!process.env.INTERLOCK_LONG)('the same with hundreds of kills at moments by chance', { timeout: 7_200_000 }, () =>
  survive(Number(process.env.INTERLOCK_LONG_KILLS ?? 300), 5),
)
