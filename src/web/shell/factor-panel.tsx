import { Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import {
  confirmSecondFactor,
  listSessions,
  readSecondFactor,
  removeSecondFactor,
  renewBackupCodes,
  type SecondFactorState,
  startSecondFactor,
} from '#platform/access/contract'
import { keyOf, useAsk, useSend } from '#web/client/queries'
import { moment, tn } from '#web/kit/format'
import { Notice } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { Answered, Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { BackupCodes } from './backup-codes.tsx'
import { PasswordField } from './door.tsx'
import classes from './factor-panel.module.css'
import { QrCode } from './qr-code.tsx'
import settings from './settings-page.module.css'

/** A second step at sign-in: an authenticator app, with backup codes for when it is lost. */
export function FactorPanel() {
  const factor = useAsk(readSecondFactor, {})
  const queries = useQueryClient()
  const [codes, setCodes] = useState<readonly string[]>([])
  const again = async () => {
    await queries.invalidateQueries({ queryKey: keyOf(readSecondFactor) })
    await queries.invalidateQueries({ queryKey: keyOf(listSessions) })
  }
  const confirmed = async (backupCodes: readonly string[]) => {
    setCodes(backupCodes)
    await again()
  }
  return (
    <Panel
      id="factor"
      title={t('Second factor')}
      hint={t('A code of an app on your phone, besides the password. Who has only the password stays out.')}
    >
      <Answered query={factor} what={t('your second factor')}>
        {(state) => (
          <div className={settings.stack}>
            {codes.length > 0 && <BackupCodes codes={codes} title={t('The second factor is on')} />}
            <Said factor={state} />
            {state.state === 'on' ? <SwitchOff onDone={again} /> : <SetUpApp onDone={confirmed} />}
            {(state.state === 'on' || state.passkeys > 0) && <NewCodes onDone={confirmed} />}
          </div>
        )}
      </Answered>
    </Panel>
  )
}

function Said({ factor: { state, since, passkeys, backupCodesLeft } }: { factor: SecondFactorState }) {
  if (state === 'off' && passkeys === 0) return <p>{t('It is off: you sign in by your password alone.')}</p>
  const left = tn(backupCodesLeft, 'One backup code is left.', '{{n}} backup codes are left.')
  if (state === 'off')
    return (
      <p>
        {t('No app: besides the password, a passkey or a backup code is asked for.')} {left}
      </p>
    )
  if (state === 'on') return <p>{t('On since {{moment}}. {{left}}', { moment: since === null ? t('today') : moment(since), left })}</p>
  return (
    <Notice tone="warn" title={t('Set your app up again')}>
      {t('This Interlock was restored, or its signing secret was changed, so codes of your app cannot be checked any more.')} {left}
    </Notice>
  )
}

/** New backup codes in the place of those before. */
function NewCodes({ onDone }: { onDone: (backupCodes: readonly string[]) => Promise<void> }) {
  const [password, setPassword] = useState('')
  const renew = useSend(renewBackupCodes, {
    onSuccess: ({ backupCodes }) => {
      setPassword('')
      return onDone(backupCodes)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    renew.mutate({ password })
  }
  return (
    <form className={settings.inline} onSubmit={submit}>
      <PasswordField label={t('Your password')} value={password} onChange={setPassword} autoComplete="current-password" />
      <Button type="submit" variant="default" loading={renew.isPending}>
        {t('Make new backup codes')}
      </Button>
      {renew.error && <Failed error={renew.error} what={t('make new backup codes')} />}
    </form>
  )
}

/** Sets an authenticator app up, by password and a first code. */
export function SetUpApp({ onDone }: { onDone: (backupCodes: readonly string[]) => Promise<void> }) {
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const start = useSend(startSecondFactor, { onSuccess: () => setPassword('') })
  const confirm = useSend(confirmSecondFactor, { onSuccess: ({ backupCodes }) => onDone(backupCodes) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (start.data) confirm.mutate({ token: start.data.token, code })
    else start.mutate({ password })
  }
  if (!start.data) {
    return (
      <form className={settings.inline} onSubmit={submit}>
        <PasswordField label={t('Your password')} value={password} onChange={setPassword} autoComplete="current-password" />
        <Button type="submit" variant="default" loading={start.isPending}>
          {t('Set up an app')}
        </Button>
        {start.error && <Failed error={start.error} what={t('begin')} />}
      </form>
    )
  }
  return (
    <form className={classes.setUp} onSubmit={submit}>
      <QrCode text={start.data.uri} label={t('QR code for the authenticator app')} />
      <div className={settings.stack}>
        <p>{t('Scan this with an authenticator app, or type the key into it. Then enter the code that it shows.')}</p>
        <TextInput label={t('Key')} readOnly value={start.data.secret} onFocus={(event) => event.currentTarget.select()} />
        <TextInput
          label={t('Code of the app')}
          required
          inputMode="numeric"
          autoComplete="one-time-code"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        {confirm.error && <Failed error={confirm.error} what={t('switch it on')} />}
        <div>
          <Button type="submit" loading={confirm.isPending}>
            {t('Switch it on')}
          </Button>
        </div>
      </div>
    </form>
  )
}

function SwitchOff({ onDone }: { onDone: () => Promise<void> }) {
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const off = useSend(removeSecondFactor, { onSuccess: onDone })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    off.mutate({ password, code })
  }
  return (
    <form className={settings.stack} onSubmit={submit}>
      {off.error && <Failed error={off.error} what={t('switch it off')} />}
      <div className={settings.pair}>
        <PasswordField label={t('Your password')} value={password} onChange={setPassword} autoComplete="current-password" />
        <TextInput
          label={t('Code of the app, or a backup code')}
          required
          autoComplete="one-time-code"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      </div>
      <div>
        <Button type="submit" variant="default" loading={off.isPending}>
          {t('Switch it off')}
        </Button>
      </div>
    </form>
  )
}
