import { headText } from '#platform/analytics/text-file'
import { delimiters } from '../shapes.ts'

const leastMb = 32
const mostMb = 768
/** Up to so many columns the least is enough, whatever the number of rows. */
const usualColumns = 14
/** DuckDB holds a few blocks for every column that it writes, however few rows there are. */
const mbForEachColumn = 2
/** For work that failed: what no rule foresaw may have needed more. The first of these is for the second try. */
const furtherTriesMb = [128, 512]

/** How often reading is begun before a file is said to need too much. */
export const mostTries = 1 + furtherTriesMb.length

/** How much memory the reader of these files gets, in MB: it follows the number of columns, not that of rows. `tries` is how often the work was begun. */
export async function readerMemoryMb(paths: readonly string[], tries = 1): Promise<number> {
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
