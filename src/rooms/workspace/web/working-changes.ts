import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { InputOf, ResultOf } from '#kernel/endpoint'
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
  const queries = useQueryClient()
  const [last, setLast] = useState<{ eventId: string; says: string } | null>(null)
  const options = { onSettled: () => queries.invalidateQueries() }
  const works = useSend(contract.setWorking, options)
  const away = useSend(contract.addAbsence, options)
  const moved = useSend(contract.changeAbsence, options)
  const back = useSend(contract.removeAbsence, options)
  const undo = useSend(contract.undoWorking, { ...options, onSuccess: () => setLast(null) })
  const all = [works, away, moved, back, undo]
  const noting = (says: string, then?: () => void) => {
    setLast(null)
    for (const one of all) one.reset()
    return {
      onSuccess: ({ eventId }: { readonly eventId: string | null }) => {
        setLast(eventId === null ? null : { eventId, says })
        then?.()
      },
    }
  }
  return {
    last,
    error: all.find((one) => one.error)?.error ?? null,
    busy: all.some((one) => one.isPending),
    undo: () => last && undo.mutate({ eventId: last.eventId as never }),
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
