import type { Tx } from '#platform/store/database'
import type { SetGuess, Vendor } from '../shapes.ts'
import { allImports } from '../store/imports.ts'

/** What was known of the files of each import that is in, the newest first. */
export async function doneGuesses(tx: Tx): Promise<SetGuess[]> {
  return (await allImports(tx)).flatMap((row) => (row.state === 'done' && row.guess ? [row.guess] : []))
}

/** The system that the deals came from; without deals, the first that is known. */
export function vendorOf(guesses: readonly SetGuess[]): Vendor {
  const files = guesses.flatMap((guess) => guess.files)
  return files.find((file) => file.kind === 'deal')?.vendor ?? files.find((file) => file.vendor !== 'unknown')?.vendor ?? 'unknown'
}
