import { Button, Select, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type Role, roles } from '#kernel/access'
import { no, ok } from '#kernel/verdict'
import { changeAccess, giveAccess, listAccounts } from '#platform/access/contract'
import { keyOf, useAsk, useSend } from '#web/client/queries'
import { Panel } from '#web/kit/page.tsx'
import { ReasonButton } from '#web/kit/reason-button.tsx'
import { Answered, Failed } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { useCompany, useSession } from './session.ts'
import classes from './settings-page.module.css'
import { PasswordField } from './sign-in-page.tsx'

/** Who may enter this company, as what. */
export function PeoplePanel() {
  const company = useCompany()
  const session = useSession()
  const people = useAsk(listAccounts, {})
  const queries = useQueryClient()
  const again = () => queries.invalidateQueries({ queryKey: keyOf(listAccounts) })
  const change = useSend(changeAccess, { onSuccess: again })
  const manages = company?.role === 'owner' || company?.role === 'admin'
  const me = session.data?.user?.id
  return (
    <Panel
      id="people"
      title="People with access"
      hint="A viewer looks, sales and marketing change records, admins and owners run the company."
    >
      {change.error && <Failed error={change.error} what="change this access" />}
      <Answered query={people} what="people with access">
        {({ accounts }) => (
          <DataTable
            caption="People with access to this company"
            rows={accounts}
            rowKey={(row) => row.userId}
            columns={[
              { key: 'name', label: 'Name', head: true, cell: (row) => row.name },
              { key: 'email', label: 'E-mail', cell: (row) => row.email },
              { key: 'role', label: 'Role', cell: (row) => row.role },
              {
                key: 'remove',
                label: 'Remove',
                quiet: true,
                cell: (row) => (
                  <ReasonButton
                    size="compact-xs"
                    variant="subtle"
                    color="gray"
                    allowed={
                      manages
                        ? row.userId === me
                          ? no('You cannot take your own access away.')
                          : ok
                        : no('Owners and admins change access.')
                    }
                    onClick={() => change.mutate({ userId: row.userId, role: null })}
                  >
                    Take access away
                    <span className="visually-hidden"> from {row.name}</span>
                  </ReasonButton>
                ),
              },
            ]}
          />
        )}
      </Answered>
      {manages && <InviteForm onDone={again} />}
    </Panel>
  )
}

function InviteForm({ onDone }: { onDone: () => Promise<void> }) {
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [role, setRole] = useState<Role>('viewer')
  const give = useSend(giveAccess, {
    onSuccess: async () => {
      for (const clear of [setName, setEmail, setPassword]) clear('')
      await onDone()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    give.mutate({ name, email, role, password })
  }
  return (
    <form className={classes.stack} onSubmit={submit}>
      <h3 className={classes.subtitle}>Let someone in</h3>
      {give.error && <Failed error={give.error} what="give access" />}
      <div className={classes.pair}>
        <TextInput
          label="Name"
          required
          maxLength={120}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="E-mail"
          type="email"
          required
          autoComplete="off"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Select
          label="Role"
          data={roles.map((one) => ({ value: one, label: one }))}
          value={role}
          onChange={(value) => setRole((value ?? 'viewer') as Role)}
        />
        <PasswordField label="First password" value={password} onChange={setPassword} autoComplete="new-password" />
      </div>
      <div>
        <Button type="submit" variant="default" loading={give.isPending}>
          Give access
        </Button>
      </div>
    </form>
  )
}
