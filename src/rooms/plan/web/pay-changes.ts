import { useWayBack } from '#web/client/changes'
import { useSend } from '#web/client/queries'
import { t } from '#web/kit/text'
import { commentPayPlan, type PayPlanShown, savePayPlan, undoPayPlan } from '../contract/pay.ts'

/** What can be done with pay plans, and the way back. */
export function usePayChanges() {
  const back = useWayBack(undoPayPlan)
  const save = useSend(savePayPlan, back.options)
  const say = useSend(commentPayPlan, back.options)
  const { state, noting } = back.among([save, say])
  return {
    ...state,
    save: (input: Parameters<typeof save.mutate>[0], then: () => void) => save.mutate(input, noting(t('The pay plan is saved.'), then)),
    say: (id: PayPlanShown['id'], text: string, then: () => void) => say.mutate({ id, text }, noting(t('It is written down.'), then)),
  }
}
export type PayChanges = ReturnType<typeof usePayChanges>
