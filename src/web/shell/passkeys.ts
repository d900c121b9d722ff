import { startAuthentication, startRegistration, WebAuthnError } from '@simplewebauthn/browser'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ResultOf } from '#kernel/endpoint'
import { Problem } from '#kernel/problem'
import { addPasskey, signInByPasskey, startPasskey, startPasskeySignIn } from '#platform/access/contract'
import { call } from '#web/client/call'
import { t } from '#web/kit/text'
import { sessionKey } from './session.ts'

/** Signs in by a passkey: the browser lets the person choose one, the device asks who is there. */
export function usePasskeySignIn() {
  const queries = useQueryClient()
  return useMutation<void, Problem, void>({
    mutationFn: async () => {
      const { options } = await call(startPasskeySignIn, {})
      const { id, rawId, type, response } = await asked(startAuthentication({ optionsJSON: options }))
      await call(signInByPasskey, { credential: { id, rawId, type, response: { ...response, userHandle: response.userHandle ?? '-' } } })
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: sessionKey }),
  })
}

/** Makes a passkey on a device of the person, and keeps it under a name. */
export function useNewPasskey(onDone: (made: ResultOf<typeof addPasskey>) => Promise<void>) {
  return useMutation<ResultOf<typeof addPasskey>, Problem, { name: string; password: string }>({
    mutationFn: async ({ name, password }) => {
      const { options } = await call(startPasskey, password === '' ? {} : { password })
      const { id, rawId, type, response } = await asked(startRegistration({ optionsJSON: options }))
      return await call(addPasskey, { name, credential: { id, rawId, type, response } })
    },
    onSuccess: onDone,
  })
}

/** What a device answers; when it does not, why, for people. */
async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (cause) {
    const known = cause instanceof WebAuthnError && cause.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED'
    const why = known
      ? t('This device has a passkey for your account already. Use that one, or choose another device.')
      : t('The device gave no passkey: it was cancelled, took too long, or has none for this address. Try again, or take another way.')
    throw new Problem('not-allowed', why, { cause })
  }
}
