import { legalForms, normDomain, normKey, words } from '#kernel/normal'
import { type Agreement, type LinkageColumn, weighsRarity } from '../contract/linkage.ts'
import { bytesOf, jaro, jaroWinkler, placesApart, withinEdits } from './linkage-alike.ts'
import { nicknames } from './nicknames.ts'

/** What the records of a workspace are compared by. The levels of these are told here for a few pairs at once, and for all of them in SQL by store/linkage-sql. */
export type ComparedKind = 'given' | 'surname' | 'company' | 'email' | 'phone' | 'domain' | 'town' | 'region'

export interface ComparedColumn extends LinkageColumn {
  readonly kind: ComparedKind
}

/** A record as it is compared: its values, null where it says nothing. */
export interface Spelled {
  readonly values: readonly (string | null)[]
  /** The same by their bytes, for likenesses. */
  readonly bytes: readonly (string | null)[]
  /** What else is kept of a value: what is before the @, the words of a name in order. */
  readonly extras: readonly (string | null)[]
}

const forms = new RegExp(`( (?:${legalForms.join('|')}))+$`)

const spelled: Readonly<Record<ComparedKind, (text: string) => string>> = {
  given: normKey,
  surname: normKey,
  company: (text) => words(text.replaceAll('.', '')).replace(forms, ''),
  email: (text) => text.replace(/^ +| +$/g, '').toLowerCase(),
  phone: (text) => text.replace(/[^0-9]/g, '').slice(-9),
  domain: normDomain,
  town: normKey,
  region: normKey,
}

const extras: Partial<Record<ComparedKind, (value: string) => string | null>> = {
  company: (value) => (value.includes(' ') ? value.split(' ').sort().join(' ') : value),
  email: (value) => value.split('@', 1)[0] ?? '',
}

/** The texts of a record, in the order of the columns, as they are compared. */
export function spell(columns: readonly ComparedColumn[], texts: readonly (string | null | undefined)[]): Spelled {
  const values = columns.map(({ kind }, i) => {
    const text = texts[i]
    return text ? spelled[kind](text) || null : null
  })
  return {
    values,
    bytes: values.map((value) => value && bytesOf(value)),
    extras: columns.map(({ kind }, i) => {
      const value = values[i]
      return value ? (extras[kind]?.(value) ?? null) : null
    }),
  }
}

/** What levels are told from: two values and their bytes, and what else is kept of them. */
interface Two {
  readonly a: string
  readonly b: string
  readonly x: string | null
  readonly y: string | null
  /** How alike they are; asked only where they are not the same. */
  likeness(): number
  /** Whether the address of the first is made of the last name. */
  readonly named: boolean
}

const bandOf = (likeness: number, bands: readonly number[], from: number): number => {
  const at = bands.findIndex((band) => likeness >= band)
  return from + (at < 0 ? bands.length : at)
}
const words4 = [0.92, 0.84, 0.76]
const one = ({ a, b, likeness }: Two): number => (a === b ? 0 : bandOf(likeness(), words4, 1))
const begins = (a: string, b: string) => a.startsWith(`${b} `) || b.startsWith(`${a} `)

function ofCompany({ a, b, x, y, likeness }: Two): number {
  if (a === b) return 0
  if (x === y) return 1
  const near = likeness()
  if (near >= 0.92) return 2
  if (begins(a, b)) return 3
  return bandOf(near, [0.84, 0.76], 4)
}

function ofEmail({ a, b, x, y, named, likeness }: Two): number {
  if (a === b) return 0
  if (x === y && !named) return 1
  const near = likeness()
  if (near >= 0.94 && withinEdits(bytesOf(a), bytesOf(b), 2)) return 2
  return near >= 0.88 && !named ? 3 : 4
}

function ofPhone({ a, b }: Two): number {
  if (a === b) return 0
  const apart = Math.abs(a.length - b.length)
  if (apart > 2) return 3
  if (apart > 0) return apart === 1 && withinEdits(a, b, 1) ? 1 : withinEdits(a, b, 2) ? 2 : 3
  const differ = placesApart(a, b)
  if (differ === 1 || (differ === 2 && jaro(a, b) > 0.999 - 1 / (3 * a.length))) return 1
  return differ <= 2 ? 2 : 3
}

function ofGiven({ a, b, likeness }: Two): number {
  if (a === b) return 0
  const [roots, others] = [nicknames.get(a), nicknames.get(b)]
  if (roots && others?.some((root) => roots.includes(root))) return 2
  const near = bandOf(likeness(), words4, 3)
  if (near < 6) return near
  const [first] = a
  return ([...a].length === 1 || [...b].length === 1) && first === [...b][0] ? 6 : 7
}

const levelIn: Readonly<Record<ComparedKind, (two: Two) => number>> = {
  given: ofGiven,
  surname: one,
  company: ofCompany,
  email: ofEmail,
  phone: ofPhone,
  domain: ({ a, b, likeness }) => (a === b ? 0 : likeness() >= 0.92 ? 1 : 2),
  town: one,
  region: ({ a, b }) => (a === b ? 0 : 1),
}

const swappedLeast = 0.84
const near = (a: string | null, b: string | null) => a === null || b === null || jaroWinkler(a, b) >= swappedLeast
const same = (a: string | null | undefined, b: string | null | undefined) => a !== null && a !== undefined && a === b

/** Whether the first name of one is the last name of the other. */
function swappedIn(a: Spelled, b: Spelled, given: number, surname: number): boolean {
  const [aFirst, aLast] = [a.values[given] ?? null, a.values[surname] ?? null]
  const [bFirst, bLast] = [b.values[given] ?? null, b.values[surname] ?? null]
  if (same(aFirst, bFirst) || !(same(aFirst, bLast) || same(aLast, bFirst))) return false
  return near(a.bytes[given] ?? null, b.bytes[surname] ?? null) && near(a.bytes[surname] ?? null, b.bytes[given] ?? null)
}

const behind = (address: string) => address.split('@', 2)[1] ?? ''

/**
 * How two records agree, the same as the SQL says of them. `often` tells how many records have the value of a column, for those that several have.
 */
export function agreementOf(
  columns: readonly ComparedColumn[],
  a: Spelled,
  b: Spelled,
  often: (column: number, value: string) => number,
): Agreement {
  const at = (kind: ComparedKind) => columns.findIndex((column) => column.kind === kind)
  const [given, surname, email] = [at('given'), at('surname'), at('email')]
  const swapped = given >= 0 && surname >= 0 && swappedIn(a, b, given, surname)
  const lastName = a.values[surname] ?? null
  const named = lastName !== null && (a.extras[email] ?? '').includes(lastName)
  const levels = columns.map(({ kind }, i) => {
    if (swapped && i === given) return 1
    const other = swapped && i === surname ? given : i
    const [one, two] = [a.values[i] ?? null, b.values[other] ?? null]
    if (one === null || two === null) return -1
    const likeness = () => {
      const [x, y] = [a.bytes[i] ?? '', b.bytes[other] ?? '']
      const whole = kind === 'email' ? jaroWinkler(bytesOf(a.extras[i] ?? ''), bytesOf(b.extras[i] ?? '')) : jaroWinkler(x, y)
      return kind === 'email' && whole >= 0.88 ? Math.min(whole, jaroWinkler(behind(x), behind(y))) : whole
    }
    return levelIn[kind]({ a: one, b: two, x: a.extras[i] ?? null, y: b.extras[other] ?? null, likeness, named })
  })
  const shared = columns.map(({ kind }, i) => {
    const value = a.values[i] ?? null
    return levels[i] === 0 && value !== null && weighsRarity(kind) ? often(i, value) : null
  })
  return { levels, shared }
}
