import { useWayBack } from '#web/client/changes'
import { useSend } from '#web/client/queries'
import { t } from '#web/kit/text'
import * as contract from '../contract/trigger-endpoints.ts'

/** What can be done with triggers, and the way back from what was done last. */
export function useTriggerChanges() {
  const { options, among } = useWayBack(contract.undoTriggerChange)
  const add = useSend(contract.addTrigger, options)
  const change = useSend(contract.changeTrigger, options)
  const turn = useSend(contract.switchTrigger, options)
  const remove = useSend(contract.removeTrigger, options)
  const declare = useSend(contract.declareHappening, options)
  const withdraw = useSend(contract.withdrawHappening, options)
  const takeBack = useSend(contract.undoFiring, options)
  const settle = useSend(contract.settleFiring, options)
  const all = [add, change, turn, remove, declare, withdraw, takeBack, settle]
  const { begin, noting, state } = among(all)
  type Sent<E extends (typeof all)[number]> = Parameters<E['mutate']>[0]
  return {
    ...state,
    add: async (sent: Sent<typeof add>) => {
      begin()
      return await add.mutateAsync(sent)
    },
    change: (sent: Sent<typeof change>) => change.mutate(sent, noting(t('The new version holds.'))),
    turn: (sent: Sent<typeof turn>) =>
      turn.mutate(sent, noting(sent.on ? t('The trigger is on. It fires for what happens from now on.') : t('The trigger is off.'))),
    remove: async (sent: Sent<typeof remove>) => {
      begin()
      return await remove.mutateAsync(sent)
    },
    declare: (sent: Sent<typeof declare>) => declare.mutate(sent, noting(t('"{{name}}" is declared.', { name: sent.name }))),
    withdraw: (sent: Sent<typeof withdraw>) => withdraw.mutate(sent, noting(t('The kind is withdrawn.'))),
    takeBack: (sent: Sent<typeof takeBack>) => {
      begin()
      takeBack.mutate(sent)
    },
    settle: (sent: Sent<typeof settle>) => {
      begin()
      settle.mutate(sent)
    },
  }
}

export type TriggerChanges = ReturnType<typeof useTriggerChanges>
