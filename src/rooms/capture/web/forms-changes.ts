import { useWayBack } from '#web/client/changes'
import { useSend } from '#web/client/queries'
import { t } from '#web/kit/text'
import * as contract from '../contract.ts'

/** What can be done with forms, and the way back from what was done last. */
export function useFormChanges() {
  const { options, among } = useWayBack(contract.undoForm)
  const make = useSend(contract.makeForm, options)
  const change = useSend(contract.changeForm, options)
  const publish = useSend(contract.publishForm, options)
  const remove = useSend(contract.removeForm, options)
  const all = [make, change, publish, remove]
  const { begin, noting, state } = among(all)
  type Sent<E extends (typeof all)[number]> = Parameters<E['mutate']>[0]
  return {
    ...state,
    make: (name: string, then: (id: string) => void) => {
      begin()
      make.mutate({ name }, { onSuccess: ({ id }) => then(id) })
    },
    change: (sent: Sent<typeof change>, says: string) => change.mutate(sent, noting(says)),
    /** Saves what is not saved yet, then publishes that. */
    publish: async ({ id, version, versions }: contract.Form, to: { draft: contract.FormDocument; name: string }, saved: boolean) => {
      begin()
      const number = (versions[0]?.number ?? 0) + 1
      try {
        const newest = saved ? version : (await change.mutateAsync({ id, ...to, version })).version
        const says = t('Version {{number}} is published. Visitors see it from now on; you can take that back until somebody sent it.', {
          number,
        })
        await publish.mutateAsync({ id, version: newest }, noting(says))
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
