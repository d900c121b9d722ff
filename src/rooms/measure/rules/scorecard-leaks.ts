import type { Levelled } from './scorecard-levels.ts'

/** Why a fact looks as if sales filled it in later, with the figures that say so. */
export type Leak =
  | { readonly why: 'later'; readonly share: number }
  | { readonly why: 'filled'; readonly won: number; readonly others: number }
  | { readonly why: 'alone'; readonly auc: number }
  | { readonly why: 'status'; readonly word: string }

/** Moments after the hand-over, of those that are known: from here on it is no slip of a clock. */
const laterFrom = 0.01
/** Known of nearly all on one side, and of nearly nobody on the other. */
const nearlyAll = 0.8
const nearlyNobody = 0.2
/** A single fact that ranks people so well would be known to everybody already. */
const tooGood = 0.9

/** Names of fields in which sales writes how it went. */
const statusNames =
  /status|stage|disposition|outcome|result|\btags?\b|quality|qualif|score|rating|(lost|win|won|reject\w*|closed?) ?reason|\bclosed\b|\bconver\w+|\blast\b|ergebnis|abschluss|phase|grund|bewertung|\bletzte/i
/** Values that say it. */
const statusValues = /^(closed( |-|$).*|won|lost|customer|converted|(dis|un)?qualified|gewonnen|verloren|kunde|bestandskunde)$/i

/** Whether a fact looks as if it was filled in after the hand-over: by its moments, by of whom it is known, by how much it knows alone, by what it is called. */
export function leakOf({ fact, levels, codes }: Levelled, won: Uint8Array): Leak | null {
  const known = fact.values.filter((value) => value !== null)
  if (fact.kind === 'moment') {
    const share = known.length === 0 ? 0 : known.filter((days) => Number(days) < 0).length / known.length
    if (share > laterFrom) return { why: 'later', share }
  }
  const filled = (side: 0 | 1) => {
    let [of, all] = [0, 0]
    fact.values.forEach((value, place) => {
      if (won[place] !== side) return
      all++
      if (value !== null) of++
    })
    return all === 0 ? 0.5 : of / all
  }
  const [others, winners] = [filled(0), filled(1)]
  if (Math.max(others, winners) >= nearlyAll && Math.min(others, winners) <= nearlyNobody) return { why: 'filled', won: winners, others }
  const auc = aucAlone(codes, levels.length, won)
  if (auc !== null && auc >= tooGood) return { why: 'alone', auc }
  // What Interlock counts itself is as of the hand-over, whatever it is called; fields that somebody else made may say anything.
  if (fact.key.includes(':') && statusNames.test(fact.label)) return { why: 'status', word: fact.label }
  const words = levels.flatMap((level) => (level.is === 'values' ? level.values : []))
  const word = words.find((value) => statusValues.test(value.trim()))
  return word === undefined ? null : { why: 'status', word }
}

/** How well a fact ranks people by itself: by the share of each level that was won among the other four fifths. Null where nobody can say. */
export function aucAlone(codes: Int32Array, levels: number, won: Uint8Array): number | null {
  const n = new Float64Array(levels * 5)
  const hits = new Float64Array(levels * 5)
  const all = won.reduce((sum, one) => sum + one, 0) / Math.max(1, won.length)
  codes.forEach((code, person) => {
    const at = code * 5 + foldOf(person)
    n[at] = (n[at] ?? 0) + 1
    hits[at] = (hits[at] ?? 0) + (won[person] ?? 0)
  })
  const rate = (level: number, fold: number) => {
    let [of, out] = [0, 0]
    for (let other = 0; other < 5; other++) {
      if (other === fold) continue
      of += n[level * 5 + other] ?? 0
      out += hits[level * 5 + other] ?? 0
    }
    return (out + all) / (of + 1)
  }
  const cells = Array.from({ length: levels * 5 }, (_, at) => ({
    rate: rate(Math.floor(at / 5), at % 5),
    hits: hits[at] ?? 0,
    n: n[at] ?? 0,
  }))
  return areaOfCells(cells.filter((cell) => cell.n > 0))
}

/** The chance that somebody who was won stands in a cell with a higher rate than somebody who was not, ties half. */
function areaOfCells(cells: readonly { readonly rate: number; readonly hits: number; readonly n: number }[]): number | null {
  let [misses, above] = [0, 0]
  for (const [, same] of [...Map.groupBy(cells, ({ rate }) => rate)].toSorted(([a], [b]) => a - b)) {
    const own = same.reduce((sum, cell) => sum + cell.n - cell.hits, 0)
    above += same.reduce((sum, cell) => sum + cell.hits, 0) * (misses + own / 2)
    misses += own
  }
  const hits = cells.reduce((sum, cell) => sum + cell.hits, 0)
  return hits * misses === 0 ? null : above / (hits * misses)
}

/** Which fifth somebody is in, by their place and nothing else; mixed, so that no rhythm in the order of people meets it. */
export function foldOf(place: number): number {
  let mixed = Math.imul(place + 1, 0x9e3779b1)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b)
  return ((mixed ^ (mixed >>> 13)) >>> 0) % 5
}
