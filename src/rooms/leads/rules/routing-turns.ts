/** One of several who take turns, with their weight: a whole number from 1 on. */
export interface Share {
  readonly id: string
  readonly weight: number
}

/**
 * Whose turn it is, and what each is owed from then on: smooth weighted round robin, as nginx spreads requests over servers (its commit 52327e0627f4 of
 * 2012: "smooth weighted round-robin balancing"). Each who can take one is owed their weight more; whoever is owed most gets it, the first of those
 * who are owed the same, and is owed the sum of these weights less. So in each round of as many as the weights add up to everybody gets as many as their weight,
 * well mixed; with equal weights nobody is ever two ahead of another. Who cannot take one is owed nothing more for it: whoever comes back is not flooded.
 */
export function nextOf<T extends Share>(able: readonly T[], owed: ReadonlyMap<string, number>): { next: T; owed: Map<string, number> } {
  const after = new Map(owed)
  let next: T | undefined
  let most = Number.NEGATIVE_INFINITY
  let sum = 0
  for (const one of able) {
    const due = (owed.get(one.id) ?? 0) + one.weight
    after.set(one.id, due)
    sum += one.weight
    if (due > most) {
      most = due
      next = one
    }
  }
  if (next === undefined) throw new RangeError('Nobody to choose from.')
  after.set(next.id, most - sum)
  return { next, owed: after }
}
