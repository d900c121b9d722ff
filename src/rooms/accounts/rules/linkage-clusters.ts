import type { Scored } from '../contract/linkage.ts'

/** No pair speaks louder than this for or against two groups being one, so that no single one decides for all. */
const loudest = 12

/**
 * Groups of records that are one. Two groups become one while their pairs, taken together, say so: the mean weight between them is above `least`. So a weak
 * bridge joins no two groups, and what was never compared speaks against. The strongest tie is taken first. `of` names the set of a record where two sets
 * are linked, each without duplicates of its own: a group has one of each.
 */
export function clustersOf(pairs: readonly Scored[], least: number, of?: (record: number) => number): number[][] {
  /** By how much the pairs between two groups are above the least that can be said, together: nothing for those never compared. */
  const ties = new Map<number, Map<number, number>>()
  const groups = new Map<number, number[]>()
  const tiesOf = (group: number) => ties.get(group) ?? new Map<number, number>()
  const membersOf = (group: number) => groups.get(group) ?? []
  const mean = (a: number, b: number) => (tiesOf(a).get(b) ?? 0) / (membersOf(a).length * membersOf(b).length) - loudest
  for (const { a, b, weight } of pairs) {
    const heard = loudest + Math.max(-loudest, Math.min(loudest, weight))
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      groups.set(from, [from])
      ties.set(from, tiesOf(from).set(to, heard))
    }
  }
  const heap = new Heap()
  for (const { a, b, weight } of pairs) if (weight > least) heap.push({ a, b, mean: mean(a, b), strong: weight })
  for (let next = heap.pop(); next; next = heap.pop()) {
    const { a, b } = next
    // One of the two became part of another group since, or grew.
    if (!groups.has(a) || !groups.has(b) || mean(a, b) !== next.mean) continue
    if (of && membersOf(a).some((one) => membersOf(b).some((other) => of(one) === of(other)))) continue
    const row = tiesOf(a)
    row.delete(b)
    for (const [other, sum] of tiesOf(b)) {
      if (other === a) continue
      row.set(other, (row.get(other) ?? 0) + sum)
      tiesOf(other).delete(b)
    }
    groups.set(a, [...membersOf(a), ...membersOf(b)])
    groups.delete(b)
    ties.delete(b)
    for (const [other, sum] of row) {
      tiesOf(other).set(a, sum)
      const to = mean(a, other)
      if (to > least) heap.push({ a, b: other, mean: to, strong: to })
    }
  }
  return [...groups.values()].filter(({ length }) => length > 1)
}

interface Tie {
  readonly a: number
  readonly b: number
  readonly mean: number
  /** The true weight where ties are equally loud. */
  readonly strong: number
}

const before = (one: Tie, other: Tie) => one.mean > other.mean || (one.mean === other.mean && one.strong > other.strong)

/** The strongest tie first. */
class Heap {
  readonly #ties: Tie[] = []

  push(tie: Tie): void {
    const ties = this.#ties
    let at = ties.push(tie) - 1
    while (at > 0) {
      const up = (at - 1) >> 1
      if (!before(tie, ties[up] as Tie)) break
      ties[at] = ties[up] as Tie
      at = up
    }
    ties[at] = tie
  }

  pop(): Tie | undefined {
    const ties = this.#ties
    const first = ties[0]
    const last = ties.pop()
    if (ties.length === 0 || !last) return first
    let at = 0
    for (;;) {
      let down = 2 * at + 1
      if (down >= ties.length) break
      if (down + 1 < ties.length && before(ties[down + 1] as Tie, ties[down] as Tie)) down += 1
      if (!before(ties[down] as Tie, last)) break
      ties[at] = ties[down] as Tie
      at = down
    }
    ties[at] = last
    return first
  }
}

/** Records that hang together by pairs above `least`, however weakly. */
export function componentsOf(pairs: readonly Scored[], least: number): number[][] {
  const up = new Map<number, number>()
  const top = (record: number): number => {
    let at = record
    for (let next = up.get(at) ?? at; next !== at; next = up.get(at) ?? at) at = next
    up.set(record, at)
    return at
  }
  for (const { a, b, weight } of pairs) {
    if (weight <= least) continue
    const root = top(b)
    up.set(root, root)
    up.set(top(a), root)
  }
  const found = new Map<number, number[]>()
  for (const record of up.keys()) {
    const root = top(record)
    const members = found.get(root)
    if (members) members.push(record)
    else found.set(root, [record])
  }
  return [...found.values()]
}
