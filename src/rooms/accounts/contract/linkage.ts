import { z } from 'zod'

/** What a column holds. The caller says it; how its values are compared follows from it, for every set of data alike. */
export const columnKinds = [
  ...(['given', 'surname', 'name', 'company', 'date', 'id', 'number', 'street', 'town', 'postcode', 'region'] as const),
  ...(['email', 'phone', 'domain'] as const),
] as const
export type ColumnKind = (typeof columnKinds)[number]

export interface LinkageColumn {
  readonly name: string
  readonly kind: ColumnKind
}

/** How far two values agree, the best first. What reaches none of these is `other`; what is missing on one side says nothing. */
const words = ['same', 'nearly', 'similar', 'alike'] as const
const typed = ['same', 'one typo', 'two typos'] as const
const levels = {
  given: ['same', 'swapped', 'nickname', 'nearly', 'similar', 'alike', 'initial'],
  surname: words,
  name: ['same', 'other order', 'nearly', 'begins alike', 'similar', 'alike'],
  company: ['same', 'other order', 'nearly', 'begins alike', 'similar', 'alike'],
  date: ['same', 'day and month swapped', 'one typo', 'two typos'],
  id: typed,
  number: ['same'],
  street: [...words, 'other number'],
  town: words,
  postcode: ['same', 'one typo'],
  region: ['same'],
  email: ['same', 'same before @', 'nearly', 'similar'],
  phone: typed,
  domain: ['same', 'nearly'],
} as const satisfies Record<ColumnKind, readonly string[]>

export type LevelName = (typeof levels)[ColumnKind][number] | 'other'

/** The levels of a column of this kind, the best first, `other` last. */
export const levelsOf = (kind: ColumnKind): readonly LevelName[] => [...levels[kind], 'other']

/** Whether a rare value that two share says more than a common one. An id has no common values. */
export const weighsRarity = (kind: ColumnKind): boolean => kind !== 'id'

export const modelShape = z.object({
  columns: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(columnKinds),
      /** How often two records of one person, or of two people, agree so far; in the order of the levels. */
      m: z.array(z.number()),
      u: z.array(z.number()),
    }),
  ),
  /** How many records the model was made of, and how many pairs of them it takes for one. */
  records: z.int(),
  matches: z.number(),
  /** The chance that two records taken at random are one. */
  prior: z.number(),
})
export type Model = z.output<typeof modelShape>

/** What a column adds to the weight of a pair, in bits: what two have in common speaks for, what differs against. */
export const partShape = z.object({ column: z.string(), level: z.string(), weight: z.number() })
export type LikelyPart = z.output<typeof partShape>

/** Two records by their numbers, and how likely they are one, in bits. */
export interface Scored {
  readonly a: number
  readonly b: number
  readonly weight: number
}

/** How a pair agrees: the level of each column, -1 where a side says nothing, and how many records have the value that both share. */
export interface Agreement {
  readonly levels: readonly number[]
  readonly shared: readonly (number | null)[]
}
