import type { ResultOf } from '#kernel/endpoint'
import { t } from '#web/kit/text'
import { type Duty, duties, type readProcess, type Step, type ToldStep } from '../contract.ts'

export type Process = ResultOf<typeof readProcess>

export const dutyWords: Record<Duty, { name: string; says: string }> = {
  accountable: { name: t('Accountable'), says: t('Answers for it: exactly one') },
  responsible: { name: t('Responsible'), says: t('Does it') },
  consulted: { name: t('Consulted'), says: t('Is asked before') },
  informed: { name: t('Informed'), says: t('Is told after') },
}

/** Steps as they are sent, from steps as they are told. */
export function rawSteps(steps: readonly ToldStep[]): Step[] {
  return steps.map(({ key, name, begins, ends, back, clocks, ...who }) => ({
    ...{ key, name, begins, ends, back },
    clocks: clocks.map(({ clock }) => clock),
    ...(Object.fromEntries(duties.map((duty) => [duty, who[duty].map(({ party }) => party)])) as Pick<Step, Duty>),
  }))
}
