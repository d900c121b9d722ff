import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { EventId } from '#kernel/id'
import { useSend } from '#web/client/queries'
import { t } from '#web/kit/text'
import * as contract from '../contract.ts'

/** What can be done with forms, and the way back from what was done last. */
export function useFormChanges() {
  const queries = useQueryClient()
  const [last, setLast] = useState<{ eventId: EventId | null; says: string } | null>(null)
  const options = { onSettled: () => queries.invalidateQueries() }
  const make = useSend(contract.makeForm, options)
  const change = useSend(contract.changeForm, options)
  const publish = useSend(contract.publishForm, options)
  const remove = useSend(contract.removeForm, options)
  const undo = useSend(contract.undoForm, { ...options, onSuccess: () => setLast(null) })
  const all = [make, change, publish, remove, undo]
  const begin = () => {
    setLast(null)
    for (const one of all) one.reset()
  }
  type Sent<E extends (typeof all)[number]> = Parameters<E['mutate']>[0]
  const noting = (says: string) => ({ onSuccess: ({ eventId }: { eventId: EventId }) => setLast({ eventId, says }) })
  return {
    last: last === null || last.eventId === null ? null : { says: last.says },
    /** What was said last and cannot be taken back by a button. */
    said: last?.eventId === null ? last.says : null,
    error: all.find((one) => one.error)?.error ?? null,
    busy: all.some((one) => one.isPending),
    undo: () => last?.eventId && undo.mutate({ eventId: last.eventId }),
    make: (name: string, then: (id: string) => void) => {
      begin()
      make.mutate({ name }, { onSuccess: ({ id }) => then(id) })
    },
    change: (sent: Sent<typeof change>, says: string) => {
      begin()
      change.mutate(sent, noting(says))
    },
    /** Saves what is not saved yet, then publishes that. */
    publish: async (form: contract.Form, to: { draft: contract.FormDocument; name: string }, saved: boolean) => {
      begin()
      try {
        const version = saved ? form.version : (await change.mutateAsync({ id: form.id, ...to, version: form.version })).version
        const { number } = await publish.mutateAsync({ id: form.id, version })
        setLast({ eventId: null, says: t('Version {{number}} is published. Visitors see it from now on.', { number }) })
      } catch {
        // Shown by `error`.
      }
    },
    remove: (id: contract.Form['id'], then: () => void) => {
      begin()
      remove.mutate({ id }, { onSuccess: then })
    },
  }
}

export type FormChanges = ReturnType<typeof useFormChanges>
