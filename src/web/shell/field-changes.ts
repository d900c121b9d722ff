import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { CallOf } from '#kernel/endpoint'
import type { Id } from '#kernel/id'
import { addCustomField, changeCustomField, removeCustomField, setKind, type UsedField, undoCustomField } from '#platform/fields/contract'
import { useSend } from '#web/client/queries'
import { tn } from '#web/kit/format'
import { t } from '#web/kit/text'

interface Done {
  readonly eventId: Id<'event'>
  readonly says: string
}

/** What can be done with custom fields, and the way back from what was done last. */
export function useFieldChanges() {
  const queries = useQueryClient()
  const [last, setLast] = useState<Done | null>(null)
  const [left, setLeft] = useState(0)
  const options = { onSettled: () => queries.invalidateQueries() }
  const added = useSend(addCustomField, options)
  const changed = useSend(changeCustomField, options)
  const kind = useSend(setKind, options)
  const removed = useSend(removeCustomField, options)
  const undo = useSend(undoCustomField, {
    ...options,
    onSuccess: ({ undone, conflicts }) => {
      if (undone) setLast(null)
      setLeft(undone ? 0 : conflicts)
    },
  })
  const all = [added, changed, kind, removed, undo]
  const noting = (
    says: (answer: { readonly rewritten?: number; readonly unread?: number; readonly values?: number }) => string,
    then?: () => void,
  ) => {
    setLast(null)
    setLeft(0)
    for (const one of all) one.reset()
    return {
      onSuccess: (answer: {
        readonly eventId: Id<'event'>
        readonly rewritten?: number
        readonly unread?: number
        readonly values?: number
      }) => {
        setLast({ eventId: answer.eventId, says: says(answer) })
        then?.()
      },
    }
  }
  return {
    last,
    /** Records that changed since, when an undo was tried: it waits for a word. */
    left,
    error: all.find((one) => one.error)?.error ?? null,
    busy: all.some((one) => one.isPending),
    add: (what: CallOf<typeof addCustomField>, then: () => void) =>
      added.mutate(
        what,
        noting(() => t('The field {{name}} is made.', { name: what.label }), then),
      ),
    change: ({ object, key }: UsedField, what: Omit<CallOf<typeof changeCustomField>, 'object' | 'key'>, says: string, then?: () => void) =>
      changed.mutate(
        { object, key, ...what },
        noting(() => says, then),
      ),
    setKind: (field: UsedField, what: CallOf<typeof setKind>, then: () => void) =>
      kind.mutate(
        what,
        noting(
          ({ unread = 0 }) =>
            unread === 0
              ? t('All values of {{name}} read as its new kind.', { name: field.label })
              : tn(
                  unread,
                  '{{name}} has its new kind; {{n}} value stays as text.',
                  '{{name}} has its new kind; {{n}} values stay as text.',
                  {
                    name: field.label,
                  },
                ),
          then,
        ),
      ),
    remove: ({ object, key, label }: UsedField) =>
      removed.mutate(
        { object, key },
        noting(({ values = 0 }) =>
          tn(values, '{{name}} is removed, with {{n}} value.', '{{name}} is removed, with {{n}} values.', { name: label }),
        ),
      ),
    undo: () => last && undo.mutate({ eventId: last.eventId }),
    undoRest: () => last && undo.mutate({ eventId: last.eventId, keepChanged: true }),
  }
}

export type FieldChanges = ReturnType<typeof useFieldChanges>
