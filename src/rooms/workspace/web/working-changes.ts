import type { InputOf, ResultOf } from '#kernel/endpoint'
import { useWayBack } from '#web/client/changes'
import { useSend } from '#web/client/queries'
import { t } from '#web/kit/text'
import * as contract from '../contract.ts'

export interface WorkingProps {
  listed: ResultOf<typeof contract.whoWorksWhen>
  changes: WorkingChanges
  manages: boolean
}

/** What can be said of who works when, and the way back from what was said last. */
export function useWorkingChanges() {
  const { options, among } = useWayBack(contract.undoWorking)
  const works = useSend(contract.setWorking, options)
  const away = useSend(contract.addAbsence, options)
  const moved = useSend(contract.changeAbsence, options)
  const back = useSend(contract.removeAbsence, options)
  const all = [works, away, moved, back]
  const { noting, state } = among(all)
  return {
    ...state,
    works: (name: string, sent: InputOf<typeof contract.setWorking>, then: () => void) =>
      works.mutate(sent, noting(t('How {{name}} works is saved.', { name }), then)),
    away: (name: string, sent: Parameters<typeof away.mutate>[0], then: () => void) =>
      away.mutate(sent, noting(t('It is noted when {{name}} is away.', { name }), then)),
    moved: (name: string, sent: Parameters<typeof moved.mutate>[0], then: () => void) =>
      moved.mutate(sent, noting(t('It is noted when {{name}} is away.', { name }), then)),
    back: (name: string, id: contract.Absence['id']) => back.mutate({ id }, noting(t('The absence of {{name}} is taken away.', { name }))),
  }
}

export type WorkingChanges = ReturnType<typeof useWorkingChanges>
