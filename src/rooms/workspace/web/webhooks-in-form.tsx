import { Button, NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { CallOf } from '#kernel/endpoint'
import { type HookSetting, hookKinds, type makeHook } from '#rooms/capture/contract/webhooks'
import { Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import classes from './webhooks.module.css'

type Kind = HookSetting['kind']

/** How a sender proves that it knows the secret, in words for whoever sets it up there. */
export const kindWords: Readonly<Record<Kind, { readonly label: string; readonly how: string }>> = {
  standard: {
    label: t('Standard Webhooks'),
    how: t('The sender signs id, time and body with the secret (webhook-id, webhook-timestamp, webhook-signature).'),
  },
  hubspot: {
    label: t('HubSpot'),
    how: t('HubSpot signs with the client secret of your app (X-HubSpot-Signature-v3). Put that secret here.'),
  },
  hmac: {
    label: t('A signature in a header'),
    how: t('The sender writes an HMAC of the body into a header, as hexadecimal SHA-256. The same body again is the same delivery.'),
  },
}

interface Props {
  readonly error: unknown
  readonly busy: boolean
  readonly onSend: (wanted: CallOf<typeof makeHook>) => void
  readonly onCancel: () => void
}

/** A new address for what another system sends. */
export function HookForm({ error, busy, onSend, onCancel }: Props) {
  const [name, setName] = useState('')
  const [kind, setKind] = useState<Kind>('standard')
  const [header, setHeader] = useState('x-signature')
  const [secret, setSecret] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSend({ name, setting: { kind, ...(kind === 'hmac' ? { header } : {}) }, ...(secret === '' ? {} : { secret }) })
  }
  return (
    <form className={classes.stack} onSubmit={submit} aria-label={t('A new address')}>
      {error !== null && error !== undefined && <Failed error={error} what={t('make this address')} />}
      <div className={classes.pair}>
        <TextInput
          label={t('Who sends')}
          required
          maxLength={120}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('How it signs')}
          description={kindWords[kind].how}
          data={hookKinds.map((value) => ({ value, label: kindWords[value].label }))}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as Kind)}
        />
        {kind === 'hmac' && (
          <TextInput
            label={t('Header with the signature')}
            required
            pattern="[A-Za-z0-9\-]{1,100}"
            value={header}
            onChange={(event) => setHeader(event.currentTarget.value)}
          />
        )}
        <TextInput
          label={kind === 'hubspot' ? t('Client secret of HubSpot') : t('Secret of the sender, if it makes one')}
          description={kind === 'hubspot' ? undefined : t('Left empty, one is made and shown once.')}
          required={kind === 'hubspot'}
          minLength={16}
          maxLength={500}
          type="password"
          autoComplete="off"
          value={secret}
          onChange={(event) => setSecret(event.currentTarget.value)}
        />
      </div>
      <div className={classes.row}>
        <Button type="submit" loading={busy}>
          {t('Make an address')}
        </Button>
        <Button variant="subtle" color="gray" onClick={onCancel}>
          {t('Cancel')}
        </Button>
      </div>
    </form>
  )
}
