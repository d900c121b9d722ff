/**
 * How alike two texts are, to the same number as DuckDB says: both by the bytes of UTF-8. Texts are handed over as `bytesOf` makes them, one character for each
 * byte; a text of English letters is that already. That both say the same is held by a test beside the store.
 */

const onlyAscii = /^[\0-\x7f]*$/

/** One character for each byte. */
export const bytesOf = (text: string): string => (onlyAscii.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1'))

/** The likeness of Jaro: letters in common near their places, less those that changed places. */
export function jaro(a: string, b: string): number {
  const [n, m] = [a.length, b.length]
  if (n === 0 || m === 0) return 0
  if (a === b) return 1
  const window = Math.max(0, (Math.max(n, m) >> 1) - 1)
  const taken = new Uint8Array(m)
  const met = new Uint8Array(Math.min(n, m))
  let common = 0
  for (let i = 0; i < n; i++) {
    const letter = a.charCodeAt(i)
    const to = Math.min(m - 1, i + window)
    for (let j = Math.max(0, i - window); j <= to; j++) {
      if (taken[j] === 1 || b.charCodeAt(j) !== letter) continue
      taken[j] = 1
      met[common++] = letter
      break
    }
  }
  if (common === 0) return 0
  let moved = 0
  for (let j = 0, at = 0; at < common; j++) if (taken[j] === 1 && b.charCodeAt(j) !== met[at++]) moved += 1
  return (common / n + common / m + (common - (moved >> 1)) / common) / 3
}

/** Above this, a common beginning counts. */
const boosted = 0.7
const longestPrefix = 4

/** The likeness of Jaro and Winkler: a common beginning says more. */
export function jaroWinkler(a: string, b: string): number {
  const near = jaro(a, b)
  if (near <= boosted) return near
  let prefix = 0
  while (prefix < longestPrefix && prefix < a.length && prefix < b.length && a.charCodeAt(prefix) === b.charCodeAt(prefix)) prefix += 1
  return near + prefix * 0.1 * (1 - near)
}

/** Whether one text becomes the other by at most so many letters that are put in, taken out or exchanged. */
export function withinEdits(a: string, b: string, most: number): boolean {
  if (a === b) return true
  if (most === 0 || Math.abs(a.length - b.length) > most) return false
  let at = 0
  while (at < a.length && at < b.length && a.charCodeAt(at) === b.charCodeAt(at)) at += 1
  const [restA, restB] = [a.slice(at), b.slice(at)]
  return (
    withinEdits(restA.slice(1), restB.slice(1), most - 1) ||
    withinEdits(restA.slice(1), restB, most - 1) ||
    withinEdits(restA, restB.slice(1), most - 1)
  )
}

/** Texts of one length: in how many places they differ. */
export function placesApart(a: string, b: string): number {
  let apart = 0
  for (let at = 0; at < a.length; at++) if (a.charCodeAt(at) !== b.charCodeAt(at)) apart += 1
  return apart
}
