import { Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { changePassword, createAccount, listSessions, signOut } from '#platform/access/contract'
import { keyOf, useSend } from '#web/client/queries'
import { Panel } from '#web/kit/page.tsx'
import { Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { PasswordField } from './door.tsx'
import { useSession } from './session.ts'
import { useSessionChanged } from './session-changed.ts'
import classes from './settings-page.module.css'

/** E-mail and password of whoever is here; on first run, the way to set them. */
export function AccountPanel() {
  const session = useSession()
  if (!session.data) return null
  return session.data.firstRun ? <FirstAccount /> : <ExistingAccount email={session.data.user?.email ?? null} />
}

function FirstAccount() {
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const changed = useSessionChanged()
  const save = useSend(createAccount, { onSuccess: () => changed(t('Account set. From now on Interlock asks for it.')) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate({ name, email, password })
  }
  return (
    <Panel
      id="account"
      title={t('Your account')}
      hint={t('On this machine you need no password. Set one before you let others in or open Interlock to a network.')}
    >
      <form className={classes.stack} onSubmit={submit}>
        {save.error && <Failed error={save.error} what={t('set the account')} />}
        <TextInput
          label={t('Your name')}
          required
          maxLength={120}
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <div className={classes.pair}>
          <TextInput
            label={t('E-mail')}
            type="email"
            required
            autoComplete="username"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordField value={password} onChange={setPassword} autoComplete="new-password" />
        </div>
        <div>
          <Button type="submit" loading={save.isPending}>
            {t('Set e-mail and password')}
          </Button>
        </div>
      </form>
    </Panel>
  )
}

function ExistingAccount({ email }: { email: string | null }) {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const changed = useSessionChanged()
  const queries = useQueryClient()
  const save = useSend(changePassword, {
    onSuccess: async () => {
      setCurrent('')
      setNext('')
      await changed(t('Password changed. Your other sessions have ended.'))
      await queries.invalidateQueries({ queryKey: keyOf(listSessions) })
    },
  })
  const leave = useSend(signOut, { onSuccess: () => changed(t('You are signed out.')) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate({ current, next })
  }
  return (
    <Panel
      id="account"
      title={t('Your account')}
      hint={email ? t('You sign in as {{email}}.', { email }) : undefined}
      actions={
        <Button variant="default" size="xs" onClick={() => leave.mutate({})} loading={leave.isPending}>
          {t('Sign out')}
        </Button>
      }
    >
      <form className={classes.stack} onSubmit={submit}>
        {save.error && <Failed error={save.error} what={t('change the password')} />}
        <div className={classes.pair}>
          <PasswordField label={t('Current password')} value={current} onChange={setCurrent} autoComplete="current-password" />
          <PasswordField label={t('New password')} value={next} onChange={setNext} autoComplete="new-password" />
        </div>
        <div>
          <Button type="submit" variant="default" loading={save.isPending}>
            {t('Change password')}
          </Button>
        </div>
      </form>
    </Panel>
  )
}
