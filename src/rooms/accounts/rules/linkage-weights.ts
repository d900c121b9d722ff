import { t } from '#kernel/text'
import { type Agreement, type LevelName, type LikelyPart, levelsOf, type Model, weighsRarity } from '../contract/linkage.ts'
import { logit } from './linkage-em.ts'

/** A value that only these two have may be a frequent one seen seldom. */
const rarest = 2
/** Values of a few records are as rare as if these had been taken from so many more. */
const beyond = 1_000

/** What a column adds in bits; null where a side is silent. */
function weightIn({ kind, m, u }: Model['columns'][number], records: number, level: number, often: number | null): number | null {
  if (level < 0) return null
  const rare = level === 0 && often !== null && weighsRarity(kind)
  return Math.log2((m[level] ?? 1) / (rare ? Math.max(often, rarest) / (records + beyond) : (u[level] ?? 1)))
}

/** What each column adds to the weight of a pair, what says most first; nothing where a side is silent. */
export function partsOf({ columns, records }: Model, { levels, shared }: Agreement): LikelyPart[] {
  return columns
    .flatMap((column, i): LikelyPart[] => {
      const level = levels[i] ?? -1
      const weight = weightIn(column, records, level, shared[i] ?? null)
      if (weight === null) return []
      return [{ column: column.name, level: levelsOf(column.kind)[level] ?? 'other', weight: Math.round(weight * 100) / 100 }]
    })
    .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
}

/** How likely a pair is one, in bits: what was known before, and what its columns add. */
export const weightOf = (model: Model, parts: readonly LikelyPart[]): number =>
  parts.reduce((sum, { weight }) => sum + weight, logit(model.prior))

/** The same to the last digit, as all pairs are compared by it. */
export const exactWeight = (model: Model, { levels, shared }: Agreement): number =>
  model.columns.reduce(
    (sum, column, i) => sum + (weightIn(column, model.records, levels[i] ?? -1, shared[i] ?? null) ?? 0),
    logit(model.prior),
  )

const columns: Readonly<Record<string, () => string>> = {
  given: () => t('first name'),
  surname: () => t('last name'),
  email: () => t('e-mail'),
  phone: () => t('phone'),
  company: () => t('company'),
  name: () => t('name'),
  domain: () => t('domain'),
  city: () => t('city'),
  country: () => t('country'),
}

const levels: Readonly<Record<LevelName, (what: string) => string>> = {
  same: (what) => t('same {{what}}', { what }),
  swapped: (what) => t('{{what}} and last name swapped', { what }),
  nickname: (what) => t('{{what}} that is short for the other', { what }),
  nearly: (what) => t('nearly the same {{what}}', { what }),
  similar: (what) => t('similar {{what}}', { what }),
  alike: (what) => t('somewhat similar {{what}}', { what }),
  initial: (what) => t('{{what}} with the same initial', { what }),
  'other order': (what) => t('{{what}} with the same words', { what }),
  'begins alike': (what) => t('{{what}} that begins like the other', { what }),
  'one typo': (what) => t('{{what}} that differs by one character', { what }),
  'two typos': (what) => t('{{what}} that differs by two characters', { what }),
  'day and month swapped': (what) => t('{{what}} with day and month swapped', { what }),
  'same before @': (what) => t('same {{what}} before the @', { what }),
  'other number': (what) => t('similar {{what}}, another number', { what }),
  other: (what) => t('other {{what}}', { what }),
}

const isLevel = (level: string): level is LevelName => level in levels

/** What a column says of a pair: `same phone`, `other city`. */
export function inWords({ column, level }: LikelyPart): string {
  const what = columns[column]?.() ?? column
  return isLevel(level) ? levels[level](what) : what
}
