import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import {
  type GivenRole,
  type Invitation,
  invitationDays,
  invite,
  listInvitations,
  renewInvitation,
  revokeInvitation,
} from '#platform/access/contract'
import { keyOf, useAsk, useSend } from '#web/client/queries'
import { moment, tn } from '#web/kit/format'
import { ShownOnce } from '#web/kit/once.tsx'
import { Answered, Failed } from '#web/kit/states.tsx'
import { DataTable } from '#web/kit/table.tsx'
import { t } from '#web/kit/text'
import { roleName, useRolesToGive } from './role-names.ts'
import classes from './settings-page.module.css'

interface Made {
  readonly email: string
  readonly link: string
  readonly mailed: boolean
}

/** Who is invited, and the way to invite; for those who run the company. */
export function Invitations() {
  const invitations = useAsk(listInvitations, {})
  const queries = useQueryClient()
  const [made, setMade] = useState<Made | null>(null)
  const again = () => queries.invalidateQueries({ queryKey: keyOf(listInvitations) })
  const done = async (next: Made | null) => {
    setMade(next)
    await again()
  }
  const renew = useSend(renewInvitation, { onSuccess: done })
  const revoke = useSend(revokeInvitation, { onSuccess: () => done(null) })
  return (
    <div className={classes.stack}>
      <h3 className={classes.subtitle}>{t('Invitations')}</h3>
      {made && (
        <ShownOnce
          title={t('Link for {{email}}', { email: made.email })}
          label={t('One-time link')}
          value={`${window.location.origin}${made.link}`}
        >
          {`${made.mailed ? t('It is on its way by mail.') : t('Hand it over in a way that only this person can read.')} ${tn(
            invitationDays,
            'It lets one person in, ends after {{n}} day, and is not shown again.',
            'It lets one person in, ends after {{n}} days, and is not shown again.',
          )}`}
        </ShownOnce>
      )}
      {renew.error && <Failed error={renew.error} what={t('make a new link')} />}
      {revoke.error && <Failed error={revoke.error} what={t('take the invitation back')} />}
      <Answered query={invitations} what={t('invitations')}>
        {({ invitations: rows }) =>
          rows.length === 0 ? (
            <p>{t('Nobody is invited at the moment.')}</p>
          ) : (
            <InvitationTable rows={rows} onRenew={(id) => renew.mutate({ id })} onRevoke={(id) => revoke.mutate({ id })} />
          )
        }
      </Answered>
      <InviteForm onDone={done} />
    </div>
  )
}

interface TableProps {
  rows: readonly Invitation[]
  onRenew: (id: Invitation['id']) => void
  onRevoke: (id: Invitation['id']) => void
}

function InvitationTable({ rows, onRenew, onRevoke }: TableProps) {
  return (
    <DataTable
      caption={t('Open invitations')}
      rows={rows}
      rowKey={(row) => row.id}
      columns={[
        { key: 'email', label: t('E-mail'), head: true, cell: (row) => row.email },
        { key: 'role', label: t('Role'), cell: (row) => roleName(row) },
        { key: 'by', label: t('Invited by'), cell: (row) => row.invitedBy },
        { key: 'until', label: t('Until'), cell: (row) => (row.state === 'expired' ? t('expired') : moment(row.expiresAt)) },
        {
          key: 'do',
          label: t('Actions'),
          quiet: true,
          cell: (row) => (
            <>
              <Button
                size="compact-xs"
                variant="subtle"
                color="gray"
                aria-label={t('New link for {{email}}', { email: row.email })}
                onClick={() => onRenew(row.id)}
              >
                {t('New link')}
              </Button>
              <Button
                size="compact-xs"
                variant="subtle"
                color="gray"
                aria-label={t('Take back the invitation of {{email}}', { email: row.email })}
                onClick={() => onRevoke(row.id)}
              >
                {t('Take back')}
              </Button>
            </>
          ),
        },
      ]}
    />
  )
}

function InviteForm({ onDone }: { onDone: (made: Made) => Promise<void> }) {
  const given = useRolesToGive()
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<GivenRole>('viewer')
  const send = useSend(invite, {
    onSuccess: async (made) => {
      setEmail('')
      await onDone(made)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send.mutate({ email, role })
  }
  return (
    <form className={classes.stack} onSubmit={submit}>
      {send.error && <Failed error={send.error} what={t('invite')} />}
      <div className={classes.pair}>
        <TextInput
          label={t('E-mail of whom to invite')}
          type="email"
          required
          autoComplete="off"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <NativeSelect label={t('Role')} data={given} value={role} onChange={(event) => setRole(event.currentTarget.value as GivenRole)} />
      </div>
      <div>
        <Button type="submit" variant="default" loading={send.isPending}>
          {t('Make an invitation')}
        </Button>
      </div>
    </form>
  )
}
