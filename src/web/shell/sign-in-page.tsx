import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useEffect, useState } from 'react'
import { createAccount, signIn } from '#platform/access/contract'
import { useSend } from '#web/client/queries'
import { Mark } from '#web/kit/logo.tsx'
import { Failed } from '#web/kit/states.tsx'
import layout from './layout.module.css'
import { sessionKey } from './session.ts'
import classes from './sign-in-page.module.css'

/** For people whom this Interlock does not know yet, or no longer. */
export function SignInPage() {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const queries = useQueryClient()
  const send = useSend(signIn, { onSuccess: () => queries.invalidateQueries({ queryKey: sessionKey }) })
  return (
    <Door title="Sign in" onSubmit={() => send.mutate({ email, password })}>
      {send.error && <Failed error={send.error} what="sign you in" />}
      <EmailField value={email} onChange={setEmail} />
      <PasswordField value={password} onChange={setPassword} autoComplete="current-password" />
      <Button type="submit" size="md" loading={send.isPending}>
        Sign in
      </Button>
      <p className={classes.help}>Forgotten the password? It cannot be set anew yet; an owner can invite you under another address.</p>
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
    <Door title="Become the owner" onSubmit={() => send.mutate({ name, email, password, setupCode: setupCode.trim() })}>
      <p className={classes.help}>
        Others can reach this Interlock, so it asks for the code that it printed in its terminal when it started.
      </p>
      {send.error && <Failed error={send.error} what="make your account" />}
      <TextInput
        label="Code from the terminal"
        required
        autoComplete="off"
        value={setupCode}
        onChange={(event) => setSetupCode(event.currentTarget.value)}
      />
      <TextInput label="Your name" required autoComplete="name" value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <EmailField value={email} onChange={setEmail} />
      <PasswordField value={password} onChange={setPassword} autoComplete="new-password" />
      <Button type="submit" size="md" loading={send.isPending}>
        Start
      </Button>
    </Door>
  )
}

/** The frame of every page before one is inside. */
export function Door({ title, onSubmit, children }: { title: string; onSubmit: () => void; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Interlock`
  }, [title])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <main id="main" className={layout.bare}>
      <form className={classes.card} onSubmit={submit}>
        <div className={classes.mark}>
          <Mark size={40} />
          <span>Interlock</span>
        </div>
        <h1 className={classes.title}>{title}</h1>
        {children}
      </form>
    </main>
  )
}

interface FieldProps {
  value: string
  onChange: (value: string) => void
}

function EmailField({ value, onChange }: FieldProps) {
  return (
    <TextInput
      label="E-mail"
      type="email"
      autoComplete="username"
      required
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

interface PasswordFieldProps extends FieldProps {
  label?: string
  autoComplete: 'current-password' | 'new-password'
}

/** A password with an eye; a new one says how long it must be. */
export function PasswordField({ value, onChange, autoComplete, label = 'Password' }: PasswordFieldProps) {
  const fresh = autoComplete === 'new-password'
  return (
    <PasswordInput
      label={label}
      description={fresh ? 'At least 12 characters; a few words are best' : undefined}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      autoComplete={autoComplete}
      required
      minLength={fresh ? 12 : undefined}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
    />
  )
}
