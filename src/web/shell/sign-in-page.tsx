import { Anchor, Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { createAccount, signIn } from '#platform/access/contract'
import { useSend } from '#web/client/queries'
import { Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { Door, EmailField, PasswordField } from './door.tsx'
import { ForgottenPage } from './forgotten-page.tsx'
import { PasskeyButton } from './passkey-door.tsx'
import { ProviderButtons } from './provider-door.tsx'
import { SecondStep } from './second-step.tsx'
import { sessionKey, useSession } from './session.ts'
import classes from './sign-in-page.module.css'

/** For people whom this Interlock does not know yet, or no longer. */
export function SignInPage() {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [forgotten, setForgotten] = useState(false)
  const session = useSession()
  const queries = useQueryClient()
  // What the person before was shown is not for the next one.
  useEffect(() => queries.removeQueries({ type: 'inactive' }), [queries])
  const send = useSend(signIn, {
    onSuccess: ({ secondStep }) => (secondStep ? undefined : queries.invalidateQueries({ queryKey: sessionKey })),
  })
  if (send.data?.secondStep) return <SecondStep {...send.data.secondStep} onBack={() => send.reset()} />
  if (forgotten) return <ForgottenPage sendsMail={session.data?.sendsMail ?? false} onBack={() => setForgotten(false)} />
  return (
    <Door title={t('Sign in')} onSubmit={() => send.mutate({ email, password })}>
      {send.error && <Failed error={send.error} what={t('sign you in')} />}
      <EmailField value={email} onChange={setEmail} />
      <PasswordField value={password} onChange={setPassword} autoComplete="current-password" />
      <Button type="submit" size="md" loading={send.isPending}>
        {t('Sign in')}
      </Button>
      <PasskeyButton />
      <ProviderButtons />
      <Anchor component="button" type="button" onClick={() => setForgotten(true)}>
        {t('Forgotten the password?')}
      </Anchor>
    </Door>
  )
}

/** First run on a machine that others can reach: whoever has the code from the terminal becomes the owner. */
export function SetUpPage() {
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [setupCode, setSetupCode] = useState('')
  const queries = useQueryClient()
  const send = useSend(createAccount, { onSuccess: () => queries.invalidateQueries({ queryKey: sessionKey }) })
  return (
    <Door title={t('Become the owner')} onSubmit={() => send.mutate({ name, email, password, setupCode: setupCode.trim() })}>
      <p className={classes.help}>
        {t('Others can reach this Interlock, so it asks for the code that it printed in its terminal when it started.')}
      </p>
      {send.error && <Failed error={send.error} what={t('make your account')} />}
      <TextInput
        label={t('Code from the terminal')}
        required
        autoComplete="off"
        value={setupCode}
        onChange={(event) => setSetupCode(event.currentTarget.value)}
      />
      <TextInput
        label={t('Your name')}
        required
        autoComplete="name"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <EmailField value={email} onChange={setEmail} />
      <PasswordField value={password} onChange={setPassword} autoComplete="new-password" />
      <Button type="submit" size="md" loading={send.isPending}>
        {t('Start')}
      </Button>
    </Door>
  )
}
