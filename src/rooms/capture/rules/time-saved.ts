import { assumedMinutes, type SavedPart, type SavedWork, savedWork } from '../contract/time-saved.ts'

/** The parts of the estimate, the largest first. */
export function savedParts(
  times: Readonly<Record<SavedWork, number>>,
  own: ReadonlyMap<SavedWork, number>,
  triggers: { readonly times: number; readonly minutes: number },
): SavedPart[] {
  const parts = savedWork.map((work): SavedPart => {
    const each = own.get(work) ?? assumedMinutes[work]
    return { work, times: times[work], each, own: own.has(work), minutes: times[work] * each }
  })
  return [...parts, { work: 'triggers' as const, ...triggers, each: null, own: true }].toSorted((a, b) => b.minutes - a.minutes)
}
