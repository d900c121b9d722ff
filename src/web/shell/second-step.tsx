import { Anchor, Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { takeSecondStep } from '#platform/access/contract'
import { useSend } from '#web/client/queries'
import { Notice } from '#web/kit/notice.tsx'
import { Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { Door } from './door.tsx'
import { PasskeyButton } from './passkey-door.tsx'
import { sessionKey } from './session.ts'

interface Props {
  /** What the first step answered; it stands in this page only. */
  token: string
  /** Whether there is an app whose codes can be checked. */
  app: 'on' | 'off' | 'unreadable'
  /** Whether the account has a passkey. */
  passkey: boolean
  onBack: () => void
}

/** Asks for the code of the app, a backup code, or a passkey in the place of both steps. */
export function SecondStep({ token, app, passkey, onBack }: Props) {
  const [code, setCode] = useState('')
  const queries = useQueryClient()
  const send = useSend(takeSecondStep, { onSuccess: () => queries.invalidateQueries({ queryKey: sessionKey }) })
  return (
    <Door title={t('Second step')} onSubmit={() => send.mutate({ token, code })}>
      {app === 'unreadable' && (
        <Notice tone="warn" title={t('Your app cannot be checked any more')}>
          {t(
            'This Interlock was restored, or its signing secret was changed, after you set the app up. Use a backup code and set the app up again, or ask an owner to remove your second factor.',
          )}
        </Notice>
      )}
      {send.error && <Failed error={send.error} what={t('sign you in')} />}
      <TextInput
        label={app === 'on' ? t('Code of your app, or a backup code') : t('Backup code')}
        required
        autoFocus
        autoComplete="one-time-code"
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <Button type="submit" size="md" loading={send.isPending}>
        {t('Sign in')}
      </Button>
      {passkey && <PasskeyButton />}
      <Anchor component="button" type="button" onClick={onBack}>
        {t('Begin again')}
      </Anchor>
    </Door>
  )
}
