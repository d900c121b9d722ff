import { words } from '#kernel/normal'
import type { Duck, DuckParam } from '../analytics/duck.ts'
import type { Within } from './source.ts'

/** What was found of one kind: how many, and the best of them. */
export interface Found {
  readonly kind: string
  readonly total: number
  readonly ids: readonly string[]
  /** The place of the best one: 0 is the very name, higher is further off. */
  readonly place: number
}

const mostWords = 6
/** Below so many hits a slip of the keys may be the reason. */
const fewHits = 5
/** So many spellings of one word are looked for at most. */
const mostSpellings = 12

/** The words of a search; digits of a phone are words too. */
export const wordsAsked = (search: string): string[] => words(search).split(' ').filter(Boolean).slice(0, mostWords)

/** A word of a search with the words that it may mean. One with a space in front only begins words. */
type Meant = readonly string[]

/**
 * What a search finds of each kind, best first: the very name, names that begin with it, names with words that begin so, and the rest. Words are parts of words.
 * Where that finds next to nothing, names that are one or two slips away are looked for; `instead` says that nothing was spelled so.
 */
export async function findIn(
  duck: Duck,
  search: string,
  within: readonly Within[],
  most: number,
): Promise<{ found: Found[]; instead: boolean }> {
  const asked = wordsAsked(search)
  if (asked.length === 0 || within.length === 0) return { found: [], instead: false }
  const exact = await lookFor(
    duck,
    asked.map((word) => [atBeginning(word)]),
    within,
    most,
  )
  if (exact.reduce((sum, { total }) => sum + total, 0) >= fewHits) return { found: exact, instead: false }
  const spellings = await Promise.all(asked.map((word) => spellingsOf(duck, word)))
  if (spellings.every((all) => all.length === 1)) return { found: exact, instead: false }
  const near = await lookFor(duck, spellings, within, most)
  const more = near.reduce((sum, { total }) => sum + total, 0) > exact.reduce((sum, { total }) => sum + total, 0)
  return more ? { found: near, instead: exact.length === 0 } : { found: exact, instead: false }
}

/** The ids of one kind that a search finds, by words as they are; null where they are more than `most`, or the search says nothing. */
export async function idsIn(duck: Duck, search: string, within: Within, most: number): Promise<string[] | null> {
  const asked = wordsAsked(search)
  if (asked.length === 0) return null
  const { hits, params } = hitsOf(
    asked.map((word) => [word]),
    [within],
    () => '0',
  )
  const rows = await duck.all<{ id: string }>(`${hits} SELECT id FROM hit LIMIT ${Math.trunc(most) + 1}`, params)
  return rows.length > most ? null : rows.map(({ id }) => id)
}

/** One or two letters are everywhere: they are taken for the beginning of a word. */
const atBeginning = (word: string) => (/^\p{L}{1,2}$/u.test(word) ? ` ${word}` : word)

/** A word and the words of names that it may be a slip of: one letter too many, too few, another, or two in the wrong order; two such in a long word. */
async function spellingsOf(duck: Duck, word: string): Promise<Meant> {
  if (word.length < 3 || /\d/.test(word)) return [atBeginning(word)]
  const slips = word.length >= 8 ? 2 : 1
  const rows = await duck.all<{ word: string }>(
    `SELECT word FROM (SELECT word, n, damerau_levenshtein(word, $1) AS slips FROM word WHERE length(word) BETWEEN $2 AND $3)
     WHERE slips <= $4 ORDER BY slips, n DESC, word LIMIT ${mostSpellings}`,
    [word, word.length - slips, word.length + slips, slips],
  )
  return [...new Set([word, ...rows.map((row) => row.word)])]
}

/** Puts a value among the parameters; answers its place. */
type Given = (value: string) => string

/** The condition that each word is found in a text. A word that was corrected begins a word there; one as it was asked may stand anywhere. */
function wordsIn(asked: readonly Meant[], text: string, given: Given, onlyBegun: boolean): string {
  const found = (word: string, index: number) => {
    const begins = (index > 0 || onlyBegun) && !word.startsWith(' ')
    return `contains(${text}, ${given(begins ? ` ${word}` : word)})`
  }
  return asked.map((meant) => `(${meant.map(found).join(' OR ')})`).join(' AND ')
}

/** \`hit\`: kind, id, place and length of the name of all that is found. Kinds that have the names of others are found with those. */
function hitsOf(asked: readonly Meant[], within: readonly Within[], place: (given: Given) => string) {
  const params: DuckParam[] = []
  const given: Given = (value) => `$${params.push(value)}`
  const named = within.flatMap(({ of }) => (of === null || within.some(({ kind }) => kind === of.kind) ? [] : [of]))
  const seen = [...within.filter(({ of }) => of === null), ...named].map(
    (one) => `(kind = ${given(one.kind)}${onlySeen(one, asked, given)})`,
  )
  const own = `SELECT kind, id, ${place(given)} AS place, length(name) AS size FROM doc
    WHERE of_id IS NULL AND ${wordsIn(asked, 'words', given, false)} AND (${seen.join(' OR ')})`
  const others = within.flatMap((one) => {
    if (one.of === null) return []
    const [theirs, itself] = [given(one.of.kind), given(one.kind)]
    return [
      `SELECT doc.kind, doc.id, own.place, own.size FROM doc JOIN own ON own.id = doc.of_id WHERE own.kind = ${theirs} AND doc.kind = ${itself}`,
      `SELECT kind, id, 3 AS place, 0 AS size FROM doc WHERE kind = ${itself} AND ${wordsIn(asked, 'words', given, false)}${onlySeen(one, asked, given)}
         AND of_id NOT IN (SELECT id FROM own WHERE kind = ${theirs})`,
    ]
  })
  const shown = `SELECT * FROM own WHERE kind IN (${within.map(({ kind }) => given(kind)).join(', ')})`
  return { hits: `WITH own AS MATERIALIZED (${own}), hit AS (${[shown, ...others].join(' UNION ALL ')})`, params, given }
}

/** What may not be seen of a kind must not be found either: then only the rest is looked through. */
function onlySeen({ facets }: Pick<Within, 'facets'>, asked: readonly Meant[], given: Given): string {
  if (facets === null) return ''
  return facets.length === 0 ? ' AND FALSE' : ` AND ${wordsIn(asked, `(' ' || concat_ws(' ', ${facets.join(', ')}))`, given, false)}`
}

async function lookFor(duck: Duck, asked: readonly Meant[], within: readonly Within[], most: number): Promise<Found[]> {
  const place = (given: Given) => {
    const whole = given(asked.map(([word = '']) => word.trim()).join(' '))
    return `CASE WHEN name = ${whole} THEN 0 WHEN starts_with(name, ${whole}) THEN 1 WHEN ${wordsIn(asked, "(' ' || name)", given, true)} THEN 2
      WHEN ${wordsIn(asked, 'words', given, true)} THEN 3 ELSE 4 END`
  }
  const { hits, params } = hitsOf(asked, within, place)
  // The shortest of one place is the nearest; the id makes the order one.
  const rows = await duck.all<{ kind: string; total: number; best: { p: number; n: number; id: string }[] }>(
    `${hits} SELECT kind, count(*) AS total, min({p: place, n: size, id: id}, ${Math.trunc(most)}) AS best FROM hit GROUP BY kind`,
    params,
  )
  const orderOf = ({ kind }: Found) => within.findIndex((one) => one.kind === kind)
  return rows
    .map(({ kind, total, best }) => ({ kind, total, ids: best.map(({ id }) => id), place: best[0]?.p ?? 0 }))
    .toSorted((a, b) => a.place - b.place || orderOf(a) - orderOf(b))
}
