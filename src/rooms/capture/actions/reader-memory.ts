import { headText } from '#platform/analytics/text-file'
import { delimiters } from '../shapes.ts'

const usualMb = 512
const wideMb = 768
/** From so many columns on DuckDB needs memory for each column, however few rows there are. */
const wide = 300

/** How much memory the reader of these files gets, in MB: enough to recognise a million people, whatever the length, and more for very wide ones. */
export async function readerMemoryMb(paths: readonly string[]): Promise<number> {
  for (const path of paths) {
    const { text } = await headText(path, 'latin1', 1 << 18)
    const [first = ''] = text.split(/\r?\n|\r/, 1)
    if (delimiters.some((delimiter) => first.split(delimiter).length > wide)) return wideMb
  }
  return usualMb
}
