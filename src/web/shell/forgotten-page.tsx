import { Anchor, Button } from '@mantine/core'
import { useState } from 'react'
import { forgotPassword, resetPassword } from '#platform/access/contract'
import { useSend } from '#web/client/queries'
import { Notice } from '#web/kit/notice.tsx'
import { Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { Door, EmailField, PasswordField } from './door.tsx'
import classes from './sign-in-page.module.css'

/** Where a link for a new password leads. The token stands behind #, which a browser sends to no server and writes into no log. */
export const newPasswordPath = '/new-password'

/** Asks for a link by mail; says the same whether the address has an account or not. */
export function ForgottenPage({ sendsMail, onBack }: { sendsMail: boolean; onBack: () => void }) {
  const [email, setEmail] = useState('')
  const send = useSend(forgotPassword)
  const back = (
    <Anchor component="button" type="button" onClick={onBack}>
      {t('Back to signing in')}
    </Anchor>
  )
  if (!sendsMail) {
    return (
      <Door title={t('Forgotten the password?')} onSubmit={onBack}>
        <p className={classes.help}>
          {t(
            'This Interlock sends no mail. An owner of your company can make you a link for a new password: Settings, People with access. The only owner asks whoever runs Interlock.',
          )}
        </p>
        {back}
      </Door>
    )
  }
  return (
    <Door title={t('Forgotten the password?')} onSubmit={() => send.mutate({ email })}>
      {send.error && <Failed error={send.error} what={t('send a link')} />}
      {send.data ? (
        <Notice tone="good" live title={t('Look into your mailbox')}>
          {t('If {{email}} has an account here, a link for a new password is on its way. It opens once, within an hour.', { email })}
        </Notice>
      ) : (
        <>
          <EmailField value={email} onChange={setEmail} />
          <Button type="submit" size="md" loading={send.isPending}>
            {t('Send me a link')}
          </Button>
        </>
      )}
      {back}
    </Door>
  )
}

/** Whoever holds the link sets a new password, once. */
export function NewPasswordPage() {
  const token = window.location.hash.slice(1)
  const [password, setPassword] = useState('')
  const send = useSend(resetPassword)
  const home = () => window.location.assign('/')
  if (send.data) {
    return (
      <Door title={t('New password set')} onSubmit={home}>
        <p className={classes.help}>{t('All sessions of the account have ended. Sign in with the new password.')}</p>
        <Button type="submit" size="md">
          {t('Sign in')}
        </Button>
      </Door>
    )
  }
  return (
    <Door title={t('Set a new password')} onSubmit={() => send.mutate({ token: token || '-', password })}>
      {send.error && <Failed error={send.error} what={t('set the password')} />}
      <PasswordField label={t('New password')} value={password} onChange={setPassword} autoComplete="new-password" />
      <Button type="submit" size="md" loading={send.isPending}>
        {t('Set it')}
      </Button>
    </Door>
  )
}
