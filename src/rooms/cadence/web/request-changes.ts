import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { EventId, Id } from '#kernel/id'
import { useSend } from '#web/client/queries'
import { t } from '#web/kit/text'
import * as ideas from '../contract/ideas.ts'
import * as contract from '../contract/requests.ts'

/** What can be done with a request, and the way back from what was done last. */
export function useRequestChanges(id: Id<'request'>) {
  const queries = useQueryClient()
  const [last, setLast] = useState<{ eventId: EventId; says: string } | null>(null)
  const options = { onSettled: () => queries.invalidateQueries() }
  const promise = useSend(contract.promiseRequest, options)
  const deliver = useSend(contract.deliverRequest, options)
  const decline = useSend(contract.declineRequest, options)
  const withdraw = useSend(contract.withdrawRequest, options)
  const reopen = useSend(contract.reopenRequest, options)
  const rate = useSend(contract.rateRequest, options)
  const say = useSend(contract.sayOnRequest, options)
  const use = useSend(ideas.useIdea, options)
  const undo = useSend(contract.undoRequest, { ...options, onSuccess: () => setLast(null) })
  const all = [promise, deliver, decline, withdraw, reopen, rate, say, use, undo]
  const noting = (says: string, then?: () => void) => {
    setLast(null)
    for (const one of all) one.reset()
    return {
      onSuccess: ({ eventId }: { eventId: EventId }) => {
        setLast({ eventId, says })
        then?.()
      },
    }
  }
  type Sent<E extends (typeof all)[number]> = Omit<Parameters<E['mutate']>[0], 'id'>
  return {
    last,
    error: all.find((one) => one.error)?.error ?? null,
    busy: all.some((one) => one.isPending),
    undo: () => last && undo.mutate({ id, eventId: last.eventId }),
    takeBack: (eventId: EventId) => undo.mutate({ id, eventId }),
    promise: (sent: Sent<typeof promise>, then: () => void) => promise.mutate({ id, ...sent }, noting(t('It is promised.'), then)),
    deliver: (sent: Sent<typeof deliver>, then: () => void) => deliver.mutate({ id, ...sent }, noting(t('It is delivered.'), then)),
    decline: (text: string, then: () => void) => decline.mutate({ id, text }, noting(t('It is declined.'), then)),
    withdraw: (text: string, then: () => void) => withdraw.mutate({ id, text }, noting(t('It is withdrawn.'), then)),
    reopen: (text: string, then: () => void) => reopen.mutate({ id, text }, noting(t('It is asked again.'), then)),
    rate: (sent: Sent<typeof rate>, then: () => void) => rate.mutate({ id, ...sent }, noting(t('It is rated.'), then)),
    say: (text: string, then: () => void) => say.mutate({ id, text }, noting(t('It is written.'), then)),
    use: (campaignId: string, then: () => void) =>
      use.mutate({ id, campaignId }, noting(t('The campaign is named: the author keeps the credit.'), then)),
  }
}

export type RequestChanges = ReturnType<typeof useRequestChanges>
