import { useWayBack } from '#web/client/changes'
import { useSend } from '#web/client/queries'
import { t } from '#web/kit/text'
import * as contract from '../contract.ts'

/** What can be done with the lead contract, and the way back from what was done last. */
export function useContractChanges() {
  const { options, among } = useWayBack(contract.undoContract)
  const draft = useSend(contract.draftContract, options)
  const change = useSend(contract.changeDraft, options)
  const discard = useSend(contract.discardDraft, options)
  const propose = useSend(contract.proposeContract, options)
  const withdraw = useSend(contract.withdrawContract, options)
  const sign = useSend(contract.signContract, options)
  const confirm = useSend(contract.confirmContract, options)
  const all = [draft, change, discard, propose, withdraw, sign, confirm]
  const { noting, state } = among(all)
  type Sent<E extends (typeof all)[number]> = Parameters<E['mutate']>[0]
  return {
    ...state,
    draft: (sent: Sent<typeof draft>) => draft.mutate(sent, noting(t('The draft is made.'))),
    change: (sent: Sent<typeof change>) => change.mutate(sent, noting(t('The draft is saved.'))),
    discard: (sent: Sent<typeof discard>) => discard.mutate(sent, noting(t('The draft is thrown away.'))),
    propose: (sent: Sent<typeof propose>) => propose.mutate(sent, noting(t('It is proposed to both sides.'))),
    withdraw: (sent: Sent<typeof withdraw>) => withdraw.mutate(sent, noting(t('It is a draft again.'))),
    sign: (sent: Sent<typeof sign>) => sign.mutate(sent, noting(t('It is signed.'))),
    confirm: (sent: Sent<typeof confirm>) => confirm.mutate(sent, noting(t('You confirmed that you read it.'))),
  }
}

export type ContractChanges = ReturnType<typeof useContractChanges>
