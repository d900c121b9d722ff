import type { Face } from '#kernel/face'
import { normKey, words } from '#kernel/normal'
import { type Question, type StagedKind, sameSystem } from '../shapes.ts'

/** So many records of one id that say something else are no accident. One alone is a record that was changed, and the preview shows it. */
const leastApart = 2
/** The share of the known ids from which on it is plain that they are another system's. In a later export of one system both name and address of a record change rarely. */
const shareApart = 0.2
/** From this share of common words on, two names are one that was rewritten: "Acme Renewal" and "Acme Renewal 2026". */
const alikeWords = 0.5

/** How the ids of a file fit to the records of one system. */
export interface Fit {
  /** Empty for the first system of the workspace. */
  readonly system: string
  readonly kind: StagedKind
  /** Known ids whose record and row both have a name. */
  readonly compared: number
  readonly apart: number
  readonly pairs: NonNullable<Question['pairs']>
}

/** Whether a row and the record of its id are plainly two things: another name and nothing else in common. null where a name is missing and nothing can be told. */
export function tellsApart(row: Omit<Face, 'id'>, record: Omit<Face, 'id'>): boolean | null {
  const [one, other] = [words(row.name ?? ''), words(record.name ?? '')]
  if (one === '' || other === '') return null
  if (row.marks.some((mark) => record.marks.includes(mark))) return false
  return !alike(one, other)
}

function alike(one: string, other: string): boolean {
  const [a, b] = [normKey(one), normKey(other)]
  if (a === b || (Math.min(a.length, b.length) >= 4 && (a.includes(b) || b.includes(a)))) return true
  const [first, second] = [new Set(one.split(' ')), new Set(other.split(' '))]
  const common = [...first].filter((word) => second.has(word)).length
  return common / (first.size + second.size - common) >= alikeWords
}

/** Whether ids that are known here plainly belong to other records. */
const strange = ({ compared, apart }: Fit) => apart >= leastApart && apart >= shareApart * compared
const familiar = ({ compared, apart }: Fit) => compared - apart >= leastApart && compared - apart >= shareApart * compared

/**
 * What must be asked when nobody said which system the files are from: whether ids that belong to other records here are from another system, or
 * whether the files are those of a system that knows their ids better. `used` is the system that is taken until then.
 */
export function systemQuestion(fits: readonly Fit[], used: string, systems: readonly string[], suggested: string | null): Question | null {
  const wrong = fits.filter((fit) => fit.system === used && strange(fit)).toSorted((a, b) => b.apart - a.apart)[0]
  const own = (kind: StagedKind) => fits.find((fit) => fit.system === used && fit.kind === kind)
  const same = (fit?: Fit) => (fit ? fit.compared - fit.apart : 0)
  const better = fits.find((fit) => fit.system !== used && familiar(fit) && same(fit) > same(own(fit.kind)))
  if (!wrong && !better) return null
  const others = systems.filter((system) => system !== '')
  const text = wrong
    ? `${wrong.apart} of ${wrong.compared} ids of ${plural[wrong.kind]} that are already known belong to other names. Are these files from another system?`
    : `${same(better)} ids of ${plural[better?.kind ?? 'person']} in these files are those of ${nameOf(better?.system ?? '')}. Are the files from there?`
  return {
    id: 'set.system',
    file: null,
    asks: 'system',
    text,
    options: [
      {
        value: sameSystem,
        label: wrong && used === '' ? 'No, the same system: overwrite what is here' : 'From the first system, whose ids stand as they are',
      },
      ...others.map((system) => ({ value: system, label: `From ${system}` })),
      ...(suggested === null || systems.includes(suggested) ? [] : [{ value: suggested, label: `Yes, from another system: ${suggested}` }]),
    ],
    chosen: used === '' ? sameSystem : used,
    must: true,
    samples: wrong?.pairs.slice(0, 4).map((pair) => `${pair.id} is ${pair.here} here and ${pair.file} in the file`) ?? [],
    ...(wrong ? { pairs: wrong.pairs } : {}),
  }
}

const nameOf = (system: string) => (system === '' ? 'the first system' : system)

const plural: Readonly<Record<StagedKind, string>> = {
  deal: 'deals',
  account: 'accounts',
  person: 'people',
  lead: 'leads',
  user: 'users',
  product: 'products',
  stage_history: 'stage history',
  campaign: 'campaigns',
  campaign_member: 'campaign members',
  campaign_cost: 'costs',
  activity: 'activities',
}
