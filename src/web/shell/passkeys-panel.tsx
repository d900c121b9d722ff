import { Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { listPasskeys, listSessions, type Passkeys, readSecondFactor, removePasskey } from '#platform/access/contract'
import { keyOf, useAsk, useSend } from '#web/client/queries'
import { moment } from '#web/kit/format'
import { Panel } from '#web/kit/page.tsx'
import { Answered, Failed } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import { BackupCodes } from './backup-codes.tsx'
import { PasswordField } from './door.tsx'
import { PasskeysElsewhere, passkeysHere } from './passkey-door.tsx'
import { useNewPasskey } from './passkeys.ts'
import settings from './settings-page.module.css'

/** The passkeys of whoever is here. */
export function PasskeysPanel() {
  const read = useAsk(listPasskeys, {})
  const queries = useQueryClient()
  const [codes, setCodes] = useState<readonly string[]>([])
  const [password, setPassword] = useState('')
  const again = async () => {
    setPassword('')
    for (const endpoint of [listPasskeys, readSecondFactor, listSessions]) await queries.invalidateQueries({ queryKey: keyOf(endpoint) })
  }
  const remove = useSend(removePasskey, { onSuccess: again })
  return (
    <Panel
      id="passkeys"
      title={t('Passkeys')}
      hint={t('Sign in by fingerprint, face or PIN of a device. A passkey works only at this address, so nobody can lure it away.')}
    >
      <Answered query={read} what={t('your passkeys')}>
        {(answer) => (
          <div className={settings.stack}>
            {codes.length > 0 && <BackupCodes codes={codes} title={t('The passkey is kept')} />}
            {remove.error && <Failed error={remove.error} what={t('remove this passkey')} />}
            {answer.passkeys.length === 0 ? (
              <p>{t('You have none. From the first one on, your password alone no longer lets you in.')}</p>
            ) : (
              <PasskeyTable
                passkeys={answer.passkeys}
                onRemove={(id) => remove.mutate({ id, ...(answer.asksPassword ? { password } : {}) })}
              />
            )}
            {answer.asksPassword && answer.works === 'yes' && (
              <PasswordField
                label={t('Your password')}
                description={t('Changes of passkeys ask for it, since you signed in a while ago.')}
                value={password}
                onChange={setPassword}
                autoComplete="current-password"
              />
            )}
            <NewPasskey
              answer={answer}
              password={password}
              onDone={async (backupCodes) => {
                setCodes(backupCodes)
                await again()
              }}
            />
          </div>
        )}
      </Answered>
    </Panel>
  )
}

function PasskeyTable({ passkeys, onRemove }: { passkeys: Passkeys['passkeys']; onRemove: (id: string) => void }) {
  return (
    <DataTable
      caption={t('Your passkeys')}
      rows={passkeys}
      rowKey={(row) => row.id}
      columns={[
        { key: 'name', label: t('Name'), head: true, cell: (row) => row.name },
        { key: 'made', label: t('Made'), cell: (row) => moment(row.createdAt) },
        { key: 'used', label: t('Last used'), cell: (row) => (row.lastUsedAt === null ? t('not yet') : moment(row.lastUsedAt)) },
        {
          key: 'remove',
          label: t('Remove'),
          quiet: true,
          cell: (row) => (
            <Button
              size="compact-xs"
              variant="subtle"
              color="gray"
              aria-label={t('Remove the passkey {{name}}', { name: row.name })}
              onClick={() => onRemove(row.id)}
            >
              {t('Remove')}
            </Button>
          ),
        },
      ]}
    />
  )
}

interface NewPasskeyProps {
  answer: Passkeys
  password: string
  onDone: (backupCodes: readonly string[]) => Promise<void>
}

/** Makes a passkey, or says where one can be made. */
export function NewPasskey({ answer: { works, origin }, password, onDone }: NewPasskeyProps) {
  const [name, setName] = useState('')
  const make = useNewPasskey(async ({ backupCodes }) => {
    setName('')
    await onDone(backupCodes ?? [])
  })
  if (works === 'no-name')
    return (
      <p>
        {t('Passkeys need an address with a name, and {{address}} is a number. Whoever runs Interlock can set one: INTERLOCK_PUBLIC_URL.', {
          address: origin,
        })}
      </p>
    )
  if (works === 'no-https')
    return (
      <p>
        {t('Passkeys need https in front of {{address}}. Whoever runs Interlock can set that up: INTERLOCK_PUBLIC_URL.', {
          address: origin,
        })}
      </p>
    )
  const where = passkeysHere(origin)
  if (where === 'elsewhere') return <PasskeysElsewhere at={origin} />
  if (where === 'nowhere') return <p>{t('This browser knows no passkeys.')}</p>
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make.mutate({ name, password })
  }
  return (
    <form className={settings.stack} onSubmit={submit}>
      {make.error && <Failed error={make.error} what={t('make a passkey')} />}
      <div className={settings.inline}>
        <TextInput
          label={t('Name of the device')}
          placeholder={t('Work laptop')}
          required
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={make.isPending}>
          {t('Add a passkey')}
        </Button>
      </div>
    </form>
  )
}
