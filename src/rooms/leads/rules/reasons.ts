import { t } from '#kernel/text'
import type { LeadState } from '../contract/hand-over.ts'
import { otherReason } from '../contract/states.ts'

/** Reasons for giving somebody back, by the version of the contract in which they were agreed, then by key. */
export type Words = ReadonlyMap<number, ReadonlyMap<string, string>>

interface Counted {
  readonly key: string
  readonly contract: number | null
  readonly state: LeadState
  readonly leads: number
}

interface Reason {
  readonly key: string
  readonly name: string
  readonly agreed: boolean
  readonly count: number
  readonly rejected: number
  readonly returned: number
  readonly disqualified: number
}

/** Reasons added up over the versions of the contract, the most frequent first; each in the words of the newest version that has it. */
export function reasonsOf(rows: readonly Counted[], words: Words): Reason[] {
  const newest = [...words].toSorted(([a], [b]) => b - a)
  return [...new Set(rows.map(({ key }) => key))]
    .map((key) => {
      const of = rows.filter((row) => row.key === key)
      const count = (state?: LeadState) => of.reduce((sum, row) => sum + (state === undefined || row.state === state ? row.leads : 0), 0)
      const name = newest.find(([, one]) => one.has(key))?.[1].get(key)
      return {
        ...{ key, name: name ?? reasonWords(key, []), agreed: name !== undefined && key !== otherReason, count: count() },
        ...{ rejected: count('rejected'), returned: count('returned'), disqualified: count('disqualified') },
      }
    })
    .toSorted((a, b) => b.count - a.count || a.key.localeCompare(b.key))
}

/** A reason in the words of the contract that agreed on it, or ours where it is none of the agreed ones. */
export function reasonWords(key: string, agreed: readonly { readonly key: string; readonly name: string }[]): string {
  const known = agreed.find((one) => one.key === key)
  if (known) return known.name
  if (key === otherReason) return t('Another reason')
  if (key === 'tries') return t('Not reached after the agreed tries')
  return key === 'not-accepted' ? t('Not accepted in time') : key
}
