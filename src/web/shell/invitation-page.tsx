import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Problem } from '#kernel/problem'
import { acceptInvitation, type InvitedTo, readInvitation, signIn } from '#platform/access/contract'
import { call } from '#web/client/call'
import { enterWorkspace } from '#web/client/workspace'
import { Failed, Loading } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { Door, PasswordField } from './door.tsx'
import { roleName } from './role-names.ts'
import classes from './sign-in-page.module.css'

/** Where a one-time link leads. The token stands behind #, which a browser sends to no server and writes into no log. */
export const invitationPath = '/invitation'

/** Whoever holds the link comes in: with a password of their own, or by the account that they have here. */
export function InvitationPage() {
  const token = window.location.hash.slice(1)
  const invited = useQuery<InvitedTo, Problem>({
    queryKey: [readInvitation.id, token],
    queryFn: ({ signal }) => call(readInvitation, { token: token || '-' }, signal),
    retry: false,
    refetchOnWindowFocus: false,
  })
  if (invited.error) {
    return (
      <Door title={t('Invitation')} onSubmit={goHome}>
        <Failed error={invited.error} what={t('open this invitation')} />
        <Button type="submit" variant="default">
          {t('To the start page')}
        </Button>
      </Door>
    )
  }
  if (!invited.data) {
    return (
      <Door title={t('Invitation')} onSubmit={goHome}>
        <Loading what={t('the invitation')} lines={3} />
      </Door>
    )
  }
  return <Accept token={token} invited={invited.data} />
}

function Accept({ token, invited }: { token: string; invited: InvitedTo }) {
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const { company, email, role, ownRole, invitedBy, hasAccount, mine } = invited
  const send = useMutation<{ workspace: string }, Problem>({
    mutationFn: async () => {
      if (hasAccount && !mine && (await call(signIn, { email, password })).secondStep)
        throw new Problem(
          'not-signed-in',
          t('This account has a second factor. Sign in on the start page, then open the link of the invitation again.'),
        )
      return await call(acceptInvitation, hasAccount ? { token } : { token, name, password })
    },
    onSuccess: ({ workspace }) => {
      enterWorkspace(workspace)
      goHome()
    },
  })
  return (
    <Door title={t('Come into {{company}}', { company })} onSubmit={() => send.mutate()}>
      <p className={classes.help}>
        {t('{{invitedBy}} invited {{email}} as {{role}}.', { invitedBy, email, role: roleName({ role, ownRole }) })} {explain(invited)}
      </p>
      {send.error && <Failed error={send.error} what={t('let you in')} />}
      {!hasAccount && (
        <TextInput
          label={t('Your name')}
          required
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      )}
      {!mine && <PasswordField value={password} onChange={setPassword} autoComplete={hasAccount ? 'current-password' : 'new-password'} />}
      <Button type="submit" size="md" loading={send.isPending}>
        {hasAccount && !mine ? t('Sign in and accept') : t('Accept')}
      </Button>
    </Door>
  )
}

function explain({ hasAccount, mine }: InvitedTo): string {
  if (mine) return t('You are signed in with this address.')
  return hasAccount ? t('This address has an account here: give its password.') : t('Choose a password of your own.')
}

/** With a fresh page, so that nothing of the visitor's is left. */
function goHome(): void {
  window.location.assign('/')
}
