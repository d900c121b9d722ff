import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { ResultOf } from '#kernel/endpoint'
import { readProvider, removeProvider, rolesBySignOn, setProvider } from '#platform/access/contract'
import { keyOf, useAsk, useSend } from '#web/client/queries'
import { Notice } from '#web/kit/notice.tsx'
import { Panel } from '#web/kit/page.tsx'
import { Answered, Failed } from '#web/kit/states.tsx'
import classes from './settings-page.module.css'

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
      title="Single sign-on"
      hint="People sign in where they sign in for everything else, by OpenID Connect. Passwords go on working."
      actions={
        read.data?.provider && (
          <Button variant="default" size="xs" onClick={() => remove.mutate({})} loading={remove.isPending}>
            End it
          </Button>
        )
      }
    >
      {remove.error && <Failed error={remove.error} what="end single sign-on" />}
      <Answered query={read} what="single sign-on">
        {(answer) => <ProviderForm read={answer} onDone={again} />}
      </Answered>
    </Panel>
  )
}

function ProviderForm({ read: { provider, redirectUri }, onDone }: { read: Read; onDone: () => Promise<void> }) {
  const [label, setLabel] = useState(provider?.label ?? 'Single sign-on')
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
        <Notice tone="warn" title="Enter the client secret again">
          This Interlock was restored, or its signing secret was changed, so the client secret cannot be read any more.
        </Notice>
      )}
      {save.error && <Failed error={save.error} what="set up single sign-on" />}
      {save.data && (
        <Notice tone="good" live title="Single sign-on is set up">
          Its button stands on the sign-in page. Try it in another browser before you rely on it.
        </Notice>
      )}
      <TextInput
        label="Redirect address"
        description="Write it into the settings of the provider"
        readOnly
        value={redirectUri}
        onFocus={(event) => event.currentTarget.select()}
      />
      <div className={classes.pair}>
        <TextInput
          label="Address of the provider (issuer)"
          type="url"
          required
          placeholder="https://login.example.com"
          value={issuer}
          onChange={(event) => setIssuer(event.currentTarget.value)}
        />
        <TextInput
          label="What the button says"
          required
          maxLength={60}
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
      </div>
      <div className={classes.pair}>
        <TextInput label="Client id" required value={clientId} onChange={(event) => setClientId(event.currentTarget.value)} />
        <TextInput
          label="Client secret"
          type="password"
          autoComplete="off"
          required={provider === null}
          placeholder={provider ? 'stays as it is' : undefined}
          value={clientSecret}
          onChange={(event) => setClientSecret(event.currentTarget.value)}
        />
      </div>
      <div className={classes.pair}>
        <TextInput
          label="Domains that come in without an invitation"
          placeholder="example.com"
          value={domains}
          onChange={(event) => setDomains(event.currentTarget.value)}
        />
        <NativeSelect
          label="They are then"
          data={[...rolesBySignOn]}
          value={role}
          onChange={(event) => setRole(event.currentTarget.value as (typeof rolesBySignOn)[number])}
        />
      </div>
      <div>
        <Button type="submit" variant="default" loading={save.isPending}>
          {provider ? 'Save' : 'Set up'}
        </Button>
      </div>
    </form>
  )
}
