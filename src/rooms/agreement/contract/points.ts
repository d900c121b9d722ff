import type { Fade } from './document.ts'

/** Points are counted in hundredths, whole numbers, so that sums are the same in whatever order they are added, here and in a database. */
export const hundredths = (points: number): number => Math.round(points * 100)

/**
 * What a criterion gives by its age: at place d, the hundredths of points for what is d whole days old; what is older than the last place gives nothing.
 *
 *     points(d) = round(100 · points · 2^(−d / halfLifeDays))
 *
 * rounded half away from zero, d = floor((now − since) / 86,400,000 ms), not below 0. Made once and looked up on both sides, so that a computation in memory
 * and one in a database cannot differ in a last digit. Without fading there is one place, for all ages.
 */
export function pointsByAge(points: number, fade: Fade | null): readonly number[] {
  const full = hundredths(points)
  if (fade === null || full === 0) return [full]
  const before = kept.get(fade)
  if (before?.full === full) return before.byAge
  const byAge = fading(full, fade)
  kept.set(fade, { full, byAge })
  return byAge
}

/** By the fading of a document: who judges many people by one document asks for the same again. */
const kept = new WeakMap<Fade, { readonly full: number; readonly byAge: readonly number[] }>()

function fading(full: number, fade: Fade): readonly number[] {
  const made: number[] = []
  for (let day = 0; ; day++) {
    const left = Math.round(Math.abs(full) * 2 ** (-day / fade.halfLifeDays))
    if (left === 0) return made
    made.push(full < 0 ? -left : left)
  }
}
