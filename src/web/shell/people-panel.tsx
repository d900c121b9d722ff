import { Button, NativeSelect } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { mayGive } from '#kernel/access'
import type { ResultOf } from '#kernel/endpoint'
import { no, ok } from '#kernel/verdict'
import {
  changeAccess,
  endSessionsOf,
  type GivenRole,
  listAccounts,
  makePasswordLink,
  passwordLinkMinutes,
  takeSecondFactorAway,
} from '#platform/access/contract'
import { keyOf, useAsk, useSend } from '#web/client/queries'
import { tn } from '#web/kit/format'
import { AppLink } from '#web/kit/link.tsx'
import { Notice } from '#web/kit/notice.tsx'
import { ShownOnce } from '#web/kit/once.tsx'
import { Panel } from '#web/kit/page.tsx'
import { ReasonButton } from '#web/kit/reason-button.tsx'
import { Answered, Failed } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import { Invitations } from './invitations.tsx'
import { roleName, useRolesToGive } from './role-names.ts'
import { useCompany, useSession } from './session.ts'
import { SignInRules } from './sign-in-rules.tsx'

type Account = ResultOf<typeof listAccounts>['accounts'][number]

/** The roles to choose from, with the one that somebody has: it may be one that whoever looks cannot give. */
function withCurrent(given: readonly { value: GivenRole; label: string }[], row: Account) {
  const current = { value: row.ownRole?.id ?? row.role, label: roleName(row) }
  return given.some(({ value }) => value === current.value) ? [...given] : [current, ...given]
}

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
  const endSessions = useSend(endSessionsOf)
  const manages = company?.role === 'owner' || company?.role === 'admin'
  const me = session.data?.user?.id
  const given = useRolesToGive()
  const [was, setWas] = useState<{ row: Account; role: GivenRole } | null>(null)
  const give = (row: Account, role: GivenRole) => change.mutate({ userId: row.userId, role }, { onSuccess: () => setWas({ row, role }) })
  return (
    <Panel
      id="people"
      title={t('People with access')}
      hint={t('A viewer looks, sales and marketing change records, admins and owners run the company.')}
      actions={manages && <AppLink href="/settings/audit">{t('Audit log')}</AppLink>}
    >
      {link.error && <Failed error={link.error} what={t('make a link')} />}
      {link.data && (
        <ShownOnce
          title={t('New password for {{name}}', { name: link.data.name })}
          label={t('One-time link')}
          value={`${window.location.origin}${link.data.link}`}
        >
          {tn(
            passwordLinkMinutes,
            'Hand it over in a way that only this person can read. It opens once, within {{n}} minute, and is not shown again.',
            'Hand it over in a way that only this person can read. It opens once, within {{n}} minutes, and is not shown again.',
          )}
        </ShownOnce>
      )}
      {endSessions.error && <Failed error={endSessions.error} what={t('end these sessions')} />}
      {endSessions.data && (
        <Notice tone="good" live title={tn(endSessions.data.ended, '{{n}} session has ended', '{{n}} sessions have ended')}>
          {t('This person signs in again from now on. To keep them out, take the access away.')}
        </Notice>
      )}
      {takeFactor.error && <Failed error={takeFactor.error} what={t('remove this second factor')} />}
      {change.error && <Failed error={change.error} what={t('change this access')} />}
      {was && !change.error && (
        <Notice
          tone="good"
          live
          title={t('{{name}} is {{role}} now', {
            name: was.row.name,
            role: given.find(({ value }) => value === was.role)?.label ?? was.role,
          })}
          actions={
            <Button
              size="xs"
              variant="default"
              loading={change.isPending}
              onClick={() =>
                change.mutate({ userId: was.row.userId, role: was.row.ownRole?.id ?? was.row.role }, { onSuccess: () => setWas(null) })
              }
            >
              {t('Undo')}
            </Button>
          }
        />
      )}
      <Answered query={people} what={t('people with access')}>
        {({ accounts }) => (
          <DataTable
            caption={t('People with access to this company')}
            rows={accounts}
            rowKey={(row) => row.userId}
            columns={[
              { key: 'name', label: t('Name'), head: true, cell: (row) => row.name },
              { key: 'email', label: t('E-mail'), cell: (row) => row.email },
              {
                key: 'role',
                label: t('Role'),
                cell: (row) =>
                  manages && row.userId !== me && mayGive(company.role, row.role).ok ? (
                    <NativeSelect
                      size="xs"
                      aria-label={t('Role of {{name}}', { name: row.name })}
                      data={withCurrent(given, row)}
                      value={row.ownRole?.id ?? row.role}
                      onChange={(event) => give(row, event.currentTarget.value as GivenRole)}
                    />
                  ) : (
                    roleName(row)
                  ),
              },
              {
                key: 'sign-in',
                label: t('Sign-in'),
                quiet: true,
                cell: (row) =>
                  manages &&
                  row.userId !== me && (
                    <>
                      {company.role === 'owner' && (
                        <Button
                          size="compact-xs"
                          variant="subtle"
                          color="gray"
                          aria-label={t('Link for a new password of {{name}}', { name: row.name })}
                          onClick={() => link.mutate({ userId: row.userId })}
                        >
                          {t('Link for a new password')}
                        </Button>
                      )}
                      {mayGive(company.role, row.role).ok && (
                        <Button
                          size="compact-xs"
                          variant="subtle"
                          color="gray"
                          aria-label={t('End the sessions of {{name}}', { name: row.name })}
                          onClick={() => endSessions.mutate({ userId: row.userId })}
                        >
                          {t('End sessions')}
                        </Button>
                      )}
                      {company.role === 'owner' && row.secondFactor && (
                        <Button
                          size="compact-xs"
                          variant="subtle"
                          color="gray"
                          aria-label={t('Remove second factor of {{name}}', { name: row.name })}
                          onClick={() => takeFactor.mutate({ userId: row.userId })}
                        >
                          {t('Remove second factor')}
                        </Button>
                      )}
                    </>
                  ),
              },
              {
                key: 'remove',
                label: t('Remove'),
                quiet: true,
                cell: (row) => (
                  <ReasonButton
                    size="compact-xs"
                    variant="subtle"
                    color="gray"
                    allowed={
                      manages
                        ? row.userId === me
                          ? no(t('You cannot take your own access away.'))
                          : ok
                        : no(t('Owners and admins change access.'))
                    }
                    onClick={() => change.mutate({ userId: row.userId, role: null }, { onSuccess: () => setWas(null) })}
                    aria-label={t('Take access away from {{name}}', { name: row.name })}
                  >
                    {t('Take access away')}
                  </ReasonButton>
                ),
              },
            ]}
          />
        )}
      </Answered>
      {company?.role === 'owner' && <SignInRules />}
      {manages && <Invitations />}
    </Panel>
  )
}
