import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { Mortal, randomOf, type Victim, victims } from '#test/kit/faults'
import { Course, phases, type Strike } from '#test/kit/faults-import'
import { killAll } from '#test/kit/interlock'

const seed = Number(process.env.INTERLOCK_SEED ?? 20260302)

afterAll(killAll)

/** Kills by turns of what is killed and of when, at moments by chance: one in each phase of each round. */
function strikesOf(kills: number, whom: readonly Victim[]): Strike[][] {
  const random = randomOf(seed)
  const rounds: Strike[][] = []
  for (let n = 0; n < kills; n++) {
    if (n % phases.length === 0) rounds.push([])
    rounds.at(-1)?.push({
      phase: phases[n % phases.length] ?? 'run',
      share: random() * 1.1,
      victim: whom[n % whom.length] ?? 'server',
    })
  }
  return rounds
}

/** Imports and undoes while things are killed, and says what was found. */
async function survive(rounds: readonly (readonly Strike[])[], measured: boolean): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'interlock-kill-'))
  // The database runs as a user of its own when we are root: it has to get in.
  chmodSync(dataDir, 0o711)
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const mortal = new Mortal(dataDir)
  const course = new Course(mortal)
  await mortal.well()
  await course.settle()
  if (measured) await course.round('undisturbed', [])
  const { lost, wrong } = course.found
  try {
    for (const [no, strikes] of rounds.entries()) await course.round(`round ${no}`, strikes)
    await mortal.end()
  } finally {
    const kills = Object.values(mortal.kills).reduce((sum, each) => sum + each, 0)
    process.stdout.write(
      `  ${kills} kills with seed ${seed} (${JSON.stringify(mortal.kills)}): acknowledged writes lost ${lost.length} of ${kills}, rows twice or wrong ${wrong.length} of ${kills}, ` +
        `answers of 500 ${mortal.internal.length}, begun again by hand ${course.pressedAgain}\n`,
    )
  }
  expect({ lost, wrong, internal: mortal.internal }).toEqual({ lost: [], wrong: [], internal: [] })
}

const few: readonly Victim[] = ['postmaster', 'server', 'backend', 'server and postmaster', 'postmaster and watchdog']

test(
  'imports whose server or database is killed lose nothing that was acknowledged, and no row is twice or half',
  {
    timeout: 300_000,
  },
  () => survive(strikesOf(phases.length, few), false),
)

test.skipIf(!process.env.INTERLOCK_LONG)('the same with hundreds of kills at moments by chance', { timeout: 7_200_000 }, () =>
  survive(strikesOf(Number(process.env.INTERLOCK_LONG_KILLS ?? 300), victims), true),
)
