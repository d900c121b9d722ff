import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { EventId } from '#kernel/id'
import { useSend } from '#web/client/queries'
import { t } from '#web/kit/text'
import * as contract from '../contract/trigger-endpoints.ts'

/** What can be done with triggers, and the way back from what was done last. */
export function useTriggerChanges() {
  const queries = useQueryClient()
  const [last, setLast] = useState<{ eventId: EventId; says: string } | null>(null)
  const options = { onSettled: () => queries.invalidateQueries() }
  const add = useSend(contract.addTrigger, options)
  const change = useSend(contract.changeTrigger, options)
  const turn = useSend(contract.switchTrigger, options)
  const remove = useSend(contract.removeTrigger, options)
  const declare = useSend(contract.declareHappening, options)
  const withdraw = useSend(contract.withdrawHappening, options)
  const takeBack = useSend(contract.undoFiring, options)
  const settle = useSend(contract.settleFiring, options)
  const undo = useSend(contract.undoTriggerChange, { ...options, onSuccess: () => setLast(null) })
  const all = [add, change, turn, remove, declare, withdraw, takeBack, settle, undo]
  const clear = () => {
    setLast(null)
    for (const one of all) one.reset()
  }
  const noting = (says: string) => {
    clear()
    return { onSuccess: ({ eventId }: { eventId: EventId }) => setLast({ eventId, says }) }
  }
  type Sent<E extends (typeof all)[number]> = Parameters<E['mutate']>[0]
  return {
    last,
    error: all.find((one) => one.error)?.error ?? null,
    busy: all.some((one) => one.isPending),
    undo: () => last && undo.mutate({ eventId: last.eventId }),
    add: async (sent: Sent<typeof add>) => {
      clear()
      return await add.mutateAsync(sent)
    },
    change: (sent: Sent<typeof change>) => change.mutate(sent, noting(t('The new version holds.'))),
    turn: (sent: Sent<typeof turn>) =>
      turn.mutate(sent, noting(sent.on ? t('The trigger is on. It fires for what happens from now on.') : t('The trigger is off.'))),
    remove: async (sent: Sent<typeof remove>) => {
      clear()
      return await remove.mutateAsync(sent)
    },
    declare: (sent: Sent<typeof declare>) => declare.mutate(sent, noting(t('"{{name}}" is declared.', { name: sent.name }))),
    withdraw: (sent: Sent<typeof withdraw>) => withdraw.mutate(sent, noting(t('The kind is withdrawn.'))),
    takeBack: (sent: Sent<typeof takeBack>) => {
      clear()
      takeBack.mutate(sent)
    },
    settle: (sent: Sent<typeof settle>) => {
      clear()
      settle.mutate(sent)
    },
  }
}

export type TriggerChanges = ReturnType<typeof useTriggerChanges>
