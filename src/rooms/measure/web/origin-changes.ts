import type { ResultOf } from '#kernel/endpoint'
import { useWayBack } from '#web/client/changes'
import { useSend } from '#web/client/queries'
import { t } from '#web/kit/text'
import { decideOriginCase, findOriginCases, type listOriginCases, type OriginDecision, undoOriginDecision } from '../contract/origin.ts'

export type OriginCaseRow = ResultOf<typeof listOriginCases>['cases'][number]

/** What can be done with cases, and the way back from what was done last. */
export function useOriginChanges() {
  const back = useWayBack(undoOriginDecision)
  const decide = useSend(decideOriginCase, back.options)
  const find = useSend(findOriginCases, back.options)
  const undo = useSend(undoOriginDecision, back.options)
  const { state, begin, noting } = back.among([decide, find, undo])
  return {
    ...state,
    decide: (id: OriginCaseRow['id'], decision: OriginDecision, reason: string, then: () => void) =>
      decide.mutate({ id, decision, reason }, noting(t('It is decided.'), then)),
    takeBack: (eventId: NonNullable<OriginCaseRow['eventId']>) => {
      begin()
      undo.mutate({ eventId })
    },
    find: () => {
      begin()
      find.mutate({})
    },
  }
}
export type OriginChanges = ReturnType<typeof useOriginChanges>
