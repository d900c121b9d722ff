import { useWayBack } from '#web/client/changes'
import { useSend } from '#web/client/queries'
import { t } from '#web/kit/text'
import * as contract from '../contract/routing-versions.ts'

/** What can be done with the routing, and the way back from what was done last. */
export function useRoutingChanges() {
  const { options, among } = useWayBack(contract.undoRouting)
  const draft = useSend(contract.draftRouting, options)
  const change = useSend(contract.changeRouting, options)
  const discard = useSend(contract.discardRouting, options)
  const publish = useSend(contract.publishRouting, options)
  const all = [draft, change, discard, publish]
  const { noting, state } = among(all)
  type Sent<E extends (typeof all)[number]> = Parameters<E['mutate']>[0]
  return {
    ...state,
    draft: (sent: Sent<typeof draft>) => draft.mutate(sent, noting(t('The draft is made.'))),
    change: (sent: Sent<typeof change>) => change.mutate(sent, noting(t('The draft is saved.'))),
    discard: (sent: Sent<typeof discard>) => discard.mutate(sent, noting(t('The draft is thrown away.'))),
    publish: (sent: Sent<typeof publish>) =>
      publish.mutate(
        sent,
        noting(t('The routing is published. It holds from now on; you can take that back until the first person was placed by it.')),
      ),
  }
}

export type RoutingChanges = ReturnType<typeof useRoutingChanges>
