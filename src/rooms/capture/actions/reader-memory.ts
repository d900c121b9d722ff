import { headText } from '#platform/analytics/text-file'
import { delimiters, type SetGuess } from '../shapes.ts'

/** For reading: a write of deals, which have the most columns, needs 36. */
const readingMb = 48
/** For rows that are sorted with all their columns: deals need more than 32. */
export const sortingMb = 64
/** For taking people and leads, which is done in pieces: a million leads were taken with 24. */
const takingSetsMb = 32
const mostMb = 768
/** Up to so many columns the least is enough, whatever the number of rows. */
const usualColumns = 14
/** DuckDB holds a few blocks for every column that it writes, however few rows there are. */
const mbForEachColumn = 2
/** For work that failed: what no rule foresaw may have needed more. The first of these is for the second try. */
const furtherTriesMb = [128, 512]

/** How often reading is begun before a file is said to need too much. */
export const mostTries = 1 + furtherTriesMb.length

/** The least memory for taking rows that were read before, in MB. */
export function takingMemoryMb({ files }: SetGuess): number {
  return files.every(({ kind, problem }) => problem !== null || kind === 'person' || kind === 'lead') ? takingSetsMb : sortingMb
}

/**
 * How much memory the reader of these files gets, in MB: it follows the number of columns, not that of rows. `tries` is how often the work was begun,
 * `leastMb` what a file of few columns gets.
 */
export async function readerMemoryMb(paths: readonly string[], tries = 1, leastMb = readingMb): Promise<number> {
  let columns = 0
  for (const path of paths) {
    const { text } = await headText(path, 'latin1', 1 << 18)
    const [first = ''] = text.split(/\r?\n|\r/, 1)
    columns = Math.max(columns, ...delimiters.map((delimiter) => first.split(delimiter).length))
  }
  const asked = leastMb + Math.max(0, columns - usualColumns) * mbForEachColumn
  const atLeast = tries > 1 ? (furtherTriesMb[Math.min(tries, mostTries) - 2] ?? 0) : 0
  return Math.min(mostMb, Math.max(asked, atLeast))
}
