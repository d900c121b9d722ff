import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import { readProvider, removeProvider, rolesBySignOn, setProvider } from '#platform/access/contract'
import { keyOf, useAsk, useSend } from '#web/client/queries'
import { Notice } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { Answered, Failed } from '#web/kit/states.tsx'
import { t } from '#web/kit/text'
import { roleChoices } from './role-names.ts'
import classes from './settings-page.module.css'

const exampleAddress = 'https://login.example.com'
const exampleDomain = 'example.com'

type Read = ResultOf<typeof readProvider>

/** Single sign-on of the company, for its owners. */
export function ProviderPanel() {
  const read = useAsk(readProvider, {})
  const queries = useQueryClient()
  const again = () => queries.invalidateQueries({ queryKey: keyOf(readProvider) })
  const remove = useSend(removeProvider, { onSuccess: again })
  return (
    <Panel
      id="single-sign-on"
      title={t('Single sign-on')}
      hint={t('People sign in where they sign in for everything else, by OpenID Connect. Passwords go on working.')}
      actions={
        read.data?.provider && (
          <Button variant="default" size="xs" onClick={() => remove.mutate({})} loading={remove.isPending}>
            {t('End it')}
          </Button>
        )
      }
    >
      {remove.error && <Failed error={remove.error} what={t('end single sign-on')} />}
      <Answered query={read} what={t('single sign-on')}>
        {(answer) => <ProviderForm read={answer} onDone={again} />}
      </Answered>
    </Panel>
  )
}

function ProviderForm({ read: { provider, redirectUri }, onDone }: { read: Read; onDone: () => Promise<void> }) {
  const [label, setLabel] = useState(provider?.label ?? t('Single sign-on'))
  const [issuer, setIssuer] = useState(provider?.issuer ?? '')
  const [clientId, setClientId] = useState(provider?.clientId ?? '')
  const [clientSecret, setClientSecret] = useState('')
  const [domains, setDomains] = useState(provider?.domains.join(', ') ?? '')
  const [role, setRole] = useState<(typeof rolesBySignOn)[number]>(provider?.role ?? 'viewer')
  const save = useSend(setProvider, {
    onSuccess: async () => {
      setClientSecret('')
      await onDone()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const list = domains.split(/[\s,;]+/).filter((domain) => domain !== '')
    save.mutate({ label, issuer, clientId, domains: list, role, ...(clientSecret === '' ? {} : { clientSecret }) })
  }
  return (
    <form className={classes.stack} onSubmit={submit}>
      {provider && !provider.readable && (
        <Notice tone="warn" title={t('Enter the client secret again')}>
          {t('This Interlock was restored, or its signing secret was changed, so the client secret cannot be read any more.')}
        </Notice>
      )}
      {save.error && <Failed error={save.error} what={t('set up single sign-on')} />}
      {save.data && (
        <Notice tone="good" live title={t('Single sign-on is set up')}>
          {t('Its button stands on the sign-in page. Try it in another browser before you rely on it.')}
        </Notice>
      )}
      <TextInput
        label={t('Redirect address')}
        description={t('Write it into the settings of the provider')}
        readOnly
        value={redirectUri}
        onFocus={(event) => event.currentTarget.select()}
      />
      <div className={classes.pair}>
        <TextInput
          label={t('Address of the provider (issuer)')}
          type="url"
          required
          placeholder={exampleAddress}
          value={issuer}
          onChange={(event) => setIssuer(event.currentTarget.value)}
        />
        <TextInput
          label={t('What the button says')}
          required
          maxLength={60}
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
      </div>
      <div className={classes.pair}>
        <TextInput label={t('Client id')} required value={clientId} onChange={(event) => setClientId(event.currentTarget.value)} />
        <TextInput
          label={t('Client secret')}
          type="password"
          autoComplete="off"
          required={provider === null}
          placeholder={provider ? t('stays as it is') : undefined}
          value={clientSecret}
          onChange={(event) => setClientSecret(event.currentTarget.value)}
        />
      </div>
      <div className={classes.pair}>
        <TextInput
          label={t('Domains that come in without an invitation')}
          placeholder={exampleDomain}
          value={domains}
          onChange={(event) => setDomains(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('They are then')}
          data={roleChoices(rolesBySignOn)}
          value={role}
          onChange={(event) => setRole(event.currentTarget.value as (typeof rolesBySignOn)[number])}
        />
      </div>
      <div>
        <Button type="submit" variant="default" loading={save.isPending}>
          {provider ? t('Save') : t('Set up')}
        </Button>
      </div>
    </form>
  )
}
