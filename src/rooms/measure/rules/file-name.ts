import { plural } from '#kernel/text'

/** Longer names are refused by some file systems, which count bytes. */
const mostBytes = 180

const size = (text: string) => new TextEncoder().encode(text).length

/**
 * The name of a file of records: the number, and what was filtered for. It stands in the name because a line above the columns would break what
 * reads CSV. Filters that do not fit are counted.
 */
export function recordsFileName(title: string, filters: readonly string[]): string {
  const plain = (text: string) => text.replaceAll(/[\p{Cc}\p{Cf}\\/:*?"<>|]+/gu, ' ').trim()
  const name = (kept: number) => {
    const left = filters.length - kept
    const more = left > 0 ? [plural(left, 'and {{n}} more filter', 'and {{n}} more filters', { n: left })] : []
    const said = [...filters.slice(0, kept).map(plain), ...more].join(', ')
    return said === '' ? plain(title) : `${plain(title)} (${said})`
  }
  const fits = filters.map((_, index) => name(filters.length - index)).find((each) => size(each) <= mostBytes)
  return `${fits ?? name(0)}.csv`
}
