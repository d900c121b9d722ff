/**
 * Chances corrected for how many were looked at, in the order given: the chance that any of them comes about by accident stays what it says.
 * Source: S. Holm, Scandinavian Journal of Statistics 6 (1979).
 */
export function corrected(chances: readonly number[], looked = chances.length): number[] {
  const order = chances.map((p, index) => ({ p, index })).toSorted((a, b) => a.p - b.p)
  const found = new Array<number>(chances.length).fill(1)
  let most = 0
  order.forEach(({ p, index }, place) => {
    most = Math.max(most, Math.min(1, p * (looked - place)))
    found[index] = most
  })
  return found
}
