import { type ColumnKind, type LinkageColumn, levelsOf, weighsRarity } from '../contract/linkage.ts'

/** Values as they are compared, as SQL over `x`; empty ones are unknown. */
const spelled: Readonly<Record<ColumnKind, string>> = {
  given: 'norm_key(x)',
  surname: 'norm_key(x)',
  name: 'norm_words(x)',
  company: 'link_company(x)',
  date: `regexp_replace(x, '[^0-9]', '', 'g')`,
  id: 'norm_key(x)',
  number: 'norm_key(x)',
  street: 'norm_key(x)',
  town: 'norm_key(x)',
  postcode: 'norm_key(x)',
  region: 'norm_key(x)',
  email: 'lower(trim(x))',
  // The last nine digits are the same with and without the country's code.
  phone: `right(regexp_replace(x, '[^0-9]', '', 'g'), 9)`,
  domain: 'norm_domain(x)',
}

export const spelling = (kind: ColumnKind, x: string): string => `nullif(${spelled[kind].replaceAll('(x', `(${x}`)}, '')`

/** A macro beside those of platform/analytics/keys: the words of a company's name without legal form. */
export const macros = (forms: readonly string[]): string => `
  CREATE OR REPLACE MACRO link_company(x) AS regexp_replace(norm_words(replace(x, '.', '')), '( (?:${forms.join('|')}))+$', '')`

/** What else is kept of a value, as SQL over `x`, because asking for it in each pair would take too long. */
const extras: Partial<Record<ColumnKind, string>> = {
  name: `list_aggregate(list_sort(string_split(x, ' ')), 'string_agg', ' ')`,
  company: `list_aggregate(list_sort(string_split(x, ' ')), 'string_agg', ' ')`,
  date: `CASE WHEN length(x) = 8 THEN left(x, 4) || right(x, 2) || substr(x, 5, 2) END`,
  street: `nullif(regexp_extract(x, '[0-9]+'), '')`,
  email: `split_part(x, '@', 1)`,
}
export const extra = (kind: ColumnKind, x: string): string | null => extras[kind]?.replaceAll('(x', `(${x}`) ?? null

/** `a` and `b` are the values, `s` is how alike they are, `x` and `y` what else is kept of them. */
type Conditions = (a: string, b: string, s: string, x: string, y: string) => readonly string[]

/**
 * One or two typing mistakes, two neighbours that changed places being one. Nearly all pairs are far apart, and counting what differs place by place is a tenth
 * of the work of a distance; of those that differ in two places Jaro's likeness tells the ones with the same letters.
 */
const typos = (a: string, b: string, most: number) => {
  const turned = `OR (hamming(${a}, ${b}) = 2 AND jaro_similarity(${a}, ${b}) > 0.999 - 1.0 / (3 * length(${a})))`
  const places = `hamming(${a}, ${b}) <= ${most}${most === 1 ? ` ${turned}` : ''}`
  return `CASE WHEN length(${a}) = length(${b}) THEN ${places} WHEN abs(length(${a}) - length(${b})) <= ${most} THEN levenshtein(${a}, ${b}) <= ${most} ELSE false END`
}
/** House numbers that differ outweigh how alike the streets are. */
const oneHouse = (x: string, y: string) => `coalesce(${x} = ${y}, true)`
const bands = (s: string, ...least: readonly number[]) => least.map((one) => `${s} >= ${one}`)
const begins = (a: string, b: string) => `(starts_with(${a}, ${b} || ' ') OR starts_with(${b}, ${a} || ' '))`
const several: Conditions = (a, b, s, x, y) => [`${a} = ${b}`, `${x} = ${y}`, ...bands(s, 0.92), begins(a, b), ...bands(s, 0.84, 0.76)]
const one: Conditions = (a, b, s) => [`${a} = ${b}`, ...bands(s, 0.92, 0.84, 0.76)]

/** What makes each level, the best first. `s` is how alike the two are by Jaro and Winkler. */
const conditions: Readonly<Record<Exclude<ColumnKind, 'given'>, Conditions>> = {
  surname: one,
  name: several,
  company: several,
  date: (a, b, _, x) => [`${a} = ${b}`, `${x} = ${b}`, typos(a, b, 1), typos(a, b, 2)],
  id: (a, b) => [`${a} = ${b}`, typos(a, b, 1), typos(a, b, 2)],
  number: (a, b) => [`${a} = ${b}`],
  street: (a, b, s, x, y) => [
    `${a} = ${b}`,
    ...bands(s, 0.92, 0.84, 0.76).map((near) => `(${near} AND ${oneHouse(x, y)})`),
    `${s} >= 0.84`,
  ],
  town: one,
  postcode: (a, b) => [`${a} = ${b}`, typos(a, b, 1)],
  region: (a, b) => [`${a} = ${b}`],
  // Colleagues share what is behind the @, and namesakes what is before it: both have to be alike, and what is made of a name has to be the same but for a typo.
  email: (a, b, s, x, y) => [
    `${a} = ${b}`,
    `${x} = ${y} AND NOT named`,
    `CASE WHEN ${s} >= 0.94 THEN levenshtein(${a}, ${b}) <= 2 ELSE false END`,
    `${s} >= 0.88 AND NOT named`,
  ],
  phone: (a, b) => [`${a} = ${b}`, typos(a, b, 1), typos(a, b, 2)],
  domain: (a, b, s) => [`${a} = ${b}`, ...bands(s, 0.92)],
}

const behind = (address: string) => `split_part(${address}, '@', 2)`
const likeness = (kind: ColumnKind, i: number) =>
  kind === 'email'
    ? `least(jaro_winkler_similarity(x${i}, y${i}), jaro_winkler_similarity(${behind(`a${i}`)}, ${behind(`r${i}`)}))`
    : `jaro_winkler_similarity(a${i}, r${i})`

const alike = new Set<ColumnKind>(['given', 'surname', 'name', 'company', 'street', 'town', 'email', 'domain'])

/**
 * Rows `a, b, …, g0, t0, g1, t1, …` for each pair of a table with `a` and `b`: the level of each column (null where one side says nothing) and how many records
 * have the value that both share.
 */
export function comparing(columns: readonly LinkageColumn[], pairs: string, kept = ''): string {
  const at = (kind: ColumnKind) => columns.findIndex((column) => column.kind === kind)
  const [given, surname] = [at('given'), at('surname')]
  const swaps = given >= 0 && surname >= 0
  const sides = columns.flatMap(({ kind }, i) => [
    `a.c${i} AS a${i}, b.c${i} AS b${i}, a.f${i} AS f${i}`,
    ...(extra(kind, 'x') === null && kind !== 'given' ? [] : [`a.e${i} AS x${i}, b.e${i} AS y${i}`]),
  ])
  const swapped = swaps
    ? `(a${given} <> b${given} OR a${given} IS NULL OR b${given} IS NULL) AND (a${given} = b${surname} OR a${surname} = b${given})
       AND coalesce(jaro_winkler_similarity(a${given}, b${surname}), 1) >= 0.84 AND coalesce(jaro_winkler_similarity(a${surname}, b${given}), 1) >= 0.84`
    : 'false'
  const other = columns.map((column, i) => {
    if (!swaps || column.kind !== 'surname' || i !== surname) return `b${i} AS r${i}`
    return `CASE WHEN sw THEN b${given} ELSE b${i} END AS r${i}`
  })
  const similar = columns.flatMap(({ kind }, i) =>
    alike.has(kind) ? [`CASE WHEN a${i} = r${i} THEN 1 ELSE ${likeness(kind, i)} END AS s${i}`] : [],
  )
  const level = (column: LinkageColumn, i: number) => {
    const [a, b, s] = [`a${i}`, `r${i}`, `s${i}`]
    const one = column.kind === 'given' ? ofGiven(a, b, s, `x${i}`, `y${i}`) : conditions[column.kind](a, b, s, `x${i}`, `y${i}`)
    const known = column.kind === 'given' && swaps ? `WHEN sw THEN 1 ` : ''
    const cases = one.map((condition, n) => `WHEN ${condition} THEN ${n}`).join(' ')
    return `CASE ${known}WHEN ${a} IS NULL OR ${b} IS NULL THEN NULL ${cases} ELSE ${levelsOf(column.kind).length - 1} END::UTINYINT AS g${i}`
  }
  const shared = columns.map(({ kind }, i) => (weighsRarity(kind) ? `f${i} AS t${i}` : `NULL::INTEGER AS t${i}`))
  return `SELECT a, b${kept}, ${columns.map((column, i) => `${level(column, i)}, ${shared[i]}`).join(', ')} FROM (
    SELECT *, ${namedBy(columns, surname)} AS named${similar.length > 0 ? `, ${similar.join(', ')}` : ''} FROM (
      SELECT *, ${other.join(', ')} FROM (
        SELECT *, coalesce(${swapped}, false) AS sw FROM (
          SELECT p.a, p.b${kept}, ${sides.join(', ')} FROM ${pairs} p JOIN rec a ON a.rid = p.a JOIN rec b ON b.rid = p.b))))`
}

/** Whether an address is made of the last name, so that it says little besides. */
function namedBy(columns: readonly LinkageColumn[], surname: number): string {
  const email = columns.findIndex(({ kind }) => kind === 'email')
  return email < 0 || surname < 0 ? 'false' : `coalesce(contains(x${email}, a${surname}), false)`
}

const ofGiven: Conditions = (a, b, s, x, y) => [
  `${a} = ${b}`,
  'false',
  `${x} IS NOT NULL AND ${y} IS NOT NULL AND list_has_any(string_split(${x}, ' '), string_split(${y}, ' '))`,
  ...bands(s, 0.92, 0.84, 0.76),
  `(length(${a}) = 1 OR length(${b}) = 1) AND left(${a}, 1) = left(${b}, 1)`,
]

/** A way to find pairs: records that agree in all of these. A block of a frequent value is too large to look through; see `block`. */
export interface BlockingRule {
  readonly keys: readonly string[]
  /** How many pairs for each record it may cost. */
  readonly each: number
}

const alone = new Set<ColumnKind>([
  'given',
  'surname',
  'name',
  'company',
  'date',
  'id',
  'street',
  'town',
  'postcode',
  'email',
  'phone',
  'domain',
])
const named = new Set<ColumnKind>(['given', 'surname', 'name', 'company'])
const coarse: Partial<Record<ColumnKind, number>> = { given: 3, surname: 4, name: 5, company: 5, street: 5, town: 4 }

/** Each column that tells records apart, and names beside each other column by their first letters, so that a frequent value finds its pairs too. */
export function blockingRules(columns: readonly LinkageColumn[]): BlockingRule[] {
  const rules: BlockingRule[] = columns.flatMap(({ kind }, i) => (alone.has(kind) ? [{ keys: [`c${i}`], each: 2 }] : []))
  columns.forEach((one, i) => {
    columns.forEach((other, j) => {
      const once = named.has(other.kind) ? i < j : i !== j
      if (named.has(one.kind) && once) rules.push({ keys: [rough(one, i), rough(other, j)], each: 1 })
    })
  })
  const [number, street] = [columns.findIndex(({ kind }) => kind === 'number'), columns.findIndex(({ kind }) => kind === 'street')]
  if (number >= 0 && street >= 0) rules.push({ keys: [`c${number}`, `left(c${street}, 5)`], each: 1 })
  const [given, surname] = [columns.findIndex(({ kind }) => kind === 'given'), columns.findIndex(({ kind }) => kind === 'surname')]
  if (given >= 0 && surname >= 0) rules.push({ keys: [`least(c${given}, c${surname})`, `greatest(c${given}, c${surname})`], each: 1 })
  columns.forEach(({ kind }, i) => {
    if (kind === 'email') rules.push({ keys: [`split_part(c${i}, '@', 1)`], each: 3 })
  })
  return rules
}

const rough = ({ kind }: LinkageColumn, i: number): string => {
  const letters = coarse[kind]
  return letters === undefined ? `c${i}` : `left(c${i}, ${letters})`
}
