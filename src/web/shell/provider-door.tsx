import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { Problem } from '#kernel/problem'
import { listProviders, providerReturnPath, returnFromProvider, startProvider } from '#platform/access/contract'
import { call } from '#web/client/call'
import { useAsk, useSend } from '#web/client/queries'
import { enterWorkspace } from '#web/client/workspace'
import { Failed, Loading } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { Door } from './door.tsx'

/** Page to which a provider sends the browser back. */
export const comeBackPath = providerReturnPath

/** The ways in besides the password, on the sign-in page. */
export function ProviderButtons() {
  const providers = useAsk(listProviders, {})
  const start = useSend(startProvider, { onSuccess: ({ url }) => window.location.assign(url) })
  return (
    <>
      {start.error && <Failed error={start.error} what={t('go to the provider')} />}
      {providers.data?.providers.map(({ id, label }) => (
        <Button key={id} type="button" variant="default" size="md" loading={start.isPending} onClick={() => start.mutate({ provider: id })}>
          {label}
        </Button>
      ))}
    </>
  )
}

/** Takes the answer of a provider out of the address, once, and goes on. */
export function ProviderReturnPage() {
  const taken = useRef(false)
  const { mutate, error } = useMutation<{ workspace: string }, Problem, string>({
    mutationFn: (answer) => call(returnFromProvider, { answer }),
    onSuccess: ({ workspace }) => {
      enterWorkspace(workspace)
      window.location.replace('/')
    },
  })
  useEffect(() => {
    if (taken.current) return
    taken.current = true
    const answer = window.location.search.slice(1)
    // The code does not stay in the history of the browser.
    window.history.replaceState(null, '', providerReturnPath)
    mutate(answer)
  }, [mutate])
  return (
    <Door title={t('Signing in')} onSubmit={() => window.location.assign('/')}>
      {error ? (
        <>
          <Failed error={error} what={t('sign you in')} />
          <Button type="submit" variant="default">
            {t('To the sign-in page')}
          </Button>
        </>
      ) : (
        <Loading what={t('your account')} lines={2} />
      )}
    </Door>
  )
}
