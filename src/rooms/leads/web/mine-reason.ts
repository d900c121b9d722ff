import type { ResultOf } from '#kernel/endpoint'
import { t } from '#web/kit/text'
import { otherReason, type readOutcomes } from '../contract.ts'

type Reason = ResultOf<typeof readOutcomes>['reasons'][number]

/** A reason as people read it; "other" is said in the notes. */
export function reasonText({ key, name, agreed }: Pick<Reason, 'key' | 'name' | 'agreed'>): string {
  return !agreed && key === otherReason ? t('Another reason') : name
}
