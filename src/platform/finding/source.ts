import type { Endpoint } from '#kernel/endpoint'
import { hides, type Rights, type RightsObject, sees } from '#kernel/rights'

/** What of a record is searched. A slip of the keys is forgiven in `name`. */
export const facets = ['name', 'mail', 'phone', 'company', 'title', 'ref'] as const
export type Facet = (typeof facets)[number]

/** An expression of PostgreSQL, and the fields that it tells, as rights name them: `person.email`. */
export interface Told {
  readonly sql: string
  readonly of: readonly `${RightsObject}.${string}`[]
}

/** Records of one kind that the search over everything finds, as data: where they come from, what of them is searched, what is shown. */
export interface FindSource {
  readonly kind: RightsObject
  /** The endpoint that shows them: who may not use it does not find them either. */
  readonly endpoint: Endpoint
  /** PostgreSQL tables, with joins; the record's own table comes first. */
  readonly from: string
  readonly id: string
  /** What is shown. */
  readonly name: string
  /** What a kind does not have is left out. */
  readonly searched: Readonly<Partial<Record<Facet, Told>>>
  /** Texts shown beside the name, to tell two of one name apart. */
  readonly about: readonly Told[]
  /** The kind of record whose names these have, and the expression of its id: found by all that finds that one, besides what is their own. */
  readonly of?: { readonly kind: RightsObject; readonly id: string }
  /** By changed table: the condition that finds the records that its changed rows concern; `$ids` stands for their ids. */
  readonly concerns: Readonly<Record<string, string>>
}

/** A kind that may be looked through, and what of it. */
export interface Within {
  readonly kind: string
  /** Only these are looked through; null stands for all. */
  readonly facets: readonly Facet[] | null
  /** The kind whose names these have. */
  readonly of: Omit<Within, 'of'> | null
}

/** Whether somebody may read all that an expression tells. */
export function mayRead(rights: Rights, { of }: Told): boolean {
  return of.every((field) => {
    const dot = field.indexOf('.')
    const object = field.slice(0, dot) as RightsObject
    return sees(rights, object) && !hides(rights, object, field.slice(dot + 1))
  })
}

/** What of a kind is looked through for somebody with these rights. */
export function withinOf(source: FindSource, sources: readonly FindSource[], rights: Rights): Within {
  const base = source.of && sources.find(({ kind }) => kind === source.of?.kind)
  return { kind: source.kind, facets: seenOf(source, rights), of: base ? { kind: base.kind, facets: seenOf(base, rights) } : null }
}

function seenOf({ searched }: FindSource, rights: Rights): Facet[] | null {
  const own = facets.flatMap((facet) => (searched[facet] ? [{ facet, told: searched[facet] }] : []))
  const seen = own.filter(({ told }) => mayRead(rights, told))
  return seen.length === own.length ? null : seen.map(({ facet }) => facet)
}
