import { Button, NativeSelect } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { mayGive, type Role, roles } from '#kernel/access'
import { no, ok } from '#kernel/verdict'
import { changeAccess, listAccounts, makePasswordLink, passwordLinkMinutes, takeSecondFactorAway } from '#platform/access/contract'
import { keyOf, useAsk, useSend } from '#web/client/queries'
import { AppLink } from '#web/kit/link.tsx'
import { ShownOnce } from '#web/kit/once.tsx'
import { Panel } from '#web/kit/page.tsx'
import { ReasonButton } from '#web/kit/reason-button.tsx'
import { Answered, Failed } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { Invitations } from './invitations.tsx'
import { useCompany, useSession } from './session.ts'

/** Who may enter this company, as what. */
export function PeoplePanel() {
  const company = useCompany()
  const session = useSession()
  const people = useAsk(listAccounts, {})
  const queries = useQueryClient()
  const again = () => queries.invalidateQueries({ queryKey: keyOf(listAccounts) })
  const change = useSend(changeAccess, { onSuccess: again })
  const link = useSend(makePasswordLink)
  const takeFactor = useSend(takeSecondFactorAway, { onSuccess: again })
  const manages = company?.role === 'owner' || company?.role === 'admin'
  const me = session.data?.user?.id
  return (
    <Panel
      id="people"
      title="People with access"
      hint="A viewer looks, sales and marketing change records, admins and owners run the company."
      actions={manages && <AppLink href="/settings/audit">Audit log</AppLink>}
    >
      {link.error && <Failed error={link.error} what="make a link" />}
      {link.data && (
        <ShownOnce title={`New password for ${link.data.name}`} label="One-time link" value={`${window.location.origin}${link.data.link}`}>
          {`Hand it over in a way that only this person can read. It opens once, within ${passwordLinkMinutes} minutes, and is not shown again.`}
        </ShownOnce>
      )}
      {takeFactor.error && <Failed error={takeFactor.error} what="remove this second factor" />}
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
              {
                key: 'role',
                label: 'Role',
                cell: (row) =>
                  manages && row.userId !== me && mayGive(company.role, row.role).ok ? (
                    <NativeSelect
                      size="xs"
                      aria-label={`Role of ${row.name}`}
                      data={roles.filter((role) => mayGive(company.role, role).ok)}
                      value={row.role}
                      onChange={(event) => change.mutate({ userId: row.userId, role: event.currentTarget.value as Role })}
                    />
                  ) : (
                    row.role
                  ),
              },
              {
                key: 'sign-in',
                label: 'Sign-in',
                quiet: true,
                cell: (row) =>
                  company?.role === 'owner' &&
                  row.userId !== me && (
                    <>
                      <Button size="compact-xs" variant="subtle" color="gray" onClick={() => link.mutate({ userId: row.userId })}>
                        Link for a new password
                        <span className="visually-hidden"> of {row.name}</span>
                      </Button>
                      {row.secondFactor && (
                        <Button size="compact-xs" variant="subtle" color="gray" onClick={() => takeFactor.mutate({ userId: row.userId })}>
                          Remove second factor
                          <span className="visually-hidden"> of {row.name}</span>
                        </Button>
                      )}
                    </>
                  ),
              },
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
      {manages && company && <Invitations mine={company.role} />}
    </Panel>
  )
}
