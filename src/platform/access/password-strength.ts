import type { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import type { Tx } from '#platform/store/database'

/** Somebody who tries the likeliest first gets about a hundred tries a day here; what a hundred million tries find is too easy. */
const fewestGuesses = 1e8

/** The estimate of longer passwords costs time and changes nothing. */
const lookedAt = 64

let reading: Promise<ZxcvbnFactory> | undefined

/** The estimator with its 49,000 common passwords and the keyboards: read when the first password is set, not at the start. */
async function estimator(): Promise<ZxcvbnFactory> {
  reading ??= Promise.all([import('@zxcvbn-ts/core'), import('@zxcvbn-ts/language-common')]).then(
    ([{ ZxcvbnFactory: Factory }, { dictionary, adjacencyGraphs }]) =>
      new Factory({ dictionary, graphs: adjacencyGraphs, maxLength: lookedAt }),
  )
  return await reading
}

/**
 * Throws Problem `invalid-input` for a password that is guessed early: a common one, a row of keys, a repetition, or one that is made of words that anybody
 * would try first. `names` are those: of the person, their address and their companies; the product's own comes by itself.
 */
export async function ensureHardToGuess(password: string, names: readonly string[]): Promise<void> {
  const { guesses } = (await estimator()).check(password, wordsOf(['Interlock', ...names]))
  if (guesses >= fewestGuesses) return
  throw new Problem(
    'invalid-input',
    t(
      'This password is too easy to guess: it is common, follows a pattern, or is little more than a name. Take a few words that do not belong together.',
    ),
  )
}

/** A name as people write it into passwords: whole, without spaces, and word by word; an address also by its parts. */
function wordsOf(names: readonly string[]): string[] {
  const words = names.flatMap((name) => [name, name.replace(/[^\p{L}\p{N}]+/gu, ''), ...name.split(/[^\p{L}\p{N}]+/u)])
  return [...new Set(words.map((word) => word.toLowerCase()).filter((word) => word.length > 2))]
}

/** The names of the companies that an account may enter. */
export async function companyNamesOf(tx: Tx, userId: string): Promise<string[]> {
  const rows = await tx.query<{ name: string }>(
    'SELECT w.name FROM workspace w JOIN membership m ON m.workspace_id = w.id WHERE m.user_id = $1',
    [userId],
  )
  return rows.map(({ name }) => name)
}
